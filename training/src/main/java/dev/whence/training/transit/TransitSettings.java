package dev.whence.training.transit;

import dev.whence.training.attributes.AttributeChoice;
import dev.whence.training.boosting.BoostingSettings;
import java.util.Map;
import java.util.TreeMap;

/// What shapes a transit-time model beside its parcels.
///
/// @param center of the booster for `mu` that stands alone
/// @param rest of the booster for what a log-linear model leaves of `mu`
/// @param spread of the booster for `log_sigma`
/// @param folds blocks of time, each predicted by the others, that show honest residuals
/// @param shapeShare newest part of the parcels, which says when to stop and gives the shape
/// @param withoutHistory share of training parcels shown without any recent transit, so that the
///   model knows what to say of a service or lane on its first day
/// @param attributes of parcels that are learned from
public record TransitSettings(
    BoostingSettings center,
    BoostingSettings rest,
    BoostingSettings spread,
    int folds,
    double shapeShare,
    double withoutHistory,
    AttributeChoice attributes) {

  /// Squared error on the logarithm of days; the spread by the gamma loss of absolute residuals,
  /// whose logarithm is the margin.
  public static final TransitSettings DEFAULT =
      new TransitSettings(
          new BoostingSettings("reg:squarederror", "rmse", 6, 0.06, 300, 25, 40, 0.8, 1),
          new BoostingSettings("reg:squarederror", "rmse", 4, 0.05, 300, 25, 60, 0.8, 1),
          new BoostingSettings("reg:gamma", "gamma-nloglik", 3, 0.08, 120, 15, 80, 0.8, 1),
          4,
          0.2,
          0.05,
          AttributeChoice.ALL);

  public TransitSettings withRounds(int most) {
    return new TransitSettings(
        center.withMostRounds(most),
        rest.withMostRounds(most),
        spread.withMostRounds(Math.min(most, spread.mostRounds())),
        folds,
        shapeShare,
        withoutHistory,
        attributes);
  }

  public TransitSettings withAttributes(AttributeChoice choice) {
    return new TransitSettings(center, rest, spread, folds, shapeShare, withoutHistory, choice);
  }

  public TransitSettings withShapeShare(double share) {
    return new TransitSettings(center, rest, spread, folds, share, withoutHistory, attributes);
  }

  public TransitSettings withDepth(int levels) {
    return new TransitSettings(
        center.withDepth(levels),
        rest.withDepth(levels),
        spread,
        folds,
        shapeShare,
        withoutHistory,
        attributes);
  }

  Map<String, String> described() {
    Map<String, String> words = new TreeMap<>();
    center.described().forEach((name, value) -> words.put("mu." + name, value));
    rest.described().forEach((name, value) -> words.put("mu.rest." + name, value));
    spread.described().forEach((name, value) -> words.put("log_sigma." + name, value));
    words.put("attributes", attributes.described());
    words.put("folds", Integer.toString(folds));
    words.put("shape_share", Double.toString(shapeShare));
    words.put("without_history_share", Double.toString(withoutHistory));
    return words;
  }
}
