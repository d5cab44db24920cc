package dev.whence.service.http.drafts;

import dev.whence.rules.tables.LoadedIds;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.SentTable;
import dev.whence.rules.tables.TableDifference;
import dev.whence.rules.tables.TableForm;
import dev.whence.rules.tables.TableReport;
import dev.whence.rules.tables.TestResult;
import dev.whence.rules.tables.errors.BrokenTablesException;
import dev.whence.rules.tables.errors.TableError;
import dev.whence.service.drafts.Draft;
import dev.whence.service.drafts.DraftChange;
import dev.whence.service.drafts.DraftStore;
import dev.whence.service.drafts.DraftTables;
import dev.whence.service.drafts.DraftTest;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.AnalysisView;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Counted;
import dev.whence.service.http.EntityTag;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.http.drafts.DraftView.ChangeView;
import dev.whence.service.http.drafts.DraftView.DifferenceView;
import dev.whence.service.http.drafts.DraftView.ErrorView;
import dev.whence.service.http.drafts.DraftView.TableView;
import dev.whence.service.tabletests.TestRuns;
import dev.whence.service.versions.RuleSetStore;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import dev.whence.service.versions.Versions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Drafts of rule tables: begun, written by several people, checked, submitted, approved by another
/// person, published.
public final class DraftRoutes {
  private static final String PATH = "/v1/table-drafts";
  private static final String ONE = PATH + "/{id}";
  private static final String TABLE = ONE + "/tables/{table}";
  private static final String FILE = TABLE + "/file";
  private static final String DRAFT = "draft of rule tables";
  private static final String SEEN =
      "the ETag of what is changed, as it was last read; \"0\" for a table that is not in the draft";

  /// What browsers and programs call CSV and XLSX; what it is, is told by its first bytes.
  private static final List<String> FILE_TYPES =
      List.of(
          "text/csv",
          TableForm.XLSX.mediaType(),
          "application/vnd.ms-excel",
          "application/octet-stream");

  private static final int MOST_TOLD = 50;
  private static final Set<Draft.State> OPEN =
      EnumSet.of(Draft.State.DRAFT, Draft.State.SUBMITTED, Draft.State.APPROVED);

  private final DraftStore drafts;
  private final VersionStore store;
  private final RuleSetStore ruleSets;
  private final Versions versions;
  private final Supplier<LoadedIds> loaded;
  private final TestRuns runs;
  private final Idempotency idempotency;

  /// Held while a file is read and checked: several of the largest at once need more memory than a
  /// small service has.
  private final Lock oneFile = new ReentrantLock(true);

