package dev.whence.models.bundles;

import dev.whence.domain.estimates.PromiseOdds;
import dev.whence.models.scoring.LinearModel;
import dev.whence.models.scoring.LinearScorer;
import dev.whence.models.scoring.OutputColumn;
import dev.whence.models.scoring.ScoringException;
import java.util.List;

/// What promises that were kept and broken teach beside the days parcels take: a logistic
/// regression on features and the logarithm of the promised days. It is part of a card, and a
/// decision hears it beside the distribution ([PromiseOdds]).
///
/// @param base without the promise, one sum over features of the card
/// @param slope of the logarithm of the promised days, at least 0
/// @param weight in the mean of log-odds, above 0 to 1
public record PromiseRegression(LinearModel.Output base, double slope, double weight) {
  /// The name of [#base].
  public static final String BASE = "late";

  /// Odds are kept with so many parts of one, so that records stay short.
  private static final double PARTS = 10_000;

  /// @throws IllegalArgumentException if slope or weight are outside their range
  public PromiseRegression {
    var _ = new PromiseOdds(0, slope, weight);
  }

  /// Reads rows of a card's features and answers one output: the base of each.
  ///
  /// @throws ScoringException if the base is none, or weighs what is no feature of the card
  public LinearScorer scorer(List<String> features) {
    return LinearScorer.open(
        new LinearModel(List.of(base)), features, List.of(OutputColumn.of(BASE, BASE)));
  }

  /// @param answered by [#scorer] for a parcel
  public PromiseOdds odds(float answered) {
    return new PromiseOdds(rounded(answered), rounded(slope), weight);
  }

  private static double rounded(double number) {
    return Math.rint(number * PARTS) / PARTS;
  }
}
