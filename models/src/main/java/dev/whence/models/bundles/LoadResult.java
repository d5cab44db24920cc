package dev.whence.models.bundles;

import java.util.Optional;

/// What became of loading a bundle. A bad bundle is a result, never an exception.
///
/// A bundle may carry a second line, a small model in pure Java that answers where the first
/// cannot. What became of it is told beside the first; a second line has none of its own.
public sealed interface LoadResult {
  /// The model that was looked for, for instance `transit-time`.
  String model();

  /// What became of the second line: [Loaded] or [Refused]; empty if the bundle has none.
  Optional<LoadResult> second();

  /// Closes whatever was loaded.
  default void close() {
    if (this instanceof Loaded(Bundle bundle, _)) {
      bundle.close();
    }
    second().ifPresent(LoadResult::close);
  }

  /// Every check passed. Whoever holds it closes it, with its second line.
  record Loaded(Bundle bundle, Optional<LoadResult> second) implements LoadResult {
    /// Without a second line.
    public Loaded(Bundle bundle) {
      this(bundle, Optional.empty());
    }

    @Override
    public String model() {
      return bundle.card().name();
    }
  }

  /// There is no such bundle.
  ///
  /// @param detail where it was looked for
  record Missing(String model, String detail) implements LoadResult {
    @Override
    public Optional<LoadResult> second() {
      return Optional.empty();
    }
  }

  /// There is one, but it may not be used. Its second line may have been loaded all the same.
  ///
  /// @param detail the values that failed the check, with advice
  record Refused(String model, Check check, String detail, Optional<LoadResult> second)
      implements LoadResult {
    /// Without a second line.
    public Refused(String model, Check check, String detail) {
      this(model, check, detail, Optional.empty());
    }
  }

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
