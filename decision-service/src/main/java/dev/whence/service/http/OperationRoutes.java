package dev.whence.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.store.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What operators and machines ask of any service: health, metrics, the API's description.
public final class OperationRoutes {
  private static final String INDEX =
      """
      Whence decides which ship nodes send an order, by which carrier service, when it arrives and
      what will likely come back.

      POST /v1/decisions     decide an order: {"mode": "evaluate" | "commit", "order": {...}}
      GET  /v1/decisions     what was decided
      GET  /v1/whoami        who is asking, and what that may
      GET  /openapi.yaml     every route with its shapes
      GET  /health/ready     whether everything it needs is there
      GET  /metrics          for Prometheus
      """;

  private final Supplier<List<Check>> checks;
  private final Supplier<Check> store;
  private final Metrics metrics;
  private final byte[] openApiYaml = resource("openapi.yaml");

  /// @param checks made anew for each question
  /// @param store the one of them that the service lives with, but cannot work without
  public OperationRoutes(Supplier<List<Check>> checks, Supplier<Check> store, Metrics metrics) {
    this.checks = checks;
    this.store = store;
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

    Check withoutWarnings() {
      return new Check(name, up, required, detail);
    }
  }

  /// Where to begin, for those who have no browser.
  public static Answer index() {
    return Answer.text("text/plain", INDEX);
  }

  public List<Route> routes() {
    return Stream.of(
            Route.get("/health/live", Access.ANYONE, call -> live()),
            Route.get("/health/ready", Access.ANYONE, this::ready),
            Route.get(
                "/metrics",
                Access.OPERATIONS_FROM_HERE,
                call -> Answer.text("text/plain; version=0.0.4", metrics.scrape())),
            Route.get(
                "/openapi.yaml",
                Access.ANYONE,
                call -> Answer.text("application/yaml", openApiYaml())),
            Route.get("/openapi.json", Access.ANYONE, call -> Answer.ok(OpenApi.tree(openApiYaml))),
            Route.get("/problems/{slug}", Access.ANYONE, OperationRoutes::problem),
            Route.post("/v1/ping", Access.ANYONE, OperationRoutes::ping))
        .map(route -> route.under(Route.Load.LIGHT))
        .toList();
  }

  /// The process works, whatever it waits for: to start it anew would not help. So it is up, and
  /// says what it waits for.
  private Answer live() {
    var view = new LinkedHashMap<String, Object>();
    view.put("status", "UP");
    view.put("checks", List.of(store.get()));
    return Answer.ok(view);
  }

  private Answer ready(Call call) {
    List<Check> results = checks.get();
    if (!isKnown(call)) {
      results = results.stream().map(Check::withoutWarnings).toList();
    }
    boolean up = results.stream().allMatch(check -> check.up() || !check.required());
    var view = new LinkedHashMap<String, Object>();
    view.put("status", up ? "UP" : "DOWN");
    view.put("checks", results);
    Answer answer = Answer.json(up ? 200 : 503, view);
    return up ? answer : answer.with("Retry-After", "1");
  }

  /// What the tables name is not for everybody; whether all is well is.
  private static boolean isKnown(Call call) {
    try {
      return call.findPrincipal().isPresent();
    } catch (FailureException | StoreUnavailableException e) {
      return false;
    }
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
