package dev.whence.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.metrics.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Clients that keep the service waiting, and crowds of them.
class SlowClientsTest {
  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofSeconds(8);

  private final Metrics metrics = new Metrics();
  private final List<HttpServer> started = new ArrayList<>();

  private void start(int mostConnections, Duration silence, Duration keepAlive) {
    byte[] much = new byte[32 << 20];
    started.add(
        HttpServer.start(
            "127.0.0.1",
            0,
            RequestLimits.DEFAULT,
            new ConnectionLimits(mostConnections, silence, keepAlive),
            WorkLimits.of(16, 16, Duration.ofSeconds(10)),
            List.of(
                Route.post("/v1/echo", Access.ANYONE, call -> Answer.ok(call.json())),
                Route.get(
                    "/v1/much",
                    Access.ANYONE,
                    call ->
                        Answer.text(
                            "text/plain",
                            new String(much, java.nio.charset.StandardCharsets.US_ASCII))),
                Route.get("/health/ready", Access.ANYONE, call -> Answer.ok("ready")),
                Route.get(
                    "/v1/things/{id}", Access.ANYONE, call -> Answer.ok(call.pathParameter("id")))),
            metrics));
  }

  private int port() {
    return started.getLast().port();
  }

  @AfterEach
  void stop() {
    started.forEach(HttpServer::close);
  }

  private static final String THING = "GET /v1/things/1 HTTP/1.1\nHost: h\n\n";
  private static final String HEALTH = "GET /health/ready HTTP/1.1\nHost: h\n\n";
  private static final String STALLED =
      "POST /v1/echo HTTP/1.1\nHost: h\nContent-Type: application/json\nContent-Length: 100\n\n{";

  @Test
  void whoSendsNothingIsClosedWithoutAWord() throws IOException {
    start(100, SILENCE, Duration.ofMinutes(1));
    try (var client = new RawClient(port())) {
      assertThat(client.untilClosed(SOON)).isEmpty();
    }
    // The client sees the end a moment before it is counted.
    long end = System.nanoTime() + SOON.toNanos();
    while (!metrics.scrape().contains("whence_http_refused_total{reason=\"silent\"} 1.0")) {
      assertThat(System.nanoTime()).as(metrics.scrape()).isLessThan(end);
    }
  }

  @Test
  void halfARequestIsClosedWithAnAnswer() throws IOException {
    start(100, SILENCE, Duration.ofMinutes(1));
    for (String half :
        List.of(
            "GET /v1/thi",
            "GET /v1/things/1 HTTP/1.1\nHost: h\nAcc",
            "GET /v1/things/1 HTTP/1.0\nAcc",
            STALLED,
            STALLED.replace("Content-Length: 100", "Transfer-Encoding: chunked"),
            STALLED.replace("POST", "DELETE"),
            THING + "GET /v1/thi")) {
      Instant begin = Instant.now();
      try (var client = new RawClient(port())) {
        String answer = client.send(half).untilClosed(SOON);

        assertThat(Duration.between(begin, Instant.now()))
            .as(half)
            .isLessThan(SOON.minusSeconds(2));
        if (!half.contains("DELETE")) { // which was answered before its body came
          assertThat(answer)
              .as(half)
              .contains("HTTP/1.1 408 ")
              .contains("/problems/malformed-http");
        }
      }
    }
    assertThat(metrics.scrape()).contains("whence_http_refused_total{reason=\"slow_request\"} 7.0");
  }

  @Test
  void aByteNowAndThenIsNotEnough() throws Exception {
    start(100, SILENCE, Duration.ofMinutes(1));
    Instant begin = Instant.now();
    try (var client = new RawClient(port())) {
      client.send("GET /v1/things/1 HTTP/1.1\nHost: h\nX: ");
      boolean open = true;
      while (open && Duration.between(begin, Instant.now()).compareTo(SOON) < 0) {
        Thread.sleep(200);
        try {
          client.send("a");
        } catch (IOException e) {
          open = false;
        }
      }

      assertThat(open).isFalse();
    }
  }

