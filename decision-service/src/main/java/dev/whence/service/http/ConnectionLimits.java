package dev.whence.service.http;

import java.time.Duration;

/// How many connections may be open, and how long a client may keep the service waiting.
///
/// @param most open at once; a few more are let in to ask for health and metrics only
/// @param silence longest wait for the next bytes of a request, for its first ones on a new
///   connection, and for a client to take the next 64 kB of an answer. A whole request may take
///   this and one second more for each kilobyte of it that has come
/// @param keepAlive longest wait for another request on a connection that had one
public record ConnectionLimits(int most, Duration silence, Duration keepAlive) {
  public static final ConnectionLimits DEFAULT =
      new ConnectionLimits(2_048, Duration.ofSeconds(30), Duration.ofSeconds(75));

  /// @throws IllegalArgumentException if a limit lets nobody in
  public ConnectionLimits {
    if (most < 1 || !silence.isPositive() || !keepAlive.isPositive()) {
      throw new IllegalArgumentException(
          "Limits of %d connections, %s of silence and %s between requests let nobody in."
              .formatted(most, silence, keepAlive));
    }
  }
}
