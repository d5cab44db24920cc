package dev.whence.models.estimates;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.FallbackReason;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which line of each model answers the questions of one order: the one that answered first.
/// Thread-safe.
final class OrderLines {
  private final Map<EstimateKey<?, ?>, Line> lines = new ConcurrentHashMap<>();

  /// Which line answers from now on.
  sealed interface Line {
    /// Neither has answered yet.
    record Open() implements Line {}

    record First() implements Line {}

    /// @param because why it is not the first
    record Second(FallbackReason because) implements Line {}
  }

  Line of(EstimateKey<?, ?> key) {
    return Optional.ofNullable(lines.get(key)).orElseGet(Line.Open::new);
  }

  /// The line that answered first stays.
  void answered(EstimateKey<?, ?> key, Line line) {
    if (!(line instanceof Line.Open)) {
      lines.putIfAbsent(key, line);
    }
  }
}
