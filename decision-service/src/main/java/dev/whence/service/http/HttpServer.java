package dev.whence.service.http;

import dev.whence.service.access.Callers;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.metrics.Metrics.Refusal;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Serves routes over HTTP/1.1, each request on a virtual thread of its own.
///
/// Draining tells clients to ask elsewhere; closing waits for requests in flight.
public final class HttpServer implements AutoCloseable {
  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(10);

  private final WebServer server;
  private final Connections connections;

  private HttpServer(WebServer server, Connections connections) {
    this.server = server;
    this.connections = connections;
  }

  /// A server that knows nobody: it answers what anyone may ask.
  static HttpServer start(
      String bindAddress,
      int port,
      RequestLimits limits,
      ConnectionLimits connectionLimits,
      WorkLimits work,
      List<Route> routes,
      Metrics metrics) {
    return start(
        bindAddress,
        port,
        limits,
        connectionLimits,
        work,
        Gate.closed(),
        routes,
        ProblemPage.NONE,
        metrics);
  }

  /// @param port 0 takes any free one
  /// @param callers who may call
  /// @param page what browsers get of a problem
  /// @throws IllegalStateException if the address cannot be listened at
  public static HttpServer start(
      String bindAddress,
      int port,
      RequestLimits limits,
      ConnectionLimits connectionLimits,
      WorkLimits work,
      Callers callers,
      List<Route> routes,
      ProblemPage page,
      Metrics metrics) {
    return start(
        bindAddress, port, limits, connectionLimits, work, Gate.of(callers), routes, page, metrics);
  }

  private static HttpServer start(
      String bindAddress,
      int port,
      RequestLimits limits,
      ConnectionLimits connectionLimits,
      WorkLimits work,
      Gate gate,
      List<Route> routes,
      ProblemPage page,
      Metrics metrics) {
    requireFree(bindAddress, port);
    var handler =
        new Requests(new Routes(routes), limits, connectionLimits, work, gate, page, metrics);
    var connections = new Connections(connectionLimits, limits, Http1Config.create(), metrics);
    WebServer server =
        WebServer.builder()
            .host(bindAddress)
            .port(port)
            .shutdownHook(false)
            .shutdownGracePeriod(SHUTDOWN_GRACE)
            .protocolsDiscoverServices(false)
            .addConnectionSelector(connections)
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            .contentEncoding(new UntouchedContent())
            .errorHandling(ErrorHandling.builder().includeEntity(true).build())
            .directHandlers(refusals(limits, metrics))
            .routing(routing -> routing.any(handler))
            .build();
    server.start();
    if (!server.isRunning()) {
      connections.close();
      // Helidon has logged why and told nobody.
      throw new IllegalStateException(
          "The HTTP server did not start at port %d of %s.\nMaybe the log says why."
              .formatted(port, bindAddress));
    }
    return new HttpServer(server, connections);
  }

  /// Helidon would only log that a port is taken.
  private static void requireFree(String bindAddress, int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(bindAddress), port));
    } catch (IOException e) {
      throw new IllegalStateException(
          "Cannot listen at port %d of %s: %s.\nMaybe another program uses it; choose one with --port."
              .formatted(port, bindAddress, e.getMessage()),
          e);
    }
  }

  public int port() {
    return server.port();
  }

  /// From now on each connection is closed after its next answer, which says so. New ones are still
  /// taken.
  public void drain() {
    connections.drain();
  }

  /// Takes no more connections, closes those that ask for nothing, and lets requests in flight
  /// finish, for 10 seconds at most. A request is either answered or not begun.
  @Override
  public void close() {
    connections.stop();
    server.stop();
    connections.close();
  }

  /// What Helidon refuses before routing: it is answered as a problem, too, and counted.
  private static DirectHandlers refusals(RequestLimits limits, Metrics metrics) {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type,
          (request, event, status, headers, message) -> {
            Answer answer = refusal(status.code(), message, request.path(), limits);
            metrics.refused(reason(answer.status()));
            return DirectHandler.TransportResponse.builder()
                .status(Status.create(answer.status()))
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, answer.contentType())
                .keepAlive(event.keepAlive())
                .entity(answer.bytes())
                .build();
          });
    }
    return handlers.build();
  }

  /// @param said by Helidon, which keeps some of its reasons to itself
  private static Answer refusal(
      int status, @Nullable String said, String path, RequestLimits limits) {
    boolean headersTooLong = status == 400 && "Header size exceeded".equals(said);
    String sentence =
        switch (headersTooLong ? 431 : status) {
          case 413 -> "The body may have %d bytes at most.".formatted(limits.largestBytes());
          case 414 -> "The request line may have 4096 bytes at most.";
          case 431 -> "The headers may have 16384 bytes at most, all together.";
          case 500 -> "This is a defect of the service.";
          case 505 -> "HTTP/1.1 is spoken here, and HTTP/1.0 without Transfer-Encoding.";
          default ->
              said == null || said.contains("see server log")
                  ? "The request line is not one of HTTP, for instance: GET /health/live HTTP/1.1"
                  : said + ".";
        };
    return Problems.ofMalformedHttp(headersTooLong ? 431 : status, path, sentence);
  }

  private static Refusal reason(int status) {
    return switch (status) {
      case 413 -> Refusal.BODY_TOO_LARGE;
      case 414 -> Refusal.REQUEST_LINE_TOO_LONG;
      case 431 -> Refusal.HEADERS_TOO_LONG;
      case 505 -> Refusal.VERSION;
      default -> Refusal.MALFORMED;
    };
  }
}
