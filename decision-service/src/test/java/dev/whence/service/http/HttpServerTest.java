package dev.whence.service.http;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.service.metrics.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private final CountDownLatch slowStarted = new CountDownLatch(1);
  private HttpServer server;
  private TestClient api;

  @BeforeEach
  void start() {
    server =
        HttpServer.start(
            "127.0.0.1",
            0,
            RequestLimits.DEFAULT,
            ConnectionLimits.DEFAULT,
            WorkLimits.of(16, 16, Duration.ofSeconds(10)),
            List.of(
                Route.post("/v1/echo", Access.ANYONE, call -> Answer.ok(call.json())),
                Route.get(
                    "/v1/things/{id}", Access.ANYONE, call -> Answer.ok(call.pathParameter("id"))),
                Route.put("/v1/things/{id}", Access.ANYONE, call -> Answer.ok("put")),
                Route.get("/v1/slow", Access.ANYONE, call -> slow()),
                Route.get(
                    "/v1/bug",
                    Access.ANYONE,
                    call -> {
                      throw new IllegalStateException("secret");
                    })),
            new Metrics());
    api = new TestClient(server.port());
  }

  private Answer slow() {
    slowStarted.countDown();
    try {
      TimeUnit.MILLISECONDS.sleep(700);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return Answer.ok("done");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void malformedJsonIsToldByLineAndColumn() {
    HttpResponse<String> response = api.post("/v1/echo", "{\"a\": 1,\n \"b\": }");

    assertThat(problem(response)).isEqualTo("400 /problems/malformed-body");
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(response).path("line").asInt()).isEqualTo(2);
    assertThat(json(response).path("column").asInt()).isEqualTo(7);
    assertThat(json(response).path("instance").asText()).isEqualTo("/v1/echo");
  }

  @Test
  void whatIsNotOneJsonValueIsMalformed() {
    for (String body :
        List.of(
            "",
            " ",
            "{",
            "{} {}",
            "{\"a\":1,\"a\":2}",
            "[1,]",
            "{'a':1}",
            "NaN",
            "01",
            "\"\u0001\"")) {
      assertThat(problem(api.post("/v1/echo", body)))
          .as(body)
          .isEqualTo("400 /problems/malformed-body");
    }
    assertThat(problem(api.post("/v1/echo", "[".repeat(100_000))))
        .isEqualTo("400 /problems/malformed-body");
    assertThat(problem(postBytes("/v1/echo", new byte[] {'"', (byte) 0xff, (byte) 0xfe, '"'})))
        .isEqualTo("400 /problems/malformed-body");
  }

  @Test
  void anotherContentTypeIsRefused() {
    HttpResponse<String> response =
        api.send(
            api.request("/v1/echo")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));

    assertThat(problem(response)).isEqualTo("415 /problems/unsupported-media-type");
    assertThat(problem(api.send(api.request("/v1/echo").POST(BodyPublishers.ofString("{}")))))
        .isEqualTo("415 /problems/unsupported-media-type");
    assertThat(
            problem(
                api.send(
                    api.request("/v1/echo")
                        .header("Content-Type", "///;;")
                        .POST(BodyPublishers.ofString("{}")))))
        .isEqualTo("415 /problems/unsupported-media-type");
  }

  @Test
  void aCharsetBesideTheContentTypeIsFine() {
    HttpResponse<String> response =
        api.send(
            api.request("/v1/echo")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString("{\"a\":\"ü\"}")));

    assertThat(response.body()).isEqualTo("{\"a\":\"ü\"}");
  }

  @Test
  void aBodyOfTenMegabytesIsRefused() {
    HttpResponse<String> response = postBytes("/v1/echo", new byte[10 << 20]);

    assertThat(problem(response)).isEqualTo("413 /problems/body-too-large");
    assertThat(api.post("/v1/echo", "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyOfUnknownLengthIsRefusedAtTheLimit() {
    HttpResponse<String> response =
        api.send(
            api.request("/v1/echo")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(new byte[3 << 20]))));

    assertThat(problem(response)).isEqualTo("413 /problems/body-too-large");
  }

  @Test
  void aHugeAnnouncedBodyIsRefusedUnread() throws IOException {
    String answer =
        raw(
            """
            POST /v1/echo HTTP/1.1\r
            Host: localhost\r
            Content-Type: application/json\r
            Content-Length: 99999999999\r
            \r
            """);

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("/problems/body-too-large");
  }

  @Test
  void anUnknownPathAndAWrongMethodAreTold() {
    assertThat(problem(api.get("/v1/nothing"))).isEqualTo("404 /problems/route-not-found");
    assertThat(problem(api.get("/"))).isEqualTo("404 /problems/route-not-found");

    HttpResponse<String> wrong = api.post("/v1/things/7", "{}");

    assertThat(problem(wrong)).isEqualTo("405 /problems/method-not-allowed");
    assertThat(wrong.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, PUT");
  }

  @Test
  void pathParametersAreDecoded() {
    assertThat(api.get("/v1/things/a%2Fb%20%C3%BC").body()).isEqualTo("\"a/b ü\"");
  }

  @Test
  void headIsAnsweredAsGetWithoutTheBody() {
    HttpResponse<String> response =
        api.send(api.request("/v1/things/1").method("HEAD", BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Length")).hasValue("3");
    assertThat(response.body()).isEmpty();
    assertThat(api.get("/v1/things/1").body()).isEqualTo("\"1\"");
  }

  @Test
  void aBugIsToldByItsIdOnly() {
    HttpResponse<String> response = api.get("/v1/bug");

    assertThat(problem(response)).isEqualTo("500 /problems/internal-error");
    assertThat(response.body()).doesNotContain("secret").doesNotContain("Exception");
    assertThat(json(response).path("errorId").asText()).hasSize(36);
  }

  @Test
  void whatIsNoHttpIsAProblem() throws IOException {
    assertThat(raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400 ").contains("malformed-http");
    assertThat(raw("GET /v1/th\u0000ings HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("malformed-http");
  }

  @Test
  void manyRequestsShareOneConnection() throws IOException {
    String request = "GET /v1/things/1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      for (int i = 0; i < 3; i++) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(read(socket.getInputStream()), StandardCharsets.UTF_8))
            .startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void aConnectionIsClosedWhenTheClientAsksForIt() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(5_000);
      String request = "GET /v1/things/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("\"1\"");
    }
  }

  @Test
  void requestsInFlightFinishBeforeTheServerStops() throws Exception {
    CompletableFuture<HttpResponse<String>> slow =
        CompletableFuture.supplyAsync(() -> api.get("/v1/slow"));
    slowStarted.await();

    server.close();

    assertThat(slow.get(5, TimeUnit.SECONDS).body()).isEqualTo("\"done\"");
  }

  @Test
  void whileItDrainsEachAnswerClosesItsConnection_andNewOnesAreTaken() throws Exception {
    String request = "GET /v1/things/1 HTTP/1.1\nHost: h\n\n";
    try (var kept = new RawClient(server.port());
        var next = new RawClient(server.port())) {
      assertThat(kept.send(request).answer()).doesNotContainIgnoringCase("connection: close");

      server.drain();

      assertThat(kept.send(request).untilClosed(Duration.ofSeconds(5)))
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("connection: close");
      assertThat(next.send(request).untilClosed(Duration.ofSeconds(5)))
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("connection: close");
    }
  }

  @Test
  void idleConnectionsDoNotKeepTheServerFromStopping() throws Exception {
    try (var kept = new RawClient(server.port());
        var silent = new RawClient(server.port())) {
      kept.send("GET /v1/things/1 HTTP/1.1\nHost: h\n\n").answer();
      long start = System.nanoTime();

      server.close();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(kept.untilClosed(Duration.ofSeconds(1))).isEmpty();
      assertThat(silent.untilClosed(Duration.ofSeconds(1))).isEmpty();
    }
  }

  @Test
  void whenItStopsUnderLoadARequestIsAnsweredOrNotBegun() throws Exception {
    for (int round = 0; round < 5; round++) {
      var begun = new AtomicInteger();
      var answered = new AtomicInteger();
      var loaded =
          HttpServer.start(
              "127.0.0.1",
              0,
              RequestLimits.DEFAULT,
              ConnectionLimits.DEFAULT,
              WorkLimits.of(16, 16, Duration.ofSeconds(10)),
              List.of(Route.get("/v1/short", Access.ANYONE, call -> brief(begun))),
              new Metrics());
      try (var clients = Executors.newCachedThreadPool()) {
        for (int client = 0; client < 16; client++) {
          var _ =
              clients.submit(() -> {
                try (var kept = new RawClient(loaded.port())) {
                  while (isOk(kept.send("GET /v1/short HTTP/1.1\nHost: h\n\n").answer())) {
                    answered.incrementAndGet();
                  }
                }
                return true;
              });
        }
        TimeUnit.MILLISECONDS.sleep(200);
        loaded.close();
      }

      assertThat(answered).as("round %d", round).hasValue(begun.get()).hasPositiveValue();
    }
  }

  /// False when not a byte came.
  private static boolean isOk(String answer) {
    return answer.startsWith("HTTP/1.1 200 ");
  }

  private static Answer brief(AtomicInteger begun) {
    begun.incrementAndGet();
    try {
      TimeUnit.MILLISECONDS.sleep(1);
    } catch (InterruptedException e) {
      throw new AssertionError("A request was interrupted.", e);
    }
    return Answer.ok("done");
  }

  @Test
  void aTakenPortIsOneClearSentence() {
    assertThatThrownBy(() ->
            HttpServer.start(
                "127.0.0.1",
                server.port(),
                RequestLimits.DEFAULT,
                ConnectionLimits.DEFAULT,
                WorkLimits.of(16, 16, Duration.ofSeconds(10)),
                List.of(),
                new Metrics()))
        .hasMessageStartingWith("Cannot listen at port " + server.port() + " of 127.0.0.1: ")
        .hasMessageEndingWith("\nMaybe another program uses it; choose one with --port.");
  }

  private HttpResponse<String> postBytes(String path, byte[] body) {
    return api.send(
        api.request(path)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(20))
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(5_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(read(socket.getInputStream()), StandardCharsets.UTF_8);
    }
  }

  /// What arrives until the answer looks complete: headers and a body of the announced length.
  private static byte[] read(InputStream in) throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0) {
        return bytes.toByteArray();
      }
      bytes.write(next);
      String text = bytes.toString(StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      if (end >= 0) {
        var length = java.util.regex.Pattern.compile("(?i)content-length: *([0-9]+)").matcher(text);
        if (length.find() && bytes.size() >= end + 4 + Integer.parseInt(length.group(1))) {
          return bytes.toByteArray();
        }
      }
    }
  }
}
