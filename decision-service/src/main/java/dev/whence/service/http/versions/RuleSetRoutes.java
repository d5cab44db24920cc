package dev.whence.service.http.versions;

import dev.whence.rules.tables.LoadedIds;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.TableForm;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TestFiles;
import dev.whence.rules.tables.TestResult;
import dev.whence.rules.tables.errors.BrokenTablesException;
import dev.whence.rules.tables.errors.TableError;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.AnalysisView;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Route;
import dev.whence.service.store.Database;
import dev.whence.service.tabletests.ExampleReading;
import dev.whence.service.tabletests.TestJson;
import dev.whence.service.tabletests.TestRuns;
import dev.whence.service.tabletests.TestStore;
import dev.whence.service.versions.Activation;
import dev.whence.service.versions.RuleSetStore;
import dev.whence.service.versions.Version;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import dev.whence.service.versions.Versions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Versions of the rule tables: brought in, told, put in force and taken back.
public final class RuleSetRoutes {
  private static final String PATH = "/v1/rule-sets";

  private static final RuleTablesView TABLES = new RuleTablesView(RuleTableView.all());

  private final VersionStore store;
  private final RuleSetStore ruleSets;
  private final Idempotency idempotency;
  private final Supplier<LoadedIds> loaded;
  private final Database database;
  private final TestRuns runs;
  private final ExampleReading examples;
  private final VersionCalls calls;

  /// @param loaded what is loaded as of now
  /// @param database in which tests are kept together with the version
  public RuleSetRoutes(
      VersionStore store,
      RuleSetStore ruleSets,
      Versions versions,
      Idempotency idempotency,
      Supplier<LoadedIds> loaded,
      Database database,
      TestRuns runs,
      ExampleReading examples) {
    this.examples = examples;
    this.store = store;
    this.database = database;
    this.runs = runs;
    this.loaded = loaded;
    this.ruleSets = ruleSets;
    this.idempotency = idempotency;
    this.calls =
        new VersionCalls(
            VersionKind.RULE_SET,
            PATH,
            Access.TABLES,
            Access.APPROVALS,
            store,
            versions,
            idempotency,
            inForce -> version -> VersionView.of(version, inForce),
            this::requireTestsPass);
  }

  public List<Route> routes() {
    return Stream.concat(
            calls.routes().stream(),
            Stream.of(
                Route.get("/v1/rule-tables", Access.READING, call -> Answer.ok(TABLES)),
                Route.post(PATH, Access.TABLES, this::add),
                Route.get(PATH + "/{number}", Access.READING, this::get),
                Route.get(PATH + "/{number}/analysis", Access.READING, this::analyze),
                Route.get(PATH + "/{number}/{file}", Access.READING, this::file)))
        .toList();
  }

