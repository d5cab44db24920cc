package dev.whence.service.watching;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.orders.OrderId;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelContract;
import dev.whence.rules.replay.ChangeKind;
import dev.whence.rules.replay.Comparison;
import dev.whence.rules.replay.KnownEstimates;
import dev.whence.rules.replay.ReplayResult.Side;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.Demands.PlannedLine;
import dev.whence.rules.sourcing.Demands.PlannedParcel;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.OrderSourcing;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.tables.RuleTables;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.records.DecisionId;
import dev.whence.service.sourcing.DecisionStore;
import dev.whence.service.sourcing.StoredDecision;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.versions.InForce;
import dev.whence.service.versions.ModelSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// What a challenger's decisions would have been: recorded decisions are decided again by the one
/// function that decides, with what the challenger said to their questions in place of what the
/// active model said. Thread-safe.
public final class SecondOpinion {
  /// Decisions of one report, the newest.
  public static final int MOST = 2_000;

  /// After which no further decision is looked at.
  public static final Duration TIME = Duration.ofSeconds(3);

  /// Of decisions that change in one way.
  public static final int EXAMPLES = 5;

  private static final int PAGE = 50;

  private static final String VERSION =
      """
      SELECT version FROM shadow_estimates WHERE model = ? AND scored_at >= ? AND scored_at < ?
      ORDER BY scored_at DESC LIMIT 1
      """;

  private static final String SHADOWS =
      """
      SELECT decision_id, estimates::text FROM shadow_estimates
      WHERE model = ? AND version = ? AND scored_at >= ? AND scored_at < ?
      ORDER BY scored_at DESC, decision_id LIMIT ? OFFSET ?
      """;

  private final Database database;
  private final DecisionStore decisions;
  private final InForce.Source inForce;
  private final Function<String, Optional<RuleTables>> tablesByDigest;

  /// @param tablesByDigest finds the rule tables of an older decision
  public SecondOpinion(
      Database database,
      DecisionStore decisions,
      InForce.Source inForce,
      Function<String, Optional<RuleTables>> tablesByDigest) {
    this.database = database;
    this.decisions = decisions;
    this.inForce = inForce;
    this.tablesByDigest = tablesByDigest;
  }

  /// What a plan instead of another costs more, a decision on the mean over those that would
  /// change.
  ///
  /// @param byActive challenger's plan less the active model's, under the active model's estimates
  /// @param byChallenger the same under the challenger's estimates; both in minor units
  public record Extra(String currency, int decisions, double byActive, double byChallenger) {}

  /// A decision that would have changed.
  ///
  /// @param kind what differs first
  /// @param active as it was decided
  /// @param challenger as it would have been
  /// @param extra what the challenger's plan costs more; empty where it is not allowed in both eyes
  public record Example(
      DecisionId decision,
      OrderId order,
      String kind,
      Side active,
      Side challenger,
      Optional<Extra> extra) {}

  /// @param version of the challenger
  /// @param looked decisions that were decided again
  /// @param complete whether these are all of the time asked for
  /// @param skipped of them: recorded in a form that is no longer read, or without their tables
  /// @param changed would have had another plan
  /// @param revalued the same plan with other costs or chances
  /// @param kinds of the changed, by what differs first
  /// @param extra by currency, of the changed whose plans are allowed in both eyes
  /// @param examples the newest of each kind, at most [#EXAMPLES]
  /// @param askedAnew questions that came up only now and were put to the models in force
  public record Report(
      String version,
      int looked,
      boolean complete,
      int skipped,
      int changed,
      int revalued,
      SortedMap<String, Integer> kinds,
      List<Extra> extra,
      List<Example> examples,
      long askedAnew) {
    /// Share of decisions whose plan stays.
    public double agreement() {
      return looked == skipped ? 1 : 1 - (double) changed / (looked - skipped);
    }
  }

  private record Shadow(DecisionId decision, String estimates) {}

  /// Of the challenger that was asked last.
  ///
  /// @param since challengers that were asked then or later
  /// @param until before
  /// @return empty if none was asked
  public Optional<Report> of(ModelContract model, Instant since, Instant until) {
    Optional<String> version =
        rows(VERSION, row -> row.getString(1), model.modelName(), since, until).stream()
            .findFirst();
    return version.map(each -> new Run(model, each).over(since, until));
  }

