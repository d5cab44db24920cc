package dev.whence.service.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.whence.service.failures.FieldError;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// In which line of a JSON text its values stand, for whoever wrote it in an editor.
public final class TextLines {
  private static final JsonFactory JSON = new JsonFactory();

  /// By JSON pointer.
  private final Map<String, Integer> lines;

  private TextLines(Map<String, Integer> lines) {
    this.lines = lines;
  }

  /// @param text JSON; of what is none, the lines up to there are known
  public static TextLines of(String text) {
    var lines = new HashMap<String, Integer>();
    try (JsonParser parser = JSON.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
          String pointer =
              token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY
                  ? parser.getParsingContext().getParent().pathAsPointer().toString()
                  : parser.getParsingContext().pathAsPointer().toString();
          // The name of a member comes before its value; the line of the name counts.
          lines.putIfAbsent(pointer, parser.currentTokenLocation().getLineNr());
        }
      }
    } catch (IOException e) {
      return new TextLines(lines);
    }
    return new TextLines(lines);
  }

  /// Of a value, or of the nearest one around it where it is missing; 1 for the whole text.
  public int line(String pointer) {
    String at = pointer;
    while (!lines.containsKey(at) && at.lastIndexOf('/') >= 0) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
    return lines.getOrDefault(at, 1);
  }

  /// The errors with their lines, in the order of the text.
  public List<FieldError> placed(List<FieldError> errors) {
    return errors.stream()
        .map(error ->
            error.location() instanceof FieldError.Location.Pointer(var pointer)
                ? new FieldError(
                    new FieldError.Location.Line(line(pointer), pointer),
                    error.message(),
                    error.value())
                : error)
        .sorted(java.util.Comparator.comparingInt(TextLines::lineOf))
        .toList();
  }

  private static int lineOf(FieldError error) {
    return error.location() instanceof FieldError.Location.Line(int line, _) ? line : 0;
  }
}
