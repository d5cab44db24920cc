package dev.whence.models.bundles;

import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.models.bundles.ModelCard.FeatureColumn;
import dev.whence.models.bundles.ModelCard.Kind;
import dev.whence.models.bundles.ModelCard.Metric;
import dev.whence.models.bundles.TrainingRecord.TemporalSplit;
import dev.whence.models.features.FeatureTable;
import dev.whence.models.returns.ReturnFeatures;
import dev.whence.models.scoring.InputTensor;
import dev.whence.models.scoring.LinearModel;
import dev.whence.models.scoring.LinearScorer;
import dev.whence.models.scoring.OutputColumn;
import dev.whence.models.scoring.Scorer;
import dev.whence.models.scoring.SmallGraphs;
import dev.whence.models.transit.TransitFeatures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/// Bundles small enough to understand, of every kind.
public final class SmallBundles {
  public static final Instant DATA_TO = Instant.parse("2026-10-01T00:00:00Z");
  public static final float LOG_SIGMA = -1.5f;

  /// Log-days of the transit model: `0.5 + 0.001 distance_km + 0.2 lane_ratio`.
  public static final List<String> TRANSIT_NAMES =
      List.of("distance_km", "lane_ratio", "handover_weekday", "weight_kg");

  /// Another order than [ReturnFeatures#NAMES], and fewer.
  public static final List<String> RETURN_NAMES = List.of("quantity", "sku_rate", "category_rate");

  private SmallBundles() {}

  public static ModelCard transitCard(String version) {
    return card(
        "transit-time",
        version,
        Kind.ONNX,
        columns(TransitFeatures.TABLE, TRANSIT_NAMES),
        Map.of(),
        List.of(OutputColumn.of("mu", "mu"), OutputColumn.of("log_sigma", "log_sigma")),
        new Calibration.LogNormal(0.01, standardNormal()));
  }

  public static byte[] transitGraph() {
    return SmallGraphs.of(4)
        .linear("mu", new float[] {0.001f, 0.2f, 0, 0}, 0.5f)
        .linear("log_sigma", new float[4], LOG_SIGMA)
        .bytes();
  }

  public static GoldenRows transitGolden(ModelCard card) {
    var features = new ArrayList<float[]>();
    var outputs = new ArrayList<float[]>();
    for (int i = 0; i < 10; i++) {
      float[] row = {100f * i, 0.8f + 0.05f * i, i % 7 + 1, 2};
      features.add(row);
      outputs.add(new float[] {0.5f + 0.001f * row[0] + 0.2f * row[1], LOG_SIGMA});
    }
    return GoldenRows.of(card, features, outputs);
  }

  public static Path writeTransit(Path root, String version) throws IOException {
    ModelCard card = transitCard(version);
    return Bundles.write(root, card, transitGraph(), transitGolden(card));
  }

  /// [#transitAround] with the features of [#TRANSIT_NAMES] and what is told of wind and mode.
  ///
  /// @param required attributes that the card requires
  public static LoadResult transitWithAttributesAround(Scorer scorer, String... required) {
    var columns = new ArrayList<>(columns(TransitFeatures.TABLE, TRANSIT_NAMES));
    for (var name :
        Map.of("attributes.mode=Air, fast", "0 or 1", "attributes.wind", "mph").entrySet()) {
      columns.add(
          requiring(
              new FeatureColumn(name.getKey(), name.getValue(), 0, 1, false), List.of(required)));
    }
    columns.sort(
        Comparator.comparing(
            column -> column.name().startsWith("attributes.") ? column.name() : ""));
    var outputs = List.of(OutputColumn.of("mu", "mu"), OutputColumn.of("log_sigma", "log_sigma"));
    var calibration = new Calibration.LogNormal(0.01, standardNormal());
    var card = card("transit-time", "fake", Kind.ONNX, columns, Map.of(), outputs, calibration);
    return new LoadResult.Loaded(new Bundle(card, scorer));
  }

  /// Beside the days of [#transitAround]: log-odds of being late `-1 + 0.002 distance_km - 2
  /// ln(days
  /// + 0.25)`.
  public static LoadResult transitWithPromiseAround(Scorer scorer) {
    var base = new LinearModel.Output("late", -1, Map.of("distance_km", 0.002), Map.of());
    return transitAround(
        scorer,
        new Calibration.LogNormal(
            0.01, standardNormal(), List.of(new PromiseRegression(base, 2, 0.5))));
  }

