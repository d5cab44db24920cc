package dev.whence.training.transit;

import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.bundles.PromiseRegression;
import dev.whence.models.features.FeatureTable;
import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.transit.ResidualLifeTable;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.boosting.Boosting;
import dev.whence.training.boosting.FittedBooster;
import dev.whence.training.boosting.LabeledRows;
import dev.whence.training.linear.LogLinear;
import dev.whence.training.runs.CannotTrain;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Fits the transit-time model: the middle and the spread of the logarithm of days by boosted
/// trees, then the shape of what is left by a life table of later parcels.
///
/// The middle may only rise with distance and reference days, the spread does not see them; so the
/// chance of arriving in time never rises with distance.
///
/// Beside them, how promises end is learned by itself ([Promises]).
///
/// Twice: once on the older parcels, to see on the newest ones when to stop boosting and what shape
/// is left, and then, with as many rounds, on all. The shape stays that of the newest parcels,
/// which the boosters behind it had not seen.
public final class TransitTrainer {
  /// Delivered training parcels below which nothing is learned.
  public static final int FEWEST_TRAINING = 1_000;

  /// Parcels below which the outer quantiles of the shape mean nothing.
  public static final int FEWEST_SHAPE = 400;

  /// What may only make a parcel slower: distance, reference days, and being slow lately.
  static final Set<String> RISING =
      Stream.concat(
              TransitFeatures.RISING.stream(),
              Stream.of("service_ratio", "lane_ratio", "destination_ratio"))
          .collect(Collectors.toUnmodifiableSet());

  /// What the log-linear model is made of: as the reference goes, corrected by what parcels took
  /// lately.
  private static final LogLinear.Terms LINE =
      new LogLinear.Terms(
          Set.of("distance_km", "cross_border"),
          Map.of(
              "distance_km", 1.0,
              "reference_days", 0.0,
              "weight_kg", 1.0,
              "service_ratio", 0.0,
              "lane_ratio", 0.0,
              "destination_ratio", 0.0),
          RISING);

  /// The features of the line, in the table's order.
  private static final List<String> LINE_FEATURES =
      TransitFeatures.NAMES.stream()
          .filter(name -> LINE.linear().contains(name) || LINE.logarithms().containsKey(name))
          .toList();

  /// Where folds begin to judge, as a share of the parcels, and how many each judges.
  private static final List<Double> FOLD_STARTS = List.of(0.4, 0.55, 0.7, 0.85);

  private static final double FOLD_SHARE = 0.15;

  /// Newest parcels that choose.
  static final int MOST_IN_FOLDS = 100_000;

  private static final List<Double> RECALIBRATION_DAYS = List.of(14.0, 28.0, 56.0);

  private static final int TWO_YEARS_DAYS = 730;
  private static final double SMALLEST_RESIDUAL = 0.005;

  private final TransitSettings settings;
  private final FeatureTable<TransitQuery> table;
  private final long seed;
  private final Progress progress;

  private TransitTrainer(
      TransitSettings settings, FeatureTable<TransitQuery> table, long seed, Progress progress) {
    this.settings = settings;
    this.table = table;
    this.seed = seed;
    this.progress = progress;
  }

  /// @param parcels as they are known at the end of the data
  /// @param units of the parcels' attributes by name
  /// @throws CannotTrain if they are too few, or have none of the attributes that are wanted
  public static TransitFit fit(
      Parcels parcels,
      TransitSettings settings,
      Map<String, String> units,
      long seed,
      Progress progress) {
    SequencedMap<String, String> attributes =
        settings
            .attributes()
            .columns(parcels.all().stream().map(p -> p.query().attributes()), units, "shipment");
    return new TransitTrainer(settings, TransitFeatures.table(attributes), seed, progress)
        .fit(parcels);
  }

  private TransitFit fit(Parcels parcels) {
    Instant now = parcels.knownUntil();
    List<Parcel> whole = parcels.between(Instant.MIN, now.minus(parcels.handoverSettles()));
    int from = (int) (whole.size() * (1 - settings.shapeShare()));
    List<Parcel> newest = whole.subList(from, whole.size());
    require("take the shape from", newest.size(), FEWEST_SHAPE);
    Instant newestFrom = newest.getFirst().orderedAt();
    List<Parcel> older = delivered(parcels.asOf(newestFrom).all());
    require("learn from before those that give the shape", older.size(), FEWEST_TRAINING);

    // What is not settled yet would show the fast ones of its days only.
    List<Parcel> judges = settled(parcels, newestFrom);
    List<Parcel> learned = settled(parcels, Instant.MIN);
    TransitCenter.Kind kind = kind(learned);
    Past learnedBefore = past(kind, older, judges.isEmpty() ? delivered(newest) : judges);
    Fitted past = learnedBefore.fitted();
    float[][] rows = newest.stream().map(p -> table.row(p.query())).toArray(float[][]::new);
    float[][] outputs = {past.center().answers(rows), past.spread().answers(rows, true)};
    double days = recalibrationDays(newest, outputs, now);
    ResidualLifeTable left = LifeTables.of(newest, outputs[0], outputs[1], now);

    Fitted all = fitted(learned, learnedBefore.rounds());
    return new TransitFit(
        table,
        all.center(),
        all.spread(),
        calibration(left, Promises.of(parcels)),
        days,
        learned,
        newestFrom,
        newest.size(),
        companion(older, learned, newest, rows, now));
  }

