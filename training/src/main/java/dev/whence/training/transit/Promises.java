package dev.whence.training.transit;

import dev.whence.domain.estimates.PromiseOdds;
import dev.whence.models.bundles.PromiseRegression;
import dev.whence.models.scoring.LinearModel;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.training.linear.LogLinear;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Learns how promises end, beside the days that parcels take: which part of them is broken depends
/// on little, and a distribution that is a bit too wide everywhere says it badly.
///
/// Being late may only rise with distance, reference days and slowness lately, and fall with the
/// promised days: for in a decision other nodes and services compete for the same promise, however
/// promises, places and seasons went together in the past.
final class Promises {
  /// Promises that were kept, and that were broken, below which nothing is learned.
  static final int FEWEST_OF_EACH = 100;

  /// Both are heard alike. The newest parcels were tried as judges of who is the better, and chose
  /// wrongly in every second history, also where their interval seemed sure.
  private static final double WEIGHT = 0.5;

  private static final String PROMISED = "promised_days";

  private static final List<String> COLUMNS =
      Stream.concat(TransitFeatures.NAMES.stream(), Stream.of(PROMISED)).toList();

  private static final LogLinear.Terms TERMS =
      new LogLinear.Terms(
          Set.of("distance_km", "cross_border"),
          Map.of(
              PROMISED,
              PromiseOdds.SHIFT_DAYS,
              "reference_days",
              0.0,
              "weight_kg",
              1.0,
              "service_ratio",
              0.0,
              "lane_ratio",
              0.0,
              "destination_ratio",
              0.0),
          TransitTrainer.RISING,
          Set.of(PROMISED));

  private Promises() {}

  /// What is to be heard of promises beside the distribution, as they are known at the end of the
  /// data; empty if they say too little.
  static Optional<PromiseRegression> of(Parcels parcels) {
    List<Parcel> promised = TransitEvaluation.judging(parcels.all(), parcels.knownUntil());
    long late = promised.stream().filter(Parcel::isLate).count();
    if (Math.min(late, promised.size() - late) < FEWEST_OF_EACH) {
      return Optional.empty();
    }
    float[][] rows = promised.stream().map(Promises::row).toArray(float[][]::new);
    float[] labels = new float[rows.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = promised.get(i).isLate() ? 1 : 0;
    }
    return Optional.of(regression(LogLinear.logOdds(COLUMNS, rows, labels, TERMS)));
  }

  private static float[] row(Parcel parcel) {
    float[] features = TransitFeatures.row(parcel.query());
    float[] row = Arrays.copyOf(features, COLUMNS.size());
    row[features.length] = (float) Math.max(0, parcel.promisedDays());
    return row;
  }

  private static PromiseRegression regression(LogLinear odds) {
    LinearModel.Output all = odds.output(PromiseRegression.BASE);
    var base = new TreeMap<>(all.logarithms());
    LinearModel.Logarithm promised = base.remove(PROMISED);
    return new PromiseRegression(
        new LinearModel.Output(PromiseRegression.BASE, all.intercept(), all.linear(), base),
        promised == null ? 0 : -promised.weight(),
        WEIGHT);
  }
}
