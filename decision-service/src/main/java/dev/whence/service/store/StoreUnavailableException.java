package dev.whence.service.store;

/// The order store does not answer or cannot be opened. The message is one sentence for a person;
/// the service stays up and says 503 until the store is back.
public final class StoreUnavailableException extends RuntimeException {

  public StoreUnavailableException(String message) {
    super(message);
  }

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
