package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.client.WhenceClient.Reply;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/// Shows a running service: loads the demonstration network if none is loaded, commits a few orders
/// of different kinds and prints each answer.
public final class Demonstration {
  private static final DateTimeFormatter ORDER_SUFFIX =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final WhenceClient client;
  private final URI base;
  private final Path examples;
  private final Clock clock;
  private final PrintStream out;

  /// @param base where the service answers, for what to try next
  /// @param examples folder with the network's files and a folder `orders`
  public Demonstration(WhenceClient client, URI base, Path examples, Clock clock, PrintStream out) {
    this.client = client;
    this.base = base;
    this.examples = examples;
    this.clock = clock;
    this.out = out;
  }

  /// @throws IllegalStateException if the service refuses something, with its words
  public void run() {
    if (networkIsEmpty()) {
      out.println("Loading the demonstration network from " + examples + " ...");
      client.loadNetwork(examples);
    } else {
      out.println("Found the network of an earlier start, with its stock and decisions.");
    }
    String run = ORDER_SUFFIX.format(Instant.now(clock));
    for (Path file : orders()) {
      out.println();
      out.println("-- " + file.getFileName().toString().replace(".json", "").replace('-', ' '));
      route(file, run).forEach(out::println);
    }
    out.println();
    out.println(whatNext());
  }

  private String whatNext() {
    return """
    The service keeps running. Look at %1$s/ in a browser, or try, in another terminal:
      curl -s '%1$s/v1/decisions?limit=3'                 the newest decisions
      curl -s '%1$s/v1/decisions/ID/why-not/DC-DALLAS'    with a recorded id from above
      curl -s -X POST '%1$s/v1/decisions/ID/replay'       decide it again from its record
      curl -s '%1$s/metrics' | grep whence                what is counted
      curl -s '%1$s/openapi.yaml'                         everything else there is
    docs/api.md has orders to send. Ctrl-C here stops the service and its database.\
    """
        .formatted(base);
  }

  private boolean networkIsEmpty() {
    Reply reply = client.get("/v1/ship-nodes?limit=1");
    if (!reply.isSuccess()) {
      throw new IllegalStateException(
          "The service answered %d: %s".formatted(reply.status(), reply.body()));
    }
    return reply.json().path("items").isEmpty();
  }

  private List<Path> orders() {
    try (Stream<Path> files = Files.list(examples.resolve("orders"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the orders in %s.".formatted(examples), e);
    }
  }

  private List<String> route(Path file, String run) {
    ObjectNode request;
    try {
      request = (ObjectNode) WhenceClient.JSON.readTree(file.toFile());
      ObjectNode order = (ObjectNode) request.path("order");
      order.put("orderId", order.path("orderId").asText() + "-" + run);
      order.put("orderedAt", Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read %s.".formatted(file), e);
    }
    Reply reply = client.post("/v1/decisions", request.toString());
    JsonNode answer = reply.json();
    return reply.isSuccess()
        ? DecisionText.of(answer)
        : List.of("  refused (%d): %s".formatted(reply.status(), answer.path("detail").asText()));
  }
}
