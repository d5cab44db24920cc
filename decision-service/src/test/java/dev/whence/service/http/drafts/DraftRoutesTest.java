package dev.whence.service.http.drafts;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.whence.service.TestService;
import dev.whence.service.drafts.DraftStore;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// The life of a draft over REST. Who may approve is in `DraftStoreTest`.
class DraftRoutesTest {
  private static final String DRAFTS = "/v1/table-drafts";
  private static final String TABLE = "reservation-policy";

  private final TestClient api = TestService.client();

  private JsonNode begun() {
    HttpResponse<String> begun = api.post(DRAFTS, "{\"title\": \"winter\"}");
    assertThat(begun.statusCode()).isEqualTo(201);
    assertThat(begun.headers().firstValue("Location"))
        .contains(DRAFTS + "/" + json(begun).path("id").asInt());
    return json(begun);
  }

  private static String path(JsonNode draft) {
    return DRAFTS + "/" + draft.path("id").asInt();
  }

  private static String body(String text) {
    return JsonNodeFactory.instance.objectNode().put("text", text).toString();
  }

  private HttpResponse<String> save(JsonNode draft, int seen, String text) {
    return api.send(
        api.request(path(draft) + "/tables/" + TABLE)
            .header("Content-Type", "application/json")
            .header("If-Match", "\"" + seen + "\"")
            .PUT(BodyPublishers.ofString(body(text))));
  }

  private String inForce() {
    return json(api.get("/v1/rule-sets/in-force")).at("/tables/" + TABLE).asText();
  }

  private String owned() {
    return inForce().replaceFirst("owner,.*", "owner," + UUID.randomUUID());
  }

  @Test
  void aDraftIsAnalyzed_andSaysWhatItReadsInItsOneWriting() {
    JsonNode draft = begun();
    String text =
        inForce()
            .replaceFirst(
                "\notherwise,",
                "\nyard,!STORE,,shelf-test,,,,9,0\nyard-again,DC,,shelf-test,,,,9,0\notherwise,");

    JsonNode saved = json(save(draft, 0, text));

    assertThat(saved.path("errors").findValuesAsText("message")).hasSize(1);
    JsonNode analysis = json(api.get(path(draft) + "/analysis"));
    assertThat(analysis.path("errors")).isEmpty();
    assertThat(analysis.path("revision").asInt()).isEqualTo(2);
    assertThat(analysis.path("tables")).hasSize(8);
    assertThat(analysis.findValuesAsText("message"))
        .anySatisfy(message -> assertThat(message).contains("yard-again").contains("yard"));

    JsonNode mended = json(save(draft, 1, text.replace("\nyard-again,DC,,shelf-test,,,,9,0", "")));
    assertThat(mended.path("errors")).isEmpty();
    assertThat(mended.path("readAs").toString())
        .contains("\"ruleId\":\"yard\"", "\"before\":\"!STORE\"", "\"after\":\"not STORE\"");
  }

  @Test
  void editorsAreToldWhatATableMaySay() {
    JsonNode tables = json(api.get("/v1/rule-tables")).path("tables");

    assertThat(tables.findValuesAsText("table")).hasSize(8).contains(TABLE);
    JsonNode policy =
        StreamSupport.stream(tables.spliterator(), false)
            .filter(each -> each.path("table").asText().equals(TABLE))
            .findFirst()
            .orElseThrow();
    assertThat(policy.path("hitPolicy").asText()).isEqualTo("first match");
    JsonNode minutes =
        StreamSupport.stream(policy.path("columns").spliterator(), false)
            .filter(each -> each.path("name").asText().equals("hold minutes"))
            .findFirst()
            .orElseThrow();
    assertThat(minutes.path("kind").asText()).isEqualTo("WHOLE");
    assertThat(minutes.path("condition").asBoolean()).isFalse();
    assertThat(minutes.path("unit").asText()).isEqualTo("minutes");
    assertThat(minutes.path("least").asText()).isEqualTo("1");
  }

  @Test
  void aRevisionOfATableThatIsNotInTheDraftIsRefused() {
    JsonNode draft = begun();

    HttpResponse<String> saved = save(draft, 1, owned());

    assertThat(problem(saved)).isEqualTo("412 /problems/draft-changed");
    assertThat(json(saved).path("detail").asText())
        .isEqualTo(
            "The draft does not have %s.\nMaybe save it with If-Match: \"0\".".formatted(TABLE));
    assertThat(json(api.get(path(draft))).path("tables")).isEmpty();
  }

