package dev.whence.training.transit;

import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.PromiseRegression;
import dev.whence.models.estimates.TransitRecalibration;
import dev.whence.models.features.FeatureTable;
import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.metrics.LogisticFit;
import dev.whence.models.metrics.PermutationImportance;
import dev.whence.models.metrics.Quantiles;
import dev.whence.models.scoring.LinearScorer;
import dev.whence.models.scoring.Scorer;
import dev.whence.models.transit.PublishedTransit;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.rules.sourcing.PromisedDays;
import dev.whence.training.cards.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Someone who says how likely a parcel is late: the model, or what a merchant has without one.
sealed interface LateForecast {
  String name();

  Forecast forecast(List<Parcel> parcels);

  /// The share that was late in the past, for every parcel alike.
  record Constant(double lateShare) implements LateForecast {
    static Constant fit(List<Parcel> past) {
      return new Constant((double) past.stream().filter(Parcel::isLate).count() / past.size());
    }

    @Override
    public String name() {
      return "constant";
    }

    @Override
    public Forecast forecast(List<Parcel> parcels) {
      return Forecast.ofLate(parcels.stream().mapToDouble(parcel -> lateShare).toArray());
    }
  }

  /// The carriers' own figures, as the service falls back on them.
  record PublishedTable() implements LateForecast {
    /// Whether the carriers publish anything for all these parcels.
    static boolean covers(List<Parcel> parcels) {
      return parcels.stream()
          .map(Parcel::query)
          .allMatch(query -> query.publishedDays() > 0 && query.publishedOnTime().value() > 0);
    }

    @Override
    public String name() {
      return "published table";
    }

    @Override
    public Forecast forecast(List<Parcel> parcels) {
      return Forecast.ofMedians(
          parcels.stream().mapToDouble(PublishedTable::late).toArray(),
          parcels.stream().mapToDouble(parcel -> parcel.query().publishedDays()).toArray());
    }

    private static double late(Parcel parcel) {
      TransitQuery query = parcel.query();
      return PublishedTransit.late(
          query.publishedDays(), query.publishedOnTime(), parcel.promisedDays());
    }
  }

  /// What parcels of the same service and lane took in the past; of the service, or of all, where a
  /// lane had fewer than [#ENOUGH].
  final class LaneTable implements LateForecast {
    private static final int ENOUGH = 30;

    private record Lane(CarrierServiceId service, String from, String to) {}

    private static final class Times {
      private final List<Double> days = new ArrayList<>();
      private double[] sorted = new double[0];
      private int never;

      void add(Parcel parcel) {
        if (parcel.isDelivered()) {
          days.add(parcel.days());
        } else {
          never++;
        }
      }

      void sort() {
        sorted = days.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      }

      boolean isEnough() {
        return sorted.length >= ENOUGH;
      }

      double late(double promisedDays) {
        int late = never;
        for (double took : sorted) {
          late += took > promisedDays ? 1 : 0;
        }
        return (late + 0.5) / (sorted.length + never + 1);
      }

      double[] quantiles() {
        return TransitDistribution.LEVELS.stream()
            .mapToDouble(level -> Quantiles.of(sorted, level))
            .toArray();
      }
    }

    static final String NAME = "lane table";

    private final Map<Lane, Times> lanes = new HashMap<>();
    private final Map<CarrierServiceId, Times> services = new HashMap<>();
    private final Times all = new Times();

    private LaneTable() {}

    static LaneTable fit(List<Parcel> past) {
      LaneTable table = new LaneTable();
      for (Parcel parcel : past) {
        Lane lane = lane(parcel);
        table.lanes.computeIfAbsent(lane, key -> new Times()).add(parcel);
        table.services.computeIfAbsent(lane.service(), key -> new Times()).add(parcel);
        table.all.add(parcel);
      }
      table.lanes.values().forEach(Times::sort);
      table.services.values().forEach(Times::sort);
      table.all.sort();
      return table;
    }

    private static Lane lane(Parcel parcel) {
      RecentTransit recent = parcel.query().recent();
      return new Lane(recent.carrierService(), recent.originRegion(), recent.destinationRegion());
    }

    private Times times(Parcel parcel) {
      Times lane = lanes.get(lane(parcel));
      if (lane != null && lane.isEnough()) {
        return lane;
      }
      Times service = services.get(lane(parcel).service());
      return service != null && service.isEnough() ? service : all;
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Forecast forecast(List<Parcel> parcels) {
      Map<Times, double[]> quantiles = new HashMap<>();
      return Forecast.ofQuantiles(
          parcels.stream()
              .mapToDouble(parcel -> times(parcel).late(parcel.promisedDays()))
              .toArray(),
          parcels.stream()
              .map(parcel -> quantiles.computeIfAbsent(times(parcel), Times::quantiles))
              .toArray(double[][]::new));
    }
  }

