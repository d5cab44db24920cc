package dev.whence.service.events;

import dev.whence.service.store.Outbox.Position;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A position as readers keep it: `<transaction>-<id>`, to be sent back as it is.
public final class Cursor {
  private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,19})-(0|[1-9][0-9]{0,18})");

  private Cursor() {}

  public static String of(Position position) {
    return position.transaction() + "-" + position.id();
  }

  /// @return empty for a text that is no cursor
  public static Optional<Position> findParsed(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      Long.parseUnsignedLong(parts.group(1));
      return Optional.of(new Position(parts.group(1), Long.parseLong(parts.group(2))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
