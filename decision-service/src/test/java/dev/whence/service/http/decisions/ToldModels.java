package dev.whence.service.http.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.TestService;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// The released models, but for one feature each, which they read from what they are told.
final class ToldModels {
  private static final Path RELEASED = Path.of("../models/released");
  private static final String VERSION = "2026-10-30.4";

  private ToldModels() {}

  /// With a feature renamed to an attribute that every question must bring.
  static void publish(TestClient api, String model, String feature, String attribute) {
    String body =
        TestService.publication(
            RELEASED.resolve(model).resolve(VERSION),
            "told",
            card -> {
              if (card.at("/calibration/promise") instanceof ArrayNode promise) {
                promise.removeAll(); // which weighs features by their names
              }
              for (JsonNode column : card.path("features")) {
                if (column.path("name").asText().equals(feature)) {
                  ((ObjectNode) column).put("name", attribute).put("required", true);
                }
              }
            });
    ObjectNode publication = (ObjectNode) Json.parse(body.getBytes(StandardCharsets.UTF_8));
    ObjectNode files = (ObjectNode) publication.path("files");
    String golden =
        new String(
            Base64.getDecoder().decode(files.path("golden.csv").asText()), StandardCharsets.UTF_8);
    files.put(
        "golden.csv",
        Base64.getEncoder()
            .encodeToString(
                golden.replaceFirst(feature, attribute).getBytes(StandardCharsets.UTF_8)));
    var answer = api.post("/v1/models", publication.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /// Lets what was published answer.
  static void assign(TestClient api, String... models) {
    JsonNode assigned =
        TestClient.json(
            api.post(
                "/v1/model-assignments",
                "{\"models\": {%s}, \"author\": \"anna\"}"
                    .formatted(
                        List.of(models).stream()
                            .map("\"%s\": \"told\""::formatted)
                            .collect(Collectors.joining(", ")))));
    var active =
        api.post(
            "/v1/model-assignments/%s/activate".formatted(assigned.path("number").asText()),
            "{\"author\": \"anna\"}");
    assertThat(active.statusCode()).as(active.body()).isEqualTo(200);
  }
}
