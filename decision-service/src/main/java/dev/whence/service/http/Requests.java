package dev.whence.service.http;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.http.Routes.Match;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.metrics.Metrics.Refusal;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/// Answers every request that could be read: finds its route, calls its handler, turns failures
/// into problems, and counts. Thread-safe.
final class Requests implements Handler {
  private final Routes routes;
  private final RequestLimits limits;
  private final ConnectionLimits connectionLimits;
  private final WorkLimits work;
  private final Gate gate;
  private final ProblemPage page;
  private final Metrics metrics;

  Requests(
      Routes routes,
      RequestLimits limits,
      ConnectionLimits connectionLimits,
      WorkLimits work,
      Gate gate,
      ProblemPage page,
      Metrics metrics) {
    this.routes = routes;
    this.limits = limits;
    this.connectionLimits = connectionLimits;
    this.work = work;
    this.gate = gate;
    this.page = page;
    this.metrics = metrics;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    long start = System.nanoTime();
    String method = request.prologue().method().text();
    String path = originForm(request.path().rawPath());
    boolean bodiless = method.equals("HEAD");
    Match match = routes.find(bodiless ? "GET" : method, path);
    var call = new Call(request, parameters(match), limits, start, work.timeBudget(), gate);
    Answer answer = answer(match, method, path, call);
    // The client would send its body, or its next request; nobody could tell which.
    boolean streamed = answer.body() instanceof Answer.Body.Streamed;
    boolean unclear = answer.headers().containsKey("Connection") || (call.isWaiting() && !streamed);
    boolean close = unclear || WatchedConnection.current().isLast();
    try {
      send(close ? answer.with("Connection", "close") : answer, bodiless, response);
    } finally {
      count(match, method, answer.status(), System.nanoTime() - start);
    }
    boolean unread = request.content().hasEntity() && !request.content().consumed();
    if (close
        || (streamed && unread)
        || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      if (unread) {
        WatchedConnection.current().linger();
      }
      // Helidon 4.5 answers "close" and then waits for the client to do so.
      throw new CloseConnectionException("Client or server wants it closed.");
    }
    if (unread) {
      WatchedConnection.current().finishRequest(call::discardRest);
    }
  }

  /// A proxy may name the whole URL (RFC 9112, section 3.2.2).
  private static String originForm(String target) {
    int scheme = target.indexOf("://");
    if (target.startsWith("/") || scheme < 0) {
      return target;
    }
    int path = target.indexOf('/', scheme + 3);
    return path < 0 ? "/" : target.substring(path);
  }

  private static Map<String, String> parameters(Match match) {
    return match instanceof Match.Found(_, var parameters) ? parameters : Map.of();
  }

  private void count(Match match, String method, int status, long nanos) {
    switch (match) {
      case Match.Found(var route, _) -> metrics.answered(method, route.path(), status, nanos);
      case Match.WrongMethod(var route, _) -> metrics.answered("other", route, status, nanos);
      case Match.Nothing() -> metrics.answered("other", "unmatched", status, nanos);
    }
  }

  private Answer answer(Match match, String method, String path, Call call) {
    try {
      requireRoom(path);
      return switch (match) {
        case Match.Found(var route, _) -> answer(route, call);
        case Match.WrongMethod(_, var allowed) -> otherMethod(method, allowed);
        case Match.Nothing() -> {
          if (method.equals("OPTIONS") && path.equals("*")) {
            yield options(routes.methods());
          }
          if (isRead(method) && call.wantsPage() && isPageBut(path)) {
            yield withoutSlash(path, call.target());
          }
          throw new FailureException(
              path.startsWith("/")
                  ? new Failure.RouteNotFound(path)
                  : new Failure.MalformedHttp(
                      "The target %s is no path.\nMaybe it lacks its first slash."
                          .formatted(path)));
        }
      };
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      if (e instanceof FailureException refused
          && refused.failure() instanceof Failure.BodyTooLarge) {
        metrics.refused(Refusal.BODY_TOO_LARGE);
      } else if (e instanceof FailureException refused
          && refused.failure() instanceof Failure.Overloaded) {
        metrics.refused(Refusal.OVERLOADED);
        pause();
      }
      return shown(Problems.of(e, path.startsWith("/") ? path : "/"), call);
    }
  }