  /// What stands behind a transit model: log-days `0.6 + 0.001 distance_km`.
  public static Bundles.Parts transitSecond(String version) {
    var outputs = List.of(OutputColumn.of("mu", "mu"), OutputColumn.of("log_sigma", "log_sigma"));
    ModelCard card =
        card(
            "transit-time",
            version + Bundles.SECOND_SUFFIX,
            Kind.LOG_LINEAR,
            columns(TransitFeatures.TABLE, List.of("distance_km")),
            Map.of(),
            outputs,
            new Calibration.LogNormal(0.01, standardNormal()));
    var model =
        new LinearModel(
            List.of(
                new LinearModel.Output("mu", 0.6, Map.of("distance_km", 0.001), Map.of()),
                new LinearModel.Output("log_sigma", LOG_SIGMA, Map.of(), Map.of())));
    var golden =
        GoldenRows.of(card, List.of(new float[] {1_000}), List.of(new float[] {1.6f, LOG_SIGMA}));
    return new Bundles.Parts(card, LinearModels.toJson(model), golden);
  }

  /// The transit bundle with a second line.
  public static Path writeTransitWithSecond(Path root, String version) throws IOException {
    ModelCard card = transitCard(version);
    return Bundles.write(
        root,
        new Bundles.Parts(card, transitGraph(), transitGolden(card)),
        Optional.of(transitSecond(version)));
  }

  /// The loaded second line of `transit-time@fake`.
  public static LoadResult secondOfFake() {
    Bundles.Parts parts = transitSecond("fake");
    ModelCard card = parts.card();
    return new LoadResult.Loaded(
        new Bundle(
            card,
            LinearScorer.open(
                LinearModels.read(parts.model()), card.featureNames(), card.outputs())));
  }

  /// The bundle `transit-time@fake` around a scorer made by the test.
  ///
  /// @param required features whose history the card requires
  public static LoadResult transitAround(Scorer scorer, String... required) {
    return transitAround(scorer, new Calibration.LogNormal(0.01, standardNormal()), required);
  }

  private static LoadResult transitAround(
      Scorer scorer, Calibration.LogNormal calibration, String... required) {
    var columns =
        columns(TransitFeatures.TABLE, TRANSIT_NAMES).stream()
            .map(column -> requiring(column, List.of(required)))
            .toList();
    var outputs = List.of(OutputColumn.of("mu", "mu"), OutputColumn.of("log_sigma", "log_sigma"));
    var card = card("transit-time", "fake", Kind.ONNX, columns, Map.of(), outputs, calibration);
    return new LoadResult.Loaded(new Bundle(card, scorer));
  }

  /// [#transitAround] with a second line.
  public static LoadResult transitWithSecondAround(Scorer scorer) {
    return transitAround(scorer) instanceof LoadResult.Loaded(Bundle bundle, _)
        ? new LoadResult.Loaded(bundle, Optional.of(secondOfFake()))
        : transitAround(scorer);
  }

  private static FeatureColumn requiring(FeatureColumn column, List<String> required) {
    return new FeatureColumn(
        column.name(),
        column.unit(),
        column.low(),
        column.high(),
        required.contains(column.name()));
  }

  public static ModelCard returnCard(String version, Kind kind) {
    var output = OutputColumn.of("return_probability", kind == Kind.TRIBUO ? "returned" : "p");
    return card(
        "return-risk",
        version,
        kind,
        columns(ReturnFeatures.TABLE, RETURN_NAMES),
        Map.of(ReturnFeatures.PRIOR_PARAMETER, 0.1),
        List.of(output),
        new Calibration.None());
  }

  /// Logit `-3 + 0.1 quantity + 4 sku_rate + 2 category_rate`.
  public static byte[] returnGraph() {
    return SmallGraphs.of(3).logistic("p", new float[] {0.1f, 4, 2}, -3).bytes();
  }

  public static GoldenRows returnGolden(ModelCard card) {
    float[] row = {1, 0.1f, 0.1f};
    float logit = -3 + 0.1f + 0.4f + 0.2f;
    float[] output = {(float) (1 / (1 + Math.exp(-logit)))};
    return GoldenRows.of(card, List.of(row), List.of(output));
  }

  public static Path writeReturnOnnx(Path root, String version) throws IOException {
    ModelCard card = returnCard(version, Kind.ONNX);
    return Bundles.write(root, card, returnGraph(), returnGolden(card));
  }

