package dev.whence.service;

import java.util.logging.LogManager;

/// Keeps its handlers until the process has ended. The JDK's own closes them in a shutdown hook,
/// beside the one in which the service stops and still has something to say. Made by the JDK.
public final class LastingLogManager extends LogManager {
  private volatile boolean kept;

  void keepHandlers() {
    kept = true;
  }

  /// Does nothing once the handlers are to be kept.
  @Override
  public void reset() {
    if (!kept) {
      super.reset();
    }
  }
}
