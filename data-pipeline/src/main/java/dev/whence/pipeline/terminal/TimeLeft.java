package dev.whence.pipeline.terminal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// How long work is likely to take yet: the time it took until now, for each unit of cost done,
/// times the cost not done. Not thread-safe.
final class TimeLeft {
  /// Before so much is done, one would only guess.
  private static final double FEWEST_DONE = 0.03;

  private static final Duration SHORTEST = Duration.ofSeconds(2);

  private final LongSupplier nanoTime;
  private final long begun;
  private double before;
  private double stage;
  private double share;
  private double until;

  /// @param nanoTime a clock that never goes back, in nanoseconds
  TimeLeft(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  /// The stage before is done; how fast it went still counts.
  ///
  /// @param cost of all stages from here on
  void expect(double cost) {
    begin(0);
    until = before + cost;
  }

  /// Begins a stage; the one before is done, however far it was said to be.
  void begin(double cost) {
    before += stage;
    stage = cost;
    share = 0;
  }

  /// @param step of the stage's steps
  void at(long step, long steps) {
    share = steps <= 0 ? 1 : Math.clamp((double) step / steps, 0, 1);
  }

  /// Empty as long as nothing was expected, too little is done to tell, or it is about to end.
  Optional<Duration> left() {
    double done = before + stage * share;
    long took = nanoTime.getAsLong() - begun;
    if (done < until * FEWEST_DONE || done <= 0 || took < SHORTEST.toNanos()) {
      return Optional.empty();
    }
    double left = took / done * Math.max(0, until - done);
    return left < SHORTEST.toNanos()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) left));
  }

  /// For instance `about 40 s left`: no more exact than it can be known.
  Optional<String> words() {
    return left().map(left -> "about %s left".formatted(rounded(left)));
  }

  private static String rounded(Duration left) {
    long seconds = left.toSeconds();
    if (seconds < 20) {
      return seconds + " s";
    }
    if (seconds < 90) {
      return Math.round(seconds / 5.0) * 5 + " s";
    }
    long minutes = Math.round(seconds / 60.0);
    return minutes < 90
        ? minutes + " min"
        : "%d h %02d min".formatted(minutes / 60, minutes % 60 / 5 * 5);
  }
}