  /// Learned as the boosters are: the shape from the newest parcels and of what was fitted on the
  /// older ones, the line on all.
  private TransitCompanion companion(
      List<Parcel> older,
      List<Parcel> learned,
      List<Parcel> newest,
      float[][] newestRows,
      Instant now) {
    LabeledRows before = rows(older, Set.of());
    float[] spread = new float[newest.size()];
    Arrays.fill(spread, logSigma(before));
    Calibration.LogNormal shape =
        calibration(
            LifeTables.of(newest, line(before).answers(newestRows), spread, now), Optional.empty());
    LabeledRows all = rows(learned, Set.of());
    return new TransitCompanion(line(all), logSigma(all), LINE_FEATURES, shape);
  }

  private static LogLinear line(LabeledRows rows) {
    return LogLinear.fit(rows.columns(), rows.rows(), rows.labels(), LINE);
  }

  /// Logarithm of the mean absolute residual of lines that have not seen the row's block of time.
  private float logSigma(LabeledRows rows) {
    double sum = 0;
    for (float residual : outOfFold(rows, others -> line(others)::answers)) {
      sum += residual;
    }
    return (float) StrictMath.log(sum / rows.size());
  }

  private static void require(String purpose, int parcels, int fewest) {
    if (parcels < fewest) {
      throw new CannotTrain(
          "Only %d shipments to %s; at least %d are needed.%s\nMaybe bring a longer history, or give a smaller --test-share."
              .formatted(parcels, purpose, fewest, CannotTrain.longEnough(parcels, fewest)));
    }
  }

  private static List<Parcel> delivered(List<Parcel> parcels) {
    return parcels.stream().filter(Parcel::isDelivered).toList();
  }

  /// Delivered parcels ordered from an instant on, of the days of which nearly all have arrived.
  private static List<Parcel> settled(Parcels parcels, Instant from) {
    Duration usual = parcels.arrivalSettles();
    return delivered(parcels.between(from, parcels.knownUntil().minus(usual)));
  }

  /// The place in the year, unless the parcels span two years: within one, season and drift look
  /// alike, and a model that takes drift for season repeats it.
  static Set<String> hidden(List<Parcel> delivered) {
    Duration span =
        Duration.between(delivered.getFirst().orderedAt(), delivered.getLast().orderedAt());
    return span.toDays() < TWO_YEARS_DAYS ? Set.of("season_sin", "season_cos") : Set.of();
  }

  private record Rounds(TransitCenter.Kind kind, int center, int spread) {}

  private record Fitted(TransitCenter center, FittedBooster spread) {}

  /// @param fitted on the older parcels
  private record Past(Fitted fitted, Rounds rounds) {}

