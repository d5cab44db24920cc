package dev.whence.service.http;

import io.helidon.common.uri.UriEncoding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Finds the route of a request. Ids may hold anything, also an encoded slash, so segments are told
/// apart before they are decoded. Thread-safe.
final class Routes {
  private final List<Pattern> patterns;

  Routes(List<Route> routes) {
    patterns = routes.stream().map(Pattern::of).toList();
  }

  /// What a path and a method lead to.
  sealed interface Match {
    /// @param parameters of the path, decoded
    record Found(Route route, Map<String, String> parameters) implements Match {}

    /// @param path of the route, as OpenAPI writes it
    record WrongMethod(String path, Set<String> allowed) implements Match {}

    record Nothing() implements Match {}
  }

  /// @param rawPath as sent, without the query
  Match find(String method, String rawPath) {
    String[] segments = rawPath.split("/", -1);
    var allowed = new TreeSet<String>();
    String path = "";
    for (Pattern pattern : patterns) {
      if (pattern.fits(segments)) {
        if (pattern.route().method().equals(method)) {
          return new Match.Found(pattern.route(), pattern.parameters(segments));
        }
        allowed.add(pattern.route().method());
        path = pattern.route().path();
      }
    }
    return allowed.isEmpty() ? new Match.Nothing() : new Match.WrongMethod(path, allowed);
  }

  /// Every method that some path takes.
  Set<String> methods() {
    var methods = new TreeSet<>(Set.of("HEAD", "OPTIONS"));
    patterns.forEach(pattern -> methods.add(pattern.route().method()));
    return methods;
  }

  private record Pattern(Route route, List<String> segments) {
    static Pattern of(Route route) {
      return new Pattern(route, List.of(route.path().split("/", -1)));
    }

    boolean fits(String[] given) {
      if (given.length != segments.size()) {
        return false;
      }
      for (int i = 0; i < given.length; i++) {
        boolean fits = isParameter(i) ? !given[i].isEmpty() : given[i].equals(segments.get(i));
        if (!fits) {
          return false;
        }
      }
      return true;
    }

    Map<String, String> parameters(String[] given) {
      var parameters = new HashMap<String, String>();
      for (int i = 0; i < given.length; i++) {
        if (isParameter(i)) {
          String name = segments.get(i);
          parameters.put(name.substring(1, name.length() - 1), UriEncoding.decodeUri(given[i]));
        }
      }
      return parameters;
    }

    private boolean isParameter(int i) {
      return segments.get(i).startsWith("{");
    }
  }
}
