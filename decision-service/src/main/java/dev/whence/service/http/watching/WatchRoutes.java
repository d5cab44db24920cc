package dev.whence.service.http.watching;

import dev.whence.domain.estimates.FallbackReason.DoesWorse;
import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.rules.replay.ReplayResult.Side;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Fields.Between;
import dev.whence.service.http.Route;
import dev.whence.service.watching.SecondOpinion;
import dev.whence.service.watching.Verdict;
import dev.whence.service.watching.Watch;
import dev.whence.service.watching.Watch.Challenger;
import dev.whence.service.watching.Watch.Dates;
import dev.whence.service.watching.Watch.Findings;
import dev.whence.service.watching.Watch.Group;
import dev.whence.service.watching.Watch.Moved;
import dev.whence.service.watching.Watch.PromisedDates;
import dev.whence.service.watching.Watch.Subject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a model did where it decided. Thread-safe.
public final class WatchRoutes {
  private static final String WATCH = "/v1/model-watch";
  private static final Duration LONGEST = Duration.ofDays(3 * 366L);

  private final Watch watch;
  private final SecondOpinion secondOpinion;
  private final Clock clock;

  public WatchRoutes(Watch watch, SecondOpinion secondOpinion, Clock clock) {
    this.watch = watch;
    this.secondOpinion = secondOpinion;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(WATCH + "/{model}", Access.READING, this::get),
        Route.get(WATCH + "/{model}/challenger", Access.READING, this::challenger));
  }

  private Answer get(Call call) {
    ModelContract model = model(call);
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    Asked asked = read(model, query);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(WatchView.of(find(asked)));
  }

  /// What the challenger's decisions would have been.
  private Answer challenger(Call call) {
    ModelContract model = model(call);
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    Asked asked = read(model, query);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return opinion(asked)
        .map(report ->
            Answer.ok(
                SecondOpinionView.of(
                    asked,
                    report,
                    find(asked)
                        .challenger()
                        .filter(each -> each.version().equals(report.version())))))
        .orElseThrow(
            () -> new FailureException(new Failure.NotFound("challenger of", model.modelName())));
  }

  /// What the challenger's decisions would have been; empty if none was asked.
  public Optional<SecondOpinion.Report> opinion(Asked asked) {
    return secondOpinion.of(asked.model(), asked.since(), asked.until());
  }

  /// The model of a path.
  ///
  /// @throws FailureException if there is none
  public static ModelContract model(Call call) {
    String name = call.pathParameter("model");
    return ModelContract.find(name)
        .orElseThrow(() -> new FailureException(new Failure.NotFound("model", name)));
  }

  /// What is asked for.
  public record Asked(ModelContract model, Instant since, Instant until) {}

  /// Reads the parameters of a query; the caller ends it and throws its errors.
  public Asked read(ModelContract model, Fields query) {
    Between between =
        query.between(clock.instant().truncatedTo(ChronoUnit.SECONDS), Watch.usual(model), LONGEST);
    return new Asked(model, between.since(), between.until());
  }

  public Findings find(Asked asked) {
    return watch.of(asked.model(), asked.since(), asked.until());
  }

  /// @param verdict one line
  /// @param answered parcels or order lines that a model answered and whose outcome is known
  /// @param unanswered those that none answered
  /// @param more whether older ones were left out
  /// @param coverage by percentile, the share that arrived within the estimated days
  record WatchView(
      String model,
      Instant since,
      Instant until,
      String verdict,
      List<String> sentences,
      int answered,
      int unanswered,
      boolean more,
      List<String> versions,
      List<SubjectView> subjects,
      List<WorseView> worse,
      List<BinView> reliability,
      SortedMap<String, Double> coverage,
      List<GroupView> months,
      List<GroupView> kinds,
      List<GroupView> places,
      List<DriftView> drift,
      @Nullable ChallengerView challenger,
      @Nullable PromisedDatesView promiseDates) {
    static WatchView of(Findings findings) {
      var coverage = new TreeMap<String, Double>();
      findings
          .coverage()
          .forEach((level, share) -> coverage.put("p" + Math.round(level * 100), rounded(share)));
      return new WatchView(
          findings.model().modelName(),
          findings.since(),
          findings.until(),
          Verdict.of(findings),
          Verdict.sentences(findings),
          findings.answered(),
          findings.unanswered(),
          findings.more(),
          findings.versions(),
          findings.subjects().stream().map(SubjectView::of).toList(),
          findings.worse().stream().map(WorseView::of).toList(),
          findings.reliability().stream()
              .map(
                  bin -> new BinView(bin.rows(), rounded(bin.predicted()), rounded(bin.observed())))
              .toList(),
          coverage,
          findings.months().stream().map(GroupView::of).toList(),
          findings.kinds().stream().map(GroupView::of).toList(),
          findings.places().stream().map(GroupView::of).toList(),
          findings.moved().stream().map(DriftView::of).toList(),
          findings.challenger().map(ChallengerView::of).orElse(null),
          findings.dates().map(PromisedDatesView::of).orElse(null));
    }
  }

  /// @param adaptedTo the last day (UTC) whose outcomes count; left out where days are as said
  /// @param said by carrier service, the chances to be said of days that keep 80, 90 and 95 %
  /// @param others the same of every other service
  /// @param months of days to be kept nine times in ten
  /// @param services the same
  record PromisedDatesView(
      @Nullable LocalDate adaptedTo,
      SortedMap<String, List<Double>> said,
      List<Double> others,
      List<DatesView> all,
      List<DatesView> months,
      List<DatesView> services) {
    static PromisedDatesView of(PromisedDates dates) {
      var said = new TreeMap<String, List<Double>>();
      dates.now().services().forEach((service, levels) -> said.put(service.value(), of(levels)));
      return new PromisedDatesView(
          dates.now().upTo().orElse(null),
          said,
          of(dates.now().others()),
          dates.all().stream().map(DatesView::of).toList(),
          dates.months().stream().map(DatesView::of).toList(),
          dates.services().stream().map(DatesView::of).toList());
    }

    private static List<Double> of(PromiseLevels.Levels levels) {
      return levels.said().stream().map(WatchRoutes::rounded).toList();
    }
  }

  /// @param share to be kept
  /// @param keptAsSaid of the days that the model alone says
  /// @param days mean, from the day of the hand-over
  record DatesView(
      String key,
      double share,
      long parcels,
      double kept,
      double keptAsSaid,
      double days,
      double daysAsSaid) {
    static DatesView of(Dates dates) {
      return new DatesView(
          dates.key(),
          dates.share(),
          dates.parcels(),
          rounded(dates.kept()),
          rounded(dates.keptAsSaid()),
          rounded(dates.days()),
          rounded(dates.daysAsSaid()));
    }
  }

  /// @param behindModel log-loss of the model less this one's; left out of the model itself
  record SubjectView(
      String name,
      double logLoss,
      double brier,
      @Nullable Double auc,
      double calibrationError,
      @Nullable IntervalView behindModel) {
    static SubjectView of(Subject subject) {
      double auc = subject.scores().auc();
      return new SubjectView(
          subject.name(),
          rounded(subject.scores().logLoss()),
          rounded(subject.scores().brier()),
          Double.isFinite(auc) ? rounded(auc) : null,
          rounded(subject.scores().calibrationError()),
          subject.behindModel().map(IntervalView::of).orElse(null));
    }
  }

  /// A version that did worse than each of what there is without it.
  ///
  /// @param than the closest of them
  /// @param behind log-loss of the version less that one's
  /// @param since the day of the first order behind that
  record WorseView(String version, String than, IntervalView behind, LocalDate since) {
    static WorseView of(DoesWorse worse) {
      return new WorseView(
          worse.model().version(),
          worse.than(),
          new IntervalView(rounded(worse.logLoss()), rounded(worse.low()), rounded(worse.high())),
          worse.since());
    }
  }

  record IntervalView(double mean, double low, double high) {
    static IntervalView of(Interval interval) {
      return new IntervalView(
          rounded(interval.mean()), rounded(interval.low()), rounded(interval.high()));
    }
  }

  record BinView(int rows, double predicted, double observed) {}

  /// @param within90 share that arrived within the days that nine of ten should
  record GroupView(
      String key,
      int rows,
      double predicted,
      double observed,
      double logLoss,
      @Nullable Double meanErrorDays,
      @Nullable Double biasDays,
      @Nullable Double within90) {
    static GroupView of(Group group) {
      return new GroupView(
          group.key(),
          group.rows(),
          rounded(group.expected()),
          rounded(group.happened()),
          rounded(group.logLoss()),
          rounded(group.meanError()),
          rounded(group.meanBias()),
          rounded(group.within90()));
    }
  }

  /// @param index population stability index against the 90 days before
  record DriftView(String feature, double index, boolean large) {
    static DriftView of(Moved moved) {
      return new DriftView(moved.feature(), rounded(moved.index()), moved.isLarge());
    }
  }

  record ChallengerView(
      String version, int rows, double logLoss, IntervalView behindActive, double agreement) {
    static ChallengerView of(Challenger challenger) {
      return new ChallengerView(
          challenger.version(),
          challenger.rows(),
          rounded(challenger.scores().logLoss()),
          IntervalView.of(challenger.behindActive()),
          rounded(challenger.agreement()));
    }
  }

  /// @param looked decisions that were decided again, the newest
  /// @param complete whether these are all of the time asked for
  /// @param agreement share of them whose plan stays
  /// @param kinds of the changed, by what differs first
  /// @param outcomes how both did where the outcome is known; left out where too little is
  record SecondOpinionView(
      String model,
      String version,
      Instant since,
      Instant until,
      int looked,
      boolean complete,
      int skipped,
      int changed,
      int revalued,
      double agreement,
      SortedMap<String, Integer> kinds,
      List<ExtraView> extra,
      List<ExampleView> examples,
      long askedAnew,
      @Nullable OutcomesView outcomes) {
    static SecondOpinionView of(
        Asked asked, SecondOpinion.Report report, Optional<Challenger> outcomes) {
      return new SecondOpinionView(
          asked.model().modelName(),
          report.version(),
          asked.since(),
          asked.until(),
          report.looked(),
          report.complete(),
          report.skipped(),
          report.changed(),
          report.revalued(),
          rounded(report.agreement()),
          report.kinds(),
          report.extra().stream().map(ExtraView::of).toList(),
          report.examples().stream().map(ExampleView::of).toList(),
          report.askedAnew(),
          outcomes.map(OutcomesView::of).orElse(null));
    }
  }

  /// A decision that would have changed.
  ///
  /// @param extra left out where a plan is not allowed in both eyes
  record ExampleView(
      String decisionId,
      String orderId,
      String kind,
      Side active,
      Side challenger,
      @Nullable ExtraView extra) {
    static ExampleView of(SecondOpinion.Example example) {
      return new ExampleView(
          example.decision().toString(),
          example.order().value(),
          example.kind(),
          example.active(),
          example.challenger(),
          example.extra().map(ExtraView::of).orElse(null));
    }
  }

  /// What the challenger's plan costs more than the active model's, in minor units, on the mean.
  ///
  /// @param byActive under the active model's estimates
  /// @param byChallenger under the challenger's
  record ExtraView(String currency, int decisions, double byActive, double byChallenger) {
    static ExtraView of(SecondOpinion.Extra extra) {
      return new ExtraView(
          extra.currency(),
          extra.decisions(),
          rounded(extra.byActive()),
          rounded(extra.byChallenger()));
    }
  }

  record OutcomesView(
      int rows, double activeLogLoss, double challengerLogLoss, IntervalView behindActive) {
    static OutcomesView of(Challenger challenger) {
      double theirs = challenger.scores().logLoss();
      return new OutcomesView(
          challenger.rows(),
          rounded(theirs - challenger.behindActive().mean()),
          rounded(theirs),
          IntervalView.of(challenger.behindActive()));
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }

  private static @Nullable Double rounded(OptionalDouble value) {
    return value.isPresent() ? rounded(value.getAsDouble()) : null;
  }
}
