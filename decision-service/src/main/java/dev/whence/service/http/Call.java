package dev.whence.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.access.Principal;
import dev.whence.service.access.Secrets;
import dev.whence.service.access.User;
import dev.whence.service.admission.Deadline;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.WatchedConnection.ChunkTooLargeException;
import dev.whence.service.json.TextLines;
import dev.whence.text.Composed;
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
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// One request as a handler sees it. For one thread.
public final class Call {
  /// The cookie with the name of whom somebody says they are, while nobody has to sign in.
  public static final String ACTING_AS = "whence-acting-as";

  /// Milliseconds after which the caller has no use for an answer.
  private static final String TIME_BUDGET = "Time-Budget-Milliseconds";

  static final int MOST_MILLISECONDS = 60_000;

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String CSRF_HEADER = "X-CSRF-Token";
  private static final String CSRF_FIELD = "csrfToken";

  private final ServerRequest request;
  private final Map<String, String> pathParameters;
  private final RequestLimits limits;
  private final long start;
  private final Duration timeBudget;
  private final Gate gate;
  private Optional<Principal> principal = Optional.empty();
  private boolean isPrincipalKnown;
  private @Nullable Map<String, String> form;
  private Turn turn = Turn.Free.FREE;
  private @Nullable JsonNode json;
  private byte[] jsonText = new byte[0];

  /// @param pathParameters decoded
  /// @param start of the request as [System#nanoTime]
  /// @param timeBudget where the request names none
  Call(
      ServerRequest request,
      Map<String, String> pathParameters,
      RequestLimits limits,
      long start,
      Duration timeBudget,
      Gate gate) {
    this.request = request;
    this.pathParameters = pathParameters;
    this.limits = limits;
    this.start = start;
    this.timeBudget = timeBudget;
    this.gate = gate;
  }

  /// Who calls.
  ///
  /// @throws FailureException if nobody says so, or what is said does not count
  public Principal principal() {
    return findPrincipal()
        .orElseThrow(() -> new FailureException(new Failure.NotSignedIn(Gate.NOBODY, false)));
  }

  /// Who calls, for a route that needs nobody; empty if nobody says so.
  ///
  /// @throws FailureException if what is said does not count
  public Optional<Principal> findPrincipal() {
    if (!isPrincipalKnown) {
      principal = gate.find(credentials(), this);
      isPrincipalKnown = true;
    }
    return principal;
  }

  /// Who is named as the author of a change: whoever is signed in, whatever the request says; while
  /// nobody has to sign in, whom it names.
  ///
  /// @param fields with an `author`, which may then be missing
  public String author(Fields fields) {
    return switch (principal()) {
      case Principal.SignedIn signedIn -> {
        fields.ignore("author");
        yield signedIn.name();
      }
      case Principal.Local local -> fields.wordOr("author", local.name());
    };
  }

  /// Whom somebody says they are on a service that is open; empty for nobody.
  String actingAs() {
    return Credentials.values(request.headers().all(HeaderNames.COOKIE, List::of), ACTING_AS)
        .stream()
        .filter(User::isName)
        .findFirst()
        .orElse("");
  }

  private Credentials credentials() {
    return Credentials.of(
        request.headers().all(HeaderNames.AUTHORIZATION, List::of),
        request.headers().all(HeaderNames.COOKIE, List::of),
        sessionCookie());
  }

  /// The name of the cookie that a session has in this request.
  public String sessionCookie() {
    return isSecure() ? Credentials.SECURE_COOKIE : Credentials.PLAIN_COOKIE;
  }

  /// Whether cookies may go over HTTPS only: everywhere but on this machine.
  public boolean isSecure() {
    return !isForLoopback()
        || findHeader("X-Forwarded-Proto").filter("https"::equalsIgnoreCase).isPresent();
  }

  /// Whether the client asks for a name of this machine alone. A page elsewhere whose name was made
  /// to lead here does not.
  boolean isForLoopback() {
    String host = findHeader("Host").orElse("");
    String name = host.replaceFirst(":\\d*$", "");
    return name.isEmpty()
        || name.equalsIgnoreCase("localhost")
        || name.equals("[::1]")
        || name.matches("127(\\.\\d{1,3}){3}");
  }

