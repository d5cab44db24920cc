package dev.whence.service.metrics;

import dev.whence.domain.estimates.FallbackReason;
import dev.whence.rules.sourcing.CostTerms;
import dev.whence.rules.sourcing.DeliveryOptions;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.Milestones.Milestone;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.service.json.KeptNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/// The meters of one service. Thread-safe.
///
/// Names, units and labels are part of the API; `docs/metrics.md` lists them.
public final class Metrics implements AutoCloseable {
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
  };

  private static final double[] GAPS = {0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1};

  /// Gaps are recorded up to ten times the cost, so that a few do not hide the rest in the mean.
  private static final double WIDEST_GAP = 10;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicLong webhooksPending =
      gauge("whence.webhook.pending", "Deliveries that wait for endpoints that are on.");
  private final AtomicLong webhooksDead =
      gauge("whence.webhook.dead", "Deliveries that were given up and are kept.");
  private final AtomicLong webhookLagSeconds =
      gauge("whence.webhook.lag.seconds", "Age of the oldest event that waits for an endpoint.");
  private final MultiGauge models =
      MultiGauge.builder("whence.model.age.days")
          .description("Days since the last row that the model was trained on.")
          .register(registry);
  private final MultiGauge watchedLogLoss =
      multi("whence.model.log.loss", "Log-loss of estimates whose outcome is known.");
  private final MultiGauge watchedCalibration =
      multi("whence.model.calibration.error", "Mean distance of expected from observed shares.");
  private final MultiGauge watchedRows =
      multi("whence.model.outcomes", "Known outcomes behind the figures of a model.");
  private final MultiGauge watchedDrift =
      multi("whence.model.drift", "Stability index of the feature that has moved most.");
  private final MultiGauge datesKept =
      multi("whence.promise.kept", "Share of parcels there by the day to promise.");
  private final MultiGauge datesNeed =
      multi("whence.promise.said", "Chance that a model has to say of a day to promise.");
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final Counter expired =
      Counter.builder("whence.reservations.expired")
          .description("Reservations that nobody confirmed in time, ended by this process.")
          .register(registry);
  private final AtomicLong outboxEvents =
      gauge("whence.outbox.events", "Events that no reader has deleted.");
  private final AtomicLong outboxOldestMillis = new AtomicLong();
  private final AtomicLong waitingUnits =
      gauge("whence.waiting.units", "Backordered units that wait for stock.");

  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
    for (Refusal reason : Refusal.values()) {
      counter(reason); // there from the start, at zero
    }
    Gauge.builder("whence.outbox.oldest.seconds", outboxOldestMillis, age -> age.get() / 1e3)
        .description("Age of the oldest event that no reader has deleted.")
        .register(registry);
  }

  private MultiGauge multi(String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  private AtomicLong gauge(String name, String description) {
    var value = new AtomicLong();
    Gauge.builder(name, value, AtomicLong::get).description(description).register(registry);
    return value;
  }

  /// For libraries that bring their own meters, for instance the connection pool.
  public MeterRegistry registry() {
    return registry;
  }

  /// @param route as OpenAPI writes it, `unmatched` for a path that is none of ours
  public void answered(String method, String route, int status, long nanos) {
    timer(
            "whence.http.requests",
            "Time from the first byte of a request to the last of its answer.",
            Tags.of("method", method, "route", route, "status", Integer.toString(status)))
        .record(Duration.ofNanos(nanos));
  }

  /// Why somebody was turned away before a route was found, or cut off.
  public enum Refusal {
    BODY_TOO_LARGE,
    HEADERS_TOO_LONG,
    MALFORMED,
    OVERLOADED,
    REQUEST_LINE_TOO_LONG,
    SILENT,
    SLOW_READER,
    SLOW_REQUEST,
    TOO_MANY_CONNECTIONS,
    VERSION
  }

  public void refused(Refusal reason) {
    counter(reason).increment();
  }

  private Counter counter(Refusal reason) {
    return Counter.builder("whence.http.refused")
        .description("Requests and connections that were turned away before routing.")
        .tags("reason", reason.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  /// @param lane `decisions` or `others`
  /// @param atWork how many requests are worked on now
  /// @param waiting how many wait for a place now
  /// @param mayWait how many may do so now
  public void lane(String lane, IntSupplier atWork, IntSupplier waiting, IntSupplier mayWait) {
    Gauge.builder("whence.requests.at.work", atWork, IntSupplier::getAsInt)
        .description("Requests that are worked on.")
        .tags("lane", lane)
        .strongReference(true)
        .register(registry);
    Gauge.builder("whence.requests.waiting", waiting, IntSupplier::getAsInt)
        .description("Requests that wait for a place.")
        .tags("lane", lane)
        .strongReference(true)
        .register(registry);
    Gauge.builder("whence.requests.may.wait", mayWait, IntSupplier::getAsInt)
        .description("Requests that may wait for a place; fewer while more are turned away.")
        .tags("lane", lane)
        .strongReference(true)
        .register(registry);
  }

  /// @param open how many there are now
  public void connections(IntSupplier open) {
    Gauge.builder("whence.http.connections", open, IntSupplier::getAsInt)
        .description("Open connections.")
        .strongReference(true)
        .register(registry);
  }

  /// @param answer `accepted`, or the reason why the ship node refuses
  public void parcelAnswered(String answer) {
    Counter.builder("whence.parcels.answered")
        .description("Parcels that ship nodes accepted by a word, or refused, by answer.")
        .tags("answer", answer)
        .register(registry)
        .increment();
  }

  /// @param result `won`, `lost`, `impossible`, `declined`
  public void offerAnswered(String result) {
    Counter.builder("whence.offers.answered")
        .description("Claims of offered parcels, and offers declined, by what became of them.")
        .tags("result", result)
        .register(registry)
        .increment();
  }

  /// Reservations that nobody confirmed in time.
  public void expired(int reservations) {
    expired.increment(reservations);
  }

  /// A parcel was told to be late.
  ///
  /// @param missed empty when it is with the carrier
  public void parcelLate(Optional<Milestone> missed) {
    Counter.builder("whence.parcels.late")
        .description("Times that a parcel was told to be late, by the milestone it missed.")
        .tags("missed", missed.map(each -> each.name().toLowerCase(Locale.ROOT)).orElse("none"))
        .register(registry)
        .increment();
  }

  /// What lies in the order store and waits for somebody.
  ///
  /// @param events in the outbox that no reader has deleted
  /// @param oldestEvent age of the oldest of them, zero without one
  /// @param waitingUnits backordered units that are sourced when stock comes
  public void storeHolds(long events, Duration oldestEvent, long waitingUnits) {
    outboxEvents.set(events);
    outboxOldestMillis.set(oldestEvent.toMillis());
    this.waitingUnits.set(waitingUnits);
  }

  /// A model in force.
  ///
  /// @param lastData moment of the last row it was trained on
  public record Model(String name, String version, Instant lastData) {}

  /// Replaces what is told of models.
  public void models(List<Model> inForce, Clock clock) {
    models.register(
        inForce.stream()
            .map(model ->
                MultiGauge.Row.of(
                    Tags.of("model", model.name(), "version", model.version()),
                    () ->
                        Duration.between(model.lastData(), clock.instant()).toSeconds() / 86_400.0))
            .toList(),
        true);
  }

  /// How a model, or what there is without it, did with orders whose outcome is known.
  ///
  /// @param subject `model`, `published figures` or `constant`
  /// @param rows behind it
  /// @param drift stability index of the feature that moved most
  public record Watched(
      String model,
      String subject,
      int rows,
      double logLoss,
      double calibrationError,
      double drift) {}

  /// Replaces what is told of how models do.
  public void watched(List<Watched> all) {
    watchedLogLoss.register(
        all.stream().map(each -> MultiGauge.Row.of(subject(each), each.logLoss())).toList(), true);
    watchedCalibration.register(
        all.stream()
            .map(each -> MultiGauge.Row.of(subject(each), each.calibrationError()))
            .toList(),
        true);
    List<Watched> models = all.stream().filter(each -> each.subject().equals("model")).toList();
    watchedRows.register(
        models.stream()
            .map(each -> MultiGauge.Row.of(Tags.of("model", each.model()), each.rows()))
            .toList(),
        true);
    watchedDrift.register(
        models.stream()
            .map(each -> MultiGauge.Row.of(Tags.of("model", each.model()), each.drift()))
            .toList(),
        true);
  }

  /// How days turned out that could have been promised with a chance.
  ///
  /// @param percent to be kept
  /// @param kept share that was
  /// @param needed chance that a model has to say of such a day now
  public record DatesKept(int percent, double kept, double needed) {}

  /// Replaces what is told of promised days.
  public void datesKept(List<DatesKept> all) {
    datesKept.register(
        all.stream().map(each -> MultiGauge.Row.of(percent(each), each.kept())).toList(), true);
    datesNeed.register(
        all.stream().map(each -> MultiGauge.Row.of(percent(each), each.needed())).toList(), true);
  }

  private static Tags percent(DatesKept dates) {
    return Tags.of("percent", Integer.toString(dates.percent()));
  }

  private static Tags subject(Watched watched) {
    return Tags.of("model", watched.model(), "subject", watched.subject().replace(' ', '_'));
  }

  /// @param result `scored`, `dropped` (too many waited) or `failed`
  public void shadowScored(String result) {
    Counter.builder("whence.shadow.decisions")
        .description("Decisions that challengers were to be asked about.")
        .tags("result", result)
        .register(registry)
        .increment();
  }

  /// @param kind of version, for instance `rule-set`
  /// @param number of the version that answers
  /// @param behind whether another one is in force and not ready, 1 or 0
  public void version(String kind, IntSupplier number, BooleanSupplier behind) {
    Gauge.builder("whence.version", number, IntSupplier::getAsInt)
        .description("Number of the version that answers.")
        .tags("kind", kind)
        .strongReference(true)
        .register(registry);
    Gauge.builder("whence.version.behind", behind, is -> is.getAsBoolean() ? 1 : 0)
        .description("Whether another version is in force and not ready in this process.")
        .tags("kind", kind)
        .strongReference(true)
        .register(registry);
  }

  /// @param answers whether the order store does, 1 or 0
  public void orderStore(BooleanSupplier answers) {
    Gauge.builder("whence.order.store.up", answers, up -> up.getAsBoolean() ? 1 : 0)
        .description("Whether the order store answers.")
        .strongReference(true)
        .register(registry);
  }

  /// @param mode `evaluate` or `commit`
  public void decided(String mode, SourcingDecision decision) {
    Counter.builder("whence.decisions")
        .description("Decisions by outcome and by who chose the carrier services.")
        .tags("mode", mode, "outcome", outcome(decision.outcome()), "path", path(decision.path()))
        .register(registry)
        .increment();
    decision.second().forEach(second -> hadSecond(mode, second, decision.cost()));
    if (decision.path() instanceof Path.Rules(List<FallbackReason> because)) {
      because.forEach(this::fellBack);
    }
  }

  /// Which line of each model answered for a decision.
  public void estimated(EstimateLog estimates) {
    for (EstimateLog.Line line : estimates.lines()) {
      Counter.builder("whence.estimates")
          .description("Decisions that asked a model, by the line that answered.")
          .tags("model", line.model(), "line", line.word())
          .register(registry)
          .increment();
    }
  }

  private void hadSecond(String mode, SourcingDecision.RunnerUp second, CostTerms chosen) {
    DistributionSummary.builder("whence.second.plan.gap")
        .description("What the second plan costs more, as a share of the chosen plan's cost.")
        .tags("mode", mode)
        .serviceLevelObjectives(GAPS)
        .register(registry)
        .record(gap(second, chosen));
    Counter close =
        Counter.builder("whence.decisions.close")
            .description("Close calls: decisions whose second plan costs at most two percent more.")
            .tags("mode", mode)
            .register(registry);
    if (second.isCloseTo(chosen)) {
      close.increment();
    }
  }

  /// Of the cost without what stays unfilled, as in answers; at most [#WIDEST_GAP].
  private static double gap(SourcingDecision.RunnerUp second, CostTerms chosen) {
    double extra = second.extra().tenThousandths();
    double cost = chosen.total().minus(chosen.unfilled()).tenThousandths();
    return extra <= 0 ? 0 : cost <= 0 ? WIDEST_GAP : Math.min(extra / cost, WIDEST_GAP);
  }

  private void fellBack(FallbackReason reason) {
    Counter.builder("whence.fallbacks")
        .description("Decisions that took the rules path, once for each distinct reason.")
        .tags("reason", KeptNames.ofCase(reason))
        .register(registry)
        .increment();
  }

  /// Delivery options told for a basket.
  public void offered(DeliveryOptions options) {
    Counter.builder("whence.promises")
        .description("Baskets whose delivery options were told, by how sure the fastest is.")
        .tags("confidence", confidence(options), "path", path(options.path()))
        .register(registry)
        .increment();
  }

  private static String confidence(DeliveryOptions options) {
    if (options.options().isEmpty()) {
      return "none";
    }
    return options.options().getFirst().whyLow().isEmpty() ? "normal" : "low";
  }

  /// @param stage for instance `snapshot`, `decide`, `write`
  public void stageTook(String stage, Duration time) {
    timer("whence.decision.stage", "Time of one stage of a decision.", Tags.of("stage", stage))
        .record(time);
  }

  /// Scans and returns that cannot be true, new in quarantine.
  ///
  /// @param kind `shipment_event` or `return`
  /// @param code why, in lower case
  public void quarantined(String kind, String code, int events) {
    Counter.builder("whence.quarantined")
        .description("Scans and returns that were put into quarantine, by reason.")
        .tags("kind", kind, "reason", code)
        .register(registry)
        .increment(events);
  }

  /// Receipts that count for the first time.
  public void received(int receipts) {
    Counter.builder("whence.receipts")
        .description("Receipts of goods that were told for the first time.")
        .register(registry)
        .increment(receipts);
  }

  /// Gradings that count for the first time.
  public void graded(int gradings) {
    Counter.builder("whence.gradings")
        .description("Gradings of returned units that were told for the first time.")
        .register(registry)
        .increment(gradings);
  }

  /// Rounds of deciding after the first, because another order took the stock in between.
  public void reservationLost(int rounds) {
    Counter.builder("whence.reservations.lost")
        .description("Rounds that were decided again because another order took the stock.")
        .register(registry)
        .increment(rounds);
  }

  /// An attempt to deliver an event to a webhook endpoint.
  ///
  /// @param result `delivered`, `failed` (it is tried again), `dead` (it was the last) or `gone`
  public void webhookAttempted(String result) {
    Counter.builder("whence.webhook.attempts")
        .description("Attempts to deliver an event to a webhook endpoint, by result.")
        .tags("result", result)
        .register(registry)
        .increment();
  }

  /// What is not delivered to webhook endpoints, as last counted.
  ///
  /// @param oldest age of the oldest pending event
  public void webhookBacklog(long pending, long dead, Duration oldest) {
    webhooksPending.set(pending);
    webhooksDead.set(dead);
    webhookLagSeconds.set(oldest.toSeconds());
  }

  /// In the text format of Prometheus.
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }

  private Timer timer(String name, String description, Tags tags) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .tags(tags)
        .register(registry);
  }

  private static String outcome(SourcingDecision.Outcome outcome) {
    return switch (outcome) {
      case SourcingDecision.Outcome.Allocated ignored -> "allocated";
      case SourcingDecision.Outcome.PartlyBackordered ignored -> "partly_backordered";
      case SourcingDecision.Outcome.Backordered ignored -> "backordered";
      case SourcingDecision.Outcome.Held ignored -> "held";
      case SourcingDecision.Outcome.Unfillable ignored -> "unfillable";
    };
  }

  private static String path(Path path) {
    return switch (path) {
      case Path.Model ignored -> "model";
      case Path.Rules ignored -> "rules";
      case Path.NoCandidate ignored -> "none";
    };
  }
}
