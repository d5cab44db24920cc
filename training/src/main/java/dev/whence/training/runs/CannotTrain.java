package dev.whence.training.runs;

/// The history or the options do not allow what was asked. The message is for people: it names the
/// values and what to do.
public final class CannotTrain extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CannotTrain(String message) {
    super(message);
  }
}
