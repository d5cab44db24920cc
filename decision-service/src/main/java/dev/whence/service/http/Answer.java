package dev.whence.service.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What goes back to the caller.
///
/// @param body not copied; nobody may write to it afterwards
/// @param headers beyond content type and length
@SuppressWarnings("ArrayRecordComponent") // a body is only ever sent, never compared
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
  public static final String JSON = "application/json";
  public static final String PROBLEM = "application/problem+json";

  public Answer {
    headers = Map.copyOf(headers);
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

  public Answer with(String header, String value) {
    var more = new java.util.LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, body, more);
  }
}
