package dev.whence.training.transit;

import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.training.metrics.BinaryScores;
import dev.whence.training.metrics.Bootstrap;
import dev.whence.training.metrics.QuantileScores;
import dev.whence.training.metrics.Reliability;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A transit-time model beside what a merchant has without it, on parcels none of them has seen.
///
/// @param scores the model's first
/// @param months what happened by month of order, in order
/// @param promised parcels whose promised day ended within the data
/// @param delivered parcels whose days are known
public record TransitEvaluation(
    List<TransitScores> scores,
    Reliability reliability,
    Map<YearMonth, Month> months,
    int promised,
    int delivered) {

  /// @param predictedLate mean chance, beside the observed share
  /// @param absoluteError of the median, in days
  /// @param bias median less actual days: above 0 the model is pessimistic
  public record Month(
      int parcels, double predictedLate, double observedLate, double absoluteError, double bias) {}

  public TransitEvaluation {
    scores = List.copyOf(scores);
  }

  /// Parcels that can judge a chance of being late: their promised day ended within the data.
  static List<Parcel> judging(List<Parcel> parcels, Instant knownUntil) {
    return parcels.stream().filter(parcel -> !parcel.promisedUntil().isAfter(knownUntil)).toList();
  }

  /// @param others the baselines
  /// @param test parcels ordered in the test part
  static TransitEvaluation of(
      LateForecast model,
      List<LateForecast> others,
      List<Parcel> test,
      Instant knownUntil,
      long seed) {
    List<Parcel> promised = judging(test, knownUntil);
    List<Parcel> delivered = test.stream().filter(Parcel::isDelivered).toList();
    boolean[] late = late(promised);
    Forecast modelLate = model.forecast(promised);
    Forecast modelDays = model.forecast(delivered);
    double[] modelLosses = BinaryScores.logLosses(modelLate.late(), late);
    long[] days =
        promised.stream().mapToLong(p -> p.orderedAt().getEpochSecond() / 86_400).toArray();

    List<TransitScores> scores = new ArrayList<>();
    scores.add(
        scores(model.name(), modelLate, late, modelDays, delivered)
            .behind(modelLosses, modelLosses, days, seed));
    for (LateForecast other : others) {
      Forecast chances = other.forecast(promised);
      scores.add(
          scores(other.name(), chances, late, other.forecast(delivered), delivered)
              .behind(modelLosses, BinaryScores.logLosses(chances.late(), late), days, seed));
    }
    return new TransitEvaluation(
        scores,
        Reliability.of(modelLate.late(), late, BinaryScores.BINS),
        months(promised, modelLate, delivered, modelDays),
        promised.size(),
        delivered.size());
  }

  /// Scores before they are compared.
  private record Alone(
      String subject,
      BinaryScores late,
      OptionalDouble medianError,
      Optional<QuantileScores> days) {

    TransitScores behind(double[] model, double[] own, long[] clusters, long seed) {
      return new TransitScores(
          subject, late, medianError, days, Bootstrap.pairedDifference(model, own, clusters, seed));
    }
  }

  private static Alone scores(
      String subject, Forecast chances, boolean[] late, Forecast days, List<Parcel> delivered) {
    double[] actual = delivered.stream().mapToDouble(Parcel::days).toArray();
    Optional<QuantileScores> quantiles =
        days.quantileDays()
            .map(each -> QuantileScores.of(each, TransitDistribution.LEVELS, actual));
    OptionalDouble medianError =
        quantiles
            .map(scores -> OptionalDouble.of(scores.meanAbsoluteError()))
            .or(() -> days.medianDays().map(medians -> meanAbsoluteError(medians, actual)))
            .orElse(OptionalDouble.empty());
    return new Alone(subject, BinaryScores.of(chances.late(), late), medianError, quantiles);
  }

  private static OptionalDouble meanAbsoluteError(double[] medians, double[] actual) {
    return IntStream.range(0, actual.length)
        .mapToDouble(i -> Math.abs(actual[i] - medians[i]))
        .average();
  }

  private static Map<YearMonth, Month> months(
      List<Parcel> promised, Forecast late, List<Parcel> delivered, Forecast days) {
    int median = TransitDistribution.LEVELS.indexOf(0.5);
    double[][] quantiles = days.quantileDays().orElseThrow();
    Map<YearMonth, double[]> sums = new TreeMap<>();
    for (int i = 0; i < promised.size(); i++) {
      double[] sum = sums.computeIfAbsent(month(promised.get(i)), key -> new double[6]);
      sum[0]++;
      sum[1] += late.late()[i];
      sum[2] += promised.get(i).isLate() ? 1 : 0;
    }
    for (int i = 0; i < delivered.size(); i++) {
      double[] sum = sums.computeIfAbsent(month(delivered.get(i)), key -> new double[6]);
      double above = quantiles[i][median] - delivered.get(i).days();
      sum[3]++;
      sum[4] += Math.abs(above);
      sum[5] += above;
    }
    Map<YearMonth, Month> months = new TreeMap<>();
    sums.forEach((month, sum) ->
        months.put(
            month,
            new Month(
                (int) sum[0], sum[1] / sum[0], sum[2] / sum[0], sum[4] / sum[3], sum[5] / sum[3])));
    return months;
  }

  private static YearMonth month(Parcel parcel) {
    return YearMonth.from(parcel.orderedAt().atOffset(ZoneOffset.UTC));
  }

  static boolean[] late(List<Parcel> parcels) {
    boolean[] late = new boolean[parcels.size()];
    for (int i = 0; i < late.length; i++) {
      late[i] = parcels.get(i).isLate();
    }
    return late;
  }

  public TransitScores model() {
    return scores.getFirst();
  }

  /// Baselines to which the model does not lose less log-loss with 95 % confidence.
  public List<TransitScores> notBeaten() {
    return scores.stream().skip(1).filter(score -> !score.behindModel().isBelowZero()).toList();
  }
}
