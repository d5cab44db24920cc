package dev.whence.pipeline.imports;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// Which times a history can have: nobody recorded orders before 1980, nothing has happened yet
/// that lies ahead, and no promise reaches on for decades. What lies outside was read in a wrong
/// format, or stands for "none".
///
/// @param now when the rows are imported
record PossibleTimes(Instant now) {

  private static final LocalDate FIRST = LocalDate.of(1980, 1, 1);

  /// Clocks and zones may be that far apart.
  private static final Duration CLOCKS = Duration.ofDays(1);

  private static final int MOST_YEARS_AHEAD = 10;

  /// Why a text that its type took will not do, if it will not.
  Optional<String> complaint(Type type, String text) {
    return switch (type) {
      case TIME -> {
        Instant time = Instant.parse(text);
        yield tooEarly(time)
            .or(() ->
                time.isAfter(now.plus(CLOCKS))
                    ? Optional.of(
                        "lies ahead, as it is %s; maybe the format is another".formatted(today()))
                    : Optional.empty());
      }
      case PLANNED -> {
        Instant time = Instant.parse(text);
        yield tooEarly(time).or(() -> tooFar(time));
      }
      case DATE -> {
        Instant time = LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        yield tooEarly(time).or(() -> tooFar(time));
      }
      default -> Optional.empty();
    };
  }

  private LocalDate today() {
    return now.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private static Optional<String> tooEarly(Instant time) {
    return time.isBefore(FIRST.atStartOfDay(ZoneOffset.UTC).toInstant())
        ? Optional.of("lies before 1980; maybe the year has two digits, yy, or it stands for none")
        : Optional.empty();
  }

  private Optional<String> tooFar(Instant time) {
    Instant last = today().plusYears(MOST_YEARS_AHEAD).atStartOfDay(ZoneOffset.UTC).toInstant();
    return time.isAfter(last)
        ? Optional.of(
            "lies more than %d years ahead; maybe it stands for none: 'missing'"
                .formatted(MOST_YEARS_AHEAD))
        : Optional.empty();
  }
}
