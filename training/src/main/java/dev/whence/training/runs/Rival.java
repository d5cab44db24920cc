package dev.whence.training.runs;

import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.models.scoring.Scorer;
import java.time.Instant;
import java.util.Optional;

/// The active model, which a new one has to beat before it takes its place.
///
/// @param orEqual whether a model that is not worse may take its place, as it knows newer months
public record Rival(Bundle bundle, boolean orEqual) {

  /// What came of the comparison.
  ///
  /// @param sentence for the card and the report
  public record Verdict(boolean passed, String sentence) {}

  /// From when on rows are new to it.
  public Instant unseenFrom() {
    return bundle.card().training().dataTo();
  }

  public ModelCard card() {
    return bundle.card();
  }

  public Scorer scorer() {
    return bundle.scorer();
  }

  /// @param rows how many rows neither has seen
  /// @param fewest below which nothing is compared
  /// @param behindRival log-loss of the new model less the active one's; empty if too few rows
  public Verdict judge(int rows, int fewest, Optional<Interval> behindRival) {
    String name = card().ref().toString();
    if (behindRival.isEmpty()) {
      return new Verdict(
          false,
          "THE ACTIVE MODEL STAYS: only %d rows have settled since %s learned (until %s), %d are needed to compare."
              .formatted(rows, name, unseenFrom(), fewest));
    }
    Interval behind = behindRival.get();
    boolean passed = behind.isBelowZero() || (orEqual && !behind.isAboveZero());
    String words =
        behind.isBelowZero()
            ? "The model beats the active %s"
            : behind.isAboveZero()
                ? "THE ACTIVE MODEL STAYS: the model LOSES to %s"
                : orEqual
                    ? "The model is as good as the active %s and knows newer months"
                    : "THE ACTIVE MODEL STAYS: the model and %s are too close to call";
    return new Verdict(
        passed,
        (words
                + " on %d rows that neither has seen: log-loss %+.4f (95 %% by day: %+.4f to %+.4f).")
            .formatted(name, rows, behind.mean(), behind.low(), behind.high()));
  }
}
