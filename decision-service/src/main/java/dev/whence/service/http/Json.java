package dev.whence.service.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.text.Sha256;
import java.io.IOException;
import java.util.function.ObjIntConsumer;

/// The JSON of the API: strict in, plain out. Thread-safe.
public final class Json {
  static final int DEEPEST_NESTING = 32;
  static final int LONGEST_NUMBER = 100;
  private static final String NO_TEXT = "It is no Unicode text.";

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST_NESTING)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                  .build())
          .addModule(new JavaTimeModule())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
          .build();

  /// Reads what stands between others.
  private static final ObjectReader ELEMENT =
      MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /// @throws FailureException if the bytes are not exactly one JSON value, or an object has two
  ///   members of one name
  public static JsonNode parse(byte[] body) {
    return parse(body, 0, body.length, 1);
  }

  /// One line of a body.
  ///
  /// @throws FailureException if it is not exactly one JSON value, or holds what cannot be stored
  public static JsonNode parse(Lines.Line line) {
    JsonNode node = parse(line.bytes(), 0, line.bytes().length, line.number());
    var errors = new FieldErrors();
    Storable.check(node, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    return node;
  }

  /// One line of a body.
  ///
  /// @param line its number, counted from 1, for the error message
  static JsonNode parse(byte[] body, int offset, int length, long line) {
    try {
      JsonNode node = MAPPER.readTree(body, offset, length);
      if (node.isMissingNode()) {
        throw new FailureException(
            new Failure.MalformedBody("JSON", line, 1, "Nothing was sent where JSON is expected."));
      }
      return node;
    } catch (JsonProcessingException e) {
      throw malformed(e, line);
    } catch (IOException e) {
      // Bytes that are no text in any Unicode encoding.
      throw new FailureException(new Failure.MalformedBody("JSON", line, 0, NO_TEXT));
    }
  }

  /// Reads the elements of an array one by one, so that a long one need not fit into memory as a
  /// tree.
  ///
  /// @return false if the body is something else than an array
  /// @throws FailureException if the body is malformed, maybe after some elements were read
  static boolean readElements(byte[] body, ObjIntConsumer<JsonNode> read) {
    try (JsonParser parser = MAPPER.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        parse(body);
        return false;
      }
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        read.accept(ELEMENT.readTree(parser), i);
      }
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "Something follows the array");
      }
      return true;
    } catch (JsonProcessingException e) {
      throw malformed(e, 1);
    } catch (IOException e) {
      throw new FailureException(new Failure.MalformedBody("JSON", 0, 0, NO_TEXT));
    }
  }

  private static FailureException malformed(JsonProcessingException e, long firstLine) {
    JsonLocation at = e.getLocation();
    return new FailureException(
        new Failure.MalformedBody(
            "JSON",
            at == null ? firstLine : firstLine + at.getLineNr() - 1,
            at == null ? 0 : at.getColumnNr(),
            firstLine(e)));
  }

  /// @throws IllegalArgumentException if `value` is no JSON value, which is a bug
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("This cannot be written as JSON: " + value, e);
    }
  }

  public static String text(JsonNode node) {
    return node.toString();
  }

  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /// SHA-256 (hex) of the content: neither spaces nor the order of members matter.
  public static String sha256(JsonNode node) {
    try {
      byte[] canonical =
          MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED).writeValueAsBytes(node);
      return Sha256.hex(canonical);
    } catch (JacksonException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String firstLine(JsonProcessingException e) {
    if (e instanceof MismatchedInputException) {
      return "Something follows the value.";
    }
    return ParserWords.sentence(e, "JSON");
  }
}
