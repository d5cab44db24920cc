package dev.whence.service.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.domain.estimates.Estimator;
import dev.whence.rules.tables.RuleBook;
import dev.whence.service.replay.TwoWorlds.Outcome;
import dev.whence.service.sourcing.DecisionStore;
import dev.whence.service.store.Database;
import dev.whence.service.store.StoreException;
import dev.whence.service.store.StoreUnavailableException;
import dev.whence.service.versions.RuleSetStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Works off the replays that were asked for, one at a time in this process, by threads of its own
/// that give way to requests. Thread-safe.
///
/// A replay is the order store's: any process takes one that waits, and says with each page that it
/// is alive. If it dies, the replay is told to be lost after half a minute by any other process, or
/// by its successor, and may be asked for again; nothing waits for ever.
public final class TableReplays implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TableReplays.class.getName());
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ReplayStore replays;
  private final RuleSetStore ruleSets;
  private final RecordedOrders orders;
  private final Supplier<Estimator> models;
  private final Courtesy courtesy;
  private final UUID runner = UUID.randomUUID();
  private final Semaphore look = new Semaphore(0);
  private final Thread worker;
  private volatile boolean closed;

  /// @param models those in force
  /// @param busy whether requests are worked on
  public TableReplays(
      Database database,
      DecisionStore decisions,
      RuleSetStore ruleSets,
      Supplier<Estimator> models,
      BooleanSupplier busy) {
    this.replays = new ReplayStore(database);
    this.ruleSets = ruleSets;
    this.orders = new RecordedOrders(database, decisions);
    this.models = models;
    this.courtesy = new Courtesy(busy);
    this.worker = Thread.ofPlatform().daemon().name("table-replays").start(this::run);
  }

  /// Has this process look for replays that wait at once.
  public void lookSoon() {
    look.release();
  }

  private void run() {
    while (!closed) {
      try {
        look.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        look.drainPermits();
        replays.lose(SILENCE);
        Optional<Replay> claimed = closed ? Optional.empty() : replays.claim(runner);
        if (claimed.isPresent()) {
          work(claimed.get());
          look.release(); // another one may wait
        }
      } catch (InterruptedException e) {
        return;
      } catch (StoreUnavailableException | StoreException e) {
        // The store has told the log; it is tried again.
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.log(Level.WARNING, "Looking for replays failed; it is tried again.", e);
      }
    }
  }

  private void work(Replay replay) throws InterruptedException {
    try {
      var worlds =
          new TwoWorlds(
              orders,
              models,
              courtesy,
              book(replay.baseDigest()),
              book(replay.tablesDigest()),
              replay.expectation().map(text -> Expected.read(text).expectation()));
      worlds
          .run(
              replay.mostOrders(),
              (done, total) -> !closed && replays.tell(replay.id(), runner, done, total))
          .ifPresent(outcome -> finish(replay, outcome));
    } catch (StoreUnavailableException e) {
      throw e; // it is lost, unless the store is back within the time
    } catch (ReplayThreads.Stuck e) {
      String why = String.valueOf(e.getMessage());
      LOG.log(Level.ERROR, "Replay " + replay.id() + " is stuck. " + why);
      replays.fail(replay.id(), runner, why);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Replay " + replay.id() + " failed.", e);
      replays.fail(
          replay.id(),
          runner,
          "It failed by a defect of the service, whose log tells more. Maybe ask for it again, over fewer orders.");
    } finally {
      if (closed) {
        replays.layBack(replay.id(), runner);
      }
    }
  }

  private RuleBook book(String digest) {
    return ruleSets
        .find(digest)
        .orElseThrow(() ->
            new IllegalStateException(
                "The tables %s are not in the order store".formatted(digest)));
  }

  private void finish(Replay replay, Outcome outcome) {
    ObjectNode result = JSON.valueToTree(outcome.result());
    result.put("olderRecords", outcome.older()).put("askedAnew", outcome.asked());
    try {
      var verdict = outcome.result().verdict();
      replays.finish(
          replay.id(),
          runner,
          outcome.replayed(),
          outcome.total(),
          outcome.complete(),
          verdict.met(),
          JSON.writeValueAsString(result),
          "replay %d: %s".formatted(replay.id(), verdict.sentence()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Lays back what it works on, for others or for later.
  @Override
  public void close() {
    closed = true;
    look.release();
    try {
      worker.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
