package dev.whence.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.sourcing.CallerKey;
import dev.whence.service.sourcing.CallerKeys;
import dev.whence.service.sourcing.CallerKeys.Known;
import dev.whence.service.sourcing.RecordedAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Answers requests that carry an `Idempotency-Key` once: a repetition gets the first answer and
/// changes nothing. Thread-safe.
public final class Idempotency {
  private static final String HEADER = "Idempotency-Key";
  private static final String REPLAYED = "Idempotent-Replayed";
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

  private final CallerKeys keys;

  public Idempotency(CallerKeys keys) {
    this.keys = keys;
  }

  /// The route with keys. Everything that its handler does with the order store happens in one
  /// transaction, and the handler may run again; a body must be JSON, or none.
  public Route once(Route route) {
    return route.answeredBy(call -> once(call, () -> route.handler().answer(call)));
  }

  /// As [#once(Route)], for a handler that does more afterwards.
  public Answer once(Call call, Supplier<Answer> work) {
    if (!(key(call) instanceof CallerKey.Given given)) {
      return work.get();
    }
    var answer = new Holder();
    Optional<Known> known =
        keys.once(
            given,
            () -> {
              answer.value = work.get();
              return recorded(answer.value);
            });
    return known.map(Idempotency::repeated).orElseGet(() -> answer.value);
  }

  /// Replaces the answer remembered under the call's key, if it has one, by one that tells more.
  public void amend(Call call, Answer answer) {
    if (key(call) instanceof CallerKey.Given given) {
      keys.amend(given, recorded(answer));
    }
  }

  public static boolean isRepeated(Answer answer) {
    return answer.headers().containsKey(REPLAYED);
  }

  /// An answer that was given before.
  public static Answer asRepeated(Answer answer) {
    return answer.with(REPLAYED, "true");
  }

  /// The key for method, path and body: under one key they must be the same.
  ///
  /// @throws FailureException if it is no key
  public static CallerKey key(Call call) {
    return call.findHeader(HEADER)
        .<CallerKey>map(key -> {
          JsonNode body = call.findJson().orElse(JsonNodeFactory.instance.nullNode());
          return new CallerKey.Given(
              checked(key),
              Json.sha256(
                  Json.tree(Map.of("method", call.method(), "path", call.path(), "body", body))));
        })
        .orElseGet(CallerKey.None::new);
  }

  /// The key for a body alone, of a route without parameters.
  ///
  /// @throws FailureException if it is no key
  public static CallerKey key(Call call, JsonNode body) {
    return call.findHeader(HEADER)
        .<CallerKey>map(key -> new CallerKey.Given(checked(key), Json.sha256(body)))
        .orElseGet(CallerKey.None::new);
  }

  /// A key for all of a request whose parts have keys of their own would be believed to count.
  public static void refuseKey(Call call, String advice, FieldErrors errors) {
    call.findHeader(HEADER)
        .ifPresent(key ->
            errors.add(
                new FieldError.Location.RequestHeader(HEADER),
                "is not taken here.\n" + advice,
                key));
  }

  /// The key that stands in a member of a body, which loses it: the same body with the key in its
  /// header is the same request.
  ///
  /// @throws FailureException if it is no key
  public static CallerKey takeKey(ObjectNode body, String member) {
    JsonNode key = body.remove(member);
    if (key == null || key.isNull()) {
      return new CallerKey.None();
    }
    return new CallerKey.Given(
        checked(
            key.isTextual() ? key.asText() : "",
            new FieldError.Location.Pointer("/" + member),
            key.asText()),
        Json.sha256(body));
  }

  private static String checked(String key) {
    return checked(key, new FieldError.Location.RequestHeader(HEADER), key);
  }

  private static String checked(String key, FieldError.Location place, String shown) {
    if (!KEY.matcher(key).matches()) {
      var errors = new FieldErrors();
      errors.add(place, "must be 1 to 255 visible ASCII characters", shown);
      errors.throwAs(Failure.InvalidRequest::new);
    }
    return key;
  }

  private static RecordedAnswer recorded(Answer answer) {
    return new RecordedAnswer(
        answer.status(),
        new String(answer.bytes(), StandardCharsets.UTF_8),
        answer.headers().getOrDefault("Location", ""));
  }

  private static Answer repeated(Known known) {
    return switch (known) {
      case Known.Conflict(var key) ->
          throw new FailureException(new Failure.IdempotencyKeyReused(key));
      case Known.Decided(var decision) ->
          throw new IllegalStateException(
              "Decision " + decision + " was made by a request that decides nothing.");
      case Known.Answered(var answer) -> {
        var again =
            new Answer(
                answer.status(),
                Answer.JSON,
                answer.body().getBytes(StandardCharsets.UTF_8),
                answer.location().isEmpty() ? Map.of() : Map.of("Location", answer.location()));
        yield asRepeated(again);
      }
    };
  }

  /// The answer of the last run of the work.
  private static final class Holder {
    private Answer value = new Answer(500, Answer.JSON, new byte[0], Map.of());
  }
}
