package dev.whence.training.returns;

import dev.whence.models.metrics.Bootstrap;
import dev.whence.training.returns.ReturnCandidate.Recipe;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What folds say of the recipes: the log-loss of each on the same later lines, uncalibrated.
final class RecipeLosses {
  private final Map<Recipe, double[]> byRecipe;
  private final long[] days;
  private final long seed;

  /// @param byRecipe one loss a line, in the order of `days`
  /// @param days of the lines, drawn as wholes
  RecipeLosses(Map<Recipe, double[]> byRecipe, long[] days, long seed) {
    this.byRecipe = Map.copyOf(byRecipe);
    this.days = days.clone();
    this.seed = seed;
  }

  /// The simplest recipe that is not worse than the best of those wanted by more than one standard
  /// error, by days; of equally simple ones the one with the smaller loss. What folds cannot tell
  /// apart on few lines, later lines do, and more often against the recipe that can be more.
  ///
  /// @return empty if none is wanted
  Optional<Recipe> preferred(Predicate<Recipe> wanted) {
    List<Recipe> some = sorted().stream().filter(wanted).toList();
    return some.stream()
        .filter(recipe -> isAsGood(recipe, some.getFirst()))
        .min(Comparator.comparingInt(Recipe::degrees));
  }

  private boolean isAsGood(Recipe recipe, Recipe best) {
    return Bootstrap.pairedDifference(losses(recipe), losses(best), days, seed)
        .isAtMostOneStandardError();
  }

  private double[] losses(Recipe recipe) {
    return byRecipe.getOrDefault(recipe, new double[0]);
  }

  private double mean(Recipe recipe) {
    return Arrays.stream(losses(recipe)).average().orElseThrow();
  }

  /// The smallest loss first.
  private List<Recipe> sorted() {
    return byRecipe.keySet().stream().sorted(Comparator.comparingDouble(this::mean)).toList();
  }

  /// All recipes with their mean losses, the smallest first, and why it is not the first of them
  /// that was taken, if so.
  ///
  /// @param wanted whether a recipe could be taken
  String described(Recipe taken, Predicate<Recipe> wanted) {
    Recipe best = sorted().stream().filter(wanted).findFirst().orElse(taken);
    return sorted().stream()
            .map(recipe -> "%s %.4f".formatted(recipe.title(), mean(recipe)))
            .collect(Collectors.joining(", "))
        + (taken == best
            ? "."
            : "; the %s is simpler than the %s and within one standard error of them."
                .formatted(taken.title(), best.title()));
  }
}
