package dev.whence.service.sourcing;

/// An answer as it was first given.
///
/// @param status of HTTP
/// @param body UTF-8 text
/// @param location where what was created is, a path; may be empty
public record RecordedAnswer(int status, String body, String location) {
  /// An answer that created nothing, or says itself where it is.
  public RecordedAnswer(int status, String body) {
    this(status, body, "");
  }
}
