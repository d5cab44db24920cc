package dev.whence.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParserWordsTest {
  @Test
  void whatIsWrongWithJsonIsSaidWithoutTheParsersOwnWords() {
    String told =
        told(
            List.of(
                "{\"a\":",
                "{\"a\" 1}",
                "[1,]",
                "{\"a\":1,\"a\":2}",
                "nil",
                "NaN",
                "01",
                "1.",
                "1e",
                "\"\u0001\"",
                "\"\\q\"",
                "\"a",
                "[".repeat(33),
                "1".repeat(101),
                "[] []",
                "tru",
                "}",
                "#"),
            "application/json");

    assertThat(told)
        .isEqualTo(
            """
            It ends too early.
            Unexpected '1'.
            Unexpected ']'.
            The member a stands there twice.
            nil is no value of JSON.
            NaN is no value of JSON.
            A number is not written as JSON has it.
            A number is not written as JSON has it.
            It ends too early.
            It holds a control character where none may be. Maybe escape it.
            A backslash is followed by what it cannot escape.
            It ends too early.
            It is nested more than 32 levels deep.
            A number has more than 100 digits.
            Something follows the value.
            tru is no value of JSON.
            Unexpected '}'.
            Unexpected '#'.\
            """);
  }

  @Test
  void whatIsWrongWithCsvToo() {
    String told = told(List.of("a,b\n\"1,2\n", "a,b\n\"1\"x,2\n"), "text/csv");

    assertThat(told).isEqualTo("It ends too early.\nUnexpected 'x'.");
  }

  private static String told(List<String> bodies, String type) {
    var told = new ArrayList<String>();
    for (String body : bodies) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      try {
        if (type.equals("text/csv")) {
          Rows.parse(type, bytes).read(fields -> 1, new FieldErrors());
        } else {
          Json.parse(bytes);
        }
        told.add("taken: " + body);
      } catch (FailureException e) {
        told.add(((Failure.MalformedBody) e.failure()).detail().replace("\n", " "));
      }
    }
    return String.join("\n", told);
  }
}