  /// @param loaded what is loaded as of now
  public DraftRoutes(
      DraftStore drafts,
      VersionStore store,
      RuleSetStore ruleSets,
      Versions versions,
      Supplier<LoadedIds> loaded,
      TestRuns runs,
      Idempotency idempotency) {
    this.drafts = drafts;
    this.store = store;
    this.ruleSets = ruleSets;
    this.versions = versions;
    this.loaded = loaded;
    this.runs = runs;
    this.idempotency = idempotency;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Access.TABLES, this::list),
        idempotency.once(Route.post(PATH, Access.TABLES, this::begin)),
        Route.get(ONE, Access.TABLES, this::get),
        Route.get(ONE + "/difference", Access.TABLES, this::difference),
        Route.get(ONE + "/analysis", Access.TABLES, this::analysis),
        Route.get(TABLE, Access.TABLES, this::table),
        Route.put(TABLE, Access.TABLES, this::save),
        Route.delete(TABLE, Access.TABLES, this::takeOut),
        Route.get(FILE, Access.TABLES, this::file),
        Route.put(FILE, Access.TABLES, this::upload),
        idempotency.once(Route.post(ONE + "/comments", Access.TABLES, this::comment)),
        idempotency.once(Route.post(ONE + "/submit", Access.TABLES, this::submit)),
        idempotency.once(Route.post(ONE + "/approve", Access.APPROVALS, this::approve)),
        idempotency.once(Route.post(ONE + "/send-back", Access.TABLES, this::sendBack)),
        idempotency.once(Route.post(ONE + "/discard", Access.TABLES, this::discard)),
        idempotency.once(Route.post(ONE + "/rebase", Access.TABLES, this::rebase)),
        Route.post(ONE + "/publish", Access.APPROVALS, this::publish));
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    Set<Draft.State> states =
        query.has("state")
            ? Set.of(
                query.oneOf(
                    "state",
                    List.of(Draft.State.values()),
                    state -> state.name().toLowerCase(Locale.ROOT)))
            : OPEN;
    int limit = Page.limit(query);
    String last = Page.cursor(query, 1).getFirst();
    int before = last.isEmpty() ? Integer.MAX_VALUE : Counted.number(last).orElse(0);
    if (before == 0) {
      query.complain("cursor", "must be the nextCursor of an earlier page");
    }
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        Page.of(
                drafts.list(states, before, limit + 1),
                limit,
                draft -> List.of(Integer.toString(draft.id())))
            .map(DraftView::listed));
  }

  private Answer begin(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    String title = fields.label("title");
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Draft begun = begin(title, call.principal().name());
    return told(201, begun).with("Location", PATH + "/" + begun.id());
  }

  /// Begins a draft on the tables in force.
  public Draft begin(String title, String who) {
    return drafts.begin(title, store.inForce().ruleSet(), who);
  }

  private Answer get(Call call) {
    return told(200, find(call));
  }

  /// With its errors and what happened to it.
  public DraftView view(Draft draft) {
    return DraftView.of(draft, errors(draft), drafts.events(draft.id()));
  }

  Answer told(int status, Draft draft) {
    return Answer.json(status, view(draft)).with("ETag", EntityTag.of(draft.revision()));
  }

  private Answer difference(Call call) {
    return Answer.ok(difference(find(call)));
  }

  public DifferenceView difference(Draft draft) {
    Map<String, String> base = base(draft);
    var tables = new TreeMap<String, List<ChangeView>>();
    for (Draft.Text text : draft.tables()) {
      List<ChangeView> changes =
          changes(text.table(), base.getOrDefault(text.table(), ""), text.text());
      if (!changes.isEmpty()) {
        tables.put(text.table(), changes);
      }
    }
    return new DifferenceView(tables);
  }

  private Answer analysis(Call call) {
    return Answer.ok(analysis(find(call)));
  }

  /// What is wrong with its tables, and what can be proved about those that can be read.
  public DraftAnalysis analysis(Draft draft) {
    TableReport report = RuleBook.check(files(draft), loaded.get());
    return new DraftAnalysis(
        draft.revision(),
        report.errors().stream().map(ErrorView::of).toList(),
        AnalysisView.of(draft.basedOn(), report.analyses()).tables());
  }

  /// @param revision of the draft that was looked at
  public record DraftAnalysis(
      int revision, List<ErrorView> errors, List<AnalysisView.TableView> tables) {}

  /// Without what only is written otherwise.
  private static List<ChangeView> changes(String table, String before, String after) {
    return TableDifference.inMeaning(table, before, after).changes().stream()
        .map(change -> ChangeView.of(table, change))
        .toList();
  }

  private static List<ChangeView> changes(String before, String after) {
    return TableDifference.of(before, after).changes().stream().map(ChangeView::of).toList();
  }

  private Answer table(Call call) {
    return told(find(call), tableIn(call));
  }

  private Answer told(Draft draft, String table) {
    return answer(table(draft, table));
  }

  private static Answer answer(TableView view) {
    return Answer.ok(view).with("ETag", EntityTag.of(view.revision()));
  }

  public TableView table(Draft draft, String table) {
    return table(draft, table, List.of());
  }

  /// @param notes of how a file was read
  private TableView table(Draft draft, String table, List<String> notes) {
    Map<String, String> bases = base(draft);
    String base = bases.getOrDefault(table, "");
    Optional<Draft.Text> changed =
        draft.tables().stream().filter(text -> text.table().equals(table)).findFirst();
    String text = changed.map(Draft.Text::text).orElse(base);
    int revision = changed.map(Draft.Text::revision).orElse(0);
    List<TableError> errors = List.of();
    List<ChangeView> readAs = List.of();
    try {
      RuleBook book = RuleBook.fromFiles(files(draft, bases));
      readAs = changed.isEmpty() ? List.of() : readAs(book, table, text);
    } catch (BrokenTablesException e) {
      errors = e.errors();
    }
    return new TableView(
        table,
        revision,
        text,
        errors.stream().map(ErrorView::of).filter(error -> error.table().equals(table)).toList(),
        readAs,
        changes(table, base, text),
        notes);
  }

  /// What cells say in their one writing, where that is not what was typed.
  private static List<ChangeView> readAs(RuleBook book, String table, String text) {
    return changes(text, book.canonicalTexts().getOrDefault(table, text));
  }

  private Answer save(Call call) {
    String table = tableIn(call);
    var errors = new FieldErrors();
    int seen = EntityTag.seen(call, SEEN, errors);
    Fields fields = Fields.ofBody(call.bulkJson(), "", errors);
    String text = fields.raw().path("text").asText();
    if (!fields.raw().path("text").isTextual() || text.isBlank()) {
      fields.complain("text", "must be the table as CSV");
    }
    fields.ignore("text");
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    int id = id(call);
    return told(done(id, drafts.save(id, table, seen, text, call.principal().name())), table);
  }

  /// Also of a table with errors, but for Drools and DMN, which are made of checked cells.
  private Answer file(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    TableForm form =
        query.has("form")
            ? query.oneOf(
                "form", List.of(TableForm.values()), each -> each.name().toLowerCase(Locale.ROOT))
            : TableForm.XLSX;
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    String table = tableIn(call);
    Draft draft = find(call);
    Optional<Draft.Text> changed =
        draft.tables().stream().filter(text -> text.table().equals(table)).findFirst();
    String text =
        changed.map(Draft.Text::text).orElseGet(() -> base(draft).getOrDefault(table, ""));
    byte[] bytes =
        switch (form) {
          case CSV -> bytes(text);
          case XLSX -> workbook(table, text);
          case DROOLS, DMN -> book(draft).findFile(table, form, loaded.get()).orElseThrow();
        };
    return Answer.file(form.mediaType(), table + form.ending(), bytes)
        .with("ETag", "\"" + changed.map(Draft.Text::revision).orElse(0) + "\"");
  }

  private byte[] workbook(String table, String text) {
    try {
      return RuleBook.toXlsx(table, text, loaded.get());
    } catch (BrokenTablesException e) {
      throw broken(e.errors());
    }
  }

  /// A file whose text would not show all that is wrong with it changes nothing.
  private Answer upload(Call call) {
    String table = tableIn(call);
    var errors = new FieldErrors();
    int seen = EntityTag.seen(call, SEEN, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    oneFile.lock();
    try {
      SentTable sent = SentTable.of(table, call.file(FILE_TYPES));
      if (!sent.refusals().isEmpty()) {
        throw broken(sent.refusals());
      }
      int id = id(call);
      Draft saved = done(id, drafts.save(id, table, seen, sent.text(), call.principal().name()));
      return answer(table(saved, table, sent.notes()));
    } finally {
      oneFile.unlock();
    }
  }

  private static FailureException broken(List<TableError> errors) {
    return new FailureException(
        new Failure.BrokenTables(errors.stream().map(TableError::message).toList()));
  }

  private Answer takeOut(Call call) {
    String table = tableIn(call);
    var errors = new FieldErrors();
    int seen = EntityTag.seen(call, SEEN, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    int id = id(call);
    return told(done(id, drafts.takeOut(id, table, seen, call.principal().name())), table);
  }

  private Answer comment(Call call) {
    int id = id(call);
    String words = words(call, true);
    return told(200, comment(id, call.principal().name(), words));
  }

  public Draft comment(int id, String who, String words) {
    return done(id, drafts.comment(id, who, words));
  }

  /// A draft with errors, on which a test fails, or that changes nothing, is not submitted.
  private Answer submit(Call call) {
    Step step = step(call);
    return told(200, submit(id(call), step.revision(), call.principal().name(), step.words()));
  }

  /// @param revision of the draft that whoever submits has looked at
  /// @throws FailureException if a table has errors, a test fails, nothing differs from the rule
  ///   set that it is based on, or as the draft stands
  public Draft submit(int id, int revision, String who, String words) {
    Draft draft = find(id);
    RuleBook book = book(draft);
    if (draft.state() == Draft.State.DRAFT) {
      List<DraftTest> tests = drafts.tests(draft);
      if (difference(draft).tables().isEmpty()
          && tests.stream().allMatch(test -> test.change() == DraftTest.Change.STANDING)) {
        throw new FailureException(
            new Failure.DraftState(
                id,
                "unchanged",
                "Its tables and tests say what those of rule set %d say.\nMaybe save a change first, or discard it."
                    .formatted(draft.basedOn())));
      }
      List<TestResult> failing =
          runs
              .run(
                  book,
                  tests.stream()
                      .filter(test -> test.change() != DraftTest.Change.REMOVED)
                      .map(DraftTest::test)
                      .toList())
              .stream()
              .filter(result -> !result.passed())
              .toList();
      if (!failing.isEmpty()) {
        throw failing(id, failing);
      }
    }
    return done(id, drafts.submit(id, revision, who, words));
  }

  private Answer approve(Call call) {
    Step step = step(call);
    return told(200, approve(id(call), step.revision(), call.principal().name(), step.words()));
  }

  /// @param revision of the draft that whoever approves has looked at
  public Draft approve(int id, int revision, String who, String words) {
    return done(id, drafts.approve(id, revision, who, words));
  }

  /// @param revision of the draft that the caller has looked at
  private record Step(int revision, String words) {}

  private static Step step(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    var step = new Step(revision(fields), fields.freeText("words", false));
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return step;
  }

  private static int revision(Fields fields) {
    return fields.integer("revision", 1, Integer.MAX_VALUE);
  }

  private Answer sendBack(Call call) {
    int id = id(call);
    String words = words(call, true);
    return told(200, sendBack(id, call.principal().name(), words));
  }

  public Draft sendBack(int id, String who, String words) {
    return done(id, drafts.sendBack(id, who, words));
  }

  private Answer discard(Call call) {
    int id = id(call);
    String words = words(call, false);
    return told(200, discard(id, call.principal().name(), words));
  }

  public Draft discard(int id, String who, String words) {
    return done(id, drafts.discard(id, who, words));
  }

  /// Tables that were changed on both sides are told, unless it is said that those of the draft
  /// count.
  private Answer rebase(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    int seen = revision(fields);
    boolean keep = fields.flagOr("keepDraft", false);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return told(200, rebase(find(call), seen, keep, call.principal().name()));
  }

  /// Bases a draft on the tables in force.
  ///
  /// @param keep whether tables that both changed are those of the draft
  public Draft rebase(Draft draft, int seen, boolean keep, String who) {
    int inForce = store.inForce().ruleSet();
    Map<String, String> before = base(draft);
    Map<String, String> now = texts(inForce);
    List<String> both =
        draft.tables().stream()
            .map(Draft.Text::table)
            .filter(table -> !before.getOrDefault(table, "").equals(now.getOrDefault(table, "")))
            .toList();
    if (!both.isEmpty() && !keep) {
      throw new FailureException(
          new Failure.DraftChanged(
              "Rule set %d has changed %s as well.\nMaybe take what it changed into the draft, then base it there with \"keepDraft\": true."
                  .formatted(inForce, String.join(", ", both)),
              draft.revision(),
              both.stream()
                  .flatMap(table ->
                      sentences(before.getOrDefault(table, ""), now.getOrDefault(table, ""))
                          .stream()
                          .map(sentence -> table + ", " + sentence))
                  .limit(MOST_TOLD)
                  .toList()));
    }
    return done(draft.id(), drafts.rebase(draft.id(), seen, inForce, who));
  }

  private Answer publish(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    Optional<Instant> from =
        fields.has("from") ? Optional.of(fields.instant("from")) : Optional.empty();
    String words = fields.freeText("words", false);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Answer answer =
        idempotency.once(
            call, () -> told(200, publish(id(call), from, call.principal().name(), words)));
    versions.refresh(); // also where it was done before
    return answer;
  }

  /// @param from empty for now
  public Draft publish(int id, Optional<Instant> from, String who, String words) {
    Draft draft = find(id);
    Draft published = done(id, drafts.publish(id, draft.revision(), book(draft), from, who, words));
    versions.refresh(); // this process, at least, has it ready before anybody is told
    return published;
  }

  /// The draft after a change, or the failure that keeps it as it was.
  Draft done(int id, DraftChange change) {
    return switch (change) {
      case DraftChange.Done(var draft) -> draft;
      case DraftChange.Unknown() -> throw unknown(Integer.toString(id));
      case DraftChange.Behind(var seen, var now) -> throw behind(id, seen, now);
      case DraftChange.NotInDraft(var table) ->
          throw new FailureException(
              new Failure.DraftChanged(
                  "The draft does not have %s.\nMaybe save it with If-Match: \"0\"."
                      .formatted(table),
                  0,
                  List.of()));
      case DraftChange.Moved(var draft) ->
          throw new FailureException(
              new Failure.DraftChanged(
                  "The draft has changed since it was looked at (revision %d).\nMaybe look at it again."
                      .formatted(draft.revision()),
                  draft.revision(),
                  List.of()));
      case DraftChange.WrongState(var draft) ->
          throw new FailureException(
              new Failure.DraftState(id, DraftView.state(draft), remedy(draft.state())));
      case DraftChange.SameEyes(var ignored, var who) ->
          throw new FailureException(new Failure.SameEyes(id, who));
      case DraftChange.TestsFail(var results) -> throw failing(id, results);
      case DraftChange.UnknownTest(var test) ->
          throw new FailureException(new Failure.NotFound("test of the rule tables", test));
      case DraftChange.UnknownNetwork(var network) ->
          throw new IllegalStateException("No network " + network + " was asked for.");
      case DraftChange.NetworkInUse(var network, _) ->
          throw new IllegalStateException("The network " + network + " was not to be taken away.");
      case DraftChange.TestMoved ignored ->
          throw new IllegalStateException("No test was saved here.");
      case DraftChange.TooManyTests ignored ->
          throw new IllegalStateException("No test was saved here.");
      case DraftChange.Outdated(var draft, int inForce) ->
          throw new FailureException(new Failure.DraftOutdated(id, draft.basedOn(), inForce));
      case DraftChange.Overtaken(var draft, int planned, var from) ->
          throw new FailureException(
              new Failure.DraftOvertaken(id, draft.basedOn(), planned, from));
      case DraftChange.Unproven(var ignored, var verdict, var examples) ->
          throw new FailureException(new Failure.ExpectationNotMet(id, verdict, examples));
    };
  }

  private static FailureException failing(int id, List<TestResult> failing) {
    return new FailureException(
        new Failure.FailingTests("Draft %d stays as it is".formatted(id), failing));
  }

  /// What the tests of a draft are run on.
  public DraftTables tables(Draft draft) {
    try {
      return new DraftTables(Optional.of(RuleBook.fromFiles(files(draft))), List.of());
    } catch (BrokenTablesException e) {
      return new DraftTables(
          Optional.empty(), e.errors().stream().map(TableError::message).toList());
    }
  }

  /// A table that is not in the draft is that of the rule set it is based on.
  private FailureException behind(int id, String seen, Draft.Text now) {
    String base = drafts.find(id).map(this::base).orElse(Map.of()).getOrDefault(now.table(), "");
    return new FailureException(
        new Failure.DraftChanged(
            "%s has changed %s since (revision %d).\nMaybe take over what is told here, then save with If-Match: \"%d\"."
                .formatted(now.author(), now.table(), now.revision(), now.revision()),
            now.revision(),
            sentences(seen.isEmpty() ? base : seen, now.text().isEmpty() ? base : now.text())
                .stream()
                .limit(MOST_TOLD)
                .toList()));
  }

  private static String remedy(Draft.State state) {
    return switch (state) {
      case DRAFT -> "Maybe submit it first.";
      case SUBMITTED -> "Maybe approve it, or send it back to change it.";
      case APPROVED -> "Maybe publish it, or send it back to change it.";
      case PUBLISHED, DISCARDED -> "Maybe begin another draft.";
    };
  }

  private static List<String> sentences(String before, String after) {
    return changes(before, after).stream().map(ChangeView::sentence).toList();
  }

  Draft find(Call call) {
    return find(id(call));
  }

  /// @throws FailureException if there is none
  public Draft find(int id) {
    return drafts.find(id).orElseThrow(() -> unknown(Integer.toString(id)));
  }

  /// What happened to it, the oldest first.
  public List<Draft.Event> events(Draft draft) {
    return drafts.events(draft.id());
  }

  /// Who began it, wrote a part of it or submitted it, and so cannot approve it.
  public Set<String> writers(Draft draft) {
    return drafts.writers(draft.id());
  }

  /// The newest drafts that are neither published nor given up.
  public List<Draft> open(int most) {
    return drafts.list(OPEN, Integer.MAX_VALUE, most);
  }

  static int id(Call call) {
    return Counted.inPath(call, "id", DRAFT);
  }

  private static FailureException unknown(String id) {
    return new FailureException(new Failure.NotFound(DRAFT, id));
  }

  private static String tableIn(Call call) {
    String table = call.pathParameter("table");
    if (RuleBook.SCHEMAS.stream().noneMatch(schema -> schema.table().equals(table))) {
      throw new FailureException(new Failure.NotFound("rule table", table));
    }
    return table;
  }

  private static String words(Call call, boolean required) {
    var errors = new FieldErrors();
    Optional<Fields> fields = call.findJson().map(body -> Fields.ofBody(body, "", errors));
    if (fields.isEmpty()) {
      if (required) {
        errors.add(new FieldError.Location.Pointer("/words"), "is missing", "");
      }
      errors.throwAs(Failure.InvalidRequest::new);
      return "";
    }
    String words = fields.get().freeText("words", required);
    fields.get().end();
    errors.throwAs(Failure.InvalidRequest::new);
    return words;
  }

  /// The tables of the rule set that a draft is based on.
  Map<String, String> base(Draft draft) {
    return texts(draft.basedOn());
  }

  private Map<String, String> texts(int ruleSet) {
    return store
        .find(VersionKind.RULE_SET, ruleSet)
        .flatMap(version -> ruleSets.find(version.digest()))
        .map(RuleBook::canonicalTexts)
        .orElse(Map.of());
  }

  private List<TableError> errors(Draft draft) {
    try {
      RuleBook.fromFiles(files(draft));
      return List.of();
    } catch (BrokenTablesException e) {
      return e.errors();
    }
  }

  /// @throws FailureException if a table has errors
  RuleBook book(Draft draft) {
    try {
      return RuleBook.fromFiles(files(draft));
    } catch (BrokenTablesException e) {
      throw broken(e.errors());
    }
  }

  private Map<String, byte[]> files(Draft draft) {
    return files(draft, base(draft));
  }

  private static Map<String, byte[]> files(Draft draft, Map<String, String> base) {
    var files = new TreeMap<String, byte[]>();
    base.forEach((table, text) -> files.put(table + ".csv", bytes(text)));
    draft.tables().forEach(text -> files.put(text.table() + ".csv", bytes(text.text())));
    return files;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
