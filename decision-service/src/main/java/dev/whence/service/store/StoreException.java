package dev.whence.service.store;

/// The order store refused a statement that should have worked: a bug, not a condition.
public final class StoreException extends RuntimeException {

  StoreException(Throwable cause) {
    super("The order store refused a statement: " + cause.getMessage(), cause);
  }
}
