package dev.whence.training.runs;

/// The history or the options do not allow what was asked. The message is for people: it names the
/// values and what to do.
public final class CannotTrain extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CannotTrain(String message) {
    super(message);
  }

  /// How long a history would do, with as many rows a day as this one; a sentence. Empty if it has
  /// none, which tells nothing.
  ///
  /// @param has rows that there are
  /// @param needs rows that are needed, more
  public static String longEnough(long has, long needs) {
    return has == 0
        ? ""
        : " A history %.1f times as long, with as many a day, would do."
            .formatted(Math.ceil(10.0 * needs / has) / 10);
  }
}
