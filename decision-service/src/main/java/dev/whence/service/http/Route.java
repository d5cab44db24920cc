package dev.whence.service.http;

/// One method on one path.
///
/// @param path as OpenAPI writes it, for instance `/v1/decisions/{id}`
public record Route(String method, String path, Handler handler) {

  /// Answers one call; failures are thrown. Must be thread-safe.
  @FunctionalInterface
  public interface Handler {
    Answer answer(Call call);
  }

  public static Route get(String path, Handler handler) {
    return new Route("GET", path, handler);
  }

  public static Route post(String path, Handler handler) {
    return new Route("POST", path, handler);
  }

  public static Route patch(String path, Handler handler) {
    return new Route("PATCH", path, handler);
  }

  public static Route delete(String path, Handler handler) {
    return new Route("DELETE", path, handler);
  }

  public static Route put(String path, Handler handler) {
    return new Route("PUT", path, handler);
  }
}
