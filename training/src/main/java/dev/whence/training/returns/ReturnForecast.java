package dev.whence.training.returns;

import dev.whence.domain.Probability;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.features.FeatureTable;
import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.metrics.PermutationImportance;
import dev.whence.models.returns.ReturnFeatures;
import dev.whence.models.scoring.Scorer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Someone who says how likely an order line comes back: the model, or what a merchant has without
/// one.
sealed interface ReturnForecast {
  String name();

  /// One probability per line.
  double[] forecast(List<SoldLine> lines);

  /// The share that came back in the past, for every line alike.
  record Constant(double share) implements ReturnForecast {
    static Constant fit(List<SoldLine> past) {
      return new Constant((double) past.stream().filter(SoldLine::cameBack).count() / past.size());
    }

    @Override
    public String name() {
      return "constant";
    }

    @Override
    public double[] forecast(List<SoldLine> lines) {
      return lines.stream().mapToDouble(line -> share).toArray();
    }
  }

  /// The share of the line's category that came back in the past.
  final class CategoryTable implements ReturnForecast {
    private final Map<String, long[]> counts = new HashMap<>();
    private final double overall;

    private CategoryTable(double overall) {
      this.overall = overall;
    }

    static CategoryTable fit(List<SoldLine> past) {
      CategoryTable table = new CategoryTable(Constant.fit(past).share());
      for (SoldLine line : past) {
        long[] count = table.counts.computeIfAbsent(line.query().category(), key -> new long[2]);
        count[0]++;
        count[1] += line.cameBack() ? 1 : 0;
      }
      return table;
    }

    @Override
    public String name() {
      return "category table";
    }

    @Override
    public double[] forecast(List<SoldLine> lines) {
      return lines.stream().mapToDouble(this::share).toArray();
    }

    private double share(SoldLine line) {
      long[] count = counts.getOrDefault(line.query().category(), new long[2]);
      return (count[1] + overall) / (count[0] + 1);
    }
  }

  /// A loaded return-risk model.
  record OfModel(String name, ModelCard card, Scorer scorer) implements ReturnForecast {
    @Override
    public double[] forecast(List<SoldLine> lines) {
      return chances(rows(card, lines));
    }

    private double[] chances(float[][] rows) {
      if (!(card.calibration() instanceof Calibration.OfProbability calibration)) {
        throw new IllegalArgumentException(card.ref() + " is no return-risk model.");
      }
      int width = card.features().size();
      float[] flat = new float[rows.length * width];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(rows[i], 0, flat, i * width, width);
      }
      float[] raw = scorer.score(flat, rows.length)[0];
      double[] chances = new double[raw.length];
      for (int i = 0; i < raw.length; i++) {
        chances[i] = calibration.calibrated(raw[i]);
      }
      return chances;
    }

    /// What the risk goes by.
    PermutationImportance importance(List<SoldLine> lines, long seed) {
      List<SoldLine> some = PermutationImportance.some(lines);
      boolean[] events = ReturnEvaluation.events(some);
      return PermutationImportance.of(
          card.featureNames(),
          rows(card, some),
          rows -> BinaryScores.of(chances(rows), events).logLoss(),
          seed);
    }

    /// The features the card names, in its order.
    static float[][] rows(ModelCard card, List<SoldLine> lines) {
      Double prior = card.featureParameters().get(ReturnFeatures.PRIOR_PARAMETER);
      if (prior == null) {
        throw new IllegalArgumentException(
            card.ref() + " has no " + ReturnFeatures.PRIOR_PARAMETER + ".");
      }
      FeatureTable<ReturnFeatures.Question> table = ReturnFeatures.table(card.attributes());
      int[] positions =
          card.featureNames().stream()
              .mapToInt(name -> table.findPosition(name).orElseThrow())
              .toArray();
      float[][] rows = new float[lines.size()][positions.length];
      for (int i = 0; i < rows.length; i++) {
        float[] all =
            table.row(new ReturnFeatures.Question(lines.get(i).query(), new Probability(prior)));
        for (int column = 0; column < positions.length; column++) {
          rows[i][column] = all[positions[column]];
        }
      }
      return rows;
    }
  }
}
