package dev.whence.service.metrics;

import dev.whence.domain.estimates.FallbackReason;
import dev.whence.rules.sourcing.CostTerms;
import dev.whence.rules.sourcing.DeliveryOptions;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

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

  /// A second plan that costs at most this share more makes a close call.
  private static final double CLOSE = 0.01;

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
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
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

  /// @param mode `evaluate` or `commit`
  public void decided(String mode, SourcingDecision decision) {
    Counter.builder("whence.decisions")
        .description("Decisions by outcome and by who chose the carrier services.")
        .tags("mode", mode, "outcome", outcome(decision.outcome()), "path", path(decision.path()))
        .register(registry)
        .increment();
    decision.second().forEach(second -> hadSecond(mode, gap(second, decision.cost())));
    if (decision.path() instanceof Path.Rules(List<FallbackReason> because)) {
      because.forEach(this::fellBack);
    }
  }

  private void hadSecond(String mode, double gap) {
    DistributionSummary.builder("whence.second.plan.gap")
        .description("What the second plan costs more, as a share of the chosen plan's cost.")
        .tags("mode", mode)
        .serviceLevelObjectives(GAPS)
        .register(registry)
        .record(gap);
    Counter close =
        Counter.builder("whence.decisions.close")
            .description("Decisions whose second plan costs at most one percent more.")
            .tags("mode", mode)
            .register(registry);
    if (gap <= CLOSE) {
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
        .tags("reason", reason.getClass().getSimpleName())
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

  private AtomicLong gauge(String name, String description) {
    var value = new AtomicLong();
    Gauge.builder(name, value, AtomicLong::doubleValue).description(description).register(registry);
    return value;
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