  private static boolean isRead(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  /// Whether only the slash at the end of the path is one too many.
  private boolean isPageBut(String path) {
    return path.endsWith("/")
        && routes.find("GET", path.substring(0, path.length() - 1)) instanceof Match.Found;
  }

  private static Answer withoutSlash(String path, String target) {
    int query = target.indexOf('?');
    String page = path.substring(0, path.length() - 1);
    return new Answer(
        303,
        "text/plain",
        new byte[0],
        Map.of("Location", query < 0 ? page : page + target.substring(query), "Vary", "Accept"));
  }

  private Answer shown(Answer problem, Call call) {
    if (!call.wantsPage()) {
      return problem;
    }
    try {
      return page.of(Json.parse(problem.bytes()), call, problem);
    } catch (RuntimeException e) {
      return Problems.of(e, "/");
    }
  }

  /// Up to twice as long, by chance: those who were turned away together would else come back
  /// together.
  private void pause() {
    try {
      long millis = work.pause().toMillis();
      Thread.sleep(ThreadLocalRandom.current().nextLong(millis, 2 * millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(Route route, Call call) {
    gate.admit(route, call);
    if (!route.hasQuery()) {
      call.requireNoQuery();
    }
    try (Turn turn = turn(route, call)) {
      call.take(turn);
      return route.handler().answer(call);
    }
  }

  private Turn turn(Route route, Call call) {
    return switch (route.load()) {
      case LIGHT -> Turn.Free.FREE;
      case DECISION -> new Turn.InLane(work.decisions(), call.deadline());
      case OTHER -> new Turn.InLane(work.others(), call.deadline());
    };
  }

  /// With every connection in use, a few more are open to those who ask what is wrong.
  private void requireRoom(String path) {
    boolean operations = path.startsWith("/health/") || path.equals("/metrics");
    if (WatchedConnection.current().isCrowded() && !operations) {
      metrics.refused(Refusal.TOO_MANY_CONNECTIONS);
      throw new FailureException(new Failure.TooManyConnections(connectionLimits.most()));
    }
  }

  private static Answer otherMethod(String method, Set<String> routed) {
    var allowed = new TreeSet<>(routed);
    allowed.add("OPTIONS");
    if (routed.contains("GET")) {
      allowed.add("HEAD");
    }
    if (method.equals("OPTIONS")) {
      return options(allowed);
    }
    throw new FailureException(new Failure.MethodNotAllowed(method, allowed));
  }

  private static Answer options(Set<String> allowed) {
    return new Answer(204, "", new byte[0], Map.of("Allow", String.join(", ", allowed)));
  }

  /// @param bodiless for HEAD, which is answered as GET is, without the body
  private static void send(Answer answer, boolean bodiless, ServerResponse response) {
    response.status(Status.create(answer.status()));
    answer.headers().forEach(response::header);
    switch (answer.body()) {
      case Answer.Body.Streamed(var stream) -> {
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        send(stream, response);
      }
      case Answer.Body.Whole(var bytes) -> {
        if (bytes.length > 0) {
          response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        }
        if (bodiless) {
          response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
          response.send();
        } else if (bytes.length == 0) {
          response.send();
        } else {
          response.send(bytes);
        }
      }
    }
  }

  /// Helidon writes the end of the body when the handler returns, which it does not where the
  /// connection is closed after the answer.
  private static void commit(ServerResponse response) {
    if (response instanceof RoutingResponse whole) {
      whole.commit();
    }
  }

  /// A body that breaks off has no end, by which the client knows it.
  private static void send(Answer.Stream stream, ServerResponse response) {
    try {
      WatchedConnection.current()
          .exchange(
              stream::isOwing,
              () -> {
                OutputStream out = response.outputStream();
                stream.writeTo(out);
                out.close();
                commit(response);
              });
    } catch (IOException | UncheckedIOException | ServerConnectionException e) {
      throw new CloseConnectionException("The exchange with the client broke off.", e);
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      Problems.tellLog(e);
      throw new CloseConnectionException("The answer broke off.", e);
    }
  }
}
