package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.TableForm;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.service.client.WhenceClient.Reply;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whence tables draft`: drafts of rule tables of a running service, from the first word to the
/// publication.
@Command(
    name = "draft",
    description =
        "Drafts of rule tables of a running service: begun, written, submitted, approved by another person, published.",
    mixinStandardHelpOptions = true,
    subcommands = {
      DraftCommand.Begin.class,
      DraftCommand.Drafts.class,
      DraftCommand.Show.class,
      DraftCommand.Save.class,
      DraftCommand.Submit.class,
      DraftCommand.Approve.class,
      DraftCommand.SendBack.class,
      DraftCommand.Publish.class,
      DraftCommand.Discard.class
    })
final class DraftCommand {
  private static final String PATH = "/v1/table-drafts";

  private DraftCommand() {}

  private static String path(int draft) {
    return PATH + "/" + draft;
  }

  /// A draft in a line.
  private static String line(JsonNode draft) {
    return "draft %d (%s), revision %d, on rule set %d, begun by %s: %s"
        .formatted(
            draft.path("id").asInt(),
            draft.path("state").asText(),
            draft.path("revision").asInt(),
            draft.path("basedOn").asInt(),
            draft.path("author").asText(),
            draft.path("title").asText());
  }

  private static void tellErrors(JsonNode errors, PrintStream out) {
    errors.forEach(error -> out.println("error  " + error.path("message").asText()));
  }

  /// `whence tables draft begin`.
  @Command(
      name = "begin",
      description = "Begins a draft on the tables in force.",
      mixinStandardHelpOptions = true)
  static final class Begin implements Callable<Integer> {
    @Mixin private ServiceUrl url = new ServiceUrl();

    @Parameters(paramLabel = "TITLE", description = "What is to change, in a few words.")
    private String title = "";

    @Override
    public Integer call() {
      ObjectNode body = WhenceClient.JSON.createObjectNode().put("title", title);
      return url.run((client, out) -> told(client.post(PATH, body.toString()), out));
    }
  }

  private static boolean told(Reply reply, PrintStream out) {
    if (!VersionOptions.told(reply, out)) {
      return false;
    }
    out.println(line(reply.json()));
    return true;
  }

  /// `whence tables draft list`.
  @Command(
      name = "list",
      description = "Tells the drafts, the newest first: those that are open, or of one state.",
      mixinStandardHelpOptions = true)
  static final class Drafts implements Callable<Integer> {
    @Mixin private ServiceUrl url = new ServiceUrl();

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "One of draft, submitted, approved, published, discarded.")
    private @Nullable String state;

    @Override
    public Integer call() {
      String of = state == null ? "" : "&state=" + state.toLowerCase(Locale.ROOT);
      return url.run((client, out) -> {
        String next = "";
        do {
          Reply page = client.get(PATH + "?limit=100" + of + next);
          if (!VersionOptions.told(page, out)) {
            return false;
          }
          page.json().path("items").forEach(draft -> out.println(line(draft)));
          String cursor = page.json().path("nextCursor").asText();
          next = cursor.isEmpty() ? "" : "&cursor=" + cursor;
        } while (!next.isEmpty());
        return true;
      });
    }
  }

  /// `whence tables draft show`.
  @Command(
      name = "show",
      description =
          "Tells a draft: what it changes, what is wrong with it, what happened to it. Exit code 0 when nothing is wrong, 3 for errors in its tables, 1 when there is no such draft.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin private ServiceUrl url = new ServiceUrl();

    @Parameters(paramLabel = "ID", description = "The number of the draft.")
    private int id;

    @Override
    public Integer call() {
      var errors = new boolean[1];
      int code =
          url.run((client, out) -> {
            Reply draft = client.get(path(id));
            Reply difference = client.get(path(id) + "/difference");
            if (!told(draft, out) || !VersionOptions.told(difference, out)) {
              return false;
            }
            for (JsonNode table : draft.json().path("tables")) {
              String name = table.path("table").asText();
              out.printf(
                  "%s, revision %d, saved by %s%n",
                  name, table.path("revision").asInt(), table.path("author").asText());
              difference
                  .json()
                  .path("tables")
                  .path(name)
                  .forEach(change -> out.println("  " + sentence(change)));
            }
            tellErrors(draft.json().path("errors"), out);
            for (JsonNode event : draft.json().path("events")) {
              out.printf(
                  "%s %s by %s %s%n",
                  event.path("at").asText(),
                  event.path("kind").asText(),
                  event.path("who").asText(),
                  event.path("words").asText());
            }
            errors[0] = !draft.json().path("errors").isEmpty();
            return true;
          });
      return code == 0 && errors[0] ? Save.WITH_ERRORS : code;
    }

    private static String sentence(JsonNode change) {
      String row = change.path("ruleId").asText();
      String before = change.path("before").asText();
      String after = change.path("after").asText();
      return switch (change.path("change").asText()) {
        case "line" -> "%s: \"%s\" became \"%s\"".formatted(row, before, after);
        case "row-added" -> "row %s was added".formatted(row);
        case "row-removed" -> "row %s was removed".formatted(row);
        case "row-moved" -> "row %s was moved from place %s to %s".formatted(row, before, after);
        default ->
            "row %s, %s: \"%s\" became \"%s\""
                .formatted(row, change.path("column").asText(), before, after);
      };
    }
  }

  /// `whence tables draft save`.
  @Command(
      name = "save",
      description =
          "Saves a table in a draft, with or without errors. Exit code 0 when nothing is wrong with it, 3 when it is saved with errors, 1 when it is not saved.",
      mixinStandardHelpOptions = true,
      exitCodeOnExecutionException = 2)
  static final class Save implements Callable<Integer> {
    static final int WITH_ERRORS = 3;

    @Mixin private ServiceUrl url = new ServiceUrl();

    @Parameters(index = "0", paramLabel = "ID", description = "The number of the draft.")
    private int id;

    @Parameters(
        index = "1",
        paramLabel = "FILE",
        description = "TABLE.csv or TABLE.xlsx, named after the table.")
    private Path file = Path.of("");

    @Option(
        names = "--revision",
        paramLabel = "N",
        defaultValue = "0",
        description =
            "The revision of the table in the draft that was changed, which a save and show tell; nothing newer is written over. Default: ${DEFAULT-VALUE}, not in the draft yet")
    private int revision;

    @Override
    public Integer call() {
      String name = String.valueOf(file.getFileName());
      if (Files.isDirectory(file)) {
        throw new IllegalArgumentException(
            "%s is a folder, and one table is saved at a time.\nMaybe name a file in it, such as %s."
                .formatted(file, file.resolve(RuleBook.SCHEMAS.getFirst().table() + ".csv")));
      }
      byte[] bytes = bytes();
      int dot = name.lastIndexOf('.');
      String ending = dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
      if (!ending.equals(".csv") && !ending.equals(".xlsx")) {
        throw new IllegalArgumentException(
            "%s is no .csv or .xlsx file.\nMaybe save it as \"CSV UTF-8\" or \"Excel workbook (.xlsx)\"."
                .formatted(file));
      }
      String table = name.substring(0, dot);
      List<String> tables = RuleBook.SCHEMAS.stream().map(Schema::table).toList();
      if (!tables.contains(table)) {
        throw new IllegalArgumentException(
            "%s is not named after a rule table.\nMaybe name it after one of %s."
                .formatted(file, String.join(", ", tables)));
      }
      var errors = new boolean[1];
      int code =
          url.run((client, out) -> {
            Reply saved =
                client.put(
                    "%s/tables/%s/file".formatted(path(id), table),
                    (ending.equals(".csv") ? TableForm.CSV : TableForm.XLSX).mediaType(),
                    bytes,
                    Map.of("If-Match", "\"" + revision + "\""));
            if (!VersionOptions.told(saved, out)) {
              return false;
            }
            out.printf(
                "%s is saved in draft %d, revision %d, with %d changes.%n",
                table,
                id,
                saved.json().path("revision").asInt(),
                saved.json().path("difference").size());
            saved.json().path("notes").forEach(note -> out.println("note   " + note.asText()));
            tellErrors(saved.json().path("errors"), out);
            errors[0] = !saved.json().path("errors").isEmpty();
            return true;
          });
      return code == 0 && errors[0] ? WITH_ERRORS : code;
    }

    private byte[] bytes() {
      try {
        return Files.readAllBytes(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// A step in the life of a draft.
  @Command(mixinStandardHelpOptions = true)
  abstract static class Step implements Callable<Integer> {
    private final String name;

    @Mixin private ServiceUrl url = new ServiceUrl();

    @Parameters(paramLabel = "ID", description = "The number of the draft.")
    private int id;

    @Option(
        names = "--words",
        paramLabel = "TEXT",
        defaultValue = "",
        description = "For whoever reads the draft.")
    private String words = "";

    /// @param name of the step in the API
    Step(String name) {
      this.name = name;
    }

    /// Members of the request beside the words.
    void addTo(ObjectNode body) {}

    @Override
    public Integer call() {
      ObjectNode body = WhenceClient.JSON.createObjectNode();
      if (!words.isEmpty()) {
        body.put("words", words);
      }
      addTo(body);
      return url.run((client, out) -> {
        Reply done = client.post(path(id) + "/" + name, body.toString());
        if (!told(done, out)) {
          return false;
        }
        if (done.json().hasNonNull("publishedAs")) {
          out.printf("Rule set %d.%n", done.json().path("publishedAs").asInt());
        }
        return true;
      });
    }
  }

  /// A step that counts for what was looked at.
  @Command
  abstract static class StepOfRevision extends Step {
    @Option(
        names = "--revision",
        paramLabel = "N",
        required = true,
        description = "The revision of the draft that was looked at, which show tells.")
    private int revision;

    StepOfRevision(String name) {
      super(name);
    }

    @Override
    void addTo(ObjectNode body) {
      body.put("revision", revision);
    }
  }

  /// `whence tables draft submit`.
  @Command(
      name = "submit",
      description = "Submits a draft for approval: without errors and failing tests.")
  static final class Submit extends StepOfRevision {
    Submit() {
      super("submit");
    }
  }

  /// `whence tables draft approve`.
  @Command(
      name = "approve",
      description = "Approves a draft that others have begun, written and submitted.")
  static final class Approve extends StepOfRevision {
    Approve() {
      super("approve");
    }
  }

  /// `whence tables draft send-back`.
  @Command(
      name = "send-back",
      description = "Makes it a draft again, which is changed and submitted anew; needs --words.")
  static final class SendBack extends Step {
    SendBack() {
      super("send-back");
    }
  }

  /// `whence tables draft publish`.
  @Command(
      name = "publish",
      description = "Puts an approved draft in force as a rule set, now or from a moment on.")
  static final class Publish extends Step {
    @Option(
        names = "--from",
        paramLabel = "INSTANT",
        description = "From when on, for instance 2026-12-01T00:00:00Z. Default: now")
    private @Nullable String from;

    Publish() {
      super("publish");
    }

    @Override
    void addTo(ObjectNode body) {
      if (from != null) {
        body.put("from", from);
      }
    }
  }

  /// `whence tables draft discard`.
  @Command(name = "discard", description = "Gives a draft up; it stays readable.")
  static final class Discard extends Step {
    Discard() {
      super("discard");
    }
  }
}
