package dev.whence.service.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Tells a request of HTTP/1.0 in the words of HTTP/1.1: with a `Host`, and closed after its
/// answer.
///
/// Only the first request of a connection can be one, because its connection is closed afterwards,
/// whatever it asks for. One with `Transfer-Encoding`, which HTTP/1.0 does not know, stays as it is
/// and is refused (RFC 9112, section 6.1).
final class Http10 {
  private static final String VERSION = " HTTP/1.0";
  private static final int LONGEST_LINE = 4_096;
  private static final int LONGEST_HEAD = 20 << 10;

  /// Headers that 1.0 does not know, or that we decide.
  private static final Set<String> LEFT_OUT =
      Set.of("connection", "keep-alive", "proxy-connection", "expect");

  private Http10() {}

  /// Whether more bytes are needed to know the version or, for 1.0, the whole head.
  static boolean isUndecided(byte[] start) {
    String text = text(start);
    int lineEnd = text.indexOf("\r\n");
    if (lineEnd < 0) {
      return text.length() < LONGEST_LINE && text.indexOf('\n') < 0;
    }
    return isOld(text, lineEnd) && !text.contains("\r\n\r\n") && text.length() < LONGEST_HEAD;
  }

  /// What 1.1 would have sent; anything else than a whole head of 1.0 as it is.
  ///
  /// @param start of a connection, [#isUndecided] no more
  static byte[] translate(byte[] start) {
    String text = text(start);
    int lineEnd = text.indexOf("\r\n");
    int headEnd = text.indexOf("\r\n\r\n");
    if (headEnd < 0 || !isOld(text, lineEnd)) {
      return start;
    }
    List<String> lines = List.of(text.substring(0, headEnd).split("\r\n", -1));
    var out = new ArrayList<String>();
    out.add(text.substring(0, lineEnd - VERSION.length()) + " HTTP/1.1");
    boolean host = false;
    for (String line : lines.subList(1, lines.size())) {
      String name = line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT);
      if (name.equals("transfer-encoding")) {
        return start;
      }
      boolean emptyHost = name.equals("host") && line.endsWith(":");
      host |= name.equals("host") && !emptyHost;
      if (!LEFT_OUT.contains(name) && !emptyHost) {
        out.add(line);
      }
    }
    if (!host) {
      out.add("Host: localhost");
    }
    out.add("Connection: close");
    return (String.join("\r\n", out) + text.substring(headEnd))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean isOld(String text, int lineEnd) {
    return text.startsWith(VERSION, lineEnd - VERSION.length());
  }

  /// A character for each byte.
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
