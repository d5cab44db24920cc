package dev.whence.service.http;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.http.Routes.Match;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.store.StoreUnavailableException;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

/// Serves routes over HTTP/1.1, each request on a virtual thread of its own.
///
/// Closing waits for requests in flight.
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(HttpServer.class.getName());
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(10);
  private static final int MOST_CONCURRENT_REQUESTS = 4_096;

  private final WebServer server;

  private HttpServer(WebServer server) {
    this.server = server;
  }

  /// @param port 0 takes any free one
  /// @throws IllegalStateException if the address cannot be listened at
  public static HttpServer start(
      String bindAddress, int port, RequestLimits limits, List<Route> routes, Metrics metrics) {
    requireFree(bindAddress, port);
    var table = new Routes(routes);
    WebServer server =
        WebServer.builder()
            .host(bindAddress)
            .port(port)
            .shutdownHook(false)
            .shutdownGracePeriod(SHUTDOWN_GRACE)
            .maxConcurrentRequests(MOST_CONCURRENT_REQUESTS)
            .connectionOptions(socket -> socket.tcpNoDelay(true).readTimeout(LONGEST_SILENCE))
            .directHandlers(malformedHttp())
            .routing(routing ->
                routing.any(
                    (request, response) -> serve(table, request, response, limits, metrics)))
            .build();
    server.start();
    if (!server.isRunning()) {
      // Helidon has logged why and told nobody.
      throw new IllegalStateException(
          "The HTTP server did not start at port %d of %s.\nMaybe the log says why."
              .formatted(port, bindAddress));
    }
    return new HttpServer(server);
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

  @Override
  public void close() {
    server.stop();
  }

  private static void serve(
      Routes routes,
      ServerRequest request,
      ServerResponse response,
      RequestLimits limits,
      Metrics metrics) {
    long start = System.nanoTime();
    String method = request.prologue().method().text();
    String path = request.path().rawPath();
    boolean bodiless = method.equals("HEAD");
    Match match = routes.find(bodiless ? "GET" : method, path);
    Answer answer = answer(match, method, path, request, limits);
    send(answer, bodiless, response);
    long nanos = System.nanoTime() - start;
    switch (match) {
      case Match.Found(var route, _) ->
          metrics.answered(method, route.path(), answer.status(), nanos);
      case Match.WrongMethod(var route, _) ->
          metrics.answered("other", route, answer.status(), nanos);
      case Match.Nothing() -> metrics.answered("other", "unmatched", answer.status(), nanos);
    }
    if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      // Helidon 4.5 answers "close" and then waits for the client to do so.
      throw new CloseConnectionException("The client asked for it.");
    }
  }

  private static Answer answer(
      Match match, String method, String path, ServerRequest request, RequestLimits limits) {
    try {
      return switch (match) {
        case Match.Found(var route, var parameters) ->
            route.handler().answer(new Call(request, parameters, limits));
        case Match.WrongMethod(_, var allowed) ->
            throw new FailureException(new Failure.MethodNotAllowed(method, allowed));
        case Match.Nothing() -> throw new FailureException(new Failure.RouteNotFound(path));
      };
    } catch (FailureException e) {
      return Problems.of(e.failure(), path);
    } catch (StoreUnavailableException e) {
      LOG.log(Level.WARNING, "The order store does not answer: " + e.getMessage());
      return Problems.of(new Failure.Unavailable("The order store does not answer."), path);
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      return Problems.ofBug(e, path);
    }
  }

  /// @param bodiless for HEAD, which is answered as GET is, without the body
  private static void send(Answer answer, boolean bodiless, ServerResponse response) {
    response.status(Status.create(answer.status()));
    response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
    answer.headers().forEach(response::header);
    if (bodiless) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
      response.send();
    } else {
      response.send(answer.body());
    }
  }

  /// What Helidon refuses before routing: it is answered as a problem, too.
  private static DirectHandlers malformedHttp() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type,
          (request, event, status, headers, message) -> {
            Answer answer = Problems.ofMalformedHttp(status.code(), message);
            return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, answer.contentType())
                .keepAlive(event.keepAlive())
                .entity(answer.body())
                .build();
          });
    }
    return handlers.build();
  }
}
