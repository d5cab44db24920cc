package dev.whence.domain.carriers;

import dev.whence.domain.Cost;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Prices parcels of one carrier service on one lane: its zone and the surcharges that the lane
/// does not rule out. Costs are ten-thousandths of a minor unit of the card's currency.
public final class Freight {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final RateCard card;
  private final RateZone zone;
  private final List<Surcharge> surcharges;
  private @Nullable Boolean subadditive;

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
              || Lane.longestPrefix(lane.postalCode(), surcharge.postalPrefixes()) > 0)) {
        possible.add(surcharge);
      }
    }
    return new Freight(card, zone, possible);
  }

  /// Whether the price of a parcel up to the largest one, with every surcharge of the card on it,
  /// can be counted in ten-thousandths of a minor unit.
  public static boolean canCount(RateCard card, RateZone zone, ParcelMeasures largest) {
    var freight = new Freight(card, zone, card.surcharges());
    try {
      long heaviestStep = Math.multiplyExact(zone.tariff().heaviestStepGrams(), 1_000L);
      var last =
          new ParcelMeasures(
              Math.min(heaviestStep, largest.milligrams()),
              0,
              largest.longestSideMm(),
              largest.girthMm(),
              largest.valueMinor(),
              largest.units(),
              largest.hazmatUnits());
      freight.price(last);
      freight.price(largest);
      return true;
    } catch (ArithmeticException tooMuch) {
      return false;
    }
  }

  public RateZone zone() {
    return zone;
  }

  /// Whether some parcel on the lane may cost more than its tariff.
  public boolean hasSurcharges() {
    return !surcharges.isEmpty();
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
    if (subadditive == null) {
      subadditive = isSubadditive(surcharges) && isSubadditive(zone.tariff());
    }
    return subadditive;
  }

  private static boolean isSubadditive(Collection<Surcharge> surcharges) {
    for (Surcharge surcharge : surcharges) {
      if (surcharge.overWeightGrams() > 0
          || surcharge.overValueMinor() > 0
          || surcharge.overGirthMm() > 0
          || surcharge.overLongestSideMm() > 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSubadditive(Tariff tariff) {
    List<WeightStep> steps = tariff.steps();
    if (steps.isEmpty()) {
      return true;
    }
    // Above the last step, where the minimum says nothing any more.
    long heaviest = tariff.heaviestStepGrams();
    Cost last = Cost.of(tariff.perParcel()).plus(Cost.of(steps.getLast().price()));
    if (last.compareTo(tariff.perKilogram().ofGrams(heaviest)) < 0) {
      return false;
    }
    boolean ends = tariff.price(heaviest + 1).isEmpty();
    for (int i = 0; i < steps.size(); i++) {
      long grams = steps.get(i).upToGrams();
      long alone = tariff.price(grams).orElseThrow();
      if (alone < tariff.perKilogram().ofGrams(grams).tenThousandths()) {
        return false;
      }
      if (i > 0 && steps.get(i).price().minorUnits() < steps.get(i - 1).price().minorUnits()) {
        return false;
      }
      for (int j = i; j < steps.size(); j++) {
        long other = steps.get(j).upToGrams();
        long apart = alone + tariff.price(other).orElseThrow();
        // Where the tariff ends, lighter goods of these two steps still fit its last one.
        long together = ends ? Math.min(grams + other, heaviest) : grams + other;
        if (tariff.price(together).orElseThrow() > apart) {
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

  /// A line below the price of every parcel up to `mostGrams` on the scale: no such parcel costs
  /// less than [Bound#of(long)] its weight, and no several ones less together than their bounds.
  ///
  /// It meets the lowest price of a parcel of `mostGrams`, so it is tightest where everything
  /// travels together. Surcharges that may not apply, volume and increments are left out.
  ///
  /// @param mostGrams at least 0
  /// @throws ArithmeticException on overflow
  public Bound bound(long mostGrams) {
    Tariff tariff = zone.tariff();
    if (tariff.isAffine()) {
      return new Bound(
          Cost.of(tariff.perParcel()).tenThousandths(), tariff.perKilogram().tenThousandths());
    }
    var corners = new Corners(tariff, mostGrams);
    return corners.line();
  }

  /// Points below the lowest price that a tariff ever takes for a weight or more, such that a line
  /// below all of them is below every price up to the heaviest.
  private static final class Corners {
    private final List<Long> grams = new ArrayList<>();
    private final List<Long> price = new ArrayList<>();

    Corners(Tariff tariff, long mostGrams) {
      addSteps(tariff, mostGrams);
      if (mostGrams > tariff.heaviestStepGrams()
          && (tariff.steps().isEmpty() || tariff.perKilogram().tenThousandths() > 0)) {
        addTail(tariff, mostGrams);
      }
    }

    /// A heavier parcel may pay less where steps fall in price, and goods may be charged as heavier
    /// than they are: so a step counts with the lowest price from there on.
    private void addSteps(Tariff tariff, long mostGrams) {
      List<WeightStep> steps = tariff.steps();
      long lowest = Long.MAX_VALUE;
      for (int i = steps.size() - 1; i >= 0; i--) {
        WeightStep step = steps.get(i);
        lowest = Math.min(lowest, tariff.price(step.upToGrams()).orElseThrow());
        if (i == 0 || steps.get(i - 1).upToGrams() < mostGrams) {
          add(Math.min(step.upToGrams(), mostGrams), lowest);
        }
      }
      add(0, steps.isEmpty() ? tariff.price(0).orElseThrow() : lowest);
    }

    /// Above the steps the price rises evenly, from where it exceeds the minimum.
    private void addTail(Tariff tariff, long mostGrams) {
      long last = tariff.heaviestStepGrams();
      long rate = tariff.perKilogram().tenThousandths();
      long start =
          Cost.of(tariff.perParcel())
              .plus(
                  tariff.steps().isEmpty() ? Cost.ZERO : Cost.of(tariff.steps().getLast().price()))
              .tenThousandths();
      long minimum = Cost.of(tariff.minimum()).tenThousandths();
      if (rate > 0 && minimum > start) {
        long reached = last + Math.multiplyExact(minimum - start, 1_000L) / rate;
        for (long corner : List.of(reached, reached + 1)) {
          if (corner > last && corner < mostGrams) {
            add(corner, Math.max(minimum, onTail(start, rate, corner - last)));
          }
        }
      }
      add(mostGrams, Math.max(minimum, onTail(start, rate, mostGrams - last)));
    }

    private static long onTail(long start, long rate, long grams) {
      return Math.addExact(start, Math.multiplyExact(rate, grams) / 1_000);
    }

    private void add(long atGrams, long atPrice) {
      grams.add(atGrams);
      price.add(atPrice);
    }

    /// The flattest line through the heaviest corner that no corner lies below; or through the
    /// origin, if that one were below zero there.
    Bound line() {
      int heaviest = 0;
      for (int i = 1; i < grams.size(); i++) {
        heaviest = grams.get(i) > grams.get(heaviest) ? i : heaviest;
      }
      long slope = 0;
      long fromOrigin = Long.MAX_VALUE;
      for (int i = 0; i < grams.size(); i++) {
        long width = grams.get(heaviest) - grams.get(i);
        if (width > 0) {
          long rise = Math.multiplyExact(price.get(heaviest) - price.get(i), 1_000L);
          slope = Math.max(slope, Math.ceilDiv(rise, width));
        }
        if (grams.get(i) > 0) {
          fromOrigin =
              Math.min(fromOrigin, Math.multiplyExact(price.get(i), 1_000L) / grams.get(i));
        }
      }
      long fixed =
          price.get(heaviest)
              - Math.ceilDiv(Math.multiplyExact(slope, grams.get(heaviest)), 1_000L);
      return fixed >= 0 ? new Bound(fixed, slope) : new Bound(0, fromOrigin);
    }
  }

  /// A price that no parcel undercuts, in ten-thousandths of a minor unit.
  ///
  /// @param fixed for each parcel, at least 0
  /// @param perKilogram on the scale, at least 0
  public record Bound(long fixed, long perKilogram) {
    /// For one parcel, rounded down.
    ///
    /// @throws ArithmeticException on overflow
    public long of(long grams) {
      return Math.addExact(fixed, Math.multiplyExact(perKilogram, grams) / 1_000);
    }
  }
}
