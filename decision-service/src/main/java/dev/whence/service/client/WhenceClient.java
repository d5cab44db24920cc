package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Calls the REST interface. Thread-safe.
public final class WhenceClient implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// The files of a network folder and where each is loaded, in the order that keeps references
  /// valid.
  private static final List<Map.Entry<String, String>> NETWORK =
      List.of(
          Map.entry("ship-nodes.json", "/v1/ship-nodes"),
          Map.entry("carrier-services.json", "/v1/carrier-services"),
          Map.entry("items.json", "/v1/items"),
          Map.entry("stock.csv", "/v1/stock"));

  /// Files that may lie beside them: what parcels took lately.
  private static final List<Map.Entry<String, String>> RECENT =
      List.of(
          Map.entry("shipments.jsonl", "/v1/shipments"),
          Map.entry("shipment-events.jsonl", "/v1/shipment-events"));

  private static final int LINES_A_REQUEST = 5_000;

  /// Without offering a newer HTTP with each request.
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI base;
  private final Optional<String> authorization;

  /// @param base for instance `http://127.0.0.1:8080`
  public WhenceClient(URI base) {
    this(base, Optional.empty());
  }

  /// @param apiKey says who calls; it is in no message
  public WhenceClient(URI base, Optional<String> apiKey) {
    this.base = base;
    this.authorization = apiKey.map(key -> "Bearer " + key.strip());
  }

  /// @param body as text; not JSON when something else than the service answers
  public record Reply(int status, String body) {
    public boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    /// What is wrong, in the words of the service: of a problem its detail, else the whole body.
    String detail() {
      try {
        return JSON.readTree(body).path("detail").asText(body);
      } catch (IOException e) {
        return body;
      }
    }

    /// @throws UncheckedIOException if the body is no JSON
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException("No JSON came back: " + body, e);
      }
    }
  }

  /// @throws UncheckedIOException if the service cannot be reached
  public Reply get(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)).GET());
  }

  /// Saves what is answered, if it is a success; then the reply has no body.
  ///
  /// @throws UncheckedIOException if the service cannot be reached, or the file not be written
  Reply save(String path, Path file) {
    try {
      HttpResponse<byte[]> response =
          http.send(
              signed(HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).GET()).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      var reply = new Reply(response.statusCode(), "");
      if (!reply.isSuccess()) {
        return new Reply(
            response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
      }
      try {
        Files.write(file, response.body());
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot write " + file + ".", e);
      }
      return reply;
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for an answer.", e);
    }
  }

  /// As [#get(String)], for what takes long.
  ///
  /// @param patience until the answer comes
  Reply get(String path, Duration patience) {
    return send(HttpRequest.newBuilder(base.resolve(path)).GET(), patience);
  }

  /// The lines of an answer as they come; to be closed.
  ///
  /// @throws UncheckedIOException if the service cannot be reached, also later, by the stream
  /// @throws IllegalStateException if it refuses, with its words
  Stream<String> lines(String path) {
    try {
      HttpResponse<Stream<String>> response =
          http.send(
              signed(HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).GET()).build(),
              HttpResponse.BodyHandlers.ofLines());
      if (response.statusCode() == 200) {
        return response.body();
      }
      try (Stream<String> body = response.body()) {
        throw new IllegalStateException(
            "The service answered %d: %s"
                .formatted(response.statusCode(), body.collect(Collectors.joining("\n"))));
      }
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for an answer.", e);
    }
  }

  private UncheckedIOException unreachable(IOException e) {
    return new UncheckedIOException(
        "No answer from %s: %s\nMaybe the service is not running there."
            .formatted(base, Objects.requireNonNullElse(e.getMessage(), "no connection")),
        e);
  }

  /// @throws UncheckedIOException if the service cannot be reached
  public Reply post(String path, String json) {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  /// Begins a POST of NDJSON whose answers are read while its lines are sent.
  ///
  /// @throws IOException if the service cannot be reached
  LineExchange exchange(String path) throws IOException {
    return exchange(path, LineExchange.LINES);
  }

  /// As [#exchange(String)], with headers of its own.
  LineExchange exchange(String path, List<String> headers) throws IOException {
    var all = new ArrayList<>(headers);
    authorization.ifPresent(value -> all.add("Authorization: " + value));
    return LineExchange.open(base.resolve(path), all, PATIENCE);
  }

  private HttpRequest.Builder signed(HttpRequest.Builder request) {
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  /// Connections for a load, to be closed.
  LoadConnections load() {
    return new LoadConnections(base, authorization);
  }

  private Reply send(HttpRequest.Builder request) {
    return send(request, PATIENCE);
  }

  private Reply send(HttpRequest.Builder request, Duration patience) {
    try {
      HttpResponse<String> response =
          http.send(
              signed(request.timeout(patience)).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Reply(response.statusCode(), response.body());
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for an answer.", e);
    }
  }

  /// Loads a network folder: ship nodes, carrier services, items, stock, and recent shipments with
  /// their scans where there are any.
  ///
  /// @throws IllegalStateException if the service refuses a file, with its words
  /// @throws UncheckedIOException if a file cannot be read
  public void loadNetwork(Path folder) {
    for (Map.Entry<String, String> file : NETWORK) {
      loadFile(folder.resolve(file.getKey()), file.getValue());
    }
    loadRecent(folder);
  }

  /// @throws IllegalStateException if the service refuses it, with its words
  /// @throws UncheckedIOException if it cannot be read
  void loadFile(Path file, String route) {
    String type = file.toString().endsWith(".csv") ? "text/csv" : "application/json";
    require(file, put(route, type, read(file)));
  }

  /// What parcels took lately, if the folder tells.
  void loadRecent(Path folder) {
    for (Map.Entry<String, String> file : RECENT) {
      Path path = folder.resolve(file.getKey());
      if (Files.exists(path)) {
        loadLines(path, file.getValue());
      }
    }
  }

  private void loadLines(Path file, String route) {
    List<String> lines = read(file).lines().toList();
    for (int from = 0; from < lines.size(); from += LINES_A_REQUEST) {
      List<String> part = lines.subList(from, Math.min(lines.size(), from + LINES_A_REQUEST));
      require(
          file,
          send(
              HttpRequest.newBuilder(base.resolve(route))
                  .header("Content-Type", "application/x-ndjson")
                  .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", part)))));
    }
  }

  private static void require(Path file, Reply reply) {
    if (!reply.isSuccess()) {
      throw new IllegalStateException(
          "The service refused %s with status %d: %s"
              .formatted(file, reply.status(), reply.body()));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read %s.\nMaybe it is not a network folder.".formatted(file), e);
    }
  }

  /// @throws UncheckedIOException if the service cannot be reached
  public Reply put(String path, String contentType, String body) {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", contentType)
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  /// @throws UncheckedIOException if the service cannot be reached
  Reply put(String path, String json, Map<String, String> headers) {
    return put(path, "application/json", json.getBytes(StandardCharsets.UTF_8), headers);
  }

  /// @throws UncheckedIOException if the service cannot be reached
  Reply put(String path, String contentType, byte[] body, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", contentType)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return send(request);
  }

  @Override
  public void close() {
    http.close();
  }
}
