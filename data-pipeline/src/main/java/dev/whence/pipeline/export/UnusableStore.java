package dev.whence.pipeline.export;

/// The order store cannot give what was asked of it. The message is for people: it names the values
/// and what to do.
public final class UnusableStore extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnusableStore(String message) {
    super(message);
  }
}
