package dev.whence.service.sourcing;

/// Whether the caller made its request safe to repeat.
public sealed interface CallerKey {
  /// No key: each request is a new one.
  record None() implements CallerKey {}

  /// @param key the caller's `Idempotency-Key`
  /// @param requestSha256 of the request's bytes; another digest under the same key is a conflict
  record Given(String key, String requestSha256) implements CallerKey {}
}
