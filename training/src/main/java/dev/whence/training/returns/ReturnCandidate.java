package dev.whence.training.returns;

import dev.whence.domain.Probability;
import dev.whence.models.bundles.ModelCard.Kind;
import dev.whence.models.features.FeatureTable;
import dev.whence.models.returns.ReturnFeatures;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.boosting.Boosting;
import dev.whence.training.boosting.BoostingSettings;
import dev.whence.training.boosting.FittedBooster;
import dev.whence.training.boosting.LabeledRows;
import dev.whence.training.onnx.OnnxGraph;
import dev.whence.training.onnx.OnnxGraph.Output;
import dev.whence.training.onnx.TimelessModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.fm.FMClassificationTrainer;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.transform.TransformTrainer;
import org.tribuo.transform.TransformationMap;
import org.tribuo.transform.transformations.MeanStdDevTransformation;

/// A fitted return-risk model before calibration, of either kind.
sealed interface ReturnCandidate {
  /// Rates that may only raise the risk.
  Set<String> RISING = Set.of("sku_rate", "category_rate", "customer_rate");

  /// How a candidate is made; rolling-origin folds choose.
  enum Recipe {
    /// Boosted trees.
    TREES("boosted trees", Kind.ONNX, 3),

    /// A logistic regression on counts as they are.
    LOGISTIC("logistic", Kind.TRIBUO, 1),

    /// A logistic regression on the logarithms of counts.
    LOGISTIC_OF_LOGS("logistic of logs", Kind.TRIBUO, 1),

    /// A factorization machine on the logarithms of counts: the logistic regression, and of each
    /// two features how they go together.
    FACTORS_OF_LOGS("factorization machine of logs", Kind.TRIBUO, 2);

    private final String title;
    private final Kind kind;
    private final int degrees;

    Recipe(String title, Kind kind, int degrees) {
      this.title = title;
      this.kind = kind;
      this.degrees = degrees;
    }

    String title() {
      return title;
    }

    Kind kind() {
      return kind;
    }

    /// How many features may go together in what it says: 1 for a sum, 2 for pairs, 3 for more.
    int degrees() {
      return degrees;
    }

    /// @param rows oldest first, all features
    ReturnCandidate fit(LabeledRows rows, long seed, Progress progress) {
      return switch (this) {
        case TREES -> Trees.fit(rows.only(name -> !isLogOfAnother(name)), seed, progress);
        case LOGISTIC -> Sums.fit(this, rows.only(name -> !isLogOfAnother(name)), seed, progress);
        case LOGISTIC_OF_LOGS, FACTORS_OF_LOGS ->
            Sums.fit(this, rows.only(name -> !hasLog(name)), seed, progress);
      };
    }

    private static boolean hasLog(String name) {
      return ReturnFeatures.NAMES.contains(name + ReturnFeatures.LOG);
    }

    private static boolean isLogOfAnother(String name) {
      return name.endsWith(ReturnFeatures.LOG)
          && ReturnFeatures.NAMES.contains(
              name.substring(0, name.length() - ReturnFeatures.LOG.length()));
    }
  }

  Recipe recipe();

  default Kind kind() {
    return recipe().kind();
  }

  /// What a reader knows it as.
  default String name() {
    return recipe().title();
  }

  /// The features it uses, in the order of the feature table.
  List<String> features();

  /// The graph output or label that carries the probability.
  String source();

  byte[] file();

  /// What the fitted model itself answers for rows of [#features].
  float[] answers(float[][] rows);

  /// Share of the loss saved by each feature, or the size of its weight.
  Map<String, Double> importance();

  Map<String, String> settings();

