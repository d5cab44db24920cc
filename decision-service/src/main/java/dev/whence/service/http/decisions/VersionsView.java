package dev.whence.service.http.decisions;

import dev.whence.service.versions.VersionStore.Numbers;
import org.jspecify.annotations.Nullable;

/// The numbers of the versions that a decision was made with. What an older release did not note is
/// left out.
///
/// @param models of the assignment of models
public record VersionsView(
    @Nullable Integer ruleSet, @Nullable Integer models, @Nullable Integer referenceData) {
  static @Nullable VersionsView of(Numbers numbers) {
    return numbers.equals(Numbers.NONE)
        ? null
        : new VersionsView(
            noted(numbers.ruleSet()), noted(numbers.models()), noted(numbers.referenceData()));
  }

  private static @Nullable Integer noted(int number) {
    return number == 0 ? null : number;
  }
}