  /// A logistic regression on the promise, the reference and what parcels took lately: little
  /// machinery, hard to beat.
  record RecentLaneLogistic(LogisticFit fit) implements LateForecast {
    static final String NAME = "logistic";
    private static final double RIDGE = 1;

    static RecentLaneLogistic fit(List<Parcel> past) {
      double[][] rows = past.stream().map(RecentLaneLogistic::row).toArray(double[][]::new);
      boolean[] late = TransitEvaluation.late(past);
      return new RecentLaneLogistic(LogisticFit.of(rows, late, RIDGE));
    }

    private static double[] row(Parcel parcel) {
      float[] features = TransitFeatures.row(parcel.query());
      double promised = Math.max(parcel.promisedDays(), 0.25);
      double reference = value(features, "reference_days");
      double lane = value(features, "lane_ratio");
      double destination = value(features, "destination_ratio");
      double slack = Math.log(promised / (reference * lane));
      double[] row = {
        slack,
        slack * slack,
        slack < 0 ? slack : 0,
        Math.log(promised),
        Math.log(reference),
        Math.log(value(features, "service_ratio")),
        Math.log(lane),
        Math.log(destination),
        value(features, "distance_km") / 1000,
        Math.log1p(value(features, "weight_kg")),
        value(features, "cross_border"),
        value(features, "season_sin"),
        value(features, "season_cos"),
        0,
        0,
        0,
        0,
        0,
        0
      };
      int weekday = parcel.query().handover().getDayOfWeek().getValue();
      if (weekday > 1) {
        row[row.length - 8 + weekday] = 1;
      }
      return row;
    }

    private static double value(float[] features, String name) {
      return features[TransitFeatures.TABLE.findPosition(name).orElseThrow()];
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Forecast forecast(List<Parcel> parcels) {
      return Forecast.ofLate(
          parcels.stream().mapToDouble(parcel -> fit.probability(row(parcel))).toArray());
    }
  }

  /// Somebody whose words need no outcome since: the shape is the released one.
  record OfModel(String name, ModelCard card, Scorer scorer) implements LateForecast {
    /// The name of a model without what happened since.
    static final String AS_RELEASED = Words.AS_RELEASED;

    /// The name of what stands behind a model.
    static final String SECOND_LINE = "second line";

    private static final int BATCH = 4_096;

    @Override
    public Forecast forecast(List<Parcel> parcels) {
      Calibration.LogNormal released = calibration();
      return forecast(parcels, outputs(parcels), parcel -> released);
    }

    Calibration.LogNormal calibration() {
      if (!(card.calibration() instanceof Calibration.LogNormal calibration)) {
        throw new IllegalArgumentException(card.ref() + " is no transit-time model.");
      }
      return calibration;
    }

    private Optional<PromiseRegression> promise() {
      return calibration().promise().stream().findFirst();
    }

    /// @param outputs as [#outputs], of each parcel
    /// @param shape to use for a parcel
    Forecast forecast(
        List<Parcel> parcels, float[][] outputs, Function<Parcel, Calibration.LogNormal> shape) {
      double[] late = new double[parcels.size()];
      double[][] quantiles = new double[parcels.size()][];
      for (int i = 0; i < late.length; i++) {
        Parcel parcel = parcels.get(i);
        TransitDistribution distribution =
            shape.apply(parcel).distribution(outputs[0][i], outputs[1][i]);
        late[i] =
            heard(distribution, outputs, i, parcel.promisedDays())
                .arrivesWithin(parcel.promisedDays())
                .complement()
                .value();
        quantiles[i] = distribution.days().stream().mapToDouble(Double::doubleValue).toArray();
      }
      return Forecast.ofQuantiles(late, quantiles);
    }

    /// What is said of the days that could be promised for each parcel.
    ///
    /// @param shape to use for a parcel
    List<PromisedDays> promisedDays(
        List<Parcel> parcels,
        Function<Parcel, Calibration.LogNormal> shape,
        CarrierCalendar calendar,
        double highest) {
      float[][] outputs = outputs(parcels);
      List<PromisedDays> days = new ArrayList<>();
      for (int i = 0; i < parcels.size(); i++) {
        Parcel parcel = parcels.get(i);
        int position = i;
        days.add(
            PromisedDays.of(
                calendar,
                parcel.leavesAt(),
                parcel.destinationZone(),
                new TransitEstimate.Predicted(
                    shape.apply(parcel).distribution(outputs[0][i], outputs[1][i]),
                    card.ref(),
                    List.of(),
                    List.of(),
                    promise().map(heard -> heard.odds(outputs[2][position])).stream().toList()),
                highest));
      }
      return days;
    }

