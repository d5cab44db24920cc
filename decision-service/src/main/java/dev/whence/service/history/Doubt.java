package dev.whence.service.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Why something that came in cannot be true, as far as is known now.
///
/// @param reason with the values, and what may be the matter
public record Doubt(Code code, String reason) {
  /// What lies further ahead of the database's clock is no difference between clocks.
  static final Duration MOST_AHEAD = Duration.ofDays(7);

  /// A scan may lie so long before the order, for the clocks and time zones of carriers.
  static final Duration MOST_EARLY = Duration.ofDays(1);

  /// What is wrong.
  public enum Code {
    FUTURE,
    BEFORE_ORDER,
    /// May come right by itself: scans that tell of the parcel may be late.
    MORE_THAN_SHIPPED
  }

  /// What is doubtful about a scan.
  ///
  /// @param now by the database's clock
  /// @param orderedAt [Instant#MIN] when the shipment is not known
  public static Optional<Doubt> about(ShipmentEvent scan, Instant now, Instant orderedAt) {
    if (isAhead(scan.recordedAt(), now)) { // never before occurredAt
      boolean occurred = isAhead(scan.occurredAt(), now);
      return Optional.of(
          ahead(
              occurred ? "occurredAt" : "recordedAt",
              occurred ? scan.occurredAt() : scan.recordedAt(),
              now));
    }
    if (scan.occurredAt().plus(MOST_EARLY).isBefore(orderedAt)) {
      return Optional.of(
          new Doubt(
              Code.BEFORE_ORDER,
              "occurredAt %s is more than %d day before the order was placed (%s).\nMaybe the scan is of another parcel."
                  .formatted(scan.occurredAt(), MOST_EARLY.toDays(), orderedAt)));
    }
    return Optional.empty();
  }

  /// @param now by the database's clock
  static Optional<Doubt> about(ReturnedUnits returned, Instant now, Sold sold) {
    if (isAhead(returned.returnedAt(), now)) {
      return Optional.of(ahead("returnedAt", returned.returnedAt(), now));
    }
    if (returned.returnedAt().isBefore(sold.orderedAt())) {
      return Optional.of(
          new Doubt(
              Code.BEFORE_ORDER,
              "returnedAt %s is before the order was placed (%s).\nMaybe the return is of another order."
                  .formatted(returned.returnedAt(), sold.orderedAt())));
    }
    if (sold.returned() + returned.units() > sold.shipped()) {
      return Optional.of(
          new Doubt(
              Code.MORE_THAN_SHIPPED,
              "%d units of line %s come back, of %d that were shipped %d came back before.\nMaybe a scan of the parcel is still to come: then the return counts by itself."
                  .formatted(returned.units(), returned.line(), sold.shipped(), sold.returned())));
    }
    return Optional.empty();
  }

  private static boolean isAhead(Instant at, Instant now) {
    return at.isAfter(now.plus(MOST_AHEAD));
  }

  private static Doubt ahead(String what, Instant at, Instant now) {
    return new Doubt(
        Code.FUTURE,
        "%s %s is more than %d days ahead of now (%s).\nMaybe the sender's clock is wrong."
            .formatted(what, at, MOST_AHEAD.toDays(), now));
  }

  /// What is known of the line that a return is of.
  ///
  /// @param orderedAt [Instant#MIN] when the order is not known
  /// @param shipped units that left, of a bundle so many bundles; [#UNKNOWN] when nobody can tell
  /// @param returned units that came back before
  record Sold(Instant orderedAt, long shipped, long returned) {
    static final long UNKNOWN = Long.MAX_VALUE;

    boolean isKnown() {
      return shipped != UNKNOWN;
    }

    Sold with(int unitsMore) {
      return new Sold(orderedAt, shipped, returned + unitsMore);
    }
  }
}
