package dev.whence.service.http;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import java.util.ArrayList;
import java.util.List;

/// What a request says about who sends it. A key counts before a cookie.
sealed interface Credentials {
  /// On HTTPS. A browser takes a cookie of such a name only if it is secure, of this host alone and
  /// of every path, so none of another host can take its place.
  String SECURE_COOKIE = "__Host-whence-session";

  /// On loopback, where there is no HTTPS.
  String PLAIN_COOKIE = "whence-session";

  record None() implements Credentials {}

  record Key(String text) implements Credentials {
    /// Without the key, for logs.
    @Override
    public String toString() {
      return "Key[…]";
    }
  }

  record SessionCookie(String token) implements Credentials {
    /// Without the token, for logs.
    @Override
    public String toString() {
      return "SessionCookie[…]";
    }
  }

  /// @param authorizations every `Authorization` header
  /// @param cookies every `Cookie` header
  /// @param cookieName of the session
  /// @throws FailureException if they say several things, or nothing that is understood
  static Credentials of(List<String> authorizations, List<String> cookies, String cookieName) {
    if (authorizations.size() > 1) {
      throw refused(
          "There are %d Authorization headers.\nMaybe send one.".formatted(authorizations.size()));
    }
    if (!authorizations.isEmpty()) {
      return key(authorizations.getFirst().strip());
    }
    List<String> tokens = values(cookies, cookieName);
    if (tokens.size() > 1) {
      throw refused(
          "There are %d session cookies.\nMaybe delete them and sign in.".formatted(tokens.size()));
    }
    return tokens.isEmpty() ? new None() : new SessionCookie(tokens.getFirst());
  }

  private static Credentials key(String header) {
    int space = header.indexOf(' ');
    String scheme = space < 0 ? header : header.substring(0, space);
    if (space < 0 || !scheme.equalsIgnoreCase("Bearer")) {
      throw refused(
          "The Authorization header has no Bearer key.\nMaybe write it as Authorization: Bearer whk_…");
    }
    return new Key(header.substring(space + 1).strip());
  }

  /// The values of a cookie.
  static List<String> values(List<String> cookies, String cookieName) {
    var tokens = new ArrayList<String>();
    for (String header : cookies) {
      for (String pair : header.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(cookieName)) {
          tokens.add(pair.substring(equals + 1).strip());
        }
      }
    }
    return tokens;
  }

  private static FailureException refused(String why) {
    return new FailureException(new Failure.NotSignedIn(why, true));
  }
}