  /// The kind with the smaller mean squared error of the logarithm on later parcels, of all folds
  /// together.
  private TransitCenter.Kind kind(List<Parcel> learned) {
    List<Parcel> some =
        learned.subList(Math.max(0, learned.size() - MOST_IN_FOLDS), learned.size());
    int tries = FOLD_STARTS.size() * TransitCenter.Kind.values().length;
    progress.stage(
        "Choosing the kind", "", tries, TransitCosts.of(TransitCosts.CHOOSING, some.size()));
    Map<TransitCenter.Kind, Double> losses = new EnumMap<>(TransitCenter.Kind.class);
    int done = 0;
    for (double start : FOLD_STARTS) {
      int from = (int) (some.size() * start);
      int until = (int) Math.min(some.size(), some.size() * (start + FOLD_SHARE));
      Instant origin = some.get(from).orderedAt();
      List<Parcel> before =
          some.subList(0, from).stream().filter(p -> p.knownAt().isBefore(origin)).toList();
      LabeledRows rows = rows(before, hidden(before));
      LabeledRows later = rows(some.subList(from, until), hidden(before));
      for (TransitCenter.Kind kind : TransitCenter.Kind.values()) {
        TransitCenter center = center(kind, rows, bestRounds(kind, rows, later, _ -> {}));
        for (float residual : residuals(later, center.answers(later.rows()))) {
          losses.merge(kind, (double) residual * residual, Double::sum);
        }
        progress.at(++done);
      }
    }
    return losses.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  private int bestRounds(
      TransitCenter.Kind kind, LabeledRows rows, LabeledRows later, IntConsumer told) {
    Optional<LogLinear> line = line(kind, rows);
    Boosting boosting = boosting(kind, settings.center().mostRounds());
    return boosting.bestRounds(rest(line, rows), rest(line, later), told);
  }

  private TransitCenter center(TransitCenter.Kind kind, LabeledRows rows, int rounds) {
    Optional<LogLinear> line = line(kind, rows);
    return new TransitCenter(line, boosting(kind, rounds).fit(rest(line, rows)));
  }

  private static Optional<LogLinear> line(TransitCenter.Kind kind, LabeledRows rows) {
    return switch (kind) {
      case TREES -> Optional.empty();
      case STACK -> Optional.of(line(rows));
    };
  }

  /// The rows with what the line leaves.
  private static LabeledRows rest(Optional<LogLinear> line, LabeledRows rows) {
    if (line.isEmpty()) {
      return rows;
    }
    float[] base = line.get().answers(rows.rows());
    float[] rest = new float[base.length];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = rows.labels()[i] - base[i];
    }
    return rows.withLabels(rest);
  }

  /// Both boosters fitted on the older parcels, with as many rounds as are best on later ones.
  private Past past(TransitCenter.Kind kind, List<Parcel> older, List<Parcel> later) {
    LabeledRows rows = rows(older, hidden(older));
    LabeledRows judges = rows(later, hidden(older));
    progress.stage(
        "Finding the number of rounds for mu",
        " rounds",
        settings.center().mostRounds(),
        TransitCosts.of(TransitCosts.CENTER_ROUNDS, older.size()));
    int centerRounds = bestRounds(kind, rows, judges, progress::at);
    TransitCenter center = center(kind, rows, centerRounds);
    float[] residuals = residuals(judges, center.answers(judges.rows()));
    LabeledRows spreadRows = spreadRows(rows, outOfFold(kind, rows, centerRounds));
    progress.stage(
        "Finding the number of rounds for log_sigma",
        " rounds",
        settings.spread().mostRounds(),
        TransitCosts.of(TransitCosts.SPREAD_ROUNDS, older.size()));
    int spreadRounds =
        spread(settings.spread().mostRounds())
            .bestRounds(spreadRows, spreadRows(judges, residuals), progress::at);
    return new Past(
        new Fitted(center, spread(spreadRounds).fit(spreadRows)),
        new Rounds(kind, centerRounds, spreadRounds));
  }

  private Fitted fitted(List<Parcel> parcels, Rounds rounds) {
    LabeledRows rows = rows(parcels, hidden(parcels));
    progress.stage(
        "Fitting all parcels: %s, %d and %d rounds"
            .formatted(rounds.kind(), rounds.center(), rounds.spread()),
        TransitCosts.of(TransitCosts.FITTING, parcels.size()));
    TransitCenter center = center(rounds.kind(), rows, rounds.center());
    FittedBooster spread =
        spread(rounds.spread())
            .fit(spreadRows(rows, outOfFold(rounds.kind(), rows, rounds.center())));
    return new Fitted(center, spread);
  }

  private Boosting boosting(TransitCenter.Kind kind, int rounds) {
    return new Boosting(
        switch (kind) {
          case TREES -> settings.center().withMostRounds(rounds);
          case STACK -> settings.rest().withMostRounds(rounds);
        },
        RISING,
        seed);
  }

  private Boosting spread(int rounds) {
    return new Boosting(settings.spread().withMostRounds(rounds), Set.of(), seed + 1);
  }

  /// Labels half-way, by their logarithm, between each residual and their mean. A spread that
  /// follows the features all the way says too much of parcels it has not seen, and a chance of
  /// being late hangs on it more than on anything else; the shape makes good what the half leaves.
  private static LabeledRows spreadRows(LabeledRows rows, float[] residuals) {
    double mean = 0;
    for (float residual : residuals) {
      mean += residual / residuals.length;
    }
    float[] halfway = new float[residuals.length];
    for (int i = 0; i < halfway.length; i++) {
      halfway[i] = (float) Math.sqrt(residuals[i] * mean);
    }
    return rows.without(TransitFeatures.RISING).withLabels(halfway);
  }

  private static float[] residuals(LabeledRows rows, float[] predicted) {
    float[] residuals = new float[predicted.length];
    for (int i = 0; i < predicted.length; i++) {
      residuals[i] = (float) Math.max(Math.abs(rows.labels()[i] - predicted[i]), SMALLEST_RESIDUAL);
    }
    return residuals;
  }

