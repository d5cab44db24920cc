package dev.whence.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.admission.Deadline;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.WatchedConnection.ChunkTooLargeException;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.media.type.MediaType;
import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// One request as a handler sees it. For one thread.
public final class Call {
  /// Milliseconds after which the caller has no use for an answer.
  private static final String TIME_BUDGET = "Time-Budget-Milliseconds";

  private static final String FORM = "application/x-www-form-urlencoded";

  static final int MOST_MILLISECONDS = 60_000;

  private final ServerRequest request;
  private final Map<String, String> pathParameters;
  private final RequestLimits limits;
  private final long start;
  private final Duration timeBudget;
  private Turn turn = Turn.Free.FREE;
  private @Nullable JsonNode json;

  /// @param pathParameters decoded
  /// @param start of the request as [System#nanoTime]
  /// @param timeBudget where the request names none
  Call(
      ServerRequest request,
      Map<String, String> pathParameters,
      RequestLimits limits,
      long start,
      Duration timeBudget) {
    this.request = request;
    this.pathParameters = pathParameters;
    this.limits = limits;
    this.start = start;
    this.timeBudget = timeBudget;
  }

  /// Who calls.
  public Principal principal() {
    return Principal.ANONYMOUS;
  }

  /// Until when the caller waits for its answer.
  ///
  /// @throws FailureException if the header says no number of milliseconds
  public Deadline deadline() {
    return Deadline.of(start, budget());
  }

  /// The time budget of each line of a request with many, from when the line is begun.
  ///
  /// @throws FailureException if the header says no number of milliseconds
  public Duration budget() {
    return findHeader(TIME_BUDGET).map(Call::milliseconds).orElse(timeBudget);
  }

