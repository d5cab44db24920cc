package dev.whence.models.features;

/// One number a model may be given.
///
/// @param name stable, `snake_case`; a card refers to it
/// @param meaning what it is and how it is computed, in one sentence
public record Feature(String name, String unit, Role role, String meaning) {

  /// What a value far from the training data, or the absence of data, means for the feature.
  public enum Role {
    /// A quantity of the question itself. A value outside the training range is not trusted.
    MEASURE(true, false),

    /// A position in the week or the year: bounded by nature, so a range says nothing.
    CALENDAR(false, false),

    /// A rate or ratio from history. Neutral without history; a card may require some.
    HISTORY(true, true),

    /// How much history stands behind a rate. More than in training is no reason for distrust, and
    /// less is what smoothing is for.
    EVIDENCE(false, true),

    /// What the merchant tells beyond what every question has. It may be missing, unless a card
    /// requires it.
    ATTRIBUTE(false, false);

    private final boolean rangeChecked;
    private final boolean fromHistory;

    Role(boolean rangeChecked, boolean fromHistory) {
      this.rangeChecked = rangeChecked;
      this.fromHistory = fromHistory;
    }

    /// Whether a value outside the training range keeps the model from answering.
    public boolean rangeChecked() {
      return rangeChecked;
    }

    public boolean fromHistory() {
      return fromHistory;
    }
  }
}