  /// Features and the logarithm of days; some parcels without recent transit.
  ///
  /// @param hidden features that are missing throughout, so that no tree can split on them
  private LabeledRows rows(List<Parcel> delivered, Set<String> hidden) {
    int[] missing =
        IntStream.range(0, table.names().size())
            .filter(column -> hidden.contains(table.names().get(column)))
            .toArray();
    SplittableRandom random = new SplittableRandom(seed);
    float[][] rows = new float[delivered.size()][];
    float[] labels = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      Parcel parcel = delivered.get(i);
      boolean without = random.nextDouble() < settings.withoutHistory();
      rows[i] = table.row(without ? withoutHistory(parcel.query()) : parcel.query());
      for (int column : missing) {
        rows[i][column] = Float.NaN;
      }
      labels[i] = (float) parcel.logDays();
    }
    return new LabeledRows(table.names(), rows, labels);
  }

  /// The same question on the first day of a service.
  static TransitQuery withoutHistory(TransitQuery query) {
    RecentTransit recent = query.recent();
    return new TransitQuery(
        query.distanceKm(),
        query.publishedDays(),
        query.publishedOnTime(),
        query.weightGrams(),
        query.handover(),
        query.crossBorder(),
        RecentTransit.none(
            recent.carrierService(), recent.originRegion(), recent.destinationRegion()),
        query.attributes());
  }

  /// Absolute residuals, each from a booster that has not seen its block of time.
  private float[] outOfFold(TransitCenter.Kind kind, LabeledRows rows, int rounds) {
    return outOfFold(rows, others -> center(kind, others, rounds)::answers);
  }

  /// @param fit learns from rows how to answer others
  private float[] outOfFold(
      LabeledRows rows, Function<LabeledRows, Function<float[][], float[]>> fit) {
    float[] residuals = new float[rows.size()];
    for (int fold = 0; fold < settings.folds(); fold++) {
      int from = (int) ((long) rows.size() * fold / settings.folds());
      int until = (int) ((long) rows.size() * (fold + 1) / settings.folds());
      LabeledRows others =
          rows.subset(
              IntStream.concat(IntStream.range(0, from), IntStream.range(until, rows.size())));
      LabeledRows block = rows.subset(IntStream.range(from, until));
      float[] some = residuals(block, fit.apply(others).apply(block.rows()));
      System.arraycopy(some, 0, residuals, from, some.length);
    }
    return residuals;
  }

  /// How fast the shape should follow what happens: tried on the second half of the newest parcels
  /// with the shape of the first. That it should follow at all is not tried: quiet months would say
  /// no, and the next ones need not be quiet.
  ///
  /// @return as [TransitRecalibration]; 0, not at all, if the promises say nothing
  private static double recalibrationDays(List<Parcel> newest, float[][] outputs, Instant now) {
    int half = newest.size() / 2;
    Instant middle = newest.get(half).orderedAt();
    List<Parcel> first = newest.subList(0, half).stream().map(p -> p.asOf(middle)).toList();
    Calibration.LogNormal shape =
        calibration(
            LifeTables.of(
                first, Arrays.copyOf(outputs[0], half), Arrays.copyOf(outputs[1], half), middle),
            Optional.empty());
    List<Parcel> second = newest.subList(half, newest.size());
    if (second.stream().allMatch(parcel -> parcel.promisedUntil().isAfter(now))) {
      return 0;
    }
    float[][] theirs = {
      Arrays.copyOfRange(outputs[0], half, newest.size()),
      Arrays.copyOfRange(outputs[1], half, newest.size())
    };
    double best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (double days : RECALIBRATION_DAYS) {
      var shapes = DailyShapes.watching(second, theirs, shape, days);
      double loss = 0;
      for (int i = 0; i < second.size(); i++) {
        Parcel parcel = second.get(i);
        if (!parcel.promisedUntil().isAfter(now)) {
          double late =
              shapes
                  .on(parcel.orderedAt())
                  .distribution(theirs[0][i], theirs[1][i])
                  .arrivesWithin(parcel.promisedDays())
                  .complement()
                  .value();
          loss += BinaryScores.logLosses(new double[] {late}, new boolean[] {parcel.isLate()})[0];
        }
      }
      if (loss < least) {
        best = days;
        least = loss;
      }
    }
    return best;
  }

  private static Calibration.LogNormal calibration(
      ResidualLifeTable table, Optional<PromiseRegression> promise) {
    return new Calibration.LogNormal(
        table.neverShare(), table.quantiles(TransitDistribution.LEVELS), promise.stream().toList());
  }
}
