package dev.whence.rules.facts;

import dev.whence.domain.Money;
import dev.whence.domain.inventory.Refusal;
import java.util.Currency;
import java.util.List;

/// Why a candidate is out, with the evidence. A table names the code; the values come from the
/// fact, so a table cannot invent evidence.
public sealed interface Reason {
  /// The reason for a person, without a subject and without a full stop: it follows the name of the
  /// ship node or of the carrier service.
  String sentence();

  /// Whether it may end by itself, with goods that come in or with time: a candidate that only such
  /// reasons rule out may send later.
  default boolean mayPass() {
    return false;
  }

  // Ship node

  record NodeInactive() implements Reason {
    @Override
    public String sentence() {
      return "is switched off";
    }
  }

  /// Its stock of a SKU is out of use; no table says this.
  record StockInactive(String sku) implements Reason {
    @Override
    public String sentence() {
      return "has its stock of %s switched off".formatted(sku);
    }
  }

  record ChannelNotServed(String channel) implements Reason {
    @Override
    public String sentence() {
      return "does not serve the channel " + channel;
    }
  }

  record CustomerClassNotServed(String customerClass) implements Reason {
    @Override
    public String sentence() {
      return "does not serve customers of the class " + customerClass;
    }
  }

  record HazmatNotHandled() implements Reason {
    @Override
    public String sentence() {
      return "does not handle hazardous goods";
    }
  }

  record DestinationNotServed(String country, String region) implements Reason {
    @Override
    public String sentence() {
      return "does not serve " + (region.isEmpty() ? country : country + "-" + region);
    }
  }

  /// @param kind for instance `a post office box`
  record AddressNotServed(String kind) implements Reason {
    @Override
    public String sentence() {
      return "does not serve " + kind;
    }
  }

  record CategoryNotShipped(String category) implements Reason {
    @Override
    public String sentence() {
      return "does not ship " + category;
    }
  }

  record ShortOfStock(long unitsShort, long unitsAvailable) implements Reason {
    @Override
    public String sentence() {
      return "is %s short of stock (%d available)"
          .formatted(plural(unitsShort, "unit"), unitsAvailable);
    }

    @Override
    public boolean mayPass() {
      return true;
    }
  }

  record PastCutoff(long minutesLate) implements Reason {
    @Override
    public String sentence() {
      return "is past its cutoff by " + plural(minutesLate, "minute");
    }

    @Override
    public boolean mayPass() {
      return true;
    }
  }

  /// @param horizonDays within which no hand-over has room
  record CapacityExhausted(int horizonDays) implements Reason {
    @Override
    public String sentence() {
      return "has no parcel of capacity left on any hand-over of the next "
          + plural(horizonDays, "day");
    }

    @Override
    public boolean mayPass() {
      return true;
    }
  }

  /// The calendar has no hand-over, whatever the capacity.
  ///
  /// @param horizonDays within which it is closed
  record NoHandover(int horizonDays) implements Reason {
    @Override
    public String sentence() {
      return "hands nothing over within " + plural(horizonDays, "day");
    }

    @Override
    public boolean mayPass() {
      return true;
    }
  }

  record TooFar(int distanceKm) implements Reason {
    @Override
    public String sentence() {
      return "is too far away (%d km)".formatted(distanceKm);
    }
  }

  /// @param acceptancePercent drawn towards what is believed of any node
  /// @param parcelsAnswered lately, those refused among them
  record RefusesTooOften(int acceptancePercent, int parcelsAnswered, int parcelsRefused)
      implements Reason {
    @Override
    public String sentence() {
      return "refuses too often (%d of %s in 28 days, which counts as %d %% accepted)"
          .formatted(parcelsRefused, plural(parcelsAnswered, "parcel"), acceptancePercent);
    }
  }

  record AcceptsTooLate(int minutesToAccept) implements Reason {
    @Override
    public String sentence() {
      return "takes %s to accept a parcel".formatted(plural(minutesToAccept, "minute"));
    }
  }

  /// The caller does not want it; no table says this.
  record ExcludedByCaller() implements Reason {
    @Override
    public String sentence() {
      return "is excluded by the request";
    }
  }

  /// It refused units of the order; no table says this.
  record RefusedByNode(Refusal.Because because) implements Reason {
    @Override
    public String sentence() {
      return switch (because) {
        case SHORT -> "has refused units of this order, being short of them";
        case DAMAGED -> "has refused units of this order as damaged";
        case BUSY -> "has refused units of this order, being too busy";
        case OTHER -> "has refused units of this order";
        case UNANSWERED -> "has not accepted units of this order in time";
        case DECLINED -> "has declined an offer of units of this order";
      };
    }
  }

