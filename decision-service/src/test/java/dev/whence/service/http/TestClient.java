package dev.whence.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Calls a server on this machine.
public final class TestClient {
  /// Of its own: connections that are kept would be tried at the next server that gets their port.
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final int port;

  public TestClient(int port) {
    this.port = port;
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  public HttpResponse<String> post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  public HttpResponse<String> post(String path, String contentType, String body) {
    return send(
        request(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
  }

  public HttpResponse<String> post(String path) {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  public HttpResponse<String> put(String path, String contentType, String body) {
    return send(
        request(path).header("Content-Type", contentType).PUT(BodyPublishers.ofString(body)));
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public static JsonNode json(HttpResponse<String> response) {
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }

  /// Status, type, and place and message of each error: what a test wants to see of a problem.
  public static String problem(HttpResponse<String> response) {
    JsonNode problem = json(response);
    var text = new StringBuilder();
    text.append(response.statusCode()).append(' ').append(problem.path("type").asText());
    for (JsonNode error : problem.path("errors")) {
      text.append('\n');
      for (String place : List.of("pointer", "parameter", "header", "row", "column")) {
        if (error.has(place)) {
          text.append(error.path(place).asText()).append(' ');
        }
      }
      text.append(error.path("message").asText().replace("\n", " "));
    }
    return text.toString();
  }
}
