package dev.whence.pipeline.imports;

/// What is wrong with one row.
///
/// @param field the source or canonical column, empty when it is the row as a whole
/// @param value what stood there
record Fault(String field, String value, String reason) {

  /// Thrown where a value turns out bad, caught where the row is counted.
  @SuppressWarnings("serial") // never leaves this package
  static final class FaultException extends RuntimeException {
    private final Fault fault;

    FaultException(String field, String value, String reason) {
      super(reason, null, false, false);
      this.fault = new Fault(field, value, reason);
    }

    Fault fault() {
      return fault;
    }
  }
}