  private <T> List<T> rows(
      String statement, StatementBatch.RowReader<T> reader, Object... parameters) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(statement, parameters).send(connection)) {
        return answers.rows(statement, reader);
      }
    });
  }

  /// One report, page by page.
  private final class Run {
    private final ModelContract model;
    private final String version;
    private final Estimator otherwise;
    private final AtomicLong asked = new AtomicLong();
    private final TreeMap<String, Integer> kinds = new TreeMap<>();
    private final Map<String, double[]> extra = new TreeMap<>();
    private final List<Example> examples = new ArrayList<>();
    private int looked;
    private int skipped;
    private int changed;
    private int revalued;

    Run(ModelContract model, String version) {
      this.model = model;
      this.version = version;
      this.otherwise = otherwise(inForce.last().models());
    }

    /// The challenger for its model while it is one, the active models for the rest.
    private Estimator otherwise(ModelSet models) {
      boolean isReady =
          models.challengers().registry().get(model.modelName())
                  instanceof LoadResult.Loaded(var bundle, _)
              && bundle.card().version().equals(version);
      return new Estimator() {
        @Override
        public <Q, E> List<E> estimate(
            EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now) {
          boolean theirs = isReady && key.model().equals(model.modelName());
          return (theirs ? models.challengers().estimator() : models.estimator())
              .estimate(key, queries, guard.within(TIME), now);
        }
      };
    }

    Report over(Instant since, Instant until) {
      long end = System.nanoTime() + TIME.toNanos();
      boolean more = true;
      while (more && looked < MOST && System.nanoTime() < end) {
        List<Shadow> page =
            rows(
                SHADOWS,
                row -> new Shadow(new DecisionId(row.getObject(1, UUID.class)), row.getString(2)),
                model.modelName(),
                version,
                since,
                until,
                PAGE,
                looked);
        for (Shadow shadow : page) {
          if (System.nanoTime() >= end) {
            break;
          }
          looked++;
          look(shadow);
        }
        more = page.size() == PAGE;
      }
      boolean complete = !more && System.nanoTime() < end;
      return new Report(
          version,
          looked,
          complete,
          skipped,
          changed,
          revalued,
          kinds,
          extra.entrySet().stream()
              .map(entry -> {
                double[] sums = entry.getValue();
                return new Extra(
                    entry.getKey(), (int) sums[0], sums[1] / sums[0], sums[2] / sums[0]);
              })
              .toList(),
          List.copyOf(examples),
          asked.get());
    }

    private void look(Shadow shadow) {
      Optional<StoredDecision> found = decisions.findReadable(shadow.decision());
      Optional<RuleTables> tables = found.flatMap(each -> tablesOf(each.ruleSet()));
      if (tables.isEmpty()) {
        skipped++;
        return;
      }
      StoredDecision recorded = found.get();
      EstimateLog theirs = challenged(recorded.estimates(), shadow.estimates());
      Case orderCase = recorded.inputs().orderCase();
      SourcingDecision before = recorded.decision();
      SourcingDecision after =
          decide(recorded, tables.get(), planning(orderCase, before), theirs, otherwise);
      Optional<ChangeKind> kind = ChangeKind.of(before, after);
      if (kind.isEmpty()) {
        return;
      }
      if (ChangeKind.isSamePlan(before, after)) {
        revalued++;
        return;
      }
      changed++;
      int ofKind = kinds.merge(kind.get().code(), 1, Integer::sum);
      SourcingDecision again =
          decide(
              recorded,
              tables.get(),
              planning(orderCase, after),
              recorded.estimates(),
              inForce.last().models().estimator());
      Optional<Extra> more = extra(orderCase, after, again);
      more.ifPresent(this::add);
      if (ofKind <= EXAMPLES) {
        examples.add(
            new Example(
                recorded.id(),
                orderCase.order().id(),
                kind.get().code(),
                Comparison.side(orderCase, before),
                Comparison.side(
                    orderCase, decide(recorded, tables.get(), orderCase, theirs, otherwise)),
                more));
      }
    }

    private void add(Extra one) {
      double[] sums = extra.computeIfAbsent(one.currency(), _ -> new double[3]);
      sums[0]++;
      sums[1] += one.byActive();
      sums[2] += one.byChallenger();
    }

    private SourcingDecision decide(
        StoredDecision recorded,
        RuleTables tables,
        Case orderCase,
        EstimateLog estimates,
        Estimator unknown) {
      SourcingDecision decided =
          OrderSourcing.decide(
              recorded.inputs().market(),
              orderCase,
              tables,
              new KnownEstimates(estimates, unknown.forOneOrder(), asked));
      return recorded.approved() ? decided.approved() : decided;
    }

    /// Questions for which the guard has switched the model off stay as they were answered.
    private EstimateLog challenged(EstimateLog log, String said) {
      return switch (model) {
        case TRANSIT_TIME -> {
          List<TransitEstimate> answers = answers(EstimateKey.TRANSIT_TIME, said);
          var transit = new ArrayList<EstimateLog.Transit>();
          for (int i = 0; i < log.transit().size(); i++) {
            EstimateLog.Transit entry = log.transit().get(i);
            boolean stays =
                i >= answers.size()
                    || (entry.estimate() instanceof TransitEstimate.Assumed(_, _, var because)
                        && because instanceof FallbackReason.SwitchedOff);
            transit.add(stays ? entry : new EstimateLog.Transit(entry.query(), answers.get(i)));
          }
          yield new EstimateLog(transit, log.returns());
        }
        case RETURN_RISK -> {
          List<ReturnEstimate> answers = answers(EstimateKey.RETURN_RISK, said);
          var returns = new ArrayList<EstimateLog.Returned>();
          for (int i = 0; i < log.returns().size(); i++) {
            EstimateLog.Returned entry = log.returns().get(i);
            boolean stays =
                i >= answers.size()
                    || (entry.estimate() instanceof ReturnEstimate.Assumed(_, var because)
                        && because instanceof FallbackReason.SwitchedOff);
            returns.add(stays ? entry : new EstimateLog.Returned(entry.query(), answers.get(i)));
          }
          yield new EstimateLog(log.transit(), returns);
        }
      };
    }
  }

  /// What a challenger said, one for each question.
  private static <E> List<E> answers(EstimateKey<?, E> key, String said) {
    JsonNode answers = WatchedEstimates.parsed(said).path(key.topic());
    var read = new ArrayList<E>(answers.size());
    answers.forEach(answer -> read.add(CanonicalJson.read(answer.toString(), key.answer())));
    return read;
  }

  /// @param after the challenger's decision, which scored the active model's plan
  /// @param again the active model's, which scored the challenger's plan
  private static Optional<Extra> extra(
      Case orderCase, SourcingDecision after, SourcingDecision again) {
    return isScored(after) && isScored(again)
        ? Optional.of(
            new Extra(
                orderCase.order().currency().getCurrencyCode(),
                1,
                again.callerPlan().getFirst().extra().tenThousandths() / 1e4,
                -after.callerPlan().getFirst().extra().tenThousandths() / 1e4))
        : Optional.empty();
  }

  private static boolean isScored(SourcingDecision decision) {
    return !decision.callerPlan().isEmpty() && decision.callerPlan().getFirst().isScored();
  }

  /// The case with another decision's plan to be scored beside its own.
  private static Case planning(Case orderCase, SourcingDecision decision) {
    Demands asked = orderCase.demands();
    List<PlannedParcel> plan =
        decision.taken().stream()
            .map(parcel ->
                new PlannedParcel(
                    parcel.shipNode(),
                    parcel.carrierService(),
                    parcel.lines().stream()
                        .map(line -> new PlannedLine(line.line(), line.units()))
                        .toList()))
            .toList();
    return orderCase.demanding(
        new Demands(
            asked.excludedNodes(),
            asked.excludedServices(),
            asked.handoverNotBefore(),
            asked.handoverBy(),
            asked.pins(),
            asked.sameNode(),
            asked.shipComplete(),
            plan,
            asked.explain(),
            asked.searchWork(),
            asked.refusals()));
  }

  private Optional<RuleTables> tablesOf(String digest) {
    RuleTables last = inForce.last().ruleSet().tables();
    return digest.equals(last.digest()) ? Optional.of(last) : tablesByDigest.apply(digest);
  }
}
