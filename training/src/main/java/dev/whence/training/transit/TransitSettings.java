package dev.whence.training.transit;

import dev.whence.training.boosting.BoostingSettings;
import java.util.Map;
import java.util.TreeMap;

/// What shapes a transit-time model beside its parcels.
///
/// @param center of the booster for `mu`
/// @param spread of the booster for `log_sigma`
/// @param folds blocks of time, each predicted by the others, that show honest residuals
/// @param validationShare newest part of the training parcels, which says when to stop
/// @param withoutHistory share of training parcels shown without any recent transit, so that the
///   model knows what to say of a service or lane on its first day
public record TransitSettings(
    BoostingSettings center,
    BoostingSettings spread,
    int folds,
    double validationShare,
    double withoutHistory) {

  /// Squared error on the logarithm of days; the spread by the gamma loss of absolute residuals,
  /// whose logarithm is the margin.
  public static final TransitSettings DEFAULT =
      new TransitSettings(
          new BoostingSettings("reg:squarederror", "rmse", 6, 0.06, 300, 25, 40, 0.8, 1),
          new BoostingSettings("reg:gamma", "gamma-nloglik", 3, 0.08, 120, 15, 80, 0.8, 1),
          4,
          0.15,
          0.05);

  public TransitSettings withRounds(int most) {
    return new TransitSettings(
        center.withMostRounds(most),
        spread.withMostRounds(Math.min(most, spread.mostRounds())),
        folds,
        validationShare,
        withoutHistory);
  }

  public TransitSettings withDepth(int levels) {
    return new TransitSettings(
        center.withDepth(levels), spread, folds, validationShare, withoutHistory);
  }

  Map<String, String> described() {
    Map<String, String> words = new TreeMap<>();
    center.described().forEach((name, value) -> words.put("mu." + name, value));
    spread.described().forEach((name, value) -> words.put("log_sigma." + name, value));
    words.put("folds", Integer.toString(folds));
    words.put("validation_share", Double.toString(validationShare));
    words.put("without_history_share", Double.toString(withoutHistory));
    return words;
  }
}