  @Test
  void aDraftWithErrorsIsKept_toldCellByCell_andNotSubmitted() {
    JsonNode draft = begun();
    String broken =
        inForce()
            .replaceFirst("owner,.*", "owner,")
            .replaceFirst("hit policy,.*", "hit policy,any");

    HttpResponse<String> saved = save(draft, 0, broken);

    assertThat(saved.statusCode()).isEqualTo(200);
    assertThat(saved.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(json(saved).path("text").asText()).isEqualTo(broken);
    assertThat(json(saved).path("errors").findValuesAsText("message"))
        .anySatisfy(message -> assertThat(message).contains("row 2").contains("first match"));
    assertThat(json(saved).path("difference").findValuesAsText("ruleId"))
        .contains("owner", "hit policy");
    JsonNode now = json(api.get(path(draft)));
    assertThat(now.path("errors")).isNotEmpty();
    assertThat(problem(api.post(path(draft) + "/submit", "{\"revision\": 2}")))
        .startsWith("422 /problems/broken-tables");
  }

  /// The table in force in another writing: quotes, spaces, line ends, blank rows and cells.
  private String writtenOtherwise() {
    return "\ufeff"
        + inForce()
            .lines()
            .map(line -> line.startsWith("owner,") ? line + ",,," : line)
            .map(line ->
                line.matches("(store|vip),.*")
                    ? '"' + line.replace(",", " \",\" ") + "\"\r\n"
                    : line + "\r\n")
            .map(line -> line.startsWith("rule id,") ? line + "\r\n,,,,\r\n" : line)
            .collect(Collectors.joining())
            .replace("in DROP_SHIP_VENDOR, SELLER", "in  DROP_SHIP_VENDOR,SELLER")
            .replace("2026-11-20..2026-12-24", "2026-11-20 .. 2026-12-24");
  }

  @Test
  void anotherWritingOfTheSameTableIsNoChange_andADraftWithoutOneIsNotSubmitted() {
    JsonNode draft = begun();
    int number = draft.path("id").asInt();
    String text = writtenOtherwise();

    JsonNode typed = json(save(draft, 0, text));
    JsonNode sent =
        json(
            api.send(
                api.request(path(draft) + "/tables/" + TABLE + "/file")
                    .header("Content-Type", "text/csv")
                    .header("If-Match", "\"1\"")
                    .PUT(BodyPublishers.ofString(text + "\r\n"))));

    for (JsonNode view : List.of(typed, sent)) {
      assertThat(view.path("errors")).isEmpty();
      assertThat(view.path("difference")).isEmpty();
    }
    assertThat(json(api.get(path(draft) + "/difference")).path("tables")).isEmpty();
    int revision = json(api.get(path(draft))).path("revision").asInt();
    HttpResponse<String> refused =
        api.post(path(draft) + "/submit", "{\"revision\": %d}".formatted(revision));
    assertThat(problem(refused)).isEqualTo("409 /problems/draft-state");
    assertThat(json(refused).path("detail").asText())
        .isEqualTo(
            "Draft %d is unchanged.\nIts tables and tests say what those of rule set %d say.\nMaybe save a change first, or discard it."
                .formatted(number, draft.path("basedOn").asInt()));
    assertThat(json(api.get(path(draft))).path("state").asText()).isEqualTo("draft");

    JsonNode changed =
        json(save(draft, sent.path("revision").asInt(), text.replace("1440", "1441")));
    assertThat(changed.path("difference").findValuesAsText("ruleId")).containsExactly("b2b");
    assertThat(
            api.post(path(draft) + "/submit", "{\"revision\": %d}".formatted(revision + 1))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void whoSavesSecondIsToldTheDifference() {
    JsonNode draft = begun();
    String first = owned();
    assertThat(save(draft, 0, first).statusCode()).isEqualTo(200);

    HttpResponse<String> second = save(draft, 0, owned());

    assertThat(problem(second)).isEqualTo("412 /problems/draft-changed");
    assertThat(json(second).path("revision").asInt()).isEqualTo(1);
    assertThat(json(second).path("difference")).hasSize(1);
    assertThat(json(second).path("difference").get(0).asText()).startsWith("owner: ");
    assertThat(json(api.get(path(draft) + "/tables/" + TABLE)).path("text").asText())
        .isEqualTo(first);
    assertThat(problem(api.put(path(draft) + "/tables/" + TABLE, "application/json", body(first))))
        .as("without having looked")
        .startsWith("400 /problems/invalid-request");
  }

  @Test
  void aDraftIsSubmittedApprovedByAnotherPersonAndPublished() {
    int before = json(api.get("/v1/rule-sets/in-force")).path("number").asInt();
    JsonNode draft = begun();
    String text = owned();
    save(draft, 0, text);
    JsonNode submitted =
        json(api.post(path(draft) + "/submit", "{\"revision\": 2, \"words\": \"please\"}"));
    assertThat(submitted.path("state").asText()).isEqualTo("submitted");
    assertThat(problem(save(draft, 1, inForce()))).isEqualTo("409 /problems/draft-state");
    assertThat(problem(api.post(path(draft) + "/publish", "{}")))
        .isEqualTo("409 /problems/draft-state");
    assertThat(problem(api.post(path(draft) + "/approve", "{\"revision\": 3}")))
        .isEqualTo("403 /problems/four-eyes");
    assertThat(problem(api.post(path(draft) + "/approve", "{\"revision\": 2}")))
        .isEqualTo("412 /problems/draft-changed");
    try (Database database = TestService.database()) {
      new DraftStore(database).approve(draft.path("id").asInt(), 3, "dora", "good");
    }

    JsonNode published = json(api.post(path(draft) + "/publish", "{\"words\": \"for winter\"}"));

    assertThat(published.path("state").asText()).isEqualTo("published");
    JsonNode now = json(api.get("/v1/rule-sets/in-force"));
    assertThat(now.path("number").asInt())
        .isEqualTo(published.path("publishedAs").asInt())
        .isGreaterThan(before);
    assertThat(now.at("/tables/" + TABLE).asText()).isEqualTo(text);
    assertThat(published.path("events").findValuesAsText("kind"))
        .containsExactly("begun", "submitted", "approved", "published");
    assertThat(json(api.get(DRAFTS + "?state=published")).path("items").findValuesAsText("title"))
        .contains("winter");
  }

  @Test
  void tablesThatWereChangedOnBothSidesAreToldBeforeOneIsKept() {
    JsonNode draft = begun();
    save(draft, 0, owned());
    String theirs = owned();
    int number =
        json(api.post(
                "/v1/rule-sets",
                JsonNodeFactory.instance
                    .objectNode()
                    .put("author", "eve")
                    .<com.fasterxml.jackson.databind.node.ObjectNode>set(
                        "files", JsonNodeFactory.instance.objectNode().put(TABLE + ".csv", theirs))
                    .toString()))
            .path("number")
            .asInt();
    api.post("/v1/rule-sets/%d/activate".formatted(number), "{\"author\": \"eve\"}");

    HttpResponse<String> both = api.post(path(draft) + "/rebase", "{\"revision\": 2}");

    assertThat(problem(both)).isEqualTo("412 /problems/draft-changed");
    assertThat(json(both).path("difference").get(0).asText()).startsWith(TABLE + ", owner: ");
    JsonNode based =
        json(api.post(path(draft) + "/rebase", "{\"revision\": 2, \"keepDraft\": true}"));
    assertThat(based.path("basedOn").asInt()).isEqualTo(number);
    assertThat(
            json(api.get(path(draft) + "/difference"))
                .at("/tables/" + TABLE)
                .get(0)
                .path("before")
                .asText())
        .isEqualTo(
            theirs
                .lines()
                .filter(line -> line.startsWith("owner,"))
                .findFirst()
                .orElseThrow()
                .substring(6));
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThat(problem(api.get(DRAFTS + "/999999"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(api.get(DRAFTS + "/x"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(api.get(path(begun()) + "/tables/no-table")))
        .isEqualTo("404 /problems/not-found");
    assertThat(problem(api.post(path(begun()) + "/comments", "{\"words\": \" \"}")))
        .startsWith("400 /problems/invalid-request");
    assertThat(problem(api.get(DRAFTS + "?state=asleep")))
        .startsWith("400 /problems/invalid-request");
  }
}
