package dev.whence.pipeline.drafts;

import java.text.Normalizer;
import java.util.Locale;

/// Texts as a drafted mapping writes them.
final class DraftText {
  private DraftText() {}

  /// As a YAML text in double quotes.
  static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '\\' -> quoted.append("\\\\");
        case '"' -> quoted.append("\\\"");
        case '\t' -> quoted.append("\\t");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        default ->
            quoted.append(
                Character.isISOControl(each) || each == '\u2028' || each == '\u2029'
                    ? "\\u%04x".formatted((int) each)
                    : String.valueOf(each));
      }
    }
    return quoted.append('"').toString();
  }

  /// As a part of a comment, on one line and not too long.
  static String shown(String text) {
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() > 60 ? line.substring(0, 59) + "…" : line;
  }

  /// `Delivered to Client Date` and `deliveredToClientDate` are `delivered_to_client_date`.
  static String plain(String name) {
    return folded(name.strip())
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "_")
        .replaceAll("^_|_$", "");
  }

  /// As [#plain], with letters of every alphabet, and `CRSDepTime` as `crs_dep_time`.
  static String words(String name) {
    return folded(name.strip().replaceAll("(?i)\\bn[º°]|№", "Nr "))
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", "_")
        .replaceAll("^_|_$", "");
  }

  /// Without accents: `Größe` is `Grosse`, `envío` is `envio`.
  private static String folded(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFD)
        .replaceAll("\\p{M}+", "")
        .replace("ß", "ss")
        .replace('ł', 'l')
        .replace('Ł', 'L')
        .replace('ı', 'i')
        .replace('đ', 'd')
        .replace('Đ', 'D')
        .replace("ø", "oe")
        .replace("æ", "ae");
  }
}
