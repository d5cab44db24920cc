package dev.whence.service.failures;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/// Collects everything that is wrong with one request, so that its sender hears of it at once. For
/// one request, not thread-safe.
public final class FieldErrors {
  /// Further errors are counted but not listed.
  public static final int MOST_LISTED = 1_000;

  private final List<FieldError> errors = new ArrayList<>();
  private int total;

  public void add(FieldError.Location location, String message, String value) {
    total++;
    if (errors.size() < MOST_LISTED) {
      errors.add(new FieldError(location, message, value));
    }
  }

  public boolean isEmpty() {
    return total == 0;
  }

  /// Those that are listed, in the order in which they were added.
  public List<FieldError> listed() {
    return List.copyOf(errors);
  }

  /// How many were added so far.
  public int total() {
    return total;
  }

  /// @throws FailureException of the given kind if anything was added
  public void throwAs(BiFunction<List<FieldError>, Integer, Failure> kind) {
    if (total > 0) {
      throw as(kind);
    }
  }

  /// What was added, as a failure of the given kind.
  public FailureException as(BiFunction<List<FieldError>, Integer, Failure> kind) {
    return new FailureException(kind.apply(errors, total));
  }
}
