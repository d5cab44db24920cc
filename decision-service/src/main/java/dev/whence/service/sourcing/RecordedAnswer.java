package dev.whence.service.sourcing;

/// An answer as it was first given.
///
/// @param status of HTTP
/// @param body UTF-8 text
public record RecordedAnswer(int status, String body) {}
