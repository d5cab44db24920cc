package dev.whence.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.RuleBook;
import dev.whence.service.config.ConfigKey;
import dev.whence.service.config.ConfigSource;
import dev.whence.service.config.ServiceConfig;
import dev.whence.service.http.TestClient;
import dev.whence.service.http.decisions.Mode;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/// What an operator reads when a start fails.
class MainTest {
  private final StringWriter said = new StringWriter();

  /// Starts the service with the released models.
  private int serve(String... options) {
    return execute(
        Stream.concat(
                Stream.of("serve", "--models-directory=../models/released"), Arrays.stream(options))
            .toArray(String[]::new));
  }

  private int execute(String... arguments) {
    return Main.execute(new PrintWriter(said, true), arguments);
  }

  private void assertOneClearMessage(String... parts) {
    assertThat(said.toString()).contains(parts).doesNotContain("\tat ").hasLineCount(2);
  }

  @Test
  void takenPortIsNamed(@TempDir Path folder) throws IOException {
    DatabaseAddress database = TestDatabase.freshAddress();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int code =
          serve(
              "--port=" + taken.getLocalPort(),
              "--db-url=" + database.jdbcUrl(),
              "--db-user=" + database.user(),
              "--db-password-file="
                  + Files.writeString(folder.resolve("password"), database.password()));

      assertThat(code).isEqualTo(1);
      assertOneClearMessage("port " + taken.getLocalPort(), "Maybe another program uses it");
    }
  }

  @Test
  void databaseThatDoesNotAnswerIsNamed() {
    int code = serve("--port=0", "--db-url=jdbc:postgresql://127.0.0.1:1/orders");

    assertThat(code).isEqualTo(1);
    assertOneClearMessage("jdbc:postgresql://127.0.0.1:1/orders", "Maybe");
  }

  @Test
  void folderThatIsAFileIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");

    int code = serve("--port=0", "--data-directory=" + file);

    assertThat(code).isEqualTo(1);
    assertOneClearMessage(file.toString(), "Maybe");
  }

  @Test
  void aPasswordOnTheCommandLineIsRefusedWithoutRepeatingIt() {
    for (String option : List.of("--db-password=s3cret", "--db-password")) {
      said.getBuffer().setLength(0);

      int code = execute("serve", "--port=0", option);

      assertThat(code).isEqualTo(1);
      assertOneClearMessage("WHENCE_DB_PASSWORD", "--db-password-file");
      assertThat(said.toString()).doesNotContain("s3cret");
    }
  }

  @Test
  void aMisspeltFolderOfModelsStopsTheStart(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("models/released"));

    int code =
        execute("serve", "--port=0", "--models-directory=" + folder.resolve("modles/released"));

    assertThat(code).isEqualTo(1);
    assertOneClearMessage(
        "models-directory: there is no folder " + folder.resolve("modles/released"),
        "Maybe " + folder.resolve("models/released") + " was meant.");
  }

  @Test
  void aMisspeltFolderOfTablesStopsTheStart(@TempDir Path folder) {
    int code =
        execute(
            "serve",
            "--port=0",
            "--models-directory=" + folder,
            "--tables-directory=" + folder.resolve("nothing-like-it"));

    assertThat(code).isEqualTo(1);
    assertOneClearMessage(
        "tables-directory: there is no folder " + folder.resolve("nothing-like-it"),
        "Maybe the path is wrong.");
  }

  @Test
  void aMisspeltModelStopsTheStart_butOtherFoldersBesideAreLeftAlone(@TempDir Path folder)
      throws IOException {
    Files.createDirectories(folder.resolve("transit-tme/2026-10-30"));
    Files.createDirectories(folder.resolve("lost+found"));

    int code = execute("serve", "--port=0", "--models-directory=" + folder);

    assertThat(code).isEqualTo(1);
    assertOneClearMessage(
        "models-directory: " + folder.resolve("transit-tme") + " is no model.",
        "Maybe its name should be transit-time.");
  }

  @Test
  void aWorkbookThatSaysSomethingElseThanItsCsvStopsTheStart(@TempDir Path checkout)
      throws IOException {
    Path workbook = checkoutWithOtherLateCost(checkout).resolve("sourcing-policy.xlsx");

    assertThat(serveFrom(checkout)).isEqualTo(1);

    assertThat(said.toString())
        .contains("sourcing-policy.xlsx, row ", "(late cost): \"123\"; expected \"")
        .contains(", as sourcing-policy.csv says in row ")
        .contains("Maybe delete the file that you did not change, or change both alike.")
        .doesNotContain("\tat ");
    assertThat(workbook).exists();
  }

  /// Then nothing contradicts it, and it counts: the start goes on to the database.
  @Test
  void aWorkbookWithoutACsvBesideItCounts(@TempDir Path checkout) throws IOException {
    Path tables = checkoutWithOtherLateCost(checkout);
    Files.delete(tables.resolve("sourcing-policy.csv"));
    DatabaseAddress database = TestDatabase.freshAddress();
    var settings =
        Map.of(
            "port", "0",
            "models-directory", TestService.noModels(),
            "db-url", database.jdbcUrl(),
            "db-user", database.user(),
            "db-password", database.password());

    try (Service service =
        Service.start(ServiceConfig.of(checkout, List.of(new ConfigSource("test", settings))))) {
      var ready = new TestClient(service.port()).get("/health/ready");

      assertThat(ready.body())
          .contains("version 1, " + RuleBook.fromDirectory(tables).digest())
          .doesNotContain(RuleBook.shipped().digest());
    }
  }

  private int serveFrom(Path home) {
    String before = System.getProperty("whence.home", "");
    System.setProperty("whence.home", home.toString());
    try {
      return execute(
          "serve",
          "--port=0",
          "--models-directory=" + TestService.noModels(),
          "--db-url=jdbc:postgresql://127.0.0.1:1/orders");
    } finally {
      System.setProperty("whence.home", before);
    }
  }

  /// A copy of the tables of the checkout, with one number changed in a workbook.
  ///
  /// @return the folder of the tables
  private static Path checkoutWithOtherLateCost(Path checkout) throws IOException {
    Path tables = Files.createDirectories(checkout.resolve("rules").resolve("tables"));
    try (var files = Files.list(Path.of("../rules/tables"))) {
      for (Path file : files.toList()) {
        Files.copy(file, tables.resolve(file.getFileName()));
      }
    }
    Path file = tables.resolve("sourcing-policy.xlsx");
    byte[] bytes = Files.readAllBytes(file);
    try (var workbook = new XSSFWorkbook(new ByteArrayInputStream(bytes));
        var out = Files.newOutputStream(file)) {
      boolean changed = false;
      int column = -1;
      for (var row : workbook.getSheetAt(0)) {
        for (var cell : row) {
          if (cell.getStringCellValue().equals("late cost")) {
            column = cell.getColumnIndex();
          } else if (cell.getColumnIndex() == column && !changed) {
            cell.setCellValue("123");
            changed = true;
          }
        }
      }
      assertThat(changed).isTrue();
      workbook.write(out);
    }
    return tables;
  }

  // The command line itself.

  @Test
  void unknownOptionIsAnErrorOfTheCaller_andTheNearestIsNamed() {
    assertThat(execute("serve", "--prot=1")).isEqualTo(2);
    assertOneClearMessage("Unknown option: '--prot=1'", "Maybe --port was meant;");
    assertThat(said.toString()).contains("`whence serve --help`");
  }

  @Test
  void whatCannotBeReadOnTheCommandLineIsAnErrorOfTheCaller() {
    assertRefused("Missing required parameter for option '--port'", "serve", "--port");
    assertRefused("Missing required option: '--orders=FILE'", "route");
    assertRefused(
        "Invalid value for option '--clients': 'many' is no whole number",
        "bench",
        "--clients=many");
    assertRefused("'--clients': 0 is not a whole number from 1", "bench", "--clients=0");
    assertRefused("'--seconds': -1 is not a whole number", "bench", "--seconds=-1");
    assertRefused("'--clients': 0 is not", "route", "--orders=o.jsonl", "--clients=0");
    assertRefused("Invalid value for option '--mode'", "route", "--orders=o", "--mode=guess");
    assertRefused(
        "Invalid value for option '--url': 'http://a b' is no URL", "verify", "--url=http://a b");
    assertRefused("'shop' is no URL such as http://127.0.0.1", "tables", "list", "--url=shop");
    assertRefused("'shop:8080' is no URL", "tables", "list", "--url=shop:8080");
    assertRefused("'999' is no id such as a list tells it", "keys", "rotate", "999");
    assertRefused("'none' is no whole number", "tables", "activate", "none");
    assertRefused("Missing required subcommand", "tables");
    assertRefused("Missing required subcommand", "users");
    assertRefused("'aprover' is no role. Maybe approver.", "users", "add", "a", "--roles=aprover");
    assertRefused("'A?na' must be 1 to 63 of a to z", "users", "add", "A\nna", "--roles=operator");
    assertRefused("Missing --roles or --active", "users", "change", "anna");
    assertRefused(
        "'--days': 0 is not a whole number", "keys", "add", "a", "b", "--roles=caller", "--days=0");
    assertRefused("Unmatched argument at index 0: 'srve'", "srve");
    assertThat(said.toString()).contains("Maybe serve was meant;");
    assertRefused("Invalid value for option '--since': 'yesterday'", "replay", "--since=yesterday");
    assertRefused("'--limit': 0 is not a whole number from 1", "replay", "--limit=0");
    assertRefused("Missing required subcommand");
  }

  private void assertRefused(String complaint, String... arguments) {
    said.getBuffer().setLength(0);
    assertThat(execute(arguments)).as(String.join(" ", arguments)).isEqualTo(2);
    assertOneClearMessage(complaint, "Maybe", " --help` tells what there is.");
  }

  @Test
  void helpOfEveryCommandSaysWhatItDoes_andWhatCountsOtherwise() {
    assertHelp(
        Main.commands(),
        "serve",
        "demo",
        "load",
        "export",
        "route",
        "bench",
        "verify",
        "tables",
        "models",
        "reference",
        "replay",
        "users",
        "keys");
    for (String service : List.of("serve", "demo")) {
      String help = usage(service);
      for (ConfigKey key : ConfigKey.values()) {
        if (key.isSecret()) {
          assertThat(help).doesNotContain("--" + key.key() + "=");
        } else {
          assertThat(help).contains("--" + key.key() + "=VALUE").contains(key.usual());
        }
      }
    }
    assertThat(usage("verify")).contains("--db-url=VALUE").doesNotContain("--port=");
    assertThat(usage("tables", "roll-back")).contains("Puts the version in force again");
    assertThat(usage("models", "rollback")).contains("Puts the assignment in force again");
  }

  private static void assertHelp(CommandLine commands, String... names) {
    String help = commands.getUsageMessage();
    assertThat(commands.getSubcommands()).containsOnlyKeys(names);
    commands
        .getSubcommands()
        .forEach((name, command) -> {
          String[] description = command.getCommandSpec().usageMessage().description();
          assertThat(help).contains(name);
          assertThat(description).as(name).isNotEmpty();
          assertThat(command.getUsageMessage()).as(name).contains("-h, --help");
        });
  }

  /// In one line, as a terminal of endless width would show it.
  private static String usage(String... path) {
    CommandLine command = Main.commands();
    for (String name : path) {
      command = Objects.requireNonNull(command.getSubcommands().get(name), name);
    }
    return command.getUsageMessage().replaceAll("\\s+", " ");
  }

  @Test
  void ordersFileThatIsMissingIsNamed(@TempDir Path folder) {
    int code = execute("route", "--orders=" + folder.resolve("none.jsonl"));

    assertThat(code).isEqualTo(1);
    assertOneClearMessage("none.jsonl", "Maybe make them first");
  }

  @Test
  void whatIsNotGivenIsWhatTheHelpSays() {
    ParseResult bench = Main.commands().parseArgs("bench").subcommand();
    ParseResult route = Main.commands().parseArgs("route", "--orders=o.jsonl").subcommand();

    assertThat(value(bench, "--url")).isEqualTo(URI.create("http://127.0.0.1:8080"));
    assertThat(value(bench, "--clients")).isEqualTo(8);
    assertThat(value(bench, "--seconds")).isEqualTo(10);
    assertThat(value(route, "--url")).isEqualTo(URI.create("http://127.0.0.1:8080"));
    assertThat(value(route, "--mode")).isEqualTo(Mode.COMMIT);
    assertThat(value(route, "--clients")).isEqualTo(1);
    assertThat(usage("bench"))
        .contains("Default: http://127.0.0.1:8080", "Default: 8", "Default: 10");
    assertThat(usage("route"))
        .contains("Default: http://127.0.0.1:8080", "Default: 1", "Default: commit");
  }

  @Test
  void whatIsGivenCounts() {
    ParseResult bench =
        Main.commands().parseArgs("bench", "--url=http://other:1", "--clients=3").subcommand();

    assertThat(value(bench, "--url")).isEqualTo(URI.create("http://other:1"));
    assertThat(value(bench, "--clients")).isEqualTo(3);
  }

  private static Object value(ParseResult command, String option) {
    return command.commandSpec().findOption(option).<Object>getValue();
  }

  // An order store without a service.

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private int verify(String... options) {
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      return execute(
          Stream.concat(Stream.of("verify"), Arrays.stream(options)).toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
  }

  @Test
  void verifyLooksIntoADatabaseWithoutAService_andNamesTheRows(@TempDir Path folder)
      throws IOException {
    DatabaseAddress database = TestDatabase.freshAddress();
    String[] options = {
      "--db-url=" + database.jdbcUrl(),
      "--db-user=" + database.user(),
      "--db-password-file=" + Files.writeString(folder.resolve("password"), database.password())
    };

    assertThat(verify(options)).isZero();
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("ok   A position is the sum of its movements.")
        .endsWith("The order store agrees with itself." + System.lineSeparator());

    harm(database, "INSERT INTO idempotency_keys (key, request_sha256) VALUES ('k-1', '')");
    printed.reset();

    assertThat(verify(options)).isEqualTo(1);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("NOT  Each key of a caller has its answer", "1 rows break this:", "key k-1");
  }

  @Test
  void verifyLooksIntoADataDirectory_unlessAServiceUsesIt(@TempDir Path folder) {
    assertThat(verify("--data-directory=" + folder)).isEqualTo(2);
    assertOneClearMessage("There is no order store in " + folder, "Maybe another data-directory");
    assertThat(folder).isEmptyDirectory();
    said.getBuffer().setLength(0);
    var settings =
        Map.of(
            "port", "0",
            "models-directory", TestService.noModels(),
            "data-directory", folder.toString());
    try (Service service =
        Service.start(ServiceConfig.of(Path.of(""), List.of(new ConfigSource("test", settings))))) {
      assertThat(verify("--url=http://127.0.0.1:" + service.port())).isZero();

      assertThat(verify("--data-directory=" + folder)).isEqualTo(2);
      assertOneClearMessage("Another Whence uses the data in " + folder, "Maybe");
    }

    assertThat(verify("--data-directory=" + folder)).isZero();
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("The order store agrees with itself.");
    assertThat(folder.resolve("postgres/data/postmaster.pid")).doesNotExist();
  }

  @Test
  void verifyChangesNoTablesOfAnotherRelease() {
    DatabaseAddress empty = TestDatabase.emptyAddress();
    DatabaseAddress older = TestDatabase.freshAddress();
    String newest = "installed_rank = (SELECT max(installed_rank) FROM flyway_schema_history)";
    harm(older, "DELETE FROM flyway_schema_history WHERE " + newest);
    DatabaseAddress newer = TestDatabase.freshAddress();
    harm(
        newer,
        "INSERT INTO flyway_schema_history SELECT 999, '999', description, type, script, checksum, installed_by, installed_on, execution_time, success FROM flyway_schema_history WHERE "
            + newest);

    assertThat(verifyAt(empty)).isEqualTo(2);
    assertOneClearMessage("has no tables of an order store", "Maybe");
    said.getBuffer().setLength(0);
    assertThat(verifyAt(older)).isEqualTo(2);
    assertOneClearMessage("older than those of this release", "Maybe use the release");
    said.getBuffer().setLength(0);
    assertThat(verifyAt(newer)).isEqualTo(2);
    assertOneClearMessage("version 999, newer than those of this release", "Maybe use the release");
    assertThat(verify("--url=http://127.0.0.1:1")).isEqualTo(2);
  }

  private int verifyAt(DatabaseAddress database) {
    try {
      Path folder = Files.createTempDirectory("verify");
      return verify(
          "--db-url=" + database.jdbcUrl(),
          "--db-user=" + database.user(),
          "--db-password-file="
              + Files.writeString(folder.resolve("password"), database.password()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void harm(DatabaseAddress database, String sql) {
    try (var connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
