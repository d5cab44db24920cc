package dev.whence.domain.carriers;

import dev.whence.domain.Cost;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Prices parcels of one carrier service on one lane: its zone and the surcharges that the lane
/// does not rule out. Costs are ten-thousandths of a minor unit of the card's currency.
public final class Freight {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final RateCard card;
  private final RateZone zone;
  private final List<Surcharge> surcharges;

  private Freight(RateCard card, RateZone zone, List<Surcharge> surcharges) {
    this.card = card;
    this.zone = zone;
    this.surcharges = surcharges;
  }

  /// @param zone of the card that covers the lane
  public static Freight on(RateCard card, RateZone zone, Lane lane) {
    if (card.surcharges().isEmpty()) {
      return new Freight(card, zone, List.of());
    }
    var possible = new ArrayList<Surcharge>();
    for (Surcharge surcharge : card.surcharges()) {
      if (surcharge.valid().covers(lane.handover())
          && (surcharge.destinationCountries().isEmpty()
              || surcharge.destinationCountries().contains(lane.destinationCountry()))
          && (surcharge.postalPrefixes().isEmpty()
              || Lane.startsWithOneOf(lane.postalCode(), surcharge.postalPrefixes()))) {
        possible.add(surcharge);
      }
    }
    return new Freight(card, zone, possible);
  }

  public RateZone zone() {
    return zone;
  }

  /// Whether every parcel costs a part for itself and a part for each gram on the scale, so that
  /// the price of goods does not depend on what else is in the parcel.
  public boolean isAffine() {
    return zone.tariff().isAffine()
        && surcharges.isEmpty()
        && card.volumetricDivisor() == 0
        && card.weightIncrementGrams() == 1;
  }

  /// Whether one parcel never costs more than the same goods in several: no surcharge begins above
  /// a threshold, and no two steps together cost less than the step of their sum.
  public boolean isSubadditive() {
    for (Surcharge surcharge : surcharges) {
      if (surcharge.overWeightGrams() > 0
          || surcharge.overValueMinor() > 0
          || surcharge.overGirthMm() > 0
          || surcharge.overLongestSideMm() > 0) {
        return false;
      }
    }
    return isSubadditive(zone.tariff());
  }

  private static boolean isSubadditive(Tariff tariff) {
    List<WeightStep> steps = tariff.steps();
    for (int i = 0; i < steps.size(); i++) {
      if (i > 0 && steps.get(i).price().minorUnits() < steps.get(i - 1).price().minorUnits()) {
        return false;
      }
      for (int j = i; j < steps.size(); j++) {
        long apart =
            tariff.price(steps.get(i).upToGrams()).orElse(0)
                + tariff.price(steps.get(j).upToGrams()).orElse(0);
        OptionalLong together = tariff.price(steps.get(i).upToGrams() + steps.get(j).upToGrams());
        if (together.isPresent() && together.getAsLong() > apart) {
          return false;
        }
      }
    }
    return true;
  }

  /// Whether both, of one card, price every parcel alike.
  public boolean hasPricesOf(Freight other) {
    return zone.equals(other.zone) && surcharges.equals(other.surcharges);
  }

  /// The charge for one parcel; empty where the tariff ends below its weight.
  ///
  /// @throws ArithmeticException on overflow
  public OptionalLong price(ParcelMeasures parcel) {
    OptionalLong base =
        zone.tariff().price(card.chargedGrams(parcel.milligrams(), parcel.volumeCm3()));
    if (base.isEmpty() || surcharges.isEmpty()) {
      return base;
    }
    long price = base.getAsLong();
    for (Surcharge surcharge : surcharges) {
      if (applies(surcharge, parcel)) {
        price = Math.addExact(price, amount(surcharge, base.getAsLong(), parcel));
      }
    }
    return OptionalLong.of(price);
  }

  /// The surcharges in the price of a parcel, by name.
  public List<String> surchargesOn(ParcelMeasures parcel) {
    return surcharges.stream()
        .filter(surcharge -> applies(surcharge, parcel))
        .map(Surcharge::name)
        .toList();
  }

  private static boolean applies(Surcharge surcharge, ParcelMeasures parcel) {
    return (surcharge.overWeightGrams() == 0
            || parcel.milligrams() > surcharge.overWeightGrams() * 1_000)
        && (surcharge.overLongestSideMm() == 0
            || parcel.longestSideMm() > surcharge.overLongestSideMm())
        && (surcharge.overGirthMm() == 0 || parcel.girthMm() > surcharge.overGirthMm())
        && (surcharge.overValueMinor() == 0 || parcel.valueMinor() > surcharge.overValueMinor());
  }

