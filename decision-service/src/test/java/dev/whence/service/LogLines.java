package dev.whence.service;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What is logged by us, or as a warning by others, while it is open: as the program is set up.
final class LogLines extends Handler implements AutoCloseable {
  private final List<String> lines = new ArrayList<>();

  LogLines() {
    Logger.getLogger("").addHandler(this);
    Logger.getLogger("com.zaxxer.hikari").setLevel(Level.SEVERE);
  }

  @Override
  public synchronized void publish(LogRecord line) {
    boolean ours = String.valueOf(line.getLoggerName()).startsWith("dev.whence");
    if (ours || line.getLevel().intValue() >= Level.WARNING.intValue()) {
      lines.add(text(line));
    }
  }

  /// Level and message of each.
  synchronized List<String> all() {
    return List.copyOf(lines);
  }

  private static String text(LogRecord line) {
    String text = line.getMessage();
    Object[] values = line.getParameters();
    return line.getLevel() + " " + (values == null ? text : MessageFormat.format(text, values));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    Logger.getLogger("").removeHandler(this);
  }
}