  /// `0.05 + 0.5 sku_rate`.
  public static Path writeReturnLinear(Path root, String version) throws IOException {
    ModelCard card = returnCard(version, Kind.LOG_LINEAR);
    var model =
        new LinearModel(
            List.of(new LinearModel.Output("p", 0.05, Map.of("sku_rate", 0.5), Map.of())));
    var golden =
        GoldenRows.of(card, List.of(new float[] {1, 0.1f, 0.1f}), List.of(new float[] {0.1f}));
    return Bundles.write(root, card, LinearModels.toJson(model), golden);
  }

  /// Trains a logistic model on a thousand rows and writes it.
  public static Path writeReturnTribuo(Path root, String version) throws IOException {
    ModelCard card = returnCard(version, Kind.TRIBUO);
    var model = trainReturns(RETURN_NAMES);
    var features = new ArrayList<float[]>();
    var outputs = new ArrayList<float[]>();
    for (int i = 0; i < 20; i++) {
      float[] row = {1 + i % 3, i / 20f, 0.1f};
      features.add(row);
      outputs.add(new float[] {returned(model, row)});
    }
    byte[] bytes = model.serialize().toByteArray();
    return Bundles.write(root, card, bytes, GoldenRows.of(card, features, outputs));
  }

  public static org.tribuo.Model<Label> trainReturns(List<String> names) {
    var source = new SimpleDataSourceProvenance("small", new LabelFactory());
    var data = new MutableDataset<>(source, new LabelFactory());
    var random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      float[] row = {
        1 + random.nextInt(3), random.nextFloat() * 0.6f, 0.05f + random.nextFloat() * 0.2f
      };
      boolean returned = random.nextFloat() < row[1];
      data.add(example(names, row, returned ? "returned" : "kept"));
    }
    var trainer = new LogisticRegressionTrainer();
    return trainer.train(data);
  }

  private static float returned(org.tribuo.Model<Label> model, float[] row) {
    var scores = model.predict(example(RETURN_NAMES, row, "kept")).getOutputScores();
    return (float) Objects.requireNonNull(scores.get("returned")).getScore();
  }

  private static ArrayExample<Label> example(List<String> names, float[] row, String label) {
    double[] values = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      values[i] = row[i];
    }
    return new ArrayExample<>(new Label(label), names.toArray(String[]::new), values);
  }

  static ModelCard card(
      String name,
      String version,
      Kind kind,
      List<FeatureColumn> features,
      Map<String, Double> featureParameters,
      List<OutputColumn> outputs,
      Calibration calibration) {
    return new ModelCard(
        ModelCard.FORMAT,
        name,
        version,
        kind,
        "",
        InputTensor.of(features.size()),
        features,
        featureParameters,
        outputs,
        calibration,
        training(),
        List.of(
            new Metric("test", "model", "log_loss", 0.2),
            new Metric("test", "published table", "log_loss", 0.3)),
        "Tests only.",
        List.of("Made by hand."));
  }

  static List<FeatureColumn> columns(FeatureTable<?> table, List<String> names) {
    return names.stream()
        .map(name -> table.feature(table.findPosition(name).orElseThrow()))
        .map(feature ->
            new FeatureColumn(feature.name(), feature.unit(), 0, high(feature.name()), false))
        .toList();
  }

  private static double high(String feature) {
    return switch (feature) {
      case "distance_km" -> 5_000;
      case "weight_kg" -> 30;
      case "quantity" -> 10;
      default -> 3;
    };
  }

  private static TrainingRecord training() {
    return new TrainingRecord(
        "0".repeat(64),
        "made by hand",
        Instant.parse("2026-01-01T00:00:00Z"),
        DATA_TO,
        1_000,
        new TemporalSplit(
            Instant.parse("2026-07-01T00:00:00Z"),
            Instant.parse("2026-07-15T00:00:00Z"),
            Instant.parse("2026-08-15T00:00:00Z"),
            Instant.parse("2026-09-01T00:00:00Z")),
        Map.of("trees", "0"),
        7,
        Map.of("tribuo", "4.3.2"),
        Instant.parse("2026-10-02T00:00:00Z"));
  }

  /// Quantiles of the logistic distribution with unit spread: close enough to normal for tests.
  static List<Double> standardNormal() {
    return TransitDistribution.LEVELS.stream().map(q -> 0.55 * Math.log(q / (1 - q))).toList();
  }
}
