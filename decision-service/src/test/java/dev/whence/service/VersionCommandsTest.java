package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.drafts.DraftStore;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `whence tables` and `whence models` as an analyst and a data team use them.
class VersionCommandsTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StringWriter said = new StringWriter();
  private final PrintStream out = System.out;
  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final Service service =
      TestService.start(address, Map.of("models-directory", "../models/released"));
  private final TestClient api = new TestClient(service.port());

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setOut(out);
    service.close();
  }

  private int whence(String... arguments) {
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("--url=http://127.0.0.1:" + service.port()))
            .toArray(String[]::new);
    return Main.execute(new PrintWriter(said, true), all);
  }

  private String printed() {
    String text = printed.toString(StandardCharsets.UTF_8);
    printed.reset();
    return text;
  }

  @Test
  void tablesAreExportedChangedImportedActivatedAndTakenBack() throws IOException {
    assertThat(whence("tables", "export", folder.toString())).as(said.toString()).isZero();
    assertThat(printed()).isEqualTo("Version 1: 8 tables and 0 tests in " + folder + ".\n");
    Path table = folder.resolve("reservation-policy.csv");
    Files.writeString(table, Files.readString(table).replace("otherwise,", "everything-else,"));

    assertThat(
            whence("tables", "import", table.toString(), "--note=a better name", "--author=anna"))
        .isZero();
    assertThat(printed()).isEqualTo("Version 2.\n");
    assertThat(whence("tables", "activate", "2", "--author=anna", "--reason=reviewed")).isZero();
    assertThat(printed()).startsWith("Version 2 is in force from ");
    assertThat(whence("tables", "list")).isZero();
    assertThat(printed()).contains("*   2 ", "anna a better name", "anna reviewed", "    1 ");
    assertThat(whence("tables", "roll-back", "--reason=too many calls")).isZero();
    assertThat(printed()).startsWith("Version 1 is in force from ");
    for (String form : new String[] {"xlsx", "drools", "DMN"}) {
      assertThat(whence("tables", "export", folder.toString(), "--format=" + form))
          .as(said.toString())
          .isZero();
    }
    assertThat(folder.resolve("sourcing-policy.xlsx")).isNotEmptyFile();
    assertThat(folder.resolve("sourcing-policy.drl.xlsx")).isNotEmptyFile();
    assertThat(folder.resolve("sourcing-policy.dmn")).content().contains("hitPolicy=\"FIRST\"");
    assertThat(whence("tables", "export", folder.toString(), "--format=ods")).isNotZero();
    assertThat(said.toString())
        .contains("There is no format \"ods\".", "Maybe name csv, xlsx, drools or dmn.");
    assertThat(json(api.get("/v1/rule-sets/in-force")).path("number").asInt()).isEqualTo(1);

    Files.writeString(table, Files.readString(table).replace("60", "sixty"));
    assertThat(whence("tables", "import", table.toString())).isEqualTo(1);
    assertThat(printed()).contains("reservation-policy.csv, row", "\"sixty\"");
    assertThat(whence("tables", "activate", "77")).isEqualTo(1);
    assertThat(printed()).contains("version of the rule tables");
    assertThat(whence("tables", "import", folder.resolve("no.csv").toString())).isEqualTo(1);
    assertThat(said.toString()).contains("Cannot read").contains("no.csv").doesNotContain("UTF-8");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(whence("tables", "import", empty.toString())).isEqualTo(1);
    assertThat(said.toString()).contains("There is no .csv or .xlsx file in " + empty);
  }

  @Test
  void whatIsPlannedIsTakenBack() throws IOException {
    String from = "--from=2199-01-01T00:00:00Z";
    assertThat(whence("tables", "activate", "1", from, "--author=anna")).isZero();
    printed();

    assertThat(
            whence(
                "tables",
                "roll-back",
                "--planned=2199-01-01T00:00:00Z",
                "--author=bert",
                "--reason=not yet"))
        .isZero();
    assertThat(printed()).isEqualTo("Version 1 does not come in force on 2199-01-01T00:00:00Z.\n");
    assertThat(whence("tables", "list")).isZero();
    assertThat(printed())
        .contains("version 1 in force from 2199-01-01T00:00:00Z on: anna")
        .containsPattern("  taken back at 20\\S+: bert not yet");
    assertThat(whence("tables", "roll-back", "--planned=2199-01-01T00:00:00Z")).isEqualTo(1);
    assertThat(printed()).startsWith("No version of the rule tables is planned from 2199");
  }

  @Test
  void tablesAreReplayedOverRecordedOrders() throws IOException {
    TestService.network(api);
    TestService.stock(api, "CUP", 100, "RENO", "DALLAS");
    for (int i = 0; i < 3; i++) {
      assertThat(api.post("/v1/decisions", TestService.order("C-" + i, "CUP")).statusCode())
          .isEqualTo(201);
    }
    assertThat(whence("tables", "export", folder.toString())).isZero();
    assertThat(whence("tables", "replay", folder.toString(), "--expect-no-change"))
        .as(said.toString())
        .isZero();
    assertThat(printed()).contains("0 of 3 decisions change", "as was expected", "cost");
    Path table = folder.resolve("sourcing-policy.csv");
    String text = Files.readString(table);
    String last = text.strip().lines().toList().getLast();
    Files.writeString(table, text.replace(last, last.replaceFirst("otherwise", "else")));

    assertThat(whence("tables", "replay", folder.toString(), "--expect-no-change")).isZero();
    assertThat(printed()).as("another name is no change").contains("0 of 3 decisions change");
    Path guard = folder.resolve("reservation-policy.csv");
    Files.writeString(
        guard, Files.readString(guard).replaceFirst("(?m)^otherwise,(.*)60", "otherwise,$1 90"));
    String changed = Files.readString(guard);
    assertThat(changed).contains("90");
    assertThat(whence("tables", "replay", guard.toString(), "--expect-no-change")).isOne();
    assertThat(printed())
        .contains("hold: 3 decisions, 3 by rows", "3 of them were not expected", "Order C-0: ");
    assertThat(
            whence(
                "tables", "replay", guard.toString(), "--expect-only=reservation-policy/otherwise"))
        .isZero();
    assertThat(printed()).contains("otherwise in place of otherwise");
    assertThat(json(api.get("/v1/table-drafts")).path("items")).as("discarded again").isEmpty();
    assertThat(whence("tables", "replay", "77")).isEqualTo(2);
    assertThat(whence("tables", "replay", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(whence("tables", "replay", folder.toString(), "--orders=0")).isEqualTo(2);
  }

  @Test
  void aDraftIsBegunSavedSubmittedSentBackApprovedByAnotherAndPublished() throws IOException {
    assertThat(whence("tables", "export", folder.toString())).isZero();
    printed();
    Path table = folder.resolve("reservation-policy.csv");
    String before = Files.readString(table);
    Files.writeString(table, before.replaceFirst("(?m)^owner,.*", "owner,winter team"));

    assertThat(whence("tables", "draft", "begin", "a longer hold")).as(said.toString()).isZero();
    assertThat(printed())
        .startsWith("draft 1 (draft), revision 1, on rule set 1, ")
        .endsWith(": a longer hold\n");
    assertThat(whence("tables", "draft", "save", "1", table.toString())).isZero();
    assertThat(printed())
        .isEqualTo("reservation-policy is saved in draft 1, revision 1, with 1 changes.\n");
    assertThat(whence("tables", "draft", "show", "1")).isZero();
    assertThat(printed())
        .contains(
            "draft 1 (draft), revision 2",
            "reservation-policy, revision 1, saved by ",
            "  owner: \"",
            "\" became \"winter team\"",
            " begun by ");
    assertThat(whence("tables", "draft", "submit", "1", "--revision=2")).isZero();
    assertThat(printed()).startsWith("draft 1 (submitted), revision 3");
    assertThat(whence("tables", "draft", "approve", "1", "--revision=3")).isEqualTo(1);
    assertThat(printed()).contains("Maybe ask somebody else with the role approver");
    assertThat(whence("tables", "draft", "send-back", "1", "--words=shorter")).isZero();
    assertThat(printed()).startsWith("draft 1 (draft), revision 4");
    assertThat(whence("tables", "draft", "submit", "1", "--revision=4")).isZero();
    try (Database database = Database.open(address, 1)) {
      new DraftStore(database).approve(1, 5, "dora", "good");
    }
    assertThat(whence("tables", "draft", "publish", "1", "--words=for winter")).isZero();
    assertThat(printed()).contains("draft 1 (published)", "Rule set 2.\n");
    assertThat(json(api.get("/v1/rule-sets/in-force")).at("/tables/reservation-policy").asText())
        .contains("owner,winter team");
    assertThat(whence("tables", "draft", "list")).isZero();
    assertThat(printed()).as("none is open").isEmpty();
    assertThat(whence("tables", "draft", "list", "--state=published")).isZero();
    assertThat(printed()).contains("draft 1 (published)");
  }

  @Test
  void whatADraftRefusesIsSaid_andNothingIsWrittenOver() throws IOException {
    assertThat(whence("tables", "export", folder.toString())).isZero();
    Path table = folder.resolve("reservation-policy.csv");
    String before = Files.readString(table);
    assertThat(whence("tables", "draft", "begin", "first")).isZero();
    printed();
    Files.writeString(table, before.replace("60", "sixty"));

    assertThat(whence("tables", "draft", "save", "1", table.toString())).isEqualTo(3);
    assertThat(printed()).contains("revision 1, with ", "error  reservation-policy.csv, row");
    assertThat(whence("tables", "draft", "show", "1")).isEqualTo(3);
    assertThat(printed()).contains("error  reservation-policy.csv, row", "\"sixty\"");
    assertThat(whence("tables", "draft", "submit", "1", "--revision=2")).isEqualTo(1);
    assertThat(printed()).contains("\"sixty\"");
    Files.writeString(table, before);
    assertThat(whence("tables", "draft", "save", "1", table.toString())).isEqualTo(1);
    assertThat(printed()).contains("has changed reservation-policy since (revision 1)", "sixty");
    assertThat(whence("tables", "draft", "save", "1", table.toString(), "--revision=1")).isZero();
    assertThat(printed()).contains("revision 2, with 0 changes");
    assertThat(whence("tables", "draft", "publish", "1")).isEqualTo(1);
    assertThat(printed()).contains("Draft 1 is draft.\nMaybe submit it first.");
    assertThat(whence("tables", "draft", "publish", "1", "--from=tomorrow")).isEqualTo(1);
    assertThat(printed()).contains("/from");
    assertThat(whence("tables", "draft", "send-back", "1")).isEqualTo(1);
    assertThat(printed()).contains("/words");
    assertThat(whence("tables", "draft", "discard", "1", "--words=no")).isZero();
    assertThat(printed()).startsWith("draft 1 (discarded)");

    assertThat(whence("tables", "draft", "show", "77")).isEqualTo(1);
    assertThat(printed()).contains("77");
    assertThat(whence("tables", "draft", "begin", " ")).isEqualTo(1);
    assertThat(printed()).contains("/title");
    assertThat(whence("tables", "draft", "list", "--state=asleep")).isEqualTo(1);
    assertThat(printed()).contains("state must be one of draft, submitted, approved");
  }

  @Test
  void aRevisionThatIsLeftOutAndAFileThatIsNoneAreToldInASentence() throws IOException {
    assertThat(whence("tables", "draft", "begin", "first")).isZero();
    printed();

    for (String step : List.of("approve", "submit")) {
      assertThat(whence("tables", "draft", step, "1")).isEqualTo(2);
      assertThat(said())
          .isEqualTo(
              "Missing required option: '--revision=N'\nMaybe look it up: `whence tables draft %s --help` tells what there is.\n"
                  .formatted(step));
    }
    Path missing = folder.resolve("reservation-policy.csv");
    assertThat(whence("tables", "draft", "save", "1", missing.toString())).isEqualTo(2);
    assertThat(said())
        .isEqualTo(
            "There is no %s.\nMaybe the path is relative to another folder.\n".formatted(missing));
    Path inner = Files.createDirectory(missing);
    for (Path place : List.of(folder, inner)) {
      assertThat(whence("tables", "draft", "save", "1", place.toString())).isEqualTo(2);
      assertThat(said())
          .startsWith(place + " is a folder, and one table is saved at a time.\n")
          .contains("Maybe name a file in it, such as " + place.resolve("node-eligibility.csv"));
    }
    Path other = Files.writeString(folder.resolve("notes.csv"), "rule id\n");
    assertThat(whence("tables", "draft", "save", "1", other.toString())).isEqualTo(2);
    assertThat(said()).contains("notes.csv is not named after a rule table.");
    assertThat(json(api.get("/v1/table-drafts/1")).path("tables")).isEmpty();
  }

  private String said() {
    String text = said.toString().replace(System.lineSeparator(), "\n");
    said.getBuffer().setLength(0);
    return text;
  }

  @Test
  void referenceDataAreListedShownAndTakenBack() {
    TestService.network(api);
    assertThat(
            api.put(
                    "/v1/postal-areas?author=bert&note=new%20areas",
                    "text/csv",
                    "country,prefix,latitude,longitude,radiusKm,region\nUS,94,37.7,-122.4,9,CA\n")
                .statusCode())
        .isEqualTo(200);
    int number = json(api.get("/v1/reference-data/in-force")).path("number").asInt();

    assertThat(whence("reference", "list")).as(said.toString()).isZero();
    assertThat(printed())
        .contains("*     %d ".formatted(number), "bert, 1 rows changed new areas", "local");
    assertThat(whence("reference", "show", Integer.toString(number))).isZero();
    assertThat(printed()).startsWith("postal_areas US 94\n  - \n  + {").contains("37.7");
    assertThat(whence("reference", "roll-back", "--reason=wrong", "--author=anna")).isZero();
    assertThat(printed())
        .isEqualTo("Version %d is in force; 1 rows changed.\n".formatted(number + 1));
    assertThat(json(api.get("/v1/postal-areas")).path("items")).isEmpty();
    assertThat(whence("reference", "roll-back", "--to=99")).isEqualTo(1);
    assertThat(printed()).contains("no earlier version 99");
    assertThat(whence("reference", "show", "99")).isEqualTo(1);
  }

  @Test
  void aModelIsPublishedAssignedAndTakenBack() throws Exception {
    Path bundle = Path.of("../models/released/return-risk/2026-10-30.4");
    for (Path file : List.of(Path.of("golden.csv"), Path.of("model.onnx"))) {
      Files.copy(bundle.resolve(file), folder.resolve(file));
    }
    Files.writeString(
        folder.resolve("card.json"),
        Files.readString(bundle.resolve("card.json"))
            .replaceFirst("\"version\" ?: ?\"2026-10-30.4\"", "\"version\": \"2026-12-01\""));

    assertThat(whence("models", "publish", folder.toString(), "--note=autumn")).isZero();
    assertThat(printed()).startsWith("return-risk 2026-12-01 is published");
    assertThat(whence("models", "assign", "return-risk", "2026-12-01", "--reason=better")).isZero();
    assertThat(printed()).startsWith("Version 2 is in force from ");
    assertThat(whence("models", "list")).isZero();
    assertThat(printed())
        .contains("* ", "return-risk 2026-12-01 transit-time 2026-10-30.4", "better");
    decideOnce();
    await(() -> api.get("/metrics").body(), "model=\"return-risk\",version=\"2026-12-01\"");
    assertThat(api.get("/metrics").body())
        .contains("whence_version{kind=\"models\"} 2", "whence_version_behind{kind=\"models\"} 0");
    assertThat(json(api.get("/health/ready")).toString()).contains("version 2026-12-01");
    assertThat(whence("models", "rollback")).isZero();
    assertThat(printed()).startsWith("Version 1 is in force from ");

    assertThat(whence("models", "publish", folder.resolve("none").toString())).isEqualTo(1);
    assertThat(whence("models", "assign", "return-risk", "2031-01-01")).isEqualTo(1);
    assertThat(printed()).contains("not published");
  }

  private void decideOnce() {
    TestService.network(api);
    TestService.stock(api, "MODEL", 10, "RENO");
    assertThat(
            json(api.post("/v1/decisions", TestService.order("M-1", "MODEL")))
                .path("models")
                .toString())
        .contains("2026-12-01");
  }

  private static void await(Supplier<String> text, String part) throws InterruptedException {
    for (int i = 0; i < 100 && !text.get().contains(part); i++) {
      Thread.sleep(100);
    }
    assertThat(text.get()).contains(part);
  }
}
