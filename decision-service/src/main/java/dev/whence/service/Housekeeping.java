package dev.whence.service;

import dev.whence.models.bundles.ModelContract;
import dev.whence.models.estimates.SinceRelease;
import dev.whence.service.events.WebhookDeliveryStore;
import dev.whence.service.history.ReturnStore;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.milestones.MilestoneWatch;
import dev.whence.service.orders.OrderLives;
import dev.whence.service.reports.DailyDigest;
import dev.whence.service.reservations.ReservationStore;
import dev.whence.service.sourcing.CallerKeys;
import dev.whence.service.sourcing.DecisionIndex;
import dev.whence.service.sourcing.DecisionPartitions;
import dev.whence.service.sourcing.Offers;
import dev.whence.service.sourcing.ShadowScoring;
import dev.whence.service.sourcing.WaitingOrders;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StoreFigures;
import dev.whence.service.store.StoreUnavailableException;
import dev.whence.service.watching.AdaptivePromises;
import dev.whence.service.watching.Recalibrations;
import dev.whence.service.watching.Watch;
import dev.whence.service.watching.WatchedEstimates;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/// What must happen now and then: reservations expire, what waits is sourced when stock has come,
/// offers that nobody claimed or accepted end, parcels that miss their milestones are told, sold
/// units are counted when their return window has passed, next month's tables are made, answers
/// under old keys and old events are forgotten. Any number of service processes may do it at once.
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Housekeeping.class.getName());
  private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(5);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration BETWEEN_FIGURES = Duration.ofSeconds(10);
  private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(60);
  private static final Duration BETWEEN_NOTES = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
  private static final Duration BETWEEN_WATCHES = Duration.ofMinutes(10);

  private static final Duration BETWEEN_PARTITIONS = Duration.ofHours(12);
  private static final Duration BETWEEN_CLEARINGS = Duration.ofHours(1);
  private static final Duration KEYS_LIVE = Duration.ofDays(7);
  private static final Duration EVENTS_LIVE = Duration.ofDays(30);
  private static final int MOST_A_SWEEP = 500;

  /// Of what may take long: after an upgrade there are years to look at.
  private static final int MOST_SWEEPS = 10;

  /// A long queue that is served must not keep holds from expiring.
  private static final int THREADS = 4;

  private static final int MONTHS_AHEAD = 2;

  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(
          THREADS, Thread.ofPlatform().name("housekeeping-", 1).daemon().factory());

  private Housekeeping() {}

  static Housekeeping start(
      ReservationStore reservations,
      WaitingOrders waiting,
      Offers offers,
      Optional<MilestoneWatch> milestones,
      OrderLives lives,
      Duration heldFor,
      ReturnStore returns,
      DecisionPartitions partitions,
      CallerKeys keys,
      Outbox outbox,
      StoreFigures figures,
      Metrics metrics,
      WebhookDeliveryStore deliveries,
      ShadowScoring shadows,
      DecisionIndex index,
      DailyDigest digest,
      WatchedEstimates watched,
      Watch watch,
      SinceRelease learned,
      Recalibrations recalibrations,
      AdaptivePromises promises,
      Clock clock) {
    var housekeeping = new Housekeeping();
    housekeeping.every(
        BETWEEN_SWEEPS,
        () ->
            whileFull(() -> {
              int expired = reservations.expire(MOST_A_SWEEP);
              metrics.expired(expired);
              return expired;
            }));
    housekeeping.every(
        BETWEEN_FIGURES,
        () -> {
          StoreFigures.Figures now = figures.read();
          metrics.storeHolds(now.events(), now.oldestEvent(), now.waitingUnits());
        });
    housekeeping.every(
        BETWEEN_TRIES,
        () -> {
          whileFull(() -> waiting.rank(clock.instant(), MOST_A_SWEEP));
          whileFull(() -> waiting.source(MOST_A_SWEEP));
        });
    milestones.ifPresent(each ->
        housekeeping.every(
            BETWEEN_TRIES, () -> whileFull(() -> each.look(clock.instant(), MOST_A_SWEEP))));
    housekeeping.every(BETWEEN_TRIES, () -> whileFull(() -> offers.end(MOST_A_SWEEP)));
    housekeeping.every(BETWEEN_TRIES, () -> whileFull(() -> index.catchUp(MOST_A_SWEEP)));
    housekeeping.every(BETWEEN_COUNTS, () -> whileFull(() -> lives.timeOut(heldFor, MOST_A_SWEEP)));
    housekeeping.every(
        BETWEEN_COUNTS, () -> whileFull(() -> returns.count(clock.instant(), MOST_A_SWEEP)));
    housekeeping.every(BETWEEN_COUNTS, () -> digest.tell(clock.instant()));
    housekeeping.every(
        BETWEEN_NOTES,
        () -> {
          whileFull(() -> watched.noteParcels(clock.instant(), MOST_A_SWEEP), MOST_SWEEPS);
          whileFull(() -> watched.noteLines(clock.instant(), MOST_A_SWEEP), MOST_SWEEPS);
        });
    housekeeping.every(
        BETWEEN_NOTES,
        BETWEEN_COUNTS,
        () -> whileFull(() -> recalibrations.work(clock.instant(), MOST_A_SWEEP), MOST_SWEEPS));
    housekeeping.every(
        BETWEEN_NOTES,
        BETWEEN_COUNTS,
        () -> whileFull(() -> promises.work(clock.instant(), MOST_A_SWEEP), MOST_SWEEPS));
    housekeeping.every(
        BETWEEN_LOOKS,
        () -> {
          recalibrations.follow(clock.instant());
          promises.follow(clock.instant());
        });
    // At once: what was found before a start holds after it.
    housekeeping.every(
        Duration.ZERO,
        BETWEEN_WATCHES,
        () -> {
          Instant now = clock.instant();
          List<Watch.Findings> findings =
              Stream.of(ModelContract.values())
                  .map(model -> watch.of(model, now.minus(Watch.usual(model)), now))
                  .toList();
          learned.doWorse(findings.stream().flatMap(each -> each.worse().stream()).toList());
          metrics.watched(findings.stream().flatMap(Housekeeping::figures).toList());
          metrics.datesKept(
              findings.stream()
                  .flatMap(each -> each.dates().stream())
                  .flatMap(Housekeeping::figures)
                  .toList());
        });
    housekeeping.every(BETWEEN_PARTITIONS, () -> partitions.ensure(clock.instant(), MONTHS_AHEAD));
    housekeeping.every(BETWEEN_CLEARINGS, () -> keys.forget(KEYS_LIVE));
    housekeeping.every(BETWEEN_CLEARINGS, () -> outbox.forgetOlderThan(EVENTS_LIVE));
    housekeeping.every(BETWEEN_CLEARINGS, () -> deliveries.forgetOlderThan(EVENTS_LIVE));
    housekeeping.every(BETWEEN_CLEARINGS, shadows::forgetOld);
    return housekeeping;
  }

  private static Stream<Metrics.DatesKept> figures(Watch.PromisedDates dates) {
    return dates.all().stream()
        .map(each ->
            new Metrics.DatesKept(
                Math.toIntExact(Math.round(100 * each.share())),
                each.kept(),
                dates.now().others().needed(each.share())));
  }

  private static Stream<Metrics.Watched> figures(Watch.Findings findings) {
    return findings.subjects().stream()
        .map(subject ->
            new Metrics.Watched(
                findings.model().modelName(),
                subject.name(),
                findings.answered(),
                subject.scores().logLoss(),
                subject.scores().calibrationError(),
                findings.moved().isEmpty() ? 0 : findings.moved().getFirst().index()));
  }

  /// Goes on for as long as there is as much to do as may be done at once.
  private static void whileFull(IntSupplier sweep) {
    whileFull(sweep, Integer.MAX_VALUE);
  }

  /// As [#whileFull(IntSupplier)], for at most so many sweeps.
  private static void whileFull(IntSupplier sweep, int most) {
    int sweeps = 0;
    int done;
    do {
      done = sweep.getAsInt();
      sweeps++;
    } while (done == MOST_A_SWEEP && sweeps < most);
  }

  private void every(Duration pause, Runnable work) {
    every(pause, pause, work);
  }

  private void every(Duration first, Duration pause, Runnable work) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> guarded(work), first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// A failure must not end the schedule: the next time may be better.
  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "Housekeeping waits for the order store, which has told the log.");
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.log(Level.WARNING, "Housekeeping failed and will be tried again: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException e) {
      timer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