  private static long amount(Surcharge surcharge, long freight, ParcelMeasures parcel) {
    long amount = Cost.of(surcharge.perParcel()).tenThousandths();
    amount = Math.addExact(amount, share(surcharge.percentOfFreight(), freight));
    long value = Math.multiplyExact(parcel.valueMinor(), Cost.SCALE);
    return Math.addExact(amount, share(surcharge.percentOfValue(), value));
  }

  private static long share(BigDecimal percent, long of) {
    return percent.signum() == 0
        ? 0
        : percent
            .multiply(BigDecimal.valueOf(of))
            .divide(HUNDRED, 0, RoundingMode.HALF_UP)
            .longValueExact();
  }

  /// A line below the price of every parcel up to `mostGrams` on the scale: `fixed + grams *
  /// perGram` never exceeds what such a parcel costs, nor do the sums over several parcels.
  ///
  /// It is the edge of the lower convex envelope of the tariff that spans `mostGrams`, so it is
  /// tightest where everything travels together; surcharges that may not apply, and volume, are
  /// left out.
  ///
  /// @param mostGrams of the scale, at least 0
  /// @throws ArithmeticException on overflow
  public Bound bound(long mostGrams) {
    Tariff tariff = zone.tariff();
    if (tariff.steps().isEmpty()) {
      return new Bound(
          Cost.of(tariff.perParcel()).tenThousandths(), tariff.perKilogram().tenThousandths());
    }
    // Where a step ends its price is lowest for the weight: the corners of the envelope.
    var grams = new ArrayList<Long>();
    var price = new ArrayList<Long>();
    grams.add(0L);
    price.add(tariff.price(1).orElse(0));
    for (WeightStep step : tariff.steps()) {
      grams.add(step.upToGrams());
      price.add(tariff.price(step.upToGrams()).orElse(0));
      if (step.upToGrams() >= mostGrams) {
        break;
      }
    }
    if (grams.getLast() < mostGrams) {
      OptionalLong above = tariff.price(mostGrams);
      if (above.isPresent()) {
        grams.add(mostGrams);
        price.add(above.getAsLong());
      }
    }
    int[] hull = new int[grams.size()];
    int n = 0;
    for (int i = 0; i < grams.size(); i++) {
      while (n >= 2 && !turnsUp(grams, price, hull[n - 2], hull[n - 1], i)) {
        n--;
      }
      hull[n++] = i;
    }
    int right = hull[n - 1];
    int left = n > 1 ? hull[n - 2] : right;
    for (int k = 1; k < n; k++) {
      if (grams.get(hull[k]) >= mostGrams) {
        right = hull[k];
        left = hull[k - 1];
        break;
      }
    }
    return edge(grams, price, left, right);
  }

  private static Bound edge(List<Long> grams, List<Long> price, int left, int right) {
    long width = grams.get(right) - grams.get(left);
    if (width <= 0) {
      return new Bound(Math.min(price.get(left), price.get(right)), 0);
    }
    long perKilogram =
        Math.floorDiv(Math.multiplyExact(price.get(right) - price.get(left), 1_000L), width);
    if (perKilogram <= 0) {
      return new Bound(lowest(price), 0);
    }
    long fixed =
        price.get(left) - Math.ceilDiv(Math.multiplyExact(perKilogram, grams.get(left)), 1_000L);
    if (fixed >= 0) {
      return new Bound(fixed, perKilogram);
    }
    // Steeper than from the origin: the flattest line through the origin below all corners.
    long least = Long.MAX_VALUE;
    for (int i = 0; i < grams.size(); i++) {
      if (grams.get(i) > 0) {
        least =
            Math.min(least, Math.floorDiv(Math.multiplyExact(price.get(i), 1_000L), grams.get(i)));
      }
    }
    return new Bound(0, least);
  }

  private static long lowest(List<Long> price) {
    long lowest = Long.MAX_VALUE;
    for (long each : price) {
      lowest = Math.min(lowest, each);
    }
    return lowest;
  }

  private static boolean turnsUp(List<Long> x, List<Long> y, int a, int b, int c) {
    // Slopes compared as fractions: (yb - ya) / (xb - xa) < (yc - yb) / (xc - xb).
    double before = (double) (y.get(b) - y.get(a)) / (x.get(b) - x.get(a));
    double after = (double) (y.get(c) - y.get(b)) / (x.get(c) - x.get(b));
    return before < after;
  }

  /// A price that no parcel undercuts, in ten-thousandths of a minor unit.
  ///
  /// @param fixed for each parcel, at least 0
  /// @param perKilogram on the scale, at least 0
  public record Bound(long fixed, long perKilogram) {}
}
