package dev.whence.service;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/// One line for each event, on standard error; libraries speak up from warnings on.
final class Logs {
  private static final String FORMAT = "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n";

  /// Held, because the JDK forgets the level of a logger that nobody holds.
  private static final Logger OURS = Logger.getLogger("dev.whence");

  private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");

  private Logs() {}

  static void configure() {
    System.setProperty("java.util.logging.SimpleFormatter.format", FORMAT);
    Logger root = Logger.getLogger("");
    root.setLevel(Level.WARNING);
    OURS.setLevel(Level.INFO);
    // It warns once for each connection that a lost database takes along; ours tells it in one
    // line.
    POOL.setLevel(Level.SEVERE);
    if (LogManager.getLogManager() instanceof LastingLogManager lasting) {
      lasting.keepHandlers();
    }
    for (Handler handler : root.getHandlers()) {
      handler.setLevel(Level.ALL);
    }
  }
}
