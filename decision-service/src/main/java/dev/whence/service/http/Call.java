package dev.whence.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.media.type.MediaType;
import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One request as a handler sees it. For one thread.
public final class Call {
  /// Read and thrown away at most, so that a client in the middle of sending hears the refusal.
  private static final long MOST_DISCARDED_BYTES = 16L << 20;

  private final ServerRequest request;
  private final Map<String, String> pathParameters;
  private final RequestLimits limits;

  /// @param pathParameters decoded
  Call(ServerRequest request, Map<String, String> pathParameters, RequestLimits limits) {
    this.request = request;
    this.pathParameters = pathParameters;
    this.limits = limits;
  }

  /// A `{name}` of the route's path, decoded.
  public String pathParameter(String name) {
    return Optional.ofNullable(pathParameters.get(name))
        .orElseThrow(() -> new IllegalArgumentException("The route has no {" + name + "}."));
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
      if (values.size() > 1) {
        errors.add(
            new FieldError.Location.QueryParameter(name),
            "may be given once only",
            String.join(", ", values));
      }
      node.put(name, values.getFirst());
    }
    return Fields.ofQuery(node, errors);
  }

  /// A small JSON body.
  ///
  /// @throws FailureException if there is none, it is too large, of another type or malformed
  public JsonNode json() {
    requireType(List.of(Answer.JSON));
    JsonNode json = Json.parse(body(limits.requestBytes()));
    var errors = new FieldErrors();
    Storable.check("", json, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    return json;
  }

  /// A small JSON body, if one was sent.
  ///
  /// @throws FailureException if it is too large, of another type or malformed
  public Optional<JsonNode> findJson() {
    return request.content().hasEntity() ? Optional.of(json()) : Optional.empty();
  }

  /// A JSON, NDJSON or CSV body with many rows.
  ///
  /// @throws FailureException if there is none, it is too large, of another type or malformed
  public Rows rows() {
    String type = requireType(Rows.CONTENT_TYPES);
    return Rows.parse(type, body(limits.bulkBytes()));
  }

  /// The body's media type without parameters.
  private String requireType(List<String> accepted) {
    String type = contentType();
    if (!accepted.contains(type)) {
      if (request.content().hasEntity()) {
        discard(request.content().inputStream());
      }
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

  private byte[] body(long limit) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    long announced = request.headers().contentLength().orElse(-1);
    boolean waitsForPermission = request.headers().contains(HeaderNames.EXPECT);
    if (announced > limit && (waitsForPermission || announced > MOST_DISCARDED_BYTES)) {
      throw new FailureException(new Failure.BodyTooLarge(limit));
    }
    try {
      InputStream in = request.content().inputStream();
      byte[] body = in.readNBytes(Math.toIntExact(limit + 1));
      if (body.length > limit) {
        discard(in);
        throw new FailureException(new Failure.BodyTooLarge(limit));
      }
      return body;
    } catch (IOException | UncheckedIOException | InsufficientDataAvailableException e) {
      throw new CloseConnectionException("The client went away while sending.", e);
    }
  }

  private static void discard(InputStream in) {
    try {
      in.skip(MOST_DISCARDED_BYTES);
    } catch (IOException | UncheckedIOException | InsufficientDataAvailableException e) {
      throw new CloseConnectionException("The client went away while sending.", e);
    }
  }
}