  /// Whether the client is a program on this machine, and speaks for no other.
  boolean isFromHere() {
    return request.remotePeer().address() instanceof InetSocketAddress peer
        && peer.getAddress().isLoopbackAddress()
        && findHeader("X-Forwarded-For").isEmpty()
        && findHeader("Forwarded").isEmpty();
  }

  /// The token that pages of the caller's session send with what they change; empty without a
  /// session.
  public Optional<String> csrfToken() {
    return credentials() instanceof Credentials.SessionCookie(var token)
        ? Optional.of(Secrets.csrfToken(token))
        : Optional.empty();
  }

  /// A browser sends cookies also with what a foreign page had it send: a session has to show the
  /// token, in a header or in a field of a form. Without a session, a browser must not say that the
  /// page is of another site.
  ///
  /// @throws FailureException with [Failure.CsrfTokenMissing]
  public void requireOurPage() {
    if (findHeader("Sec-Fetch-Site").filter("cross-site"::equals).isPresent()) {
      throw new FailureException(
          new Failure.CsrfTokenMissing(
              "The browser says that a page of another site sent this.\nMaybe open the page of this service."));
    }
    if (!(principal() instanceof Principal.SignedIn signedIn
        && signedIn.means() instanceof Principal.Means.Session)) {
      return;
    }
    String expected = csrfToken().orElse("");
    String given =
        findHeader(CSRF_HEADER)
            .orElseGet(() -> isForm() ? form().getOrDefault(CSRF_FIELD, "") : "");
    if (expected.isEmpty() || !Secrets.areEqual(expected, given)) {
      throw new FailureException(
          new Failure.CsrfTokenMissing(
              "A session that changes something sends %s (or %s in a form), %s.\nMaybe read the token from GET /v1/whoami."
                  .formatted(
                      CSRF_HEADER,
                      CSRF_FIELD,
                      given.isEmpty() ? "and none came" : "and another came")));
    }
  }

  private boolean isForm() {
    return contentType().equals(FORM);
  }

  /// A small form; every field once. It may be asked for again.
  ///
  /// @throws FailureException if it is too large, of another type, or names a field twice
  public Map<String, String> form() {
    Map<String, String> read = form;
    if (read == null) {
      requireType(List.of(FORM));
      read = new TreeMap<>();
      String text = new String(body(limits.requestBytes()), StandardCharsets.UTF_8);
      var errors = new FieldErrors();
      for (String pair : text.split("&")) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        String value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
        if (!name.isEmpty() && read.put(name, value) != null) {
          errors.add(new FieldError.Location.Pointer("/" + name), "may be given once only", "");
        }
      }
      errors.throwAs(Failure.InvalidRequest::new);
      form = read;
    }
    return read;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new FailureException(
          new Failure.MalformedBody("form", 0, 0, "An escape with % is not of two hex digits."));
    }
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
    if (form != null || !request.content().hasEntity()) {
      turn.begin();
    }
  }

  /// A `{name}` of the route's path, decoded and composed ([Composed]).
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
    return Composed.of(value);
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

  /// @throws FailureException if anything stands in the query
  void requireNoQuery() {
    if (!request.query().isEmpty()) {
      var errors = new FieldErrors();
      query(errors).end();
      errors.throwAs(Failure.InvalidRequest::new);
    }
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

  /// Throws the errors of a JSON body that a person wrote as a text, each with its line.
  ///
  /// @throws FailureException if there are any
  public void throwWithLines(FieldErrors errors) {
    errors.throwAs((listed, total) ->
        new Failure.InvalidRequest(
            TextLines.of(new String(jsonText, StandardCharsets.UTF_8)).placed(listed), total));
  }

  private JsonNode json(int mostBytes) {
    JsonNode read = json;
    if (read == null) {
      requireType(List.of(Answer.JSON));
      byte[] sent = body(mostBytes);
      read = Json.parse(sent);
      jsonText = sent;
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

  /// A file as the body, as large as a load.
  ///
  /// @param types that it may have
  /// @throws FailureException if it is too large or of another type
  public byte[] file(List<String> types) {
    requireType(types);
    return body(limits.bulkBytes());
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
          new Failure.MalformedBody(
              Failure.MalformedBody.GZIP, 0, 0, "Its data are damaged or end too early."));
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
