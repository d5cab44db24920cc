package dev.whence.service.failures;

/// Carries a [Failure] to the caller; the transaction around it is rolled back.
public final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Failure failure;

  public FailureException(Failure failure) {
    // A failure is an answer, not a defect: no stack trace is needed or paid for.
    super(failure.toString(), null, false, false);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
