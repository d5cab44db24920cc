package dev.whence.models.bundles;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.models.features.FeatureTable;
import dev.whence.models.returns.ReturnFeatures;
import dev.whence.models.transit.TransitFeatures;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What Whence asks of a model: the closed list of names, with the features it may be given and the
/// outputs it must answer.
public enum ModelContract {
  /// Natural logarithm of the days from hand-over to door: its center and the logarithm of its
  /// spread.
  TRANSIT_TIME(EstimateKey.TRANSIT_TIME),

  /// Probability that at least one unit of an order line comes back.
  RETURN_RISK(EstimateKey.RETURN_RISK);

  @SuppressWarnings("ImmutableEnumChecker") // two texts
  private final EstimateKey<?, ?> key;

  ModelContract(EstimateKey<?, ?> key) {
    this.key = key;
  }

  /// What the model estimates.
  public EstimateKey<?, ?> key() {
    return key;
  }

  /// The name on the card, for instance `transit-time`.
  public String modelName() {
    return key.model();
  }

  public FeatureTable<?> features() {
    return switch (this) {
      case TRANSIT_TIME -> TransitFeatures.TABLE;
      case RETURN_RISK -> ReturnFeatures.TABLE;
    };
  }

  /// The features that a card may name: also those of the attributes that it does.
  ///
  /// @throws IllegalArgumentException if a column has no name of an attribute
  public FeatureTable<?> features(ModelCard card) {
    return switch (this) {
      case TRANSIT_TIME -> TransitFeatures.table(card.attributes());
      case RETURN_RISK -> ReturnFeatures.table(card.attributes());
    };
  }

  /// Names and order of the outputs.
  public List<String> outputs() {
    return switch (this) {
      case TRANSIT_TIME -> List.of("mu", "log_sigma");
      case RETURN_RISK -> List.of("return_probability");
    };
  }

  /// Parameters the card must carry, each a share from 0 to 1.
  public List<String> featureParameters() {
    return switch (this) {
      case TRANSIT_TIME -> List.of();
      case RETURN_RISK -> List.of(ReturnFeatures.PRIOR_PARAMETER);
    };
  }

  boolean accepts(Calibration calibration) {
    return switch (this) {
      case TRANSIT_TIME -> calibration instanceof Calibration.LogNormal;
      case RETURN_RISK -> calibration instanceof Calibration.OfProbability;
    };
  }

  public static Optional<ModelContract> find(String modelName) {
    return Stream.of(values()).filter(c -> c.modelName().equals(modelName)).findFirst();
  }

  /// All names, in order.
  public static List<String> names() {
    return Stream.of(values()).map(ModelContract::modelName).toList();
  }
}
