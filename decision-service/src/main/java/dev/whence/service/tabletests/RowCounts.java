package dev.whence.service.tabletests;

import dev.whence.service.store.StoreException;
import dev.whence.service.store.StoreUnavailableException;
import dev.whence.service.tabletests.RowCountStore.RowDay;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Counts in how many committed decisions each row answered, in memory, and adds them up in the
/// order store every few seconds: so a decision waits for nothing. A process that is killed loses
/// what it counted since, [#EVERY] at most; one that is stopped loses nothing. Thread-safe.
public final class RowCounts implements AutoCloseable {
  /// How much a process may lose.
  public static final Duration EVERY = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(RowCounts.class.getName());

  private final RowCountStore store;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private SortedMap<RowDay, Long> counts = new TreeMap<>();

  public RowCounts(RowCountStore store) {
    this.store = store;
    this.thread = Thread.ofPlatform().daemon().name("row-counts").start(this::run);
  }

  /// Counts one committed decision.
  ///
  /// @param day when it was made, UTC
  /// @param rows that answered, by table
  public void count(int ruleSet, LocalDate day, Map<String, List<String>> rows) {
    synchronized (this) {
      counts.merge(RowDay.ofDecisions(ruleSet, day), 1L, Long::sum);
      rows.forEach((table, ids) ->
          ids.forEach(id -> counts.merge(new RowDay(ruleSet, day, table, id), 1L, Long::sum)));
    }
  }

  private void run() {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        flush();
      }
    } catch (InterruptedException e) {
      return;
    }
  }

  /// Adds what was counted to the order store. Counts that do not get there are lost, for they may
  /// have got there all the same: better too few than twice.
  public void flush() {
    SortedMap<RowDay, Long> taken;
    synchronized (this) {
      taken = counts;
      counts = new TreeMap<>();
    }
    if (taken.isEmpty()) {
      return;
    }
    try {
      store.add(taken);
    } catch (StoreUnavailableException | StoreException | OutOfMemoryError e) {
      LOG.log(
          Level.WARNING,
          "Rows that answered in {0} decisions are not counted: {1} Maybe count the day anew: POST /v1/row-counts/DAY/recount.",
          taken.entrySet().stream()
              .filter(each -> each.getKey().isOfDecisions())
              .mapToLong(Map.Entry::getValue)
              .sum(),
          e.getMessage());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    flush();
  }
}
