package dev.whence.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.metrics.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What operators and machines ask of any service: health, metrics, the API's description.
public final class OperationRoutes {
  private static final String INDEX =
      """
      Whence decides which ship nodes send an order, by which carrier service, when it arrives and
      what will likely come back.

      POST /v1/decisions     decide an order: {"mode": "evaluate" | "commit", "order": {...}}
      GET  /v1/decisions     what was decided
      GET  /openapi.yaml     every route with its shapes
      GET  /health/ready     whether everything it needs is there
      GET  /metrics          for Prometheus
      """;

  private final Supplier<List<Check>> checks;
  private final Metrics metrics;
  private final byte[] openApiYaml = resource("openapi.yaml");

  /// @param checks made anew for each question
  public OperationRoutes(Supplier<List<Check>> checks, Metrics metrics) {
    this.checks = checks;
    this.metrics = metrics;
  }

  /// One thing the service needs.
  ///
  /// @param required whether the service is not ready without it
  /// @param detail for a person
  /// @param warnings what it needs no less, and somebody should look at; left out when there are
  ///   none
  public record Check(
      String name,
      boolean up,
      boolean required,
      String detail,
      @Nullable List<TableWarningView> warnings) {
    public Check(String name, boolean up, boolean required, String detail) {
      this(name, up, required, detail, null);
    }
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/", call -> Answer.text("text/plain", INDEX)),
        Route.get("/health/live", call -> Answer.ok(Map.of("status", "UP"))),
        Route.get("/health/ready", call -> ready()),
        Route.get("/metrics", call -> Answer.text("text/plain; version=0.0.4", metrics.scrape())),
        Route.get("/openapi.yaml", call -> Answer.text("application/yaml", openApiYaml())),
        Route.get("/openapi.json", call -> Answer.ok(OpenApi.tree(openApiYaml))),
        Route.get("/problems/{slug}", OperationRoutes::problem),
        Route.post("/v1/ping", OperationRoutes::ping));
  }

  private Answer ready() {
    List<Check> results = checks.get();
    boolean up = results.stream().allMatch(check -> check.up() || !check.required());
    var view = new LinkedHashMap<String, Object>();
    view.put("status", up ? "UP" : "DOWN");
    view.put("checks", results);
    return Answer.json(up ? 200 : 503, view);
  }

  private String openApiYaml() {
    return new String(openApiYaml, StandardCharsets.UTF_8);
  }

  private static Answer problem(Call call) {
    String slug = call.pathParameter("slug");
    return Arrays.stream(ProblemType.values())
        .filter(type -> type.slug.equals(slug))
        .findFirst()
        .map(type -> new String(resource("problems/" + type.slug + ".md"), StandardCharsets.UTF_8))
        .map(page -> Answer.text("text/markdown", page))
        .orElseThrow(() -> new FailureException(new Failure.NotFound("kind of problem", slug)));
  }

  /// Parses and answers JSON and does nothing: what the server alone costs.
  private static Answer ping(Call call) {
    JsonNode body = call.json();
    return Answer.ok(new Pong(true, body));
  }

  private record Pong(boolean pong, JsonNode received) {}

  private static byte[] resource(String name) {
    try (InputStream in = OperationRoutes.class.getResourceAsStream(name)) {
      return Optional.ofNullable(in)
          .orElseThrow(() -> new IllegalStateException("The program lacks its file " + name + "."))
          .readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
