package dev.whence.service.failures;

/// One thing that is wrong with one value of a request.
///
/// @param message what was expected, for a person
/// @param value what was sent instead, shortened; empty when nothing was
public record FieldError(Location location, String message, String value) {
  private static final int LONGEST_VALUE = 120;

  public FieldError {
    if (value.length() > LONGEST_VALUE) {
      value = value.substring(0, LONGEST_VALUE) + "…";
    }
  }

  /// Where the value stands.
  public sealed interface Location {
    /// A JSON pointer (RFC 6901) into the body; empty for the whole body.
    record Pointer(String pointer) implements Location {}

    /// The same of a body that a person wrote as a text.
    ///
    /// @param line counted from 1
    record Line(int line, String pointer) implements Location {}

    /// A cell of a CSV body.
    ///
    /// @param row counted from 1, the header line included
    record Cell(int row, String column) implements Location {}

    record QueryParameter(String name) implements Location {}

    record RequestHeader(String name) implements Location {}
  }
}
