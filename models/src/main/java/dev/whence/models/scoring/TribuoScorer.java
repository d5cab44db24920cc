package dev.whence.models.scoring;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.impl.ArrayExample;

/// Runs a Tribuo label model that gives probabilities.
///
/// Tribuo finds features by name and silently takes an absent one for zero, so the model's names
/// and the declared ones must be the same set.
public final class TribuoScorer implements Scorer {
  private static final Label UNKNOWN = new Label(Label.UNKNOWN);

  private final Model<Label> model;
  private final List<OutputColumn> outputs;
  private final String[] sortedNames;
  private final int[] sortedPositions;
  private volatile boolean closed;

  private TribuoScorer(Model<Label> model, List<String> features, List<OutputColumn> outputs) {
    this.model = model;
    this.outputs = List.copyOf(outputs);
    this.sortedPositions =
        IntStream.range(0, features.size())
            .boxed()
            .sorted((a, b) -> features.get(a).compareTo(features.get(b)))
            .mapToInt(Integer::intValue)
            .toArray();
    this.sortedNames = IntStream.of(sortedPositions).mapToObj(features::get).toArray(String[]::new);
  }

  /// Opens a model and holds it to what is declared of it.
  ///
  /// @param features names in the order rows will come
  /// @throws ScoringException if the bytes are no label model with probabilities, or its features
  ///   or labels differ from those declared
  public static TribuoScorer open(
      byte[] protobuf, List<String> features, List<OutputColumn> outputs) {
    Model<Label> model = read(protobuf);
    if (!model.generatesProbabilities()) {
      throw new ScoringException("The Tribuo model gives scores, not probabilities.");
    }
    checkFeatures(model, features);
    Set<String> labels =
        model.getOutputIDInfo().getDomain().stream()
            .map(Label::getLabel)
            .collect(Collectors.toCollection(TreeSet::new));
    for (OutputColumn output : outputs) {
      if (!labels.contains(output.source())) {
        throw new ScoringException(
            "The model's labels are %s, the card reads %s.".formatted(labels, output.source()));
      }
    }
    return new TribuoScorer(model, features, outputs);
  }

  private static Model<Label> read(byte[] protobuf) {
    try {
      Model<? extends Output<?>> model =
          Model.deserializeFromStream(new ByteArrayInputStream(protobuf));
      return model.castModel(Label.class);
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new ScoringException("Tribuo cannot read the model: " + e.getMessage(), e);
    }
  }

  private static void checkFeatures(Model<Label> model, List<String> features) {
    var known = new TreeSet<String>();
    for (VariableInfo feature : model.getFeatureIDMap()) {
      known.add(feature.getName());
    }
    if (!known.equals(new HashSet<>(features))) {
      var unfed = new TreeSet<>(known);
      features.forEach(unfed::remove);
      var unused = new TreeSet<>(features);
      unused.removeAll(known);
      throw new ScoringException(
          ("The model wants %s which the card lacks, and does not know %s.\n"
                  + "Maybe drop constant features, which Tribuo forgets, from the card.")
              .formatted(unfed, unused));
    }
  }

  /// A few sums in Java for each row: they end, and sooner than another thread has begun.
  @Override
  public boolean mayHang() {
    return false;
  }

  @Override
  public float[][] score(float[] features, int rows) {
    if (closed) {
      throw new ScoringException("The model was closed.");
    }
    float[][] answers = new float[outputs.size()][rows];
    double[] values = new double[sortedNames.length];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < values.length; i++) {
        values[i] = features[row * values.length + sortedPositions[i]];
      }
      var prediction = model.predict(new ArrayExample<>(UNKNOWN, sortedNames, values));
      for (int i = 0; i < answers.length; i++) {
        answers[i][row] = probability(prediction, outputs.get(i).source());
      }
    }
    return answers;
  }

  private static float probability(Prediction<Label> prediction, String label) {
    Label score = prediction.getOutputScores().get(label);
    if (score == null) {
      throw new ScoringException("The model left out the label " + label + ".");
    }
    return (float) score.getScore();
  }

  @Override
  public void close() {
    closed = true;
  }
}
