package dev.whence.service.config;

import java.util.List;

/// The configuration cannot be used; the message holds everything that is wrong with it.
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ConfigException(List<String> errors) {
    super(String.join("\n", errors));
  }
}
