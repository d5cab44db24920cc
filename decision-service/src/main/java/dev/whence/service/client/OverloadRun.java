package dev.whence.service.client;

import dev.whence.service.client.WhenceClient.Reply;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Far more requests than can be answered, at a rate that does not care for answers.
final class OverloadRun {
  private static final int UNAVAILABLE = 503;

  /// More under way at once than that are not sent: the service would have no connection for them.
  private static final int MOST_UNDER_WAY = 1_000;

  private final HttpBenchmark benchmark;
  private final double rate;
  private final Duration time;
  private final Latencies answered = new Latencies();
  private final Latencies refused = new Latencies();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private final AtomicInteger other = new AtomicInteger();
  private final AtomicLong most = new AtomicLong();

  OverloadRun(HttpBenchmark benchmark, double rate, Duration time) {
    this.benchmark = benchmark;
    this.rate = rate;
    this.time = time;
  }

  void print(PrintStream out) {
    var underWay = new Semaphore(MOST_UNDER_WAY);
    long before = benchmark.heapMegabytes();
    long start = System.nanoTime();
    long end = start + time.toNanos();
    long sent = 0;
    long nextLook = start;
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long n = 1; System.nanoTime() < end; n++) {
        HttpBenchmark.sleepUntil(start + (long) (n * 1e9 / rate));
        if (underWay.tryAcquire()) {
          sent++;
          long number = n;
          senders.execute(() -> {
            try {
              send(number);
            } finally {
              underWay.release();
            }
          });
        }
        if (System.nanoTime() >= nextLook) {
          nextLook += 1_000_000_000;
          senders.execute(() -> most.accumulateAndGet(benchmark.heapMegabytes(), Math::max));
        }
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        "wanted %.0f/s, sent %.0f/s for %.0f s; heap %d MB before, %d MB at most%n",
        rate, sent / seconds, seconds, before, most.get());
    benchmark.tell("overloaded", answered.count() / seconds, turnedAway.get(), answered);
    if (refused.count() > 0) {
      out.printf(
          "turned away after      %s; failed otherwise %d%n", refused.summary(), other.get());
    }
  }

  private void send(long n) {
    long start = System.nanoTime();
    try {
      Reply reply = benchmark.ask(benchmark.request("evaluate", n));
      long took = System.nanoTime() - start;
      if (reply.isSuccess()) {
        answered.add(took);
      } else if (reply.status() == UNAVAILABLE) {
        turnedAway.incrementAndGet();
        refused.add(took);
      } else {
        other.incrementAndGet();
      }
    } catch (UncheckedIOException e) {
      other.incrementAndGet();
    }
  }
}
