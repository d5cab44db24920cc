package dev.whence.training.retraining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.models.bundles.BundleFiles;
import dev.whence.training.runs.CannotTrain;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The models of a running service, over REST.
public final class ModelService implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String MODELS = "/v1/models";
  private static final String ASSIGNMENTS = "/v1/model-assignments";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI base;
  private final Optional<String> apiKey;
  private final String author;

  /// @param base for instance `http://127.0.0.1:8080`
  /// @param apiKey says who calls; it is in no message
  /// @param author who publishes and assigns, where a key does not say it
  public ModelService(URI base, Optional<String> apiKey, String author) {
    this.base = base;
    this.apiKey = apiKey;
    this.author = author;
  }

  /// The version that answers for a model now; empty while the rules alone do.
  ///
  /// @throws CannotTrain if the service does not answer, or refuses
  Optional<String> active(String model) {
    for (JsonNode version : get(ASSIGNMENTS).path("items")) {
      if (version.path("inForce").asBoolean()) {
        return Optional.of(version.path("models").path(model).path("version").asText(""))
            .filter(each -> !each.isEmpty());
      }
    }
    return Optional.empty();
  }

  /// The versions of a model that are published.
  Set<String> published(String model) {
    var versions = new TreeSet<String>();
    get(MODELS + "?model=" + model)
        .path("items")
        .forEach(each -> versions.add(each.path("version").asText()));
    return versions;
  }

  /// Writes the files of a published bundle.
  void save(String model, String version, Path folder) throws IOException {
    Files.createDirectories(folder);
    JsonNode files = get("%s/%s/%s".formatted(MODELS, model, version)).path("files");
    for (Map.Entry<String, JsonNode> file : files.properties()) {
      Files.write(
          folder.resolve(file.getKey()), Base64.getDecoder().decode(file.getValue().asText()));
    }
  }

  /// Publishes a bundle, which answers nothing by that.
  void publish(Path folder, String note) throws IOException {
    ObjectNode body = JSON.createObjectNode().put("author", author).put("note", note);
    ObjectNode files = body.putObject("files");
    BundleFiles.all(folder)
        .forEach((name, content) -> files.put(name, Base64.getEncoder().encodeToString(content)));
    post(MODELS, body);
  }

  /// Makes published versions answer, or be asked in the shadow, from now on.
  ///
  /// @return the number of the assignment
  int assign(Map<String, String> versions, boolean shadow, String reason) {
    ObjectNode body = JSON.createObjectNode().put("author", author).put("note", reason);
    ObjectNode models = body.putObject(shadow ? "shadows" : "models");
    versions.forEach(models::put);
    int number = post(ASSIGNMENTS, body).path("number").asInt();
    post(
        "%s/%d/activate".formatted(ASSIGNMENTS, number),
        JSON.createObjectNode().put("author", author).put("reason", reason));
    return number;
  }

  private JsonNode get(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)).GET());
  }

  private JsonNode post(String path, ObjectNode body) {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private JsonNode send(HttpRequest.Builder request) {
    request.timeout(PATIENCE);
    apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key.strip()));
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (response.statusCode() / 100 == 2) {
        return JSON.readTree(response.body());
      }
      throw new CannotTrain(
          "The service at %s answered %d: %s"
              .formatted(base, response.statusCode(), detail(response.body())));
    } catch (IOException e) {
      throw new CannotTrain(
          "No answer from %s: %s\nMaybe the service is not running there; name it with --url."
              .formatted(base, Optional.ofNullable(e.getMessage()).orElse("no connection")));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotTrain("Interrupted while waiting for %s.".formatted(base));
    }
  }

  private static String detail(String body) {
    try {
      return JSON.readTree(body).path("detail").asText(body);
    } catch (IOException e) {
      return body;
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
