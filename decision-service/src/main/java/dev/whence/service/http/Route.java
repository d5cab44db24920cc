package dev.whence.service.http;

/// One method on one path.
///
/// @param path as OpenAPI writes it, for instance `/v1/decisions/{id}`
/// @param access who may call it
/// @param load which places its work takes
/// @param hasQuery whether it reads a query; where it does not, a query is refused, for whoever
///   wrote it there means something by it
public record Route(
    String method, String path, Access access, Load load, boolean hasQuery, Handler handler) {

  /// Answers one call; failures are thrown. Must be thread-safe.
  @FunctionalInterface
  public interface Handler {
    Answer answer(Call call);
  }

  /// What a call costs the service, and so with whom it shares places.
  public enum Load {
    /// Next to nothing, or it waits for most of its time, or it is what people look at when all
    /// else is full: never turned away.
    LIGHT,
    /// Decides orders.
    DECISION,
    /// Anything else.
    OTHER
  }

  public static Route get(String path, Access access, Handler handler) {
    return of("GET", path, access, handler);
  }

  public static Route post(String path, Access access, Handler handler) {
    return of("POST", path, access, handler);
  }

  public static Route patch(String path, Access access, Handler handler) {
    return of("PATCH", path, access, handler);
  }

  public static Route delete(String path, Access access, Handler handler) {
    return of("DELETE", path, access, handler);
  }

  public static Route put(String path, Access access, Handler handler) {
    return of("PUT", path, access, handler);
  }

  private static Route of(String method, String path, Access access, Handler handler) {
    return new Route(method, path, access, Load.OTHER, method.equals("GET"), handler);
  }

  /// The same route under another load.
  public Route under(Load other) {
    return new Route(method, path, access, other, hasQuery, handler);
  }

  /// The same route with a query, for one that changes something.
  public Route withQuery() {
    return new Route(method, path, access, load, true, handler);
  }

  /// The same route, answered by another handler.
  Route answeredBy(Handler other) {
    return new Route(method, path, access, load, hasQuery, other);
  }
}