  /// The caller wants these goods from elsewhere; no table says this.
  ///
  /// @param shipNodes where they are pinned to
  record PinnedElsewhere(List<String> shipNodes) implements Reason {
    public PinnedElsewhere {
      shipNodes = List.copyOf(shipNodes);
    }

    @Override
    public String sentence() {
      return "may not send what the request pins to " + String.join(" and ", shipNodes);
    }
  }

  /// Its prices cannot be compared with the order's.
  record NoExchangeRate(String from, String to) implements Reason {
    @Override
    public String sentence() {
      return "has prices in %s, and no exchange rate from %s to %s is loaded for the day of the order"
          .formatted(from, from, to);
    }
  }

  // Carrier service

  /// It is out of use; no table says this.
  record ServiceInactive() implements Reason {
    @Override
    public String sentence() {
      return "is switched off";
    }
  }

  record NoRate() implements Reason {
    @Override
    public String sentence() {
      return "has no rate for the lane";
    }
  }

  /// Its calendar collects on none of the node's hand-overs.
  record NotCollected(int horizonDays) implements Reason {
    @Override
    public String sentence() {
      return "collects on no hand-over within " + plural(horizonDays, "day");
    }
  }

  /// Its calendar has no day of delivery.
  record NoDelivery() implements Reason {
    @Override
    public String sentence() {
      return "delivers on no day within two months";
    }
  }

  /// The caller's first or last day of hand-over leaves none.
  record OutsideWindow(String notBefore, String by) implements Reason {
    @Override
    public String sentence() {
      return "has no hand-over with room in the time that the request allows (%s to %s)"
          .formatted(notBefore, by);
    }
  }

  record TooHeavy(long parcelWeightGrams) implements Reason {
    @Override
    public String sentence() {
      return "does not take parcels of " + kilograms(parcelWeightGrams);
    }
  }

  record TooLight(long parcelWeightGrams) implements Reason {
    @Override
    public String sentence() {
      return "does not take parcels as light as " + kilograms(parcelWeightGrams);
    }
  }

  record TooLong(int longestSideMm) implements Reason {
    @Override
    public String sentence() {
      return "does not take parcels of %d mm length".formatted(longestSideMm);
    }
  }

  record GirthTooLarge(int girthMm) implements Reason {
    @Override
    public String sentence() {
      return "does not take parcels of %d mm length plus girth".formatted(girthMm);
    }
  }

  record TooBulky(long volumeCm3) implements Reason {
    @Override
    public String sentence() {
      return "does not take parcels of %d cm3".formatted(volumeCm3);
    }
  }

  record TooManyUnits(long units) implements Reason {
    @Override
    public String sentence() {
      return "does not take %s in one parcel".formatted(plural(units, "unit"));
    }
  }

  record HazmatNotCarried() implements Reason {
    @Override
    public String sentence() {
      return "does not carry hazardous goods";
    }
  }

  record HazmatNotMixed() implements Reason {
    @Override
    public String sentence() {
      return "does not carry hazardous goods together with others";
    }
  }

  record ContentsNotCarried(String category) implements Reason {
    @Override
    public String sentence() {
      return "does not carry " + category;
    }
  }

  record ValueTooHigh(Money parcelValue) implements Reason {
    @Override
    public String sentence() {
      return "does not take parcels worth " + parcelValue;
    }
  }

  record TooSlow(int transitDays, int daysToPromise) implements Reason {
    @Override
    public String sentence() {
      return "takes %s where %s"
          .formatted(
              plural(transitDays, "day"),
              daysToPromise < 0
                  ? "none is left"
                  : daysToPromise + (daysToPromise == 1 ? " is left" : " are left"));
    }
  }

  record OutOfReach(int distanceKm) implements Reason {
    @Override
    public String sentence() {
      return "does not reach %d km".formatted(distanceKm);
    }
  }

  record ServiceLevelNotMet(String serviceLevel) implements Reason {
    @Override
    public String sentence() {
      return "does not meet " + serviceLevel;
    }
  }

  /// No amount of money can name its price.
  record PriceOutOfRange() implements Reason {
    @Override
    public String sentence() {
      return "has a price for these goods that is too large to count";
    }
  }

  /// No division into parcels is allowed.
  ///
  /// @param mostParcels that the policy or the capacity allows
  record NotPackable(int mostParcels) implements Reason {
    @Override
    public String sentence() {
      return "cannot take the goods in " + plural(mostParcels, "parcel") + " or fewer";
    }
  }

