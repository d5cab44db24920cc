package dev.whence.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Runs the commands of `docs/api.md`.
class ApiGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "api.md");
  private static final Pattern COMMAND = Pattern.compile("```sh\n(curl .*?)\n```", Pattern.DOTALL);

  /// A word of a shell command: parts in single quotes, in double quotes, or bare.
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");

  private final TestClient api = TestService.client();

  @Test
  void everyCommandOfTheGuideWorks() throws IOException {
    Matcher commands = COMMAND.matcher(Files.readString(GUIDE));
    int count = 0;
    for (; commands.find(); count++) {
      HttpResponse<String> response = run(words(commands.group(1)));

      assertThat(response.statusCode())
          .as("%s%n%s", commands.group(1), response.body())
          .isBetween(200, 201);
    }
    assertThat(count).as("commands found").isGreaterThanOrEqualTo(11);
  }

  @Test
  void theGuideNamesEveryProblem() throws IOException {
    String guide = Files.readString(GUIDE);

    assertThat(Arrays.stream(ProblemType.values()).map(type -> type.slug))
        .allSatisfy(slug -> assertThat(guide).contains(slug));
  }

  private HttpResponse<String> run(List<String> words) {
    String path = "";
    String method = "GET";
    String body = "";
    var headers = new ArrayList<String>();
    for (int i = 1; i < words.size(); i++) {
      switch (words.get(i)) {
        case "-X" -> method = words.get(++i);
        case "-H" -> headers.addAll(List.of(words.get(++i).split(": ", 2)));
        case "-d", "--data-binary" -> body = words.get(++i);
        default -> path = words.get(i).replace("$WHENCE", "");
      }
    }
    JsonNode order = TestClient.json(api.get("/v1/orders/1001"));
    String shipment = order.at("/parcels/0/shipmentId").asText();
    path =
        path.replace("$SHIPMENT", shipment)
            .replace("$RESERVATION", order.at("/parcels/0/reservationId").asText());
    body = body.replace("$SHIPMENT", shipment);
    HttpRequest.Builder request = api.request(path);
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    return api.send(request.method(method, BodyPublishers.ofString(body)));
  }

  private static List<String> words(String command) {
    return WORD.matcher(command)
        .results()
        .map(MatchResult::group)
        .map(word -> word.matches("(?s)['\"].*") ? word.substring(1, word.length() - 1) : word)
        .toList();
  }
}
