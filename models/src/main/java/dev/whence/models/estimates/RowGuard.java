package dev.whence.models.estimates;

import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.FeatureColumn;
import dev.whence.models.features.Feature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/// Says whether a model may be asked about a row: are its values there, fresh and like those it was
/// trained on?
final class RowGuard {
  private final ModelRef ref;
  private final List<FeatureColumn> columns;
  private final List<Feature> features;

  /// @param features of the card's columns, in their order
  RowGuard(ModelCard card, List<Feature> features) {
    this.ref = card.ref();
    this.columns = card.features();
    this.features = List.copyOf(features);
  }

  /// The first reason not to ask, if any.
  ///
  /// @param row of which one question's values start at `offset`
  /// @param known whether history stands behind the value of a column
  Optional<FallbackReason> object(
      float[] row,
      int offset,
      IntPredicate known,
      Instant newestHistory,
      GuardTerms guard,
      Instant now) {
    return missing(row, offset, known)
        .or(() -> stale(newestHistory, guard, now))
        .or(() -> outside(row, offset, guard));
  }

  private Optional<FallbackReason> missing(float[] row, int offset, IntPredicate known) {
    List<String> missing = List.of();
    for (int i = 0; i < columns.size(); i++) {
      boolean required = columns.get(i).required();
      boolean unknown = required && !known.test(i);
      boolean mayBeMissing = !required && features.get(i).role() == Feature.Role.ATTRIBUTE;
      if (unknown || (!mayBeMissing && !Float.isFinite(row[offset + i]))) {
        missing = new ArrayList<>(missing);
        missing.add(columns.get(i).name());
      }
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(new FallbackReason.FeaturesMissing(ref, missing));
  }

  /// Without any history there is nothing stale: the features take their neutral values.
  private Optional<FallbackReason> stale(Instant newestHistory, GuardTerms guard, Instant now) {
    Duration age = Duration.between(newestHistory, now);
    if (newestHistory.equals(Instant.EPOCH) || age.compareTo(guard.oldestFeature()) <= 0) {
      return Optional.empty();
    }
    return features.stream()
        .filter(feature -> feature.role().fromHistory())
        .findFirst()
        .map(feature ->
            new FallbackReason.FeatureStale(ref, feature.name(), age, guard.oldestFeature()));
  }

  private Optional<FallbackReason> outside(float[] row, int offset, GuardTerms guard) {
    for (int i = 0; i < columns.size(); i++) {
      if (features.get(i).role().rangeChecked()) {
        FeatureColumn column = columns.get(i);
        double slack = (column.high() - column.low()) * guard.rangeTolerancePercent() / 100;
        double low = column.low() - slack;
        double high = column.high() + slack;
        float value = row[offset + i];
        // As floats: a bound written as 0.1 must admit the feature value 0.1f, which lies above.
        if (value < (float) low || value > (float) high) {
          return Optional.of(
              new FallbackReason.OutsideTrainingRange(ref, column.name(), value, low, high));
        }
      }
    }
    return Optional.empty();
  }
}