    private TransitDistribution heard(
        TransitDistribution distribution, float[][] outputs, int parcel, double promisedDays) {
      return promise()
          .map(heard -> heard.odds(outputs[2][parcel]).heardBeside(distribution, promisedDays))
          .orElse(distribution);
    }

    /// Of each parcel the raw outputs `mu` and `log_sigma`, and the base of what is heard of
    /// promises, if the card has it.
    float[][] outputs(List<Parcel> parcels) {
      float[][] all = new float[promise().isPresent() ? 3 : 2][parcels.size()];
      for (int from = 0; from < parcels.size(); from += BATCH) {
        int until = Math.min(parcels.size(), from + BATCH);
        float[][] some = batch(parcels.subList(from, until));
        for (int output = 0; output < all.length; output++) {
          System.arraycopy(some[output], 0, all[output], from, until - from);
        }
      }
      return all;
    }

    private float[][] batch(List<Parcel> parcels) {
      return outputs(rows(parcels));
    }

    /// The features the card names, in its order.
    float[][] rows(List<Parcel> parcels) {
      FeatureTable<TransitQuery> table = TransitFeatures.table(card.attributes());
      int[] positions =
          card.featureNames().stream()
              .mapToInt(name -> table.findPosition(name).orElseThrow())
              .toArray();
      float[][] rows = new float[parcels.size()][positions.length];
      for (int i = 0; i < rows.length; i++) {
        float[] features = table.row(parcels.get(i).query());
        for (int column = 0; column < positions.length; column++) {
          rows[i][column] = features[positions[column]];
        }
      }
      return rows;
    }

    /// As [#outputs(List)], of rows of features.
    float[][] outputs(float[][] rows) {
      int width = card.features().size();
      float[] flat = new float[rows.length * width];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(rows[i], 0, flat, i * width, width);
      }
      float[][] raw = scorer.score(flat, rows.length);
      return promise()
          .map(heard -> {
            try (LinearScorer bases = heard.scorer(card.featureNames())) {
              return new float[][] {raw[0], raw[1], bases.score(flat, rows.length)[0]};
            }
          })
          .orElse(raw);
    }
  }

  /// A model whose shape follows what becomes of the parcels it was asked about, as its card says.
  record Recalibrated(OfModel model, DailyShapes shapes) implements LateForecast {

    /// A model whose shape stays as it was released.
    static Recalibrated notAtAll(OfModel model, List<Parcel> asked) {
      return new Recalibrated(
          model, DailyShapes.watching(asked, model.outputs(asked), model.calibration(), 0));
    }

    /// @param asked in the order in which they came; of each what is known counts from then on
    static Recalibrated watching(OfModel model, List<Parcel> asked) {
      return new Recalibrated(
          model,
          DailyShapes.watching(
              asked,
              model.outputs(asked),
              model.calibration(),
              TransitRecalibration.days(model.card())));
    }

    @Override
    public String name() {
      return model.name();
    }

    @Override
    public Forecast forecast(List<Parcel> parcels) {
      return forecast(parcels, model.outputs(parcels));
    }

    private Forecast forecast(List<Parcel> parcels, float[][] outputs) {
      return model.forecast(parcels, outputs, parcel -> shapes.on(parcel.orderedAt()));
    }

    /// What is said of the days that could be promised for each parcel.
    List<PromisedDays> promisedDays(
        List<Parcel> parcels, CarrierCalendar calendar, double highest) {
      return model.promisedDays(
          parcels, parcel -> shapes.on(parcel.orderedAt()), calendar, highest);
    }

    /// What the chance of being late goes by.
    ///
    /// @param promised parcels whose promised day has passed
    PermutationImportance lateImportance(List<Parcel> promised, long seed) {
      List<Parcel> some = PermutationImportance.some(promised);
      boolean[] late = TransitEvaluation.late(some);
      return PermutationImportance.of(
          model.card().featureNames(),
          model.rows(some),
          rows -> BinaryScores.of(forecast(some, model.outputs(rows)).late(), late).logLoss(),
          seed);
    }

    /// What the median days go by.
    PermutationImportance dayImportance(List<Parcel> delivered, long seed) {
      List<Parcel> some = PermutationImportance.some(delivered);
      double[] days = some.stream().mapToDouble(Parcel::days).toArray();
      return PermutationImportance.of(
          model.card().featureNames(),
          model.rows(some),
          rows -> {
            double[] medians = forecast(some, model.outputs(rows)).medians().orElseThrow();
            return IntStream.range(0, days.length)
                .mapToDouble(i -> Math.abs(days[i] - medians[i]))
                .average()
                .orElseThrow();
          },
          seed);
    }
  }
}
