package dev.whence.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.failures.FieldError.Location;
import dev.whence.service.failures.FieldErrors;

/// What JSON allows and PostgreSQL cannot keep: text with U+0000 or half a character, numbers
/// beyond a double. Requests are recorded, so it is refused at the door, also where nobody reads
/// it.
public final class Storable {
  /// What is said of such text, after its place.
  public static final String UNSTORABLE = "holds U+0000 or half a character";

  private Storable() {}

  /// Where in a body it stands, for each of them.
  static void check(JsonNode body, FieldErrors errors) {
    if (!isStorable(body)) {
      check("", body, errors);
    }
  }

  private static boolean isStorable(JsonNode node) {
    if (node.isTextual()) {
      return isStorable(node.textValue());
    }
    if (node.isFloatingPointNumber()) {
      return Double.isFinite(node.doubleValue());
    }
    for (var member : node.properties()) {
      if (!isStorable(member.getKey()) || !isStorable(member.getValue())) {
        return false;
      }
    }
    if (node.isArray()) {
      for (JsonNode element : node) {
        if (!isStorable(element)) {
          return false;
        }
      }
    }
    return true;
  }

  private static void check(String pointer, JsonNode node, FieldErrors errors) {
    if (node.isTextual() && !isStorable(node.textValue())) {
      errors.add(new Location.Pointer(pointer), UNSTORABLE, "");
    } else if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      errors.add(new Location.Pointer(pointer), "is too large a number", node.asText());
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        check(pointer + "/" + i, node.get(i), errors);
      }
    } else {
      for (var member : node.properties()) {
        String name = member.getKey();
        if (!isStorable(name)) {
          errors.add(
              new Location.Pointer(pointer), "has a name with U+0000 or half a character", "");
        }
        check(Fields.pointer(pointer, name), member.getValue(), errors);
      }
    }
  }

  public static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false; // the lower half of a whole character is passed over below
      }
      if (Character.isHighSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
