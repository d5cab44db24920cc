package dev.whence.service.client;

import java.time.Duration;
import java.util.Arrays;

/// Response times of one run, collected by many threads, read when they are done.
final class Latencies {
  private long[] nanos = new long[1_024];
  private int count;

  synchronized void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
  }

  synchronized int count() {
    return count;
  }

  /// The time within which `percent` of the answers came: the nearest rank.
  ///
  /// @throws IllegalStateException without any answer
  synchronized Duration percentile(double percent) {
    if (count == 0) {
      throw new IllegalStateException("Nothing was measured.");
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * count);
    return Duration.ofNanos(sorted[Math.max(0, rank - 1)]);
  }

  /// `p50 1.23 ms p90 ... p99 ... max ...`
  String summary() {
    return "p50 %s  p90 %s  p99 %s  max %s"
        .formatted(millis(50), millis(90), millis(99), millis(100));
  }

  private String millis(double percent) {
    return "%.2f ms".formatted(percentile(percent).toNanos() / 1e6);
  }
}
