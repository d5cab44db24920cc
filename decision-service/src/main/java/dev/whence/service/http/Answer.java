package dev.whence.service.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What goes back to the caller.
///
/// @param headers beyond content type and length
public record Answer(int status, String contentType, Body body, Map<String, String> headers) {
  public static final String JSON = "application/json";
  public static final String PROBLEM = "application/problem+json";

  public Answer {
    headers = Map.copyOf(headers);
  }

  /// @param bytes not copied; nobody may write to it afterwards
  public Answer(int status, String contentType, byte[] bytes, Map<String, String> headers) {
    this(status, contentType, new Body.Whole(bytes), headers);
  }

  public sealed interface Body {
    @SuppressWarnings("ArrayRecordComponent") // a body is only ever sent, never compared
    record Whole(byte[] bytes) implements Body {}

    /// Of a length that is not known when its first byte is sent.
    record Streamed(Stream stream) implements Body {}
  }

  /// A body that is written while the request may still be read. For one answer.
  public interface Stream {
    /// Writes all of it and returns; `out` is not closed, and any one thread at a time may write.
    ///
    /// @throws IOException if the client is gone or cannot be understood any further: the
    ///   connection is closed without the end of the body, so that nobody takes it for whole
    void writeTo(OutputStream out) throws IOException;

    /// Whether the client has sent something that is not answered yet: then it may wait in silence.
    /// Asked by any thread.
    boolean isOwing();
  }

  /// 200 with `view` as JSON.
  public static Answer ok(Object view) {
    return json(200, view);
  }

  public static Answer json(int status, Object view) {
    return new Answer(status, JSON, Json.bytes(view), Map.of());
  }

  public static Answer text(String contentType, String text) {
    return new Answer(
        200, contentType + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /// A file to be saved.
  ///
  /// @param name without quotes
  /// @param bytes not copied; nobody may write to it afterwards
  public static Answer file(String contentType, String name, byte[] bytes) {
    return new Answer(
        200,
        contentType,
        bytes,
        Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""));
  }

  public static Answer streamed(String contentType, Stream stream) {
    return new Answer(200, contentType, new Body.Streamed(stream), Map.of());
  }

  /// The body.
  ///
  /// @throws IllegalStateException if it is streamed
  byte[] bytes() {
    return switch (body) {
      case Body.Whole(var bytes) -> bytes;
      case Body.Streamed ignored -> throw new IllegalStateException("The body is streamed.");
    };
  }

  public Answer with(String header, String value) {
    var more = new java.util.LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, body, more);
  }
}
