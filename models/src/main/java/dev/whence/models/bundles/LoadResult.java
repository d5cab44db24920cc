package dev.whence.models.bundles;

/// What became of loading a bundle. A bad bundle is a result, never an exception.
public sealed interface LoadResult {
  /// The model that was looked for, for instance `transit-time`.
  String model();

  /// Every check passed. Whoever holds it closes it.
  record Loaded(Bundle bundle) implements LoadResult {
    @Override
    public String model() {
      return bundle.card().name();
    }
  }

  /// There is no such bundle.
  ///
  /// @param detail where it was looked for
  record Missing(String model, String detail) implements LoadResult {}

  /// There is one, but it may not be used.
  ///
  /// @param detail the values that failed the check, with advice
  record Refused(String model, Check check, String detail) implements LoadResult {}

  /// The checks, in the order they are made.
  enum Check {
    /// `card.json` is there, complete and of a layout this release reads.
    CARD,
    /// Name, features, outputs and calibration are what this release asks for.
    CONTRACT,
    /// The model file is the one the card was written for.
    DIGEST,
    /// The runtime opens the model file and finds the declared inputs and outputs.
    MODEL,
    /// The golden rows come out as written.
    GOLDEN
  }
}