  private static Duration milliseconds(String text) {
    if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > MOST_MILLISECONDS) {
      var errors = new FieldErrors();
      errors.add(
          new FieldError.Location.RequestHeader(TIME_BUDGET),
          "must be a whole number of milliseconds from 1 to " + MOST_MILLISECONDS,
          text);
      errors.throwAs(Failure.InvalidRequest::new);
    }
    return Duration.ofMillis(Integer.parseInt(text));
  }

  /// From now on the call takes a place as soon as its body is there, or at once without one.
  void take(Turn turn) {
    this.turn = turn;
    if (!request.content().hasEntity()) {
      turn.begin();
    }
  }

  /// A `{name}` of the route's path, decoded.
  ///
  /// @throws FailureException if it is blank or holds what no stored text can hold: nothing has
  ///   such an id
  public String pathParameter(String name) {
    String value =
        Optional.ofNullable(pathParameters.get(name))
            .orElseThrow(() -> new IllegalArgumentException("The route has no {" + name + "}."));
    if (value.isBlank() || !Storable.isStorable(value)) {
      throw new FailureException(new Failure.NotFound("thing of this kind", value));
    }
    return value;
  }

  public Optional<String> findHeader(String name) {
    return request.headers().value(HeaderNames.create(name));
  }

  /// The query as fields; all must be asked for before [Fields#end].
  ///
  /// @throws FailureException if a parameter is repeated
  public Fields query(FieldErrors errors) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (String name : request.query().names()) {
      List<String> values = request.query().all(name);
      var place = new FieldError.Location.QueryParameter(name);
      if (values.size() > 1) {
        errors.add(place, "may be given once only", String.join(", ", values));
      }
      String value = values.isEmpty() ? "" : values.getFirst();
      if (value.isEmpty()) {
        // It would be taken for "everybody's" by whoever left out a value by mistake.
        errors.add(place, "has no value.\nMaybe leave it out", "");
      }
      node.put(name, value);
    }
    return Fields.ofQuery(node, errors);
  }

  /// The query of a form, which sends its empty fields, too: these are left out.
  ///
  /// @throws FailureException if a parameter is repeated
  public Fields formQuery(FieldErrors errors) {
    return formQuery(errors, (name, value) -> value);
  }

  /// @param meant what is meant by the value of a name
  public Fields formQuery(FieldErrors errors, BinaryOperator<String> meant) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (String name : request.query().names()) {
      List<String> values = request.query().all(name);
      if (values.size() > 1) {
        errors.add(
            new FieldError.Location.QueryParameter(name),
            "may be given once only",
            String.join(", ", values));
      }
      if (!values.isEmpty() && !values.getFirst().isBlank()) {
        node.put(name, meant.apply(name, values.getFirst().strip()));
      }
    }
    return Fields.ofQuery(node, errors);
  }

  /// The fields of a small form, in the order in which they were sent; of a repeated one the last.
  ///
  /// @throws FailureException if there is none, it is too large, of another type or malformed
  public Map<String, String> form() {
    requireType(List.of(FORM));
    var fields = new LinkedHashMap<String, String>();
    var errors = new FieldErrors();
    for (String pair : new String(body(limits.requestBytes()), UTF_8).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String name = decoded(pair.substring(0, equals));
        String value = decoded(pair.substring(equals + 1));
        if (!Storable.isStorable(name) || !Storable.isStorable(value)) {
          errors.add(
              new FieldError.Location.Pointer(name), "holds a character that is no text", "");
        }
        fields.put(name, value);
      }
    }
    errors.throwAs(Failure.InvalidRequest::new);
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new FailureException(
          new Failure.MalformedBody(
              "form", 0, 0, "%s is not encoded as a form is.".formatted(text)));
    }
  }

  /// Whether a browser asks for something to show.
  public boolean wantsPage() {
    return findHeader("Accept").filter(accepted -> accepted.contains("text/html")).isPresent();
  }

  public String method() {
    return request.prologue().method().text();
  }

  /// As sent, with the query.
  public String target() {
    String query = request.query().rawValue();
    return query.isEmpty() ? path() : path() + "?" + query;
  }

  /// As sent, without the query.
  public String path() {
    return request.path().rawPath();
  }

  /// A small JSON body. It may be asked for again.
  ///
  /// @throws FailureException if there is none, it is too large, of another type or malformed
  public JsonNode json() {
    return json(limits.requestBytes());
  }

  /// A JSON body that may be as large as a load; see [#json()].
  public JsonNode bulkJson() {
    return json(limits.bulkBytes());
  }

  private JsonNode json(int mostBytes) {
    JsonNode read = json;
    if (read == null) {
      requireType(List.of(Answer.JSON));
      read = Json.parse(body(mostBytes));
      var errors = new FieldErrors();
      Storable.check(read, errors);
      errors.throwAs(Failure.InvalidRequest::new);
      json = read;
    }
    return read;
  }

  /// A small JSON body, if one was sent.
  ///
  /// @throws FailureException if it is too large, of another type or malformed
  public Optional<JsonNode> findJson() {
    return json != null || request.content().hasEntity() ? Optional.of(json()) : Optional.empty();
  }

  /// A JSON, NDJSON or CSV body with many rows.
  ///
  /// @throws FailureException if there is none, it is too large, of another type or malformed
  public Rows rows() {
    String type = requireType(Rows.CONTENT_TYPES);
    return Rows.parse(type, body(limits.bulkBytes()));
  }

  /// An NDJSON body of any length, to be read as it comes.
  ///
  /// @throws FailureException if it is of another type
  public Lines lines() {
    requireType(List.of(Rows.NDJSON));
    return new Lines(limits.requestBytes(), opening(), request.content().hasEntity());
  }

  /// An NDJSON or CSV body of any length, to be read row by row as it comes.
  ///
  /// @throws FailureException if it is of another type
  public RowStream rowStream() {
    String type = requireType(RowStream.CONTENT_TYPES);
    Reading<InputStream> open = opening();
    return type.equals(Rows.CSV)
        ? new RowStream.Table(limits.requestBytes(), open)
        : new RowStream.Objects(
            new Lines(limits.requestBytes(), open, request.content().hasEntity()));
  }

  /// How the body is read, once somebody wants its first byte.
  private Reading<InputStream> opening() {
    boolean zipped = isZipped();
    return () -> {
      InputStream in = request.content().inputStream();
      return zipped ? unzipped(in) : in;
    };
  }

  /// Tells any thread whether the server is about to end, so that what is left to ask is better
  /// asked elsewhere.
  public BooleanSupplier last() {
    return WatchedConnection.current()::isLast;
  }

  /// The body's media type without parameters.
  private String requireType(List<String> accepted) {
    String type = contentType();
    if (!accepted.contains(type)) {
      discardUnread();
      throw new FailureException(new Failure.UnsupportedMediaType(type, accepted));
    }
    return type;
  }

  private String contentType() {
    try {
      return request
          .headers()
          .contentType()
          .map(HttpMediaType::mediaType)
          .map(MediaType::text)
          .orElse("");
    } catch (BadRequestException e) {
      return findHeader("Content-Type").orElse("");
    }
  }

  /// @param limit of its bytes, inflated
  private byte[] body(long limit) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    boolean zipped = isZipped();
    long announced = request.headers().contentLength().orElse(-1);
    if (announced > limit && (isWaiting() || announced > RequestLimits.MOST_DISCARDED_BYTES)) {
      throw new FailureException(new Failure.BodyTooLarge(limit));
    }
    byte[] read =
        reading(
            limit,
            () -> {
              InputStream in = request.content().inputStream();
              byte[] body = (zipped ? unzipped(in) : in).readNBytes(Math.toIntExact(limit + 1));
              if (body.length > limit) {
                discard(in);
                throw new FailureException(new Failure.BodyTooLarge(limit));
              }
              if (zipped) {
                discard(in);
              }
              return body;
            });
    turn.begin();
    return read;
  }

  /// Reads of a body.
  @FunctionalInterface
  interface Reading<T> {
    T read() throws IOException;
  }

  /// What goes wrong while a body is read is a failure that can be told, or the end of the
  /// connection.
  static <T> T reading(long limit, Reading<T> reading) {
    try {
      return reading.read();
    } catch (ZipException | EOFException e) {
      throw new FailureException(
          new Failure.MalformedBody("gzip", 0, 0, "Its data are damaged or end too early."));
    } catch (IOException | UncheckedIOException | InsufficientDataAvailableException e) {
      throw new CloseConnectionException("The client went away while sending.", e);
    } catch (CloseConnectionException | FailureException e) {
      throw e;
    } catch (RuntimeException e) {
      throw unreadable(e, limit);
    }
  }

  /// @throws FailureException if the body is encoded in another way
  private boolean isZipped() {
    String encoding = findHeader("Content-Encoding").orElse("identity").strip();
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "identity", "" -> false;
      case "gzip", "x-gzip" -> true;
      default -> {
        discardUnread();
        throw new FailureException(new Failure.UnsupportedEncoding(encoding));
      }
    };
  }

  private static InputStream unzipped(InputStream in) throws IOException {
    return new GZIPInputStream(in, 8_192);
  }

  /// Helidon says in many ways that it cannot read a body; what it reads is only numbers and line
  /// ends between chunks.
  private static FailureException unreadable(RuntimeException e, long limit) {
    if (e instanceof ChunkTooLargeException) {
      return new FailureException(new Failure.BodyTooLarge(limit));
    }
    return new FailureException(
        new Failure.MalformedHttp(
            "The body is sent in chunks, and one of them is not as long as it says or does not say how long it is.\nMaybe send a Content-Length instead; extensions of chunks and trailers are not taken."));
  }

  private void discardUnread() {
    // Nothing comes from a client that waits unless it is asked for.
    if (request.content().hasEntity() && !isWaiting()) {
      discard(request.content().inputStream());
    }
  }

  /// Takes and forgets what is left of the body.
  ///
  /// @throws CloseConnectionException if that is much
  void discardRest() {
    try (InputStream in = request.content().inputStream()) {
      in.skip(RequestLimits.MOST_DISCARDED_BYTES);
      if (in.read() >= 0) {
        throw new CloseConnectionException("Much was sent that nobody asked for.");
      }
    } catch (IOException e) {
      throw new CloseConnectionException("The client went away while sending.", e);
    }
  }

  private static void discard(InputStream in) {
    try {
      in.skip(RequestLimits.MOST_DISCARDED_BYTES);
    } catch (IOException | UncheckedIOException | InsufficientDataAvailableException e) {
      throw new CloseConnectionException("The client went away while sending.", e);
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      throw unreadable(e, RequestLimits.MOST_DISCARDED_BYTES);
    }
  }

  /// Whether the client sends its body only when told to, and was not told so far.
  boolean isWaiting() {
    return request.headers().containsToken(HeaderValues.EXPECT_100) && !request.continueSent();
  }
}
