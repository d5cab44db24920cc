package dev.whence.service.http.versions;

import dev.whence.rules.tables.LoadedIds;
import dev.whence.rules.tables.RuleBook;
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
import dev.whence.service.versions.Activation;
import dev.whence.service.versions.RuleSetStore;
import dev.whence.service.versions.Version;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import dev.whence.service.versions.Versions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Versions of the rule tables: brought in, told, put in force and taken back.
public final class RuleSetRoutes {
  private static final String PATH = "/v1/rule-sets";
  private static final String XLSX =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

  private static final RuleTablesView TABLES = new RuleTablesView(RuleTableView.all());

  private final VersionStore store;
  private final RuleSetStore ruleSets;
  private final Idempotency idempotency;
  private final Supplier<LoadedIds> loaded;
  private final VersionCalls calls;

  /// @param loaded what is loaded as of now
  public RuleSetRoutes(
      VersionStore store,
      RuleSetStore ruleSets,
      Versions versions,
      Idempotency idempotency,
      Supplier<LoadedIds> loaded) {
    this.store = store;
    this.loaded = loaded;
    this.ruleSets = ruleSets;
    this.idempotency = idempotency;
    this.calls =
        new VersionCalls(
            VersionKind.RULE_SET,
            PATH,
            Access.TABLES,
            store,
            versions,
            idempotency,
            inForce -> version -> VersionView.of(version, inForce));
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
    Map<String, byte[]> files = VersionCalls.files(fields, List.of(".csv"));
    String author = call.author(fields);
    String note = fields.freeText("note", false);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    RuleBook book = read(files);
    return calls.afterwards(
        idempotency.once(
            call,
            () -> {
              ruleSets.keep(book);
              Version added = store.add(VersionKind.RULE_SET, book.digest(), "{}", author, note);
              return Answer.json(201, VersionView.of(added, calls.inForce()))
                  .with("Location", PATH + "/" + added.number());
            }));
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

  /// One table as CSV or XLSX.
  private Answer file(Call call) {
    RuleBook book = book(calls.find(call));
    String file = call.pathParameter("file");
    if (file.endsWith(".csv")) {
      String text = book.canonicalTexts().get(file.substring(0, file.length() - 4));
      if (text != null) {
        return Answer.text("text/csv", text);
      }
    }
    byte[] workbook = book.toXlsx().get(file);
    if (workbook == null) {
      throw new FailureException(new Failure.NotFound("rule table", file));
    }
    return new Answer(200, XLSX, workbook, Map.of());
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
