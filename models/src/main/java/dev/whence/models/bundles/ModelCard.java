package dev.whence.models.bundles;

import dev.whence.domain.estimates.ModelRef;
import dev.whence.models.features.AttributeColumns;
import dev.whence.models.scoring.InputTensor;
import dev.whence.models.scoring.OutputColumn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Everything a model says about itself: `card.json`, field for field.
///
/// @param format version of the card's own layout, [#FORMAT]
/// @param name what it estimates, one of [ModelContract]
/// @param version of this model; [ReleasedModels] explains how versions are ordered
/// @param kind how the model file is run
/// @param modelSha256 of the model file, lower-case hex; [Bundles#write] fills it in
/// @param features columns of the input, in order; any that [ModelContract#features] computes
/// @param featureParameters what features need beyond the question, for instance
///   `prior_return_rate`
/// @param outputs what the model answers, by the names [ModelContract#outputs] asks for
/// @param calibration from raw outputs to the answer
/// @param metrics of this model and of what it has to beat
/// @param intendedUse what it may and may not be used for
/// @param notes anything a reader must know, for instance "trained on simulated history"
public record ModelCard(
    int format,
    String name,
    String version,
    Kind kind,
    String modelSha256,
    InputTensor input,
    List<FeatureColumn> features,
    Map<String, Double> featureParameters,
    List<OutputColumn> outputs,
    Calibration calibration,
    TrainingRecord training,
    List<Metric> metrics,
    String intendedUse,
    List<String> notes) {

  /// The layout this release reads and writes.
  public static final int FORMAT = 1;

  public ModelCard {
    features = List.copyOf(features);
    featureParameters = Map.copyOf(featureParameters);
    outputs = List.copyOf(outputs);
    metrics = List.copyOf(metrics);
    notes = List.copyOf(notes);
  }

  /// How the model file is run.
  public enum Kind {
    /// `model.onnx`, by ONNX Runtime.
    ONNX("model.onnx"),
    /// `model.tribuo`, a Tribuo label model as protobuf.
    TRIBUO("model.tribuo"),
    /// `model.json`, sums of weighted features and logarithms, in Java.
    LOG_LINEAR("model.json");

    private final String fileName;

    Kind(String fileName) {
      this.fileName = fileName;
    }

    public String fileName() {
      return fileName;
    }

    /// Whether a native library runs it, which may be missing or hang.
    public boolean isNative() {
      return this == ONNX;
    }
  }

  /// One column of the input.
  ///
  /// @param name as in the feature table
  /// @param unit as in the feature table, so that a reader need not look
  /// @param low smallest value in training
  /// @param high largest value in training
  /// @param required for a feature from history or an attribute: a question without it is not
  ///   asked. False means the neutral value will do, or that none was told
  public record FeatureColumn(
      String name, String unit, double low, double high, boolean required) {}

  /// A figure of merit.
  ///
  /// @param data what it was measured on, for instance `test`
  /// @param subject who was measured: `model`, or a rule or baseline such as `published table`
  /// @param name for instance `mae_days`, `log_loss`, `auc`
  public record Metric(String data, String subject, String name, double value) {}

  public ModelRef ref() {
    return new ModelRef(name, version);
  }

  public List<String> featureNames() {
    return features.stream().map(FeatureColumn::name).toList();
  }

  /// Of the features that are attributes: units by name of the column, in the card's order.
  public SequencedMap<String, String> attributes() {
    var units = new LinkedHashMap<String, String>();
    for (FeatureColumn column : features) {
      if (AttributeColumns.isOne(column.name())) {
        units.put(column.name(), column.unit());
      }
    }
    return units;
  }

  public List<String> outputNames() {
    return outputs.stream().map(OutputColumn::name).toList();
  }

  ModelCard withModelSha256(String digest) {
    return new ModelCard(
        format,
        name,
        version,
        kind,
        digest,
        input,
        features,
        featureParameters,
        outputs,
        calibration,
        training,
        metrics,
        intendedUse,
        notes);
  }
}