  @Test
  void aLongBodyThatKeepsComingIsTaken() throws Exception {
    start(100, SILENCE, Duration.ofMinutes(1));
    String body = "{\"a\":\"" + "a".repeat(20_000) + "\"}";
    try (var client = new RawClient(port())) {
      client.send(STALLED.replace("100\n\n{", body.length() + "\n\n"));
      for (int i = 0; i < body.length(); i += 2_000) {
        client.send(body.substring(i, Math.min(body.length(), i + 2_000)));
        Thread.sleep(250);
      }

      assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void connectionWithoutAFurtherRequestIsClosedAfterItsOwnTime() throws IOException {
    start(100, Duration.ofMinutes(1), SILENCE);
    try (var client = new RawClient(port())) {
      assertThat(client.send(THING).answer()).startsWith("HTTP/1.1 200 ");
      Instant begin = Instant.now();

      assertThat(client.untilClosed(SOON)).isEmpty();
      assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofMillis(900));
    }
    assertThat(metrics.scrape()).contains("whence_http_refused_total{reason=\"silent\"} 0.0");
  }

  @Test
  void whoDoesNotTakeTheAnswerIsClosed() throws Exception {
    start(100, SILENCE, Duration.ofMinutes(1));
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
      socket
          .getOutputStream()
          .write(
              "GET /v1/much HTTP/1.1\r\nHost: h\r\n\r\n"
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      String closed = "whence_http_refused_total{reason=\"slow_reader\"} 1.0";
      Instant begin = Instant.now();
      while (!metrics.scrape().contains(closed)
          && Duration.between(begin, Instant.now()).compareTo(SOON) < 0) {
        Thread.sleep(100);
      }

      assertThat(metrics.scrape()).contains(closed);
    }
  }

  /// Five thousand connections of all kinds against a limit of two hundred.
  @Test
  void crowdOfHalfSentRequestsLocksNobodyOut() throws IOException {
    start(200, Duration.ofSeconds(3), Duration.ofMinutes(1));
    List<RawClient> crowd = new ArrayList<>();
    try {
      List<String> halves = List.of("", "GET /v1", "GET /v1/things/1 HTTP/1.1\nHo", STALLED);
      for (int i = 0; i < 5_000; i++) {
        crowd.add(tryToSend(halves.get(i % halves.size())));
        if (i % 500 == 499) {
          assertThat(askAtOnce(HEALTH)).as("after %d", i).startsWith("HTTP/1.1 200 ");
        }
      }
      assertThat(joinUntilTurnedAway(crowd))
          .startsWith("HTTP/1.1 503 ")
          .contains("As many connections as may be (200) are open")
          .contains("Retry-After: 1");
      assertThat(metrics.scrape())
          .contains("whence_http_refused_total{reason=\"too_many_connections\"}");

      Instant begin = Instant.now();
      while (!askAtOnce(THING).startsWith("HTTP/1.1 200 ")) {
        assertThat(Duration.between(begin, Instant.now())).isLessThan(SOON);
      }
    } finally {
      for (RawClient client : crowd) {
        client.close();
      }
    }
  }

  @Test
  void idleConnectionsMakeRoom() throws Exception {
    start(20, Duration.ofMinutes(1), Duration.ofMinutes(1));
    List<RawClient> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        var client = new RawClient(port());
        idle.add(client);
        assertThat(client.send(THING).answer()).startsWith("HTTP/1.1 200 ");
        if (i == 0) {
          Thread.sleep(300); // the service may hear a moment after us that it is idle
        }
      }
      Thread.sleep(300);

      assertThat(askAtOnce(THING)).startsWith("HTTP/1.1 200 ");
      assertThat(idle.getFirst().untilClosed(SOON)).as("the one that was idle longest").isEmpty();
      assertThat(idle.getLast().send(THING).answer()).startsWith("HTTP/1.1 200 ");
    } finally {
      for (RawClient client : idle) {
        client.close();
      }
    }
  }

  /// More and more who are served, and then stop in the middle of a request: who only stayed would
  /// be idle, and make room.
  private String joinUntilTurnedAway(List<RawClient> crowd) {
    Instant begin = Instant.now();
    while (Duration.between(begin, Instant.now()).compareTo(SOON) < 0) {
      try {
        var client = new RawClient(port());
        crowd.add(client);
        String answer = client.send(THING).answer();
        if (answer.startsWith("HTTP/1.1 503 ")) {
          return answer;
        }
        client.send("GET /v1");
      } catch (IOException e) {
        // Turned away before it could ask.
      }
    }
    return "nobody was turned away within " + SOON;
  }

  private RawClient tryToSend(String text) throws IOException {
    var client = new RawClient(port());
    try {
      client.send(text);
    } catch (IOException e) {
      // Turned away already.
    }
    return client;
  }

  private String askAtOnce(String request) throws IOException {
    for (int tries = 0; ; tries++) {
      try (var client = new RawClient(port())) {
        Instant begin = Instant.now();
        String answer = client.send(request).answer();
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(2));
        if (!answer.isEmpty() || tries == 20) {
          return answer;
        }
      } catch (IOException e) {
        assertThat(tries).isLessThan(20);
      }
    }
  }
}
