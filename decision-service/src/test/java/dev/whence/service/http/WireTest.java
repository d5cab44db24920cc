package dev.whence.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.metrics.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What proxies, load balancers, old clients and nobody in particular send, byte by byte.
class WireTest {
  private final Metrics metrics = new Metrics();
  private HttpServer server;
  private TestClient api;

  @BeforeEach
  void start() {
    server =
        HttpServer.start(
            "127.0.0.1",
            0,
            new RequestLimits(2_000, 2_000),
            ConnectionLimits.DEFAULT,
            WorkLimits.of(16, 16, Duration.ofSeconds(10)),
            List.of(
                Route.post("/v1/echo", Access.ANYONE, call -> Answer.ok(call.json())),
                Route.get(
                    "/v1/things/{id}", Access.ANYONE, call -> Answer.ok(call.pathParameter("id"))),
                Route.put("/v1/things/{id}", Access.ANYONE, call -> Answer.ok("put"))),
            metrics);
    api = new TestClient(server.port());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String ask(String request) throws IOException {
    try (var client = new RawClient(server.port())) {
      return client.send(request).answer(request.startsWith("HEAD"));
    }
  }

  /// Status, and type of the problem where there is one, which must be a whole one.
  private static String told(String answer) {
    String status = answer.substring(0, Math.min(12, answer.length())).replace("HTTP/1.1 ", "");
    int body = answer.indexOf("\r\n\r\n");
    if (body < 0 || !answer.contains("application/problem+json")) {
      return status;
    }
    JsonNode problem = Json.parse(answer.substring(body + 4).getBytes(StandardCharsets.UTF_8));
    assertThat(problem.path("detail").asText()).as(answer).isNotBlank();
    assertThat(problem.path("instance").asText()).as(answer).startsWith("/");
    assertThat(problem.path("status").asText()).isEqualTo(status);
    assertThat(problem.path("detail").asText()).doesNotContainIgnoringCase("exception");
    return status + " " + problem.path("type").asText().replace("/problems/", "");
  }

  private String told(String head, String body) throws IOException {
    return told(ask(head + "\n\n" + body));
  }

  private static final String POST =
      "POST /v1/echo HTTP/1.1\nHost: h\nContent-Type: application/json\n";

  @Test
  void bodyInChunksIsTaken_wrongSizesAreRefused() throws IOException {
    String chunked = POST + "Transfer-Encoding: chunked";

    assertThat(told(chunked, "1\n{\n1\n}\n0\n\n")).isEqualTo("200");
    assertThat(told(chunked, "zz\n{}\n0\n\n")).isEqualTo("400 malformed-http");
    assertThat(told(chunked, "-2\n{}\n0\n\n")).isEqualTo("400 malformed-http");
    assertThat(told(chunked, "2;name=value\n{}\n0\n\n")).isEqualTo("400 malformed-http");
    assertThat(told(chunked, "2\n{}\n0\nTrailer: 1\n\n")).isEqualTo("400 malformed-http");
    assertThat(told(chunked, "ffffffffffff\n{}\n0\n\n")).isEqualTo("400 malformed-http");
    assertThat(told(chunked, "7fffffff\n{}\n0\n\n")).isEqualTo("413 body-too-large");
    assertThat(api.post("/v1/echo", "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void chunkThatIsLongerThanItSaysEndsTheConnection() throws IOException {
    try (var client = new RawClient(server.port())) {
      client.send(
          POST + "Transfer-Encoding: chunked\n\n2\n{}GET /v1/things/1 HTTP/1.1\nHost: h\n\n");

      assertThat(client.untilClosed(Duration.ofSeconds(5))).doesNotContain("200 OK");
    }
  }

  @Test
  void lengthsThatContradictEachOtherAreRefused_andTheConnectionIsClosed() throws IOException {
    for (String lengths :
        List.of(
            "Content-Length: 2\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\nContent-Length: 2",
            "Content-Length: 2\nContent-Length: 3",
            "Content-Length: 2\nContent-Length: 2",
            "Content-Length: 2, 3",
            "Content-Length: -2",
            "Content-Length: +2",
            "Content-Length: two",
            "Content-Length: 99999999999999999999",
            "Transfer-Encoding: gzip",
            "Transfer-Encoding: chunked, identity")) {
      try (var client = new RawClient(server.port())) {
        client.send(POST + lengths + "\n\n{}\n0\n\nGET /v1/things/1 HTTP/1.1\nHost: h\n\n");

        String all = client.untilClosed(Duration.ofSeconds(5));

        assertThat(told(all)).as(lengths).isEqualTo("400 malformed-http");
        assertThat(all).as(lengths).containsOnlyOnce("HTTP/1.1 ");
      }
    }
  }

  @Test
  void gzipIsInflated_anyOtherEncodingIsRefusedInASentence() throws IOException {
    assertThat(zipped("gzip", zip("{\"a\":1}")).body()).isEqualTo("{\"a\":1}");
    assertThat(zipped("identity", "{}".getBytes(StandardCharsets.UTF_8)).statusCode())
        .isEqualTo(200);
    assertThat(api.post("/v1/echo", "{}").statusCode()).isEqualTo(200);

    HttpResponse<String> brotli = zipped("br", new byte[] {1, 2, 3});

    assertThat(TestClient.problem(brotli)).isEqualTo("415 /problems/unsupported-media-type");
    assertThat(brotli.headers().firstValue("Accept-Encoding")).hasValue("gzip");
    assertThat(TestClient.json(brotli).path("detail").asText())
        .isEqualTo("The Content-Encoding is br; accepted: gzip, or none.");
  }

  @Test
  void whatInflatesBeyondTheLimitIsRefused_asIsWhatDoesNotInflate() throws IOException {
    String bomb = "[" + " ".repeat(10_000_000) + "]";
    byte[] small = zip("{\"a\": \"" + "a".repeat(100) + "\"}");

    assertThat(TestClient.problem(zipped("gzip", zip(bomb))))
        .isEqualTo("413 /problems/body-too-large");
    for (byte[] broken :
        List.of(java.util.Arrays.copyOf(small, 20), "{}".getBytes(StandardCharsets.UTF_8))) {
      HttpResponse<String> refused = zipped("gzip", broken);
      assertThat(TestClient.problem(refused)).isEqualTo("400 /problems/malformed-body");
      // Or the client would send its next request into a connection that is closed.
      assertThat(refused.headers().firstValue("Connection")).hasValue("close");
    }
    assertThat(TestClient.problem(zipped("gzip", new byte[0])))
        .isEqualTo("400 /problems/malformed-body");
    assertThat(zipped("gzip", small).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> zipped(String encoding, byte[] body) {
    return api.send(
        api.request("/v1/echo")
            .header("Content-Type", "application/json")
            .header("Content-Encoding", encoding)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] zip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void http10IsAnswered_withAndWithoutHost_andClosed() throws IOException {
    for (String head :
        List.of(
            "GET /v1/things/1 HTTP/1.0",
            "GET /v1/things/1 HTTP/1.0\nHost: shop.example.com",
            "GET /v1/things/1 HTTP/1.0\nHost:",
            "GET /v1/things/1 HTTP/1.0\nConnection: keep-alive\nX-Forwarded-For: 10.0.0.1",
            "GET http://shop.example.com/v1/things/1 HTTP/1.0")) {
      try (var client = new RawClient(server.port())) {
        String answer = client.send(head + "\n\n").untilClosed(Duration.ofSeconds(5));

        assertThat(answer).as(head).startsWith("HTTP/1.1 200 ").endsWith("\"1\"");
        assertThat(answer).containsIgnoringCase("connection: close");
      }
    }
    try (var client = new RawClient(server.port())) {
      client.send("POST /v1/echo HTTP/1.0\nContent-Type: app");
      client.send("lication/json\nContent-Length: 7\n\n{\"a\":");

      assertThat(client.send("1}").untilClosed(Duration.ofSeconds(5))).endsWith("{\"a\":1}");
    }
    assertThat(told(ask("POST /v1/echo HTTP/1.0\nTransfer-Encoding: chunked\n\n0\n\n")))
        .isEqualTo("505 malformed-http");
    assertThat(told(ask("GET /v1/things/1 HTTP/2.0\n\n"))).isEqualTo("400 malformed-http");
  }

  @Test
  void absoluteTargetIsTakenAsItsPath() throws IOException {
    assertThat(
            ask("GET http://shop.example.com/v1/things/7?x=1 HTTP/1.1\nHost: shop.example.com\n\n"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\"7\"");
    assertThat(told(ask("GET http://shop.example.com HTTP/1.1\nHost: shop.example.com\n\n")))
        .isEqualTo("404 route-not-found");
    assertThat(told(ask("GET v1/things/7 HTTP/1.1\nHost: h\n\n"))).isEqualTo("400 malformed-http");
  }

  @Test
  void optionsTellsWhatIsAllowed() throws IOException {
    HttpResponse<String> options =
        api.send(api.request("/v1/things/1").method("OPTIONS", BodyPublishers.noBody()));

    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, PUT");
    assertThat(options.body()).isEmpty();
    assertThat(ask("OPTIONS * HTTP/1.1\nHost: h\n\n"))
        .startsWith("HTTP/1.1 204 ")
        .contains("Allow: GET, HEAD, OPTIONS, POST, PUT");
    assertThat(told(ask("OPTIONS /nothing HTTP/1.1\nHost: h\n\n")))
        .isEqualTo("404 route-not-found");
  }

  @Test
  void unknownMethodIsRefusedWithThoseAllowed() throws IOException {
    assertThat(ask("BREW /v1/things/1 HTTP/1.1\nHost: h\n\n"))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: GET, HEAD, OPTIONS, PUT");
    assertThat(told(ask("GE T /v1/things/1 HTTP/1.1\nHost: h\n\n")))
        .isEqualTo("400 malformed-http");
    assertThat(told(ask("CONNECT shop.example.com:443 HTTP/1.1\nHost: h\n\n"))).startsWith("4");
  }

  @Test
  void headHasNoBody_alsoWhenRefused() throws IOException {
    assertThat(ask("HEAD /v1/things/1 HTTP/1.1\nHost: h\n\n"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\n");
    assertThat(ask("HEAD /nothing HTTP/1.1\nHost: h\n\n"))
        .startsWith("HTTP/1.1 404 ")
        .endsWith("\r\n\r\n");
  }

  @Test
  void clientThatAsksBeforeItSendsIsToldToGoOn_orNotTo() throws IOException {
    String head = POST + "Content-Length: %d\nExpect: 100-continue\n\n";
    try (var client = new RawClient(server.port())) {
      assertThat(client.send(head.formatted(2)).answer()).startsWith("HTTP/1.1 100 ");
      assertThat(client.send("{}").answer()).startsWith("HTTP/1.1 200 ");
      assertThat(client.send("GET /v1/things/1 HTTP/1.1\nHost: h\n\n").answer()).endsWith("\"1\"");
    }
    // Who is refused may or may not send the body all the same: only a new connection is safe.
    for (String refused :
        List.of(
            head.formatted(3_000),
            head.formatted(2).replace("/v1/echo", "/nothing"),
            head.formatted(2).replace("POST", "DELETE"),
            head.formatted(2).replace("application/json", "text/plain"),
            head.formatted(2).replace("Expect", "Content-Encoding: br\nExpect"))) {
      try (var client = new RawClient(server.port())) {
        String answer = client.send(refused).untilClosed(Duration.ofSeconds(5));

        assertThat(told(answer)).as(refused).startsWith("4");
        assertThat(answer).as(refused).containsIgnoringCase("connection: close");
      }
    }
  }

  @Test
  void headThatIsTooLongOrBrokenIsAProblem_andCounted() throws IOException {
    assertThat(told(ask("GET /" + "a".repeat(5_000) + " HTTP/1.1\nHost: h\n\n")))
        .isEqualTo("414 malformed-http");
    assertThat(told(ask("GET / HTTP/1.1\nHost: h\nX: " + "a".repeat(20_000) + "\n\n")))
        .isEqualTo("431 malformed-http");
    assertThat(told(ask("GET / HTTP/1.1\nHost: h\nno colon\n\n"))).isEqualTo("400 malformed-http");
    assertThat(told(ask("GET / HTTP/1.1\n\n"))).isEqualTo("400 malformed-http");
    assertThat(told(ask("GET / HTTP/1.1\nHost: a\nHost: b\n\n"))).isEqualTo("400 malformed-http");
    assertThat(told(ask("NONSENSE\n\n"))).isEqualTo("400 malformed-http");
    assertThat(told(ask("POST /v1/echo HTTP/1.0\nTransfer-Encoding: chunked\n\n")))
        .isEqualTo("505 malformed-http");
    assertThat(told(ask(POST + "Content-Length: 99999999999\n\n"))).isEqualTo("413 body-too-large");

    assertThat(metrics.scrape())
        .contains("whence_http_refused_total{reason=\"request_line_too_long\"} 1.0")
        .contains("whence_http_refused_total{reason=\"headers_too_long\"} 1.0")
        .contains("whence_http_refused_total{reason=\"malformed\"} 4.0")
        .contains("whence_http_refused_total{reason=\"body_too_large\"} 1.0")
        .contains("whence_http_refused_total{reason=\"version\"} 1.0");
  }

  @Test
  void escapesThatAreNoneAreRefused() throws IOException {
    for (String target :
        List.of("/v1/things/%zz", "/v1/things/%", "/v1/things/1?a=%zz", "/v1/things/%00")) {
      assertThat(told(ask("GET " + target + " HTTP/1.1\nHost: h\n\n")))
          .as(target)
          .matches("(200|400 .*|404 .*)");
    }
  }

  @Test
  void clientThatHangsUpIsNotWorthALine() throws Exception {
    List<LogRecord> lines = new ArrayList<>();
    var collector =
        new Handler() {
          @Override
          public synchronized void publish(LogRecord line) {
            if (line.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue()) {
              lines.add(line);
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    root.addHandler(collector);
    try {
      for (String begun :
          List.of(
              "",
              "GET /v1",
              "GET /v1/things/1 HTTP/1.1\nHo",
              "GET /v1/things/1 HTTP/1.0\nHo",
              POST + "Content-Length: 50\n\n{\"a\":",
              POST + "Transfer-Encoding: chunked\n\n5\n{\"a\":\n20\n{",
              "DELETE /v1/echo HTTP/1.1\nHost: h\nContent-Length: 50\n\n{\"a\":",
              "GET /v1/things/1 HTTP/1.1\nHost: h\n\n")) {
        for (boolean reset : List.of(false, true)) {
          try (var client = new RawClient(server.port())) {
            client.send(begun);
            Thread.sleep(30);
            if (reset) {
              client.socket().setSoLinger(true, 0);
            }
          }
        }
      }
      Thread.sleep(300);

      assertThat(lines)
          .extracting(line -> line.getLoggerName() + " " + line.getMessage())
          .isEmpty();
    } finally {
      root.removeHandler(collector);
    }
    assertThat(api.get("/v1/things/1").statusCode()).isEqualTo(200);
  }
}