  /// Files that are not sent are those of the version in force.
  private Answer add(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.bulkJson(), "", errors);
    Map<String, byte[]> files = VersionCalls.files(fields, List.of(".csv", ".json"));
    String author = call.author(fields);
    String note = fields.freeText("note", false);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    RuleBook book = read(files);
    List<TableTest> tests = tests(files);
    requirePassed("Nothing is brought in", book, tests);
    return calls.afterwards(
        idempotency.once(
            call,
            () -> {
              ruleSets.keep(book);
              Version added =
                  database.transact(connection -> {
                    Version version =
                        VersionStore.add(
                            connection, VersionKind.RULE_SET, book.digest(), "{}", author, note);
                    TestStore.keep(connection, version.number(), tests, author, 0);
                    return version;
                  });
              return Answer.json(201, VersionView.of(added, calls.inForce()))
                  .with("Location", PATH + "/" + added.number());
            }));
  }

  /// The tests of the version in force; a file of tests stands for all those of its table.
  private List<TableTest> tests(Map<String, byte[]> files) {
    List<TableTest> standing = standing(calls.inForce());
    ExampleReading.Files read = examples.readFiles(files, TestJson.networks(standing));
    TestFiles.Content sent = read.content();
    if (!sent.errors().isEmpty()) {
      throw new FailureException(new Failure.BrokenTables(sent.errors()));
    }
    var networks = new TreeMap<>(TestJson.networks(standing));
    networks.putAll(read.networks());
    var tests =
        new ArrayList<TableTest>(
            standing.stream()
                .filter(test -> !files.containsKey(TestFiles.fileOf(test)))
                .map(test -> TestJson.within(test, networks))
                .toList());
    var errors = new ArrayList<String>();
    for (TableTest test : sent.tests()) {
      if (tests.stream().anyMatch(each -> each.id().equals(test.id()))) {
        errors.add(
            "%s: another table has a test that is named %s.\nMaybe rename one of them."
                .formatted(TestFiles.fileOf(test), test.id()));
      }
      tests.add(test);
    }
    long orders = TestStore.orders(tests);
    if (tests.size() > TestStore.MOST || orders > TestStore.MOST_ORDERS) {
      errors.add(
          "There would be %d tests, %d of them with whole orders; there may be %d and %d.\nMaybe leave out tests of rows that others cover."
              .formatted(tests.size(), orders, TestStore.MOST, TestStore.MOST_ORDERS));
    }
    if (!errors.isEmpty()) {
      throw new FailureException(new Failure.BrokenTables(errors));
    }
    return tests;
  }

  private List<TableTest> standing(int ruleSet) {
    return database.run(connection -> TestStore.tests(connection, ruleSet));
  }

  /// Its own tests, or those in force where it came without any. Taking back asks no test.
  private void requireTestsPass(Version version) {
    boolean own = new TestStore(database).find(version.number()).isPresent();
    requirePassed(
        "Version %d is not put in force".formatted(version.number()),
        book(version),
        standing(own ? version.number() : calls.inForce()));
  }

  private void requirePassed(String what, RuleBook book, List<TableTest> tests) {
    List<TestResult> failing =
        runs.run(book, tests).stream().filter(result -> !result.passed()).toList();
    if (!failing.isEmpty()) {
      throw new FailureException(new Failure.FailingTests(what, failing));
    }
  }

  private RuleBook read(Map<String, byte[]> sent) {
    var files = new TreeMap<>(sent);
    Optional<RuleBook> now =
        store
            .find(VersionKind.RULE_SET, calls.inForce())
            .flatMap(version -> ruleSets.find(version.digest()));
    now.ifPresent(book ->
        book.canonicalTexts()
            .forEach((table, text) -> {
              if (!sent.containsKey(table + ".csv") && !sent.containsKey(table + ".xlsx")) {
                files.put(table + ".csv", text.getBytes(StandardCharsets.UTF_8));
              }
            }));
    try {
      return RuleBook.fromFiles(files);
    } catch (BrokenTablesException e) {
      throw new FailureException(
          new Failure.BrokenTables(e.errors().stream().map(TableError::message).toList()));
    }
  }

  private Answer get(Call call) {
    Version version = calls.find(call);
    RuleBook book = book(version);
    VersionView view = VersionView.of(version, calls.inForce());
    return Answer.ok(
        new RuleSetView(
            view.number(),
            view.digest(),
            view.author(),
            view.note(),
            view.createdAt(),
            view.inForce(),
            book.canonicalTexts()));
  }

  /// What can be proved about the tables, with the ids that nothing is loaded for.
  private Answer analyze(Call call) {
    return Answer.ok(analysis(calls.find(call).number()));
  }

  /// One table, in the form that the file's name asks for.
  private Answer file(Call call) {
    RuleBook book = book(calls.find(call));
    String file = call.pathParameter("file");
    TableForm form = TableForm.ofFile(file).orElseThrow(() -> noTable(file));
    String table = file.substring(0, file.length() - form.ending().length());
    return book.findFile(table, form, loaded.get())
        .map(bytes -> Answer.file(form.mediaType(), file, bytes))
        .orElseThrow(() -> noTable(file));
  }

  private static FailureException noTable(String file) {
    return new FailureException(new Failure.NotFound("rule table", file));
  }

  /// Number of the rule set in force.
  public int inForce() {
    return calls.inForce();
  }

  /// The tables of a version.
  ///
  /// @throws FailureException if there is none of the number
  public RuleBook book(int number) {
    return book(
        store
            .find(VersionKind.RULE_SET, number)
            .orElseThrow(() -> calls.notFound(Integer.toString(number))));
  }

  /// What can be proved about the tables of a version, with the ids that nothing is loaded for.
  public AnalysisView analysis(int number) {
    return AnalysisView.of(number, book(number).analyze(loaded.get()));
  }

  /// The latest first, those that are planned before all others.
  public List<Activation> activations(int most) {
    return store.activations(VersionKind.RULE_SET, most);
  }

  /// Puts the rule set in force again that was before the one that is.
  ///
  /// @throws FailureException if there was none
  public Activation rollBack(String author, String reason) {
    return calls.rollBack(author, reason);
  }

  /// Takes back what is planned from a moment on.
  ///
  /// @throws FailureException if nothing is
  public void takeBack(Instant planned, String author, String reason) {
    calls.takeBack(planned, author, reason);
  }

  private RuleBook book(Version version) {
    return ruleSets
        .find(version.digest())
        .orElseThrow(() -> calls.notFound(Integer.toString(version.number())));
  }

  /// What the tables may say, whatever their version.
  record RuleTablesView(List<RuleTableView> tables) {}

  /// A version with its tables.
  ///
  /// @param tables canonical CSV text by name
  record RuleSetView(
      int number,
      String digest,
      String author,
      String note,
      Instant createdAt,
      boolean inForce,
      Map<String, String> tables) {}
}
