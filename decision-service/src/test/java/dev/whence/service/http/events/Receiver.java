package dev.whence.service.http.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.whence.service.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/// Whoever webhooks are sent to: keeps what comes and answers as told.
final class Receiver implements AutoCloseable {
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final ToIntFunction<Received> answer;
  private final HttpServer server;

  /// @param nanos when it came, by [System#nanoTime]
  record Received(String id, String timestamp, String signature, String body, long nanos) {
    JsonNode json() {
      return Json.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    String subject() {
      return json().path("subject").asText();
    }

    String order() {
      return json().path("orderId").asText();
    }
  }

  /// @param answer the status for a request that was kept before
  Receiver(ToIntFunction<Received> answer) {
    this.answer = answer;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    var request =
        new Received(
            headers.getFirst("webhook-id"),
            headers.getFirst("webhook-timestamp"),
            headers.getFirst("webhook-signature"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
            System.nanoTime());
    received.add(request);
    int status = answer.applyAsInt(request);
    exchange.getResponseHeaders().add("Location", url());
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /// What came so far, in the order it came.
  List<Received> received() {
    return List.copyOf(received);
  }

  List<String> subjects() {
    return received.stream().map(Received::subject).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
