package dev.whence.training.split;

import dev.whence.models.bundles.TrainingRecord.TemporalSplit;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/// Three parts of a history in time order with an embargo after each.
///
/// ```
/// train | embargo | calibrate | embargo | test | embargo
///       ^trainUntil ^calibrateFrom ^calibrateUntil ^testFrom ^testUntil   end of the data
/// ```
///
/// A row belongs to a part by when it began (hand-over, order), never by when it ended: rows chosen
/// by their end would miss the slow ones. The embargo gives the last rows of a part time to end;
/// what is still unknown when the next part starts stays unknown to this part.
///
/// @param split the four boundaries the card shows
/// @param testUntil end of the test part, excluded
/// @param knownUntil end of the data: what became known later is not used
/// @param embargo between the parts
public record TemporalParts(
    TemporalSplit split, Instant testUntil, Instant knownUntil, Duration embargo) {

  /// A part and what may be known of its rows.
  ///
  /// @param from first instant of the part
  /// @param until its end, excluded
  /// @param knownUntil outcomes that became known at or after it are unknown
  public record Part(Instant from, Instant until, Instant knownUntil) {
    public boolean contains(Instant began) {
      return !began.isBefore(from) && began.isBefore(until);
    }

    public boolean knows(Instant knownAt) {
      return knownAt.isBefore(knownUntil);
    }
  }

  /// Cuts so that the given shares of the rows lie after the boundaries.
  ///
  /// @param begins when each row began, in any order
  /// @param knownUntil end of the data
  /// @param calibrateShare of the rows, embargo included
  /// @param testShare of the rows
  /// @throws IllegalArgumentException if a share is not between 0 and 1, together they leave
  ///   nothing, or the history is too short for the embargoes
  public static TemporalParts of(
      Collection<Instant> begins,
      Instant knownUntil,
      Duration embargo,
      double calibrateShare,
      double testShare) {
    if (!(calibrateShare > 0) || !(testShare > 0) || calibrateShare + testShare >= 1) {
      throw new IllegalArgumentException(
          "A calibration share of %s and a test share of %s leave nothing to learn from.\nMaybe use 0.2 and 0.2."
              .formatted(calibrateShare, testShare));
    }
    Instant testUntil = knownUntil.minus(embargo);
    Instant[] ended =
        begins.stream()
            .filter(instant -> instant.isBefore(testUntil))
            .sorted()
            .toArray(Instant[]::new);
    if (ended.length == 0) {
      throw tooShort(embargo, knownUntil);
    }
    Instant testFrom = ended[(int) (ended.length * (1 - testShare))];
    Instant calibrateFrom = ended[(int) (ended.length * (1 - testShare - calibrateShare))];
    TemporalSplit split =
        new TemporalSplit(
            calibrateFrom.minus(embargo), calibrateFrom, testFrom.minus(embargo), testFrom);
    if (!split.trainUntil().isAfter(ended[0])
        || !split.calibrateUntil().isAfter(split.calibrateFrom())) {
      throw tooShort(embargo, knownUntil);
    }
    return new TemporalParts(split, testUntil, knownUntil, embargo);
  }

  private static IllegalArgumentException tooShort(Duration embargo, Instant knownUntil) {
    return new IllegalArgumentException(
        "The history until %s is too short for three parts with an embargo of %d days after each.\nMaybe bring a longer history, or give fewer --embargo-days."
            .formatted(knownUntil, embargo.toDays()));
  }

  public Part train() {
    return new Part(Instant.MIN, split.trainUntil(), split.calibrateFrom());
  }

  public Part calibrate() {
    return new Part(split.calibrateFrom(), split.calibrateUntil(), split.testFrom());
  }

  public Part test() {
    return new Part(split.testFrom(), testUntil, knownUntil);
  }
}
