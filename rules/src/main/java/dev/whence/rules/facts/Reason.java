package dev.whence.rules.facts;

/// Why a candidate is out, with the evidence. A table names the code; the values come from the
/// fact, so a table cannot invent evidence.
public sealed interface Reason {
  // Ship node
  record NodeInactive() implements Reason {}

  record ChannelNotServed(String channel) implements Reason {}

  record CustomerClassNotServed(String customerClass) implements Reason {}

  record HazmatNotHandled() implements Reason {}

  record DestinationNotServed(String country, String region) implements Reason {}

  record CategoryNotShipped(String category) implements Reason {}

  record ShortOfStock(int unitsShort, int unitsAvailable) implements Reason {}

  record PastCutoff(long minutesLate) implements Reason {}

  record CapacityExhausted(int parcelsLeft) implements Reason {}

  record TooFar(int distanceKm) implements Reason {}

  /// The caller does not want it; no table says this.
  record ExcludedByCaller() implements Reason {}

  // Carrier service
  record NoRate() implements Reason {}

  record TooHeavy(int unitWeightGrams) implements Reason {}

  record TooLong(int longestSideMm) implements Reason {}

  record HazmatNotCarried() implements Reason {}

  record ContentsNotCarried(String category) implements Reason {}

  record ValueTooHigh(long lineValueMinor) implements Reason {}

  record TooSlow(int transitDays, int daysToPromise) implements Reason {}

  record OutOfReach(int distanceKm) implements Reason {}

  record ServiceLevelNotMet(String serviceLevel) implements Reason {}

  /// What the node-eligibility table may say.
  enum NodeCode {
    NODE_INACTIVE,
    CHANNEL_NOT_SERVED,
    CUSTOMER_CLASS_NOT_SERVED,
    HAZMAT_NOT_HANDLED,
    DESTINATION_NOT_SERVED,
    CATEGORY_NOT_SHIPPED,
    SHORT_OF_STOCK,
    PAST_CUTOFF,
    CAPACITY_EXHAUSTED,
    TOO_FAR;

    public Reason from(ShipNodeFact fact) {
      return switch (this) {
        case NODE_INACTIVE -> new NodeInactive();
        case CHANNEL_NOT_SERVED -> new ChannelNotServed(fact.channel());
        case CUSTOMER_CLASS_NOT_SERVED -> new CustomerClassNotServed(fact.customerClass());
        case HAZMAT_NOT_HANDLED -> new HazmatNotHandled();
        case DESTINATION_NOT_SERVED ->
            new DestinationNotServed(fact.destinationCountry(), fact.destinationRegion());
        case CATEGORY_NOT_SHIPPED -> new CategoryNotShipped(fact.category());
        case SHORT_OF_STOCK -> new ShortOfStock(fact.unitsShort(), fact.unitsAvailable());
        case PAST_CUTOFF -> new PastCutoff(-fact.minutesToCutoff());
        case CAPACITY_EXHAUSTED -> new CapacityExhausted(fact.parcelsLeft());
        case TOO_FAR -> new TooFar(fact.distanceKm());
      };
    }
  }

  /// What the carrier-eligibility table may say.
  enum CarrierCode {
    NO_RATE,
    TOO_HEAVY,
    TOO_LONG,
    HAZMAT_NOT_CARRIED,
    CONTENTS_NOT_CARRIED,
    VALUE_TOO_HIGH,
    TOO_SLOW,
    OUT_OF_REACH,
    DESTINATION_NOT_SERVED,
    SERVICE_LEVEL_NOT_MET;

    public Reason from(CarrierOptionFact fact) {
      return switch (this) {
        case NO_RATE -> new NoRate();
        case TOO_HEAVY -> new TooHeavy(fact.unitWeightGrams());
        case TOO_LONG -> new TooLong(fact.longestSideMm());
        case HAZMAT_NOT_CARRIED -> new HazmatNotCarried();
        case CONTENTS_NOT_CARRIED -> new ContentsNotCarried(fact.category());
        case VALUE_TOO_HIGH -> new ValueTooHigh(fact.lineValueMinor());
        case TOO_SLOW -> new TooSlow(fact.transitDays(), fact.daysToPromise());
        case OUT_OF_REACH -> new OutOfReach(fact.distanceKm());
        case DESTINATION_NOT_SERVED ->
            new DestinationNotServed(fact.destinationCountry(), fact.destinationRegion());
        case SERVICE_LEVEL_NOT_MET -> new ServiceLevelNotMet(fact.serviceLevel());
      };
    }
  }
}