  /// What the node-eligibility table may say.
  enum NodeCode {
    NODE_INACTIVE,
    CHANNEL_NOT_SERVED,
    CUSTOMER_CLASS_NOT_SERVED,
    HAZMAT_NOT_HANDLED,
    DESTINATION_NOT_SERVED,
    ADDRESS_NOT_SERVED,
    CATEGORY_NOT_SHIPPED,
    SHORT_OF_STOCK,
    PAST_CUTOFF,
    CAPACITY_EXHAUSTED,
    TOO_FAR,
    REFUSES_TOO_OFTEN,
    ACCEPTS_TOO_LATE;

    /// @param horizonDays of the policy
    public Reason from(ShipNodeFact fact, int horizonDays) {
      return switch (this) {
        case NODE_INACTIVE -> new NodeInactive();
        case CHANNEL_NOT_SERVED -> new ChannelNotServed(fact.channel());
        case CUSTOMER_CLASS_NOT_SERVED -> new CustomerClassNotServed(fact.customerClass());
        case HAZMAT_NOT_HANDLED -> new HazmatNotHandled();
        case DESTINATION_NOT_SERVED ->
            new DestinationNotServed(fact.destinationCountry(), fact.destinationRegion());
        case ADDRESS_NOT_SERVED -> new AddressNotServed(kind(fact.poBox(), fact.military()));
        case CATEGORY_NOT_SHIPPED -> new CategoryNotShipped(fact.category());
        case SHORT_OF_STOCK -> new ShortOfStock(fact.unitsShort(), fact.unitsAvailable());
        case PAST_CUTOFF -> new PastCutoff(-fact.minutesToCutoff());
        case CAPACITY_EXHAUSTED -> new CapacityExhausted(horizonDays);
        case TOO_FAR -> new TooFar(fact.distanceKm());
        case REFUSES_TOO_OFTEN ->
            new RefusesTooOften(
                fact.acceptancePercent(), fact.parcelsAnswered(), fact.parcelsRefused());
        case ACCEPTS_TOO_LATE -> new AcceptsTooLate(fact.minutesToAccept());
      };
    }
  }

  /// What the carrier-eligibility table may say.
  enum CarrierCode {
    NO_RATE,
    TOO_HEAVY,
    /// More goods in the parcel can cure it, so a line alone is not ruled out by it.
    TOO_LIGHT,
    TOO_LONG,
    GIRTH_TOO_LARGE,
    TOO_BULKY,
    TOO_MANY_UNITS,
    HAZMAT_NOT_CARRIED,
    HAZMAT_NOT_MIXED,
    CONTENTS_NOT_CARRIED,
    VALUE_TOO_HIGH,
    TOO_SLOW,
    OUT_OF_REACH,
    DESTINATION_NOT_SERVED,
    ADDRESS_NOT_SERVED,
    SERVICE_LEVEL_NOT_MET;

    /// @param currency of the order
    public Reason from(CarrierOptionFact fact, Currency currency) {
      return switch (this) {
        case NO_RATE -> new NoRate();
        case TOO_HEAVY -> new TooHeavy(fact.parcelWeightGrams());
        case TOO_LIGHT -> new TooLight(fact.parcelWeightGrams());
        case TOO_LONG -> new TooLong(fact.parcelLongestSideMm());
        case GIRTH_TOO_LARGE -> new GirthTooLarge(fact.parcelGirthMm());
        case TOO_BULKY -> new TooBulky(fact.parcelVolumeCm3());
        case TOO_MANY_UNITS -> new TooManyUnits(fact.parcelUnits());
        case HAZMAT_NOT_CARRIED -> new HazmatNotCarried();
        case HAZMAT_NOT_MIXED -> new HazmatNotMixed();
        case CONTENTS_NOT_CARRIED -> new ContentsNotCarried(fact.category());
        case VALUE_TOO_HIGH -> new ValueTooHigh(new Money(fact.parcelValueMinor(), currency));
        case TOO_SLOW -> new TooSlow(fact.transitDays(), fact.daysToPromise());
        case OUT_OF_REACH -> new OutOfReach(fact.distanceKm());
        case DESTINATION_NOT_SERVED ->
            new DestinationNotServed(fact.destinationCountry(), fact.destinationRegion());
        case ADDRESS_NOT_SERVED -> new AddressNotServed(kind(fact.poBox(), fact.military()));
        case SERVICE_LEVEL_NOT_MET -> new ServiceLevelNotMet(fact.serviceLevel());
      };
    }
  }

  private static String kind(boolean poBox, boolean military) {
    if (poBox) {
      return "post office boxes";
    }
    return military ? "addresses of armed forces abroad" : "this address";
  }

  private static String kilograms(long grams) {
    return grams < 1_000
        ? grams + " g"
        : java.math.BigDecimal.valueOf(grams, 3).stripTrailingZeros().toPlainString() + " kg";
  }

  /// `1 unit`, `2 units`.
  static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
