package dev.whence.training.transit;

import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.metrics.Bootstrap;
import dev.whence.models.metrics.PermutationImportance;
import dev.whence.models.metrics.QuantileScores;
import dev.whence.training.plots.MeanPlots;
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
/// @param measured the parcels, and what everyone said of them
/// @param dates how days turned out that could have been promised; empty if nobody asked
/// @param lateImportance what the model's chance of being late goes by
/// @param dayImportance what its days go by
record TransitEvaluation(
    List<TransitScores> scores,
    Map<YearMonth, Month> months,
    MeasuredParcels measured,
    Optional<DatesKept> dates,
    PermutationImportance lateImportance,
    PermutationImportance dayImportance) {

  /// @param predictedLate mean chance, beside the observed share
  /// @param absoluteError of the median, in days
  /// @param bias median less actual days: above 0 the model is pessimistic
  record Month(
      int parcels, double predictedLate, double observedLate, double absoluteError, double bias) {}

  TransitEvaluation {
    scores = List.copyOf(scores);
  }

  /// Parcels that can judge a chance of being late: their promised day ended within the data.
  static List<Parcel> judging(List<Parcel> parcels, Instant knownUntil) {
    return parcels.stream().filter(parcel -> !parcel.promisedUntil().isAfter(knownUntil)).toList();
  }

  /// @param others the baselines
  /// @param test parcels ordered in the test part
  static TransitEvaluation of(
      LateForecast.Recalibrated model,
      List<LateForecast> others,
      List<Parcel> test,
      Instant knownUntil,
      long seed) {
    List<LateForecast> everyone = new ArrayList<>();
    everyone.add(model);
    everyone.addAll(others);
    MeasuredParcels measured = MeasuredParcels.of(everyone, test, knownUntil);
    boolean[] late = measured.late();
    MeasuredParcels.Subject first = measured.subjects().getFirst();
    double[] modelLosses = BinaryScores.logLosses(first.chances().late(), late);
    long[] days = MeanPlots.days(measured.promised().stream().map(Parcel::orderedAt).toList());

    List<TransitScores> scores = new ArrayList<>();
    for (MeasuredParcels.Subject subject : measured.subjects()) {
      scores.add(
          scores(subject.name(), subject.chances(), late, subject.days(), measured.days())
              .behind(
                  modelLosses, BinaryScores.logLosses(subject.chances().late(), late), days, seed));
    }
    return new TransitEvaluation(
        scores,
        months(measured.promised(), first.chances(), measured.delivered(), first.days()),
        measured,
        Optional.empty(),
        model.lateImportance(measured.promised(), seed),
        model.dayImportance(measured.delivered(), seed));
  }

  /// With what could have been promised.
  TransitEvaluation with(Optional<DatesKept> promised) {
    return new TransitEvaluation(scores, months, measured, promised, lateImportance, dayImportance);
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
      String subject, Forecast chances, boolean[] late, Forecast days, double[] actual) {
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

  int promised() {
    return measured.promised().size();
  }

  int delivered() {
    return measured.delivered().size();
  }

  TransitScores model() {
    return scores.getFirst();
  }

  /// Baselines to which the model does not lose less log-loss with 95 % confidence.
  List<TransitScores> notBeaten() {
    return scores.stream().skip(1).filter(score -> !score.behindModel().isBelowZero()).toList();
  }
}
