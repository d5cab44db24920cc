package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.TableForm;
import dev.whence.rules.tables.TableReport;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TestFiles;
import dev.whence.rules.tables.TestResult;
import dev.whence.rules.tables.analysis.Finding;
import dev.whence.rules.tables.analysis.Severity;
import dev.whence.rules.tables.errors.BrokenTablesException;
import dev.whence.service.client.WhenceClient.Reply;
import dev.whence.service.examples.Examples;
import dev.whence.service.tabletests.TestRuns;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `whence tables`: versions of the rule tables of a running service.
@Command(
    name = "tables",
    description =
        "Versions of the rule tables of a running service: bring in, tell, put in force, take back; drafts of them; and a check of table files without one.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TablesCommand.Check.class,
      TablesCommand.Test.class,
      TablesCommand.Replay.class,
      DraftCommand.class,
      TablesCommand.Import.class,
      TablesCommand.Export.class,
      TablesCommand.Versions.class,
      TablesCommand.Activate.class,
      TablesCommand.RollBack.class
    })
public final class TablesCommand {
  private static final String PATH = "/v1/rule-sets";

  private TablesCommand() {}

  /// By file name.
  private static Map<String, Path> tables(List<Path> paths) {
    var tables = new TreeMap<String, Path>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        tables.put(String.valueOf(path.getFileName()), path);
        continue;
      }
      try (Stream<Path> files = Files.list(path)) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> isLookedAt(String.valueOf(file.getFileName())))
            .forEach(file -> tables.put(String.valueOf(file.getFileName()), file));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + path + ".", e);
      }
    }
    return tables;
  }

  /// As [#tables], at least one.
  private static Map<String, Path> someTables(List<Path> paths) {
    Map<String, Path> tables = tables(paths);
    if (tables.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no .csv or .xlsx file in %s.\nMaybe name another folder."
              .formatted(paths.stream().map(Path::toString).collect(Collectors.joining(", "))));
    }
    return tables;
  }

  private static boolean isLookedAt(String file) {
    return RuleBook.isLookedAt(file) || TestFiles.isExample(file);
  }

  private static byte[] bytes(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path + ".", e);
    }
  }

  /// `whence tables check`.
  @Command(
      name = "check",
      description =
          "Checks the tables of a folder, or single files, without a service: every cell, and what can be proved about the rows. Exit code 0 when nothing is worse than a note, 3 for warnings, 1 for errors.",
      mixinStandardHelpOptions = true,
      exitCodeOnExecutionException = 2)
  static final class Check implements Callable<Integer> {
    private static final int WARNINGS = 3;

    @Parameters(
        paramLabel = "PATH",
        arity = "1..*",
        description = "Folders, or .csv and .xlsx files.")
    private List<Path> paths = List.of();

    @Option(names = "--notes", description = "List the notes, too, not only how many there are.")
    private boolean notes;

    @Override
    public Integer call() {
      var files = new TreeMap<String, byte[]>();
      someTables(paths).forEach((name, path) -> files.put(name, bytes(path)));
      TableReport report = RuleBook.check(files);
      print(report, System.out);
      return switch (report.worst()) {
        case ERROR -> 1;
        case WARNING -> WARNINGS;
        case NOTE -> 0;
      };
    }

    private void print(TableReport report, PrintStream out) {
      var counts = new EnumMap<Severity, Integer>(Severity.class);
      report.errors().forEach(error -> out.println("error    " + error.message()));
      counts.put(Severity.ERROR, report.errors().size());
      // What the eye does not see in a spreadsheet is told also without --notes.
      report.notes().forEach(note -> out.println("note     " + note));
      List<Finding> findings =
          report.analyses().stream()
              .flatMap(analysis -> analysis.findings().stream())
              .sorted(Comparator.comparing(Finding::severity))
              .toList();
      for (Finding finding : findings) {
        counts.merge(finding.severity(), 1, Integer::sum);
        if (notes || finding.severity() != Severity.NOTE) {
          out.printf(
              "%-8s %s%n", finding.severity().name().toLowerCase(Locale.ROOT), finding.message());
        }
      }
      report.analyses().stream()
          .flatMap(analysis -> analysis.undecided().stream())
          .forEach(open -> out.println("open     " + open.message()));
      out.printf(
          "%d tables: %d errors, %d warnings, %d notes%s.%n",
          report.analyses().size(),
          counts.getOrDefault(Severity.ERROR, 0),
          counts.getOrDefault(Severity.WARNING, 0),
          counts.getOrDefault(Severity.NOTE, 0),
          notes || !counts.containsKey(Severity.NOTE) ? "" : " (--notes lists them)");
    }
  }

  /// `whence tables test`.
  @Command(
      name = "test",
      description =
          "Runs the tests beside rule tables: of a folder without a service, of a version, or of a draft. Exit code 0 when all pass, 1 when one fails, 2 when they cannot be run.",
      mixinStandardHelpOptions = true,
      exitCodeOnExecutionException = 2)
  static final class Test implements Callable<Integer> {
    private static final int NOT_RUN = 2;

    @Mixin private ServiceUrl url = new ServiceUrl();

    @Parameters(
        paramLabel = "FOLDER",
        arity = "0..1",
        description =
            "With all tables and files of tests; tests of recorded decisions are left out.")
    private @Nullable Path folder;

    @Option(
        names = "--version-number",
        paramLabel = "N",
        defaultValue = "in-force",
        description = "Which version. Default: ${DEFAULT-VALUE}")
    private String version = "in-force";

    @Option(names = "--draft", paramLabel = "ID", description = "A draft instead.")
    private @Nullable Integer draft;

    @Override
    public Integer call() {
      Path given = folder;
      return given == null ? ofService() : ofFolder(given, System.out);
    }

    private int ofFolder(Path given, PrintStream out) {
      var files = new TreeMap<String, byte[]>();
      tables(List.of(given)).forEach((name, path) -> files.put(name, bytes(path)));
      var examples = new Examples();
      TestFiles.Content content = examples.readFiles(files, Map.of()).content();
      if (!content.errors().isEmpty()) {
        content.errors().forEach(error -> out.println("error  " + error));
        return NOT_RUN;
      }
      RuleBook book;
      try {
        book = RuleBook.fromFiles(files);
      } catch (BrokenTablesException e) {
        e.errors().forEach(error -> out.println("error  " + error.message()));
        return NOT_RUN;
      }
      List<TableTest> tests =
          content.tests().stream().filter(test -> !(test instanceof TableTest.OfOrder)).toList();
      List<TestResult> results = TestRuns.withoutService(examples).run(book, tests);
      List<String> failed =
          results.stream().filter(result -> !result.passed()).map(TestResult::sentence).toList();
      int leftOut = content.tests().size() - tests.size();
      tell(out, results.size(), failed);
      if (leftOut > 0) {
        out.printf("%d tests of recorded decisions need a service and were left out.%n", leftOut);
      }
      return failed.isEmpty() ? 0 : 1;
    }

    private int ofService() {
      var passed = new boolean[1];
      int code =
          url.run((client, out) -> {
            Reply reply =
                client.get(
                    draft == null
                        ? PATH + "/" + version + "/tests"
                        : "/v1/table-drafts/" + draft + "/tests");
            if (!VersionOptions.told(reply, out)) {
              return false;
            }
            if (!reply.json().path("tableErrors").isEmpty()) {
              reply
                  .json()
                  .path("tableErrors")
                  .forEach(error -> out.println("error  " + error.asText()));
              return false;
            }
            var failed = new ArrayList<String>();
            for (JsonNode test : reply.json().path("tests")) {
              JsonNode result = test.path("result");
              if (result.has("passed") && !result.path("passed").asBoolean()) {
                failed.add(result.path("message").asText());
              }
            }
            tell(out, reply.json().path("total").asInt(), failed);
            passed[0] = failed.isEmpty();
            return true;
          });
      return code != 0 ? NOT_RUN : passed[0] ? 0 : 1;
    }

    private static void tell(PrintStream out, int total, List<String> failed) {
      failed.forEach(each -> out.println("failed  " + each));
      out.printf("%d tests: %d passed, %d failed.%n", total, total - failed.size(), failed.size());
    }
  }

  /// `whence tables replay`.
  @Command(
      name = "replay",
      description =
          "Tells what a draft, or the .csv tables of a folder, would have done to the orders that a running service has decided, against the tables that the draft is based on, or those in force. Exit code 0 when what was expected came true, 1 when it did not, 2 when there is no result.",
      mixinStandardHelpOptions = true,
      exitCodeOnExecutionException = 2)
  static final class Replay implements Callable<Integer> {
    private static final int NO_RESULT = 2;

    @Mixin private ServiceUrl url = new ServiceUrl();

    @Parameters(
        paramLabel = "DRAFT|FOLDER",
        description = "The number of a draft, or a folder of tables that become a draft for it.")
    private String what = "";

    @Option(
        names = "--orders",
        paramLabel = "COUNT",
        defaultValue = "100000",
        description = "So many decisions, the newest. Default: ${DEFAULT-VALUE}")
    private int orders = 100_000;

    @Option(names = "--expect-no-change", description = "Of a folder: no decision changes.")
    private boolean noChange;

    @Option(
        names = "--expect-only",
        paramLabel = "TABLE[/ROW]",
        split = ",",
        description = "Of a folder: only decisions change for which one of these rows fires.")
    private List<String> only = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
      PositiveCount.require(spec, "--orders", orders);
      try (WhenceClient client = url.client()) {
        var run = new TableReplayRun(client, System.out, System.err);
        if (what.matches("[1-9][0-9]{0,8}")) {
          return code(run.replay(Integer.parseInt(what), orders));
        }
        int draft = run.begin("replay of " + what, texts(), expectation());
        if (draft < 0) {
          return NO_RESULT;
        }
        try {
          return code(run.replay(draft, orders));
        } finally {
          run.discard(draft);
        }
      }
    }

    private static int code(TableReplayRun.Outcome outcome) {
      return switch (outcome) {
        case MET -> 0;
        case BROKEN -> 1;
        case NONE -> NO_RESULT;
      };
    }

    /// CSV by table.
    private Map<String, String> texts() {
      var texts = new TreeMap<String, String>();
      tables(List.of(Path.of(what)))
          .forEach((name, path) -> {
            if (TestFiles.isExample(name)) {
              return; // of tests, which a replay does not ask
            }
            if (!name.endsWith(".csv")) {
              throw new IllegalArgumentException(
                  "%s is no .csv file.\nMaybe save it as \"CSV UTF-8\", or upload it to a draft and name the draft."
                      .formatted(path));
            }
            texts.put(name.substring(0, name.length() - ".csv".length()), Import.content(path));
          });
      if (texts.isEmpty()) {
        throw new IllegalArgumentException(
            "There is no .csv file in %s.\nMaybe name another folder, or the number of a draft."
                .formatted(what));
      }
      return texts;
    }

    private Map<String, JsonNode> expectation() {
      var members = new TreeMap<String, JsonNode>();
      ObjectNode all = WhenceClient.JSON.createObjectNode();
      if (noChange) {
        all.put("expect", "no-change");
      } else if (!only.isEmpty()) {
        var rows = all.put("expect", "only-rows").putArray("rows");
        for (String row : only) {
          int slash = row.indexOf('/');
          ObjectNode one = rows.addObject();
          one.put("table", slash < 0 ? row : row.substring(0, slash));
          if (slash >= 0) {
            one.put("ruleId", row.substring(slash + 1));
          }
        }
      }
      all.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
      return members;
    }
  }

  /// `whence tables import`.
  @Command(
      name = "import",
      description =
          "Brings in the tables of a folder, or single files, as a version; tables that are not there are those in force. Every cell is checked.",
      mixinStandardHelpOptions = true)
  static final class Import implements Callable<Integer> {
    @Mixin private VersionOptions options = new VersionOptions();

    @Parameters(
        paramLabel = "PATH",
        arity = "1..*",
        description =
            "Folders, or .csv and .xlsx files, those of tests (.tests.csv, .order.json, .network.json) among them.")
    private List<Path> paths = List.of();

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "What changed.")
    private String note = "";

    @Option(names = "--activate", description = "Put the version in force, too.")
    private boolean activate;

    @Override
    public Integer call() {
      return options.run((client, out) -> {
        ObjectNode body = options.body().put("note", note);
        ObjectNode files = body.putObject("files");
        someTables(paths).forEach((name, path) -> files.put(name, content(path)));
        Reply added = client.post(PATH, body.toString());
        if (!VersionOptions.told(added, out)) {
          return false;
        }
        int number = added.json().path("number").asInt();
        out.printf(
            "Version %d%s.%n",
            number, added.json().path("inForce").asBoolean() ? ", which is in force" : "");
        return !activate || options.activate(client, out, PATH, number, "", note);
      });
    }

    private static String content(Path path) {
      try {
        return path.toString().endsWith(".csv") || path.toString().endsWith(".json")
            ? Files.readString(path)
            : Base64.getEncoder().encodeToString(Files.readAllBytes(path));
      } catch (CharacterCodingException e) {
        throw new UncheckedIOException(
            "Cannot read %s: its text is not UTF-8.\nMaybe save it as \"CSV UTF-8\"."
                .formatted(path),
            e);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + path + ".", e);
      }
    }
  }

  /// `whence tables export`.
  @Command(
      name = "export",
      description =
          "Writes the tables of a version and its tests to a folder: as CSV, as workbooks for Excel and LibreOffice, as decision tables of Drools or of DMN.",
      mixinStandardHelpOptions = true)
  static final class Export implements Callable<Integer> {
    @Mixin private ServiceUrl url = new ServiceUrl();

    @Parameters(paramLabel = "FOLDER", description = "Made if it is not there.")
    private Path folder = Path.of("");

    @Option(
        names = "--format",
        paramLabel = "FORM",
        defaultValue = "csv",
        description = "One of csv, xlsx, drools, dmn. Default: ${DEFAULT-VALUE}")
    private String format = "csv";

    @Option(
        names = "--version-number",
        paramLabel = "N",
        defaultValue = "in-force",
        description = "Which version. Default: ${DEFAULT-VALUE}")
    private String version = "in-force";

    @Override
    public Integer call() {
      TableForm form = form();
      return url.run((client, out) -> {
        Reply reply = client.get(PATH + "/" + version);
        if (!VersionOptions.told(reply, out)) {
          return false;
        }
        try {
          Files.createDirectories(folder);
        } catch (IOException e) {
          throw new UncheckedIOException("Cannot write to " + folder + ".", e);
        }
        int number = reply.json().path("number").asInt();
        for (Map.Entry<String, JsonNode> table : reply.json().path("tables").properties()) {
          String file = table.getKey() + form.ending();
          Reply saved = client.save("%s/%d/%s".formatted(PATH, number, file), folder.resolve(file));
          if (!VersionOptions.told(saved, out)) {
            return false;
          }
        }
        Reply tests = client.get("%s/%d/tests".formatted(PATH, number));
        if (!VersionOptions.told(tests, out)) {
          return false;
        }
        try {
          for (Map.Entry<String, JsonNode> file : tests.json().path("files").properties()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue().asText());
          }
        } catch (IOException e) {
          throw new UncheckedIOException("Cannot write to " + folder + ".", e);
        }
        out.printf(
            "Version %d: %d tables and %d tests in %s.%n",
            number, reply.json().path("tables").size(), tests.json().path("total").asInt(), folder);
        return true;
      });
    }

    private TableForm form() {
      return Arrays.stream(TableForm.values())
          .filter(each -> each.name().equalsIgnoreCase(format))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "There is no format \"%s\".\nMaybe name csv, xlsx, drools or dmn."
                      .formatted(format)));
    }
  }

  /// `whence tables list`.
  @Command(
      name = "list",
      description = "Tells the versions and who put which in force.",
      mixinStandardHelpOptions = true)
  static final class Versions implements Callable<Integer> {
    @Mixin private ServiceUrl url = new ServiceUrl();

    @Override
    public Integer call() {
      return url.run((client, out) -> VersionOptions.list(client, out, PATH));
    }
  }

  /// `whence tables activate`.
  @Command(
      name = "activate",
      description = "Puts a version in force, now or from a moment on.",
      mixinStandardHelpOptions = true)
  static final class Activate implements Callable<Integer> {
    @Mixin private VersionOptions options = new VersionOptions();
    @Mixin private VersionOptions.When when = new VersionOptions.When();

    @Parameters(paramLabel = "N", description = "The number of the version.")
    private int number;

    @Override
    public Integer call() {
      return options.run(
          (client, out) -> options.activate(client, out, PATH, number, when.from(), when.reason()));
    }
  }

  /// `whence tables roll-back`.
  @Command(
      name = "roll-back",
      aliases = "rollback",
      description = "Puts the version in force again that was before.")
  static final class RollBack extends VersionOptions.RollBack {
    RollBack() {
      super(PATH);
    }
  }
}
