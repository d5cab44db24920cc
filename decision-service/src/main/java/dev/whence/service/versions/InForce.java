package dev.whence.service.versions;

import dev.whence.service.versions.VersionStore.Numbers;

/// What one request is decided with.
public record InForce(RuleSet ruleSet, ModelSet models) {
  /// The versions, with that of the reference data.
  public Numbers with(int referenceData) {
    return new Numbers(ruleSet.number(), models.number(), referenceData);
  }

  /// Says what that is.
  public interface Source {
    /// @param numbers as the snapshot of the request tells
    InForce at(Numbers numbers);

    /// As of now.
    InForce now();

    /// What answered last; asks no database.
    InForce last();

    /// Always the same.
    static Source of(InForce inForce) {
      return new Source() {
        @Override
        public InForce at(Numbers numbers) {
          return inForce;
        }

        @Override
        public InForce now() {
          return inForce;
        }

        @Override
        public InForce last() {
          return inForce;
        }
      };
    }
  }
}
