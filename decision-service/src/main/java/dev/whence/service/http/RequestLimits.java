package dev.whence.service.http;

/// How much a caller may send.
///
/// @param requestBytes in the body of a single request, for instance one order
/// @param bulkBytes in the body of a bulk load
public record RequestLimits(int requestBytes, int bulkBytes) {
  public static final RequestLimits DEFAULT = new RequestLimits(1 << 20, 32 << 20);

  /// Read and thrown away at most, so that a client in the middle of sending hears the refusal.
  static final int MOST_DISCARDED_BYTES = 16 << 20;

  /// @throws IllegalArgumentException if a limit is below one kilobyte
  public RequestLimits {
    if (requestBytes < 1_024 || bulkBytes < 1_024 || bulkBytes == Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Request limits of %d and %d bytes are too small or too large."
              .formatted(requestBytes, bulkBytes));
    }
  }

  /// In any body, also one that is only read to be refused.
  int largestBytes() {
    return Math.max(MOST_DISCARDED_BYTES, Math.max(requestBytes, bulkBytes)) + 1;
  }
}
