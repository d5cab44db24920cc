package dev.whence.models.scoring;

import org.jspecify.annotations.Nullable;

/// A model that cannot be opened or cannot answer, with the reason as its message.
public final class ScoringException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ScoringException(String message) {
    super(message);
  }

  public ScoringException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