  /// Feature rows and outcomes of lines.
  ///
  /// @param table of all features
  static LabeledRows rows(
      List<SoldLine> lines, Probability prior, FeatureTable<ReturnFeatures.Question> table) {
    float[][] rows = new float[lines.size()][];
    float[] labels = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = table.row(new ReturnFeatures.Question(lines.get(i).query(), prior));
      labels[i] = lines.get(i).cameBack() ? 1 : 0;
    }
    return new LabeledRows(table.names(), rows, labels);
  }

  /// Boosted trees in ONNX.
  record Trees(FittedBooster booster, List<String> features, BoostingSettings shape)
      implements ReturnCandidate {
    private static final BoostingSettings SETTINGS =
        new BoostingSettings("binary:logistic", "logloss", 4, 0.06, 300, 25, 20, 0.8, 0.8);
    private static final double VALIDATION_SHARE = 0.15;

    /// @param rows oldest first; the newest say when to stop
    static Trees fit(LabeledRows rows, long seed, Progress progress) {
      int from = (int) (rows.size() * (1 - VALIDATION_SHARE));
      progress.stage(
          "Finding the number of rounds for the trees",
          " rounds",
          SETTINGS.mostRounds(),
          ReturnCosts.of(ReturnCosts.FITTING / 2, rows.size()));
      int rounds =
          new Boosting(SETTINGS, RISING, seed)
              .bestRounds(
                  rows.subset(IntStream.range(0, from)),
                  rows.subset(IntStream.range(from, rows.size())),
                  progress::at);
      progress.stage(
          "Fitting the trees, %d rounds".formatted(rounds),
          ReturnCosts.of(ReturnCosts.FITTING / 2, rows.size()));
      BoostingSettings chosen = SETTINGS.withMostRounds(rounds);
      return new Trees(new Boosting(chosen, RISING, seed).fit(rows), rows.columns(), SETTINGS);
    }

    @Override
    public Recipe recipe() {
      return Recipe.TREES;
    }

    @Override
    public String source() {
      return "return_probability";
    }

    @Override
    public byte[] file() {
      return OnnxGraph.write(List.of(Output.prediction(source(), booster.trees())));
    }

    @Override
    public float[] answers(float[][] rows) {
      return booster.answers(rows, false);
    }

    @Override
    public Map<String, Double> importance() {
      return booster.gains();
    }

    @Override
    public Map<String, String> settings() {
      Map<String, String> settings = new TreeMap<>(shape.described());
      settings.put("rounds", Integer.toString(booster.trees().trees().size()));
      return settings;
    }
  }

  /// Log-odds by Tribuo that are sums over standardized features. Features without variation are
  /// left out, which Tribuo would forget, and those that some line lacks, of which it can make
  /// nothing.
  record Sums(Recipe recipe, Model<Label> model, List<String> features) implements ReturnCandidate {
    private static final LabelFactory LABELS = new LabelFactory();
    private static final Label RETURNED = new Label("returned");
    private static final Label KEPT = new Label("kept");
    private static final int EPOCHS = 8;
    private static final double LEARNING_RATE = 0.05;

    /// Numbers by which a feature is described to the others.
    private static final int FACTORS = 4;

    /// Standard deviation of these numbers before anything was learned.
    private static final double FIRST_FACTORS = 0.05;

    public Sums {
      features = List.copyOf(features);
    }

    static Sums fit(Recipe recipe, LabeledRows rows, long seed, Progress progress) {
      progress.stage(
          "Fitting the %s".formatted(recipe.title()),
          ReturnCosts.of(ReturnCosts.FITTING, rows.size()));
      List<String> varying =
          rows.columns().stream().filter(column -> isOfUse(rows, column)).toList();
      String[] names = varying.toArray(String[]::new);
      int[] columns = varying.stream().mapToInt(rows.columns()::indexOf).toArray();
      var data =
          new MutableDataset<>(new SimpleDataSourceProvenance("order lines", LABELS), LABELS);
      for (int i = 0; i < rows.size(); i++) {
        data.add(example(rows.rows()[i], names, columns, rows.labels()[i] > 0 ? RETURNED : KEPT));
      }
      var standardized =
          new TransformTrainer<>(
              trainer(recipe, data.size(), seed),
              new TransformationMap(List.of(new MeanStdDevTransformation())));
      Model<Label> model = standardized.train(data);
      Set<String> known = new TreeSet<>();
      for (VariableInfo feature : model.getFeatureIDMap()) {
        known.add(feature.getName());
      }
      return new Sums(recipe, model, varying.stream().filter(known::contains).toList());
    }

    /// Minibatches above 1 fail where examples differ in their features.
    private static Trainer<Label> trainer(Recipe recipe, int examples, long seed) {
      var steps = new AdaGrad(LEARNING_RATE, 0.1);
      return switch (recipe) {
        case LOGISTIC, LOGISTIC_OF_LOGS ->
            new LinearSGDTrainer(new LogMulticlass(), steps, EPOCHS, examples, 1, seed);
        case FACTORS_OF_LOGS ->
            new FMClassificationTrainer(
                new LogMulticlass(), steps, EPOCHS, examples, 1, seed, FACTORS, FIRST_FACTORS);
        case TREES -> throw new IllegalArgumentException("Tribuo fits no " + recipe.title() + ".");
      };
    }

    private static boolean isOfUse(LabeledRows rows, String column) {
      int at = rows.columns().indexOf(column);
      float first = rows.rows()[0][at];
      boolean varies = false;
      for (float[] row : rows.rows()) {
        if (Float.isNaN(row[at])) {
          return false;
        }
        varies |= row[at] != first;
      }
      return varies;
    }

    private static Example<Label> example(float[] row, String[] names, int[] columns, Label label) {
      double[] values = new double[columns.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = row[columns[i]];
      }
      return new ArrayExample<>(label, names, values);
    }

    @Override
    public String source() {
      return RETURNED.getLabel();
    }

    @Override
    public byte[] file() {
      return TimelessModel.of(model);
    }

    @Override
    public float[] answers(float[][] rows) {
      String[] names = features.toArray(String[]::new);
      int[] columns = IntStream.range(0, names.length).toArray();
      float[] answers = new float[rows.length];
      for (int i = 0; i < rows.length; i++) {
        var prediction = model.predict(example(rows[i], names, columns, KEPT));
        Label score = prediction.getOutputScores().get(source());
        if (score == null) {
          throw new IllegalStateException("The model left out the label " + source() + ".");
        }
        answers[i] = (float) score.getScore();
      }
      return answers;
    }

    @Override
    public Map<String, Double> importance() {
      Map<String, Double> weights = new TreeMap<>();
      model
          .getTopFeatures(-1)
          .getOrDefault(source(), new ArrayList<>())
          .forEach(weight -> {
            if (features.contains(weight.getA())) {
              weights.put(weight.getA(), Math.abs(weight.getB()));
            }
          });
      return weights;
    }

    @Override
    public Map<String, String> settings() {
      return Map.of(
          "trainer",
          (recipe == Recipe.FACTORS_OF_LOGS
                  ? "factorization machine of " + FACTORS + " factors"
                  : "LinearSGD")
              + ", log loss, AdaGrad, standardized features",
          "epochs",
          Integer.toString(EPOCHS),
          "learning_rate",
          Double.toString(LEARNING_RATE),
          "minibatch",
          "1");
    }
  }
}
