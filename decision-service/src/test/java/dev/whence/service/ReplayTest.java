package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.client.ReplayRun;
import dev.whence.service.client.ReplayRun.Counts;
import dev.whence.service.client.WhenceClient;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Decisions made with alternating versions of tables, models and reference data are decided again.
///
/// `-Dwhence.replays=10000` makes and replays that many.
class ReplayTest {
  private static final int DECISIONS = Integer.getInteger("whence.replays", 60);
  private static final int CHANGES = 20;
  private static final Path RELEASED = Path.of("../models/released");

  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void everyDecisionAcrossVersionsIsDecidedEquallyAgain_andOneOfAnotherRuleSetIsNamed() {
    try (Service service =
        TestService.start(address, Map.of("models-directory", RELEASED.toString()))) {
      var api = new TestClient(service.port());
      record(api);

      assertThat(replay(service, "")).isEqualTo(new Counts(DECISIONS, 0, 0));
      String told = text();
      System.out.println(told);
      assertThat(told)
          .contains("%d equal, 0 different.".formatted(DECISIONS))
          .contains("4 versions of the rule tables, 2 of the models and 20 of the reference data");
      assertThat(command(service)).isZero();

      // The oldest of all by its id, which the clock of the machine has its part in.
      String altered = orderOfOldest(api);
      alter(
          "UPDATE decisions SET rule_set = (SELECT digest FROM versions WHERE kind = 'rule-set' AND number = 1) WHERE order_id = '"
              + altered
              + "'");

      assertThat(replay(service, "")).isEqualTo(new Counts(DECISIONS - 1, 1, 0));
      assertThat(text())
          .contains("NOT equal: ", "order %s, made with {\"ruleSet\":".formatted(altered))
          .contains("/policy", "mark-");
      assertThat(command(service)).isOne();
      text();
      assertThat(command(service, "--limit", "3")).as(this::text).isZero();
      assertThat(text()).contains("3 decisions replayed");
      assertThat(replay(service, Instant.now().plusSeconds(60).toString()))
          .isEqualTo(new Counts(0, 0, 0));
      assertThat(command(service, "--basis", "tomorrow")).isEqualTo(2);
      assertThat(command(service, "--since", "yesterday")).isEqualTo(2);
    }
    assertThat(command("http://127.0.0.1:1")).isEqualTo(2);
  }

  /// Each chunk with other tables, models or rates.
  private static void record(TestClient api) {
    TestService.network(api);
    TestService.stock(api, "CUP", 1_000_000, "RENO", "DALLAS");
    for (int i = 0; i < 4; i++) {
      TestVersions.marked(api, "mark-" + i);
    }
    api.post(
        "/v1/models",
        TestService.publication(RELEASED.resolve("return-risk/2026-10-30.4"), "twin"));
    api.post(
        "/v1/model-assignments", "{\"models\": {\"return-risk\": \"twin\"}, \"author\": \"test\"}");
    int made = 0;
    for (int change = 0; change < CHANGES; change++) {
      activate(api, "/v1/rule-sets/" + (2 + change % 4));
      activate(api, "/v1/model-assignments/" + (1 + change / 4 % 2));
      rates(api, 600 + change);
      var lines = new StringBuilder();
      for (; made < DECISIONS * (change + 1) / CHANGES; made++) {
        lines
            .append(TestService.order("R-" + made, "CUP").replaceAll("\\s*\\n\\s*", " "))
            .append('\n');
      }
      String answers =
          api.post("/v1/decisions/batch", "application/x-ndjson", lines.toString()).body();
      assertThat(answers.lines()).hasSize((int) lines.chars().filter(c -> c == '\n').count());
      assertThat(answers).doesNotContain("\"problem\"");
    }
  }

  private static void activate(TestClient api, String version) {
    var answer = api.post(version + "/activate", "{\"author\": \"test\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void rates(TestClient api, int perParcel) {
    var answer =
        api.put(
            "/v1/carrier-services",
            "text/csv",
            """
            id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
            GROUND,Parcel Co,Ground,USD,5000,0.95,US,US,5000,%d,45,5
            """
                .formatted(perParcel));
    assertThat(json(answer).isObject()).as(answer.body()).isTrue();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String orderOfOldest(TestClient api) {
    String cursor = "";
    while (true) {
      JsonNode page = json(api.get("/v1/decisions?limit=200" + cursor));
      String next = page.path("nextCursor").asText();
      if (next.isEmpty()) {
        JsonNode decisions = page.path("items");
        return decisions.path(decisions.size() - 1).path("orderId").asText();
      }
      cursor = "&cursor=" + next;
    }
  }

  private Counts replay(Service service, String since) {
    try (var client = new WhenceClient(base(service))) {
      return new ReplayRun(client, new PrintStream(printed, true, StandardCharsets.UTF_8))
          .run(new ReplayRun.Request(since, Integer.MAX_VALUE, "recorded", 2));
    }
  }

  private int command(Service service, String... more) {
    return command(base(service).toString(), more);
  }

  private int command(String url, String... more) {
    var arguments = new ArrayList<>(List.of("replay", "--url", url));
    arguments.addAll(List.of(more));
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      return Main.execute(arguments.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
  }

  private static URI base(Service service) {
    return URI.create("http://127.0.0.1:" + service.port());
  }

  /// What was printed since it was asked for last.
  private String text() {
    String text = printed.toString(StandardCharsets.UTF_8);
    printed.reset();
    return text;
  }

  private void alter(String sql) {
    try (Database database = Database.open(address, 1)) {
      database.transact(connection -> {
        try (var statement = connection.createStatement()) {
          return statement.execute(sql);
        }
      });
    }
  }
}
