package dev.whence.service.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a parser complains about, in words for whoever wrote the body: the parser's own speak of
/// its classes and settings.
final class ParserWords {
  private static final Pattern CHARACTER =
      Pattern.compile("Unexpected (?:character \\(|close marker )(.+?)(?: \\(code \\d+|: |$)");
  private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*)'");
  private static final Pattern TOKEN =
      Pattern.compile("(?:Unrecognized token|Non-standard token) '(.*?)'");

  private ParserWords() {}

  /// @param format for instance `JSON`
  /// @return one sentence
  static String sentence(JsonProcessingException e, String format) {
    String said = e.getOriginalMessage();
    return switch (e) {
      case StreamConstraintsException _ -> tooMuch(said);
      case JsonEOFException _ -> "It ends too early.";
      default -> sentence(said, format);
    };
  }

  private static String tooMuch(String said) {
    if (said.contains("nesting")) {
      return "It is nested more than %d levels deep.".formatted(Json.DEEPEST_NESTING);
    }
    if (said.contains("Number")) {
      return "A number has more than %d digits.".formatted(Json.LONGEST_NUMBER);
    }
    return said.contains("name") ? "The name of a member is too long." : "A text is too long.";
  }

  private static String sentence(String said, String format) {
    Matcher duplicate = DUPLICATE.matcher(said);
    if (duplicate.find()) {
      return "The member %s stands there twice.".formatted(shortened(duplicate.group(1)));
    }
    Matcher token = TOKEN.matcher(said);
    if (token.find()) {
      return "%s is no value of %s.".formatted(shortened(token.group(1)), format);
    }
    if (said.startsWith("Unexpected end-of-input") || said.contains("Missing closing quote")) {
      return "It ends too early.";
    }
    if (said.contains("CTRL-CHAR")) {
      return "It holds a control character where none may be.\nMaybe escape it.";
    }
    if (said.contains("numeric value")
        || said.contains("ecimal point")
        || said.contains("xponent")) {
      return "A number is not written as %s has it.".formatted(format);
    }
    Matcher character = CHARACTER.matcher(said);
    if (character.find()) {
      return "Unexpected %s.".formatted(character.group(1));
    }
    if (said.contains("UTF-8") || said.contains("surrogate")) {
      return "It is no text in UTF-8."
          + (format.equals("CSV") ? "\nMaybe save it as \"CSV UTF-8\"." : "");
    }
    if (said.contains("escape")) {
      return "A backslash is followed by what it cannot escape.";
    }
    if (said.startsWith("Something follows")) {
      return said.endsWith(".") ? said : said + ".";
    }
    return "It is no %s.".formatted(format);
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
