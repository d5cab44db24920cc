package dev.whence.training.transit;

import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.boosting.Boosting;
import dev.whence.training.boosting.FittedBooster;
import dev.whence.training.boosting.LabeledRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Fits the transit-time model: the middle and the spread of the logarithm of days by boosted
/// trees, then the shape of what is left by quantiles on later parcels.
///
/// The middle may only rise with distance and reference days, the spread does not see them; so the
/// chance of arriving in time never rises with distance.
public final class TransitTrainer {
  /// Delivered training parcels below which nothing is learned.
  public static final int FEWEST_TRAINING = 1_000;

  /// Delivered calibration parcels below which the outer quantiles mean nothing.
  public static final int FEWEST_CALIBRATION = 400;

  /// What may only make a parcel slower: distance, reference days, and being slow lately.
  private static final Set<String> RISING =
      Stream.concat(
              TransitFeatures.RISING.stream(),
              Stream.of("service_ratio", "lane_ratio", "destination_ratio"))
          .collect(Collectors.toUnmodifiableSet());

  private static final int TWO_YEARS_DAYS = 730;
  private static final double SMALLEST_RESIDUAL = 0.005;

  private final TransitSettings settings;
  private final long seed;
  private final Progress progress;

  public TransitTrainer(TransitSettings settings, long seed, Progress progress) {
    this.settings = settings;
    this.seed = seed;
    this.progress = progress;
  }

  /// @param training parcels of the training part, in the order of their hand-over
  /// @param calibration parcels of the calibration part
  public TransitFit fit(List<Parcel> training, List<Parcel> calibration) {
    List<Parcel> delivered = training.stream().filter(Parcel::isDelivered).toList();
    LabeledRows rows = rows(delivered).without(hidden(delivered));
    Validation validation = validation(delivered);

    Boosting center = center(settings.center().mostRounds());
    progress.stage("Finding the number of rounds for mu", settings.center().mostRounds());
    int rounds =
        center.bestRounds(
            rows.subset(validation.before()), rows.subset(validation.rows()), progress::at);
    progress.stage("Fitting mu, %d rounds".formatted(rounds), settings.folds() + 1);
    float[] residuals = outOfFold(rows, rounds);
    FittedBooster mu = center(rounds).fit(rows);
    progress.at(settings.folds() + 1);

    LabeledRows spreadRows = rows.without(TransitFeatures.RISING).withLabels(residuals);
    progress.stage("Finding the number of rounds for log_sigma", settings.spread().mostRounds());
    Boosting spread = spread(settings.spread().mostRounds());
    int spreadRounds =
        spread.bestRounds(
            spreadRows.subset(validation.before()),
            spreadRows.subset(validation.rows()),
            progress::at);
    progress.stage("Fitting log_sigma, %d rounds".formatted(spreadRounds), 1);
    FittedBooster logSigma = spread(spreadRounds).fit(spreadRows);
    progress.at(1);
    return new TransitFit(mu, logSigma, calibration(mu, logSigma, training, calibration));
  }

  /// The place in the year, unless the parcels span two years: within one, season and drift look
  /// alike, and a model that takes drift for season repeats it.
  static Set<String> hidden(List<Parcel> delivered) {
    Duration span =
        Duration.between(delivered.getFirst().handedOverAt(), delivered.getLast().handedOverAt());
    return span.toDays() < TWO_YEARS_DAYS ? Set.of("season_sin", "season_cos") : Set.of();
  }

  private Boosting center(int rounds) {
    return new Boosting(settings.center().withMostRounds(rounds), RISING, seed);
  }

  private Boosting spread(int rounds) {
    return new Boosting(settings.spread().withMostRounds(rounds), Set.of(), seed + 1);
  }

  /// Which rows say when to stop, and which were known before the first of them was handed over.
  private record Validation(List<Integer> known, int from, int until) {
    IntStream before() {
      return known.stream().mapToInt(Integer::intValue);
    }

    IntStream rows() {
      return IntStream.range(from, until);
    }
  }

  private Validation validation(List<Parcel> delivered) {
    int from = (int) (delivered.size() * (1 - settings.validationShare()));
    Instant start = delivered.get(from).handedOverAt();
    List<Integer> known =
        IntStream.range(0, from)
            .filter(i -> delivered.get(i).knownAt().isBefore(start))
            .boxed()
            .toList();
    return new Validation(known, from, delivered.size());
  }

  /// Features and the logarithm of days; some parcels without recent transit.
  private LabeledRows rows(List<Parcel> delivered) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] rows = new float[delivered.size()][];
    float[] labels = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      Parcel parcel = delivered.get(i);
      boolean without = random.nextDouble() < settings.withoutHistory();
      rows[i] = TransitFeatures.row(without ? withoutHistory(parcel.query()) : parcel.query());
      labels[i] = (float) Math.log(parcel.days());
    }
    return new LabeledRows(TransitFeatures.NAMES, rows, labels);
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
            recent.carrierService(), recent.originRegion(), recent.destinationRegion()));
  }

  /// Absolute residuals, each from a booster that has not seen its block of time.
  private float[] outOfFold(LabeledRows rows, int rounds) {
    float[] residuals = new float[rows.size()];
    for (int fold = 0; fold < settings.folds(); fold++) {
      int from = (int) ((long) rows.size() * fold / settings.folds());
      int until = (int) ((long) rows.size() * (fold + 1) / settings.folds());
      LabeledRows others =
          rows.subset(
              IntStream.concat(IntStream.range(0, from), IntStream.range(until, rows.size())));
      LabeledRows block = rows.subset(IntStream.range(from, until));
      float[] predicted = center(rounds).fit(others).answers(block.rows(), true);
      for (int i = 0; i < predicted.length; i++) {
        residuals[from + i] =
            (float) Math.max(Math.abs(block.labels()[i] - predicted[i]), SMALLEST_RESIDUAL);
      }
      progress.at(fold + 1);
    }
    return residuals;
  }

  private static Calibration.LogNormal calibration(
      FittedBooster mu, FittedBooster logSigma, List<Parcel> training, List<Parcel> calibration) {
    double lost =
        (double) training.stream().filter(parcel -> !parcel.isDelivered()).count()
            / training.size();
    // What is missing beyond the usual losses is underway still: slower than all that arrived.
    List<Parcel> arriving = new ArrayList<>();
    long missing = calibration.stream().filter(parcel -> !parcel.isDelivered()).count();
    long underway = missing - Math.round(lost * calibration.size());
    for (Parcel parcel : calibration) {
      if (parcel.isDelivered() || underway-- > 0) {
        arriving.add(parcel);
      }
    }
    float[][] rows =
        arriving.stream().map(p -> TransitFeatures.row(p.query())).toArray(float[][]::new);
    return new Calibration.LogNormal(
        lost,
        DayEndQuantiles.of(
            arriving,
            mu.answers(rows, true),
            logSigma.answers(rows, true),
            TransitDistribution.LEVELS));
  }
}
