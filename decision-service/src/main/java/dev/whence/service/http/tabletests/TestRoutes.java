package dev.whence.service.http.tabletests;

import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TableTests;
import dev.whence.rules.tables.TestResult;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.service.drafts.Draft;
import dev.whence.service.drafts.DraftChange;
import dev.whence.service.drafts.DraftNetwork;
import dev.whence.service.drafts.DraftStore;
import dev.whence.service.drafts.DraftTables;
import dev.whence.service.drafts.DraftTest;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Counted;
import dev.whence.service.http.EntityTag;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Route;
import dev.whence.service.http.tabletests.TestView.DayCount;
import dev.whence.service.http.tabletests.TestView.RowCoverage;
import dev.whence.service.http.tabletests.TestView.TableCoverage;
import dev.whence.service.tabletests.ExampleReading;
import dev.whence.service.tabletests.RowCountStore;
import dev.whence.service.tabletests.RowRecount;
import dev.whence.service.tabletests.TestJson;
import dev.whence.service.tabletests.TestRuns;
import dev.whence.service.tabletests.TestStore;
import dev.whence.service.versions.RuleSetStore;
import dev.whence.service.versions.Version;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Tests beside rule tables: those of drafts and of rule sets, run whenever they are told; and what
/// rows they cover.
public final class TestRoutes {
  private static final String DRAFT = "/v1/table-drafts/{id}/tests";
  private static final String ONE = DRAFT + "/{test}";
  private static final String NETWORKS = "/v1/table-drafts/{id}/test-networks";
  private static final String NETWORK = NETWORKS + "/{network}";
  private static final String RULE_SET = "/v1/rule-sets/{number}";
  private static final String SEEN =
      "the ETag of the test, as it was last read; \"0\" for one that the draft does not touch";
  private static final int MOST_SUGGESTED = 1_000;
  private static final int MOST_DAYS = 90;

  private final DraftStore drafts;
  private final Function<Draft, DraftTables> tables;
  private final TestStore tests;
  private final TestRuns runs;
  private final ExampleReading examples;
  private final RowCountStore counts;
  private final RowRecount recount;
  private final VersionStore versions;
  private final RuleSetStore ruleSets;
  private final Clock clock;

  /// @param tables reads those of a draft
  public TestRoutes(
      DraftStore drafts,
      Function<Draft, DraftTables> tables,
      TestStore tests,
      TestRuns runs,
      ExampleReading examples,
      RowCountStore counts,
      RowRecount recount,
      VersionStore versions,
      RuleSetStore ruleSets,
      Clock clock) {
    this.drafts = drafts;
    this.tables = tables;
    this.tests = tests;
    this.runs = runs;
    this.examples = examples;
    this.counts = counts;
    this.recount = recount;
    this.versions = versions;
    this.ruleSets = ruleSets;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(DRAFT, Access.TABLES, this::ofDraft),
        Route.get(ONE, Access.TABLES, this::one),
        Route.put(ONE, Access.TABLES, this::save),
        Route.delete(ONE, Access.TABLES, this::takeAway),
        Route.post(DRAFT + "/suggestions", Access.TABLES, this::suggest),
        Route.get(NETWORKS, Access.TABLES, this::networks),
        Route.get(NETWORK, Access.TABLES, this::network),
        Route.put(NETWORK, Access.TABLES, this::saveNetwork),
        Route.delete(NETWORK, Access.TABLES, this::takeNetworkAway),
        Route.get(RULE_SET + "/tests", Access.READING, this::ofRuleSet),
        Route.get(RULE_SET + "/coverage", Access.READING, this::coverage),
        Route.post("/v1/row-counts/{day}/recount", Access.TABLES, this::recount));
  }

  private Answer ofDraft(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String table = query.wordOrEmpty("table");
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(told(find(call), table));
  }

  /// The tests of a draft with what came of each.
  ///
  /// @param table empty for all
  public TestView.DraftTests told(Draft draft, String table) {
    DraftTables read = tables.apply(draft);
    List<DraftTest> all =
        drafts.tests(draft).stream()
            .filter(test -> table.isEmpty() || tableOf(test.test()).equals(table))
            .toList();
    List<TableTest> standing =
        all.stream()
            .filter(test -> test.change() != DraftTest.Change.REMOVED)
            .map(DraftTest::test)
            .toList();
    Map<String, TestResult> results =
        read.book()
            .map(book ->
                runs.run(book, standing).stream()
                    .collect(Collectors.toMap(result -> result.test().id(), result -> result)))
            .orElse(Map.of());
    long passed = results.values().stream().filter(TestResult::passed).count();
    return new TestView.DraftTests(
        draft.id(),
        standing.size(),
        read.book().isPresent() ? (int) passed : null,
        read.book().isPresent() ? (int) (results.size() - passed) : null,
        all.stream()
            .map(test ->
                TestView.of(
                    test,
                    test.change() == DraftTest.Change.REMOVED
                        ? null
                        : results.get(test.test().id())))
            .toList(),
        read.errors());
  }

  /// Tests with whole orders belong to no table.
  private static String tableOf(TableTest test) {
    return test instanceof TableTest.OfFacts facts ? facts.table() : "orders";
  }

  private Answer one(Call call) {
    return oneTold(find(call), call.pathParameter("test"));
  }

  private Answer oneTold(Draft draft, String name) {
    TestView told = one(draft, name);
    return Answer.ok(told)
        .with("ETag", EntityTag.of(told.revision() == null ? 0 : told.revision()));
  }

  /// A test of a draft with what came of it.
  ///
  /// @throws FailureException if there is none
  public TestView one(Draft draft, String name) {
    DraftTest test =
        drafts.tests(draft).stream()
            .filter(each -> each.test().id().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    TestResult result =
        test.change() == DraftTest.Change.REMOVED
            ? null
            : tables
                .apply(draft)
                .book()
                .map(book -> runs.run(book, List.of(test.test())).getFirst())
                .orElse(null);
    return TestView.of(test, result);
  }

  private Answer save(Call call) {
    String name = call.pathParameter("test");
    var errors = new FieldErrors();
    int seen = EntityTag.seen(call, SEEN, errors);
    int id = id(call);
    Draft draft = find(call);
    Map<String, String> networks =
        drafts.networks(draft).stream()
            .collect(Collectors.toMap(DraftNetwork::name, DraftNetwork::text));
    Optional<TableTest> test = TestFields.read(call.json(), name, networks, examples, errors);
    call.throwWithLines(errors);
    return oneTold(
        done(id, drafts.saveTest(id, seen, test.orElseThrow(), call.principal().name())), name);
  }

  private Answer takeAway(Call call) {
    String name = call.pathParameter("test");
    var errors = new FieldErrors();
    int seen = EntityTag.seen(call, SEEN, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    int id = id(call);
    return Answer.ok(
        told(done(id, drafts.takeTestAway(id, name, seen, call.principal().name())), ""));
  }

  private Answer networks(Call call) {
    return Answer.ok(Map.of("networks", networks(find(call))));
  }

  /// The networks that tests of a draft may share.
  public List<TestView.NetworkView> networks(Draft draft) {
    return drafts.networks(draft).stream().map(TestView.NetworkView::of).toList();
  }

  private Answer network(Call call) {
    return network(find(call), call.pathParameter("network"));
  }

  private Answer network(Draft draft, String name) {
    TestView.NetworkView network =
        networks(draft).stream()
            .filter(each -> each.network().equals(name))
            .findFirst()
            .orElseThrow(() -> unknownNetwork(name));
    return Answer.ok(network).with("ETag", EntityTag.of(network.revision()));
  }

  private Answer saveNetwork(Call call) {
    String name = call.pathParameter("network");
    var errors = new FieldErrors();
    int seen = EntityTag.seen(call, SEEN, errors);
    int id = id(call);
    TableTests.checkId(
        name, (where, what) -> errors.add(new FieldError.Location.Pointer(""), what, name));
    Optional<String> text = examples.readNetwork(call.json(), errors);
    call.throwWithLines(errors);
    return network(
        done(id, drafts.saveNetwork(id, seen, name, text.orElseThrow(), call.principal().name())),
        name);
  }

  private Answer takeNetworkAway(Call call) {
    String name = call.pathParameter("network");
    var errors = new FieldErrors();
    int seen = EntityTag.seen(call, SEEN, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    int id = id(call);
    Draft draft = done(id, drafts.takeNetworkAway(id, name, seen, call.principal().name()));
    return Answer.ok(Map.of("networks", networks(draft)));
  }

  /// Changes nothing: whoever likes a test saves it.
  private Answer suggest(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    String table =
        fields.oneOf(
            "table", RuleBook.SCHEMAS.stream().<String>map(Schema::table).toList(), name -> name);
    List<String> rows = fields.textLines("rows", MOST_SUGGESTED, TableTest.LONGEST_ID);
    int most = fields.integerOr("limit", 1, MOST_SUGGESTED, MOST_SUGGESTED);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(Map.of("table", table, "tests", suggestions(find(call), table, rows, most)));
  }

  /// Tests made of rows that the draft does not have yet.
  ///
  /// @param rows empty for all
  public List<TestView> suggestions(Draft draft, String table, List<String> rows, int most) {
    List<TableTest.OfFacts> made = made(draft, table, rows, most);
    List<TestResult> results = TableTests.run(book(tables.apply(draft)), made);
    var views = new ArrayList<TestView>();
    for (int i = 0; i < made.size(); i++) {
      views.add(TestView.of(made.get(i), results.get(i)));
    }
    return views;
  }

  /// Keeps those of the suggestions that are named.
  public void keep(Draft draft, String table, Set<String> names, String who) {
    for (TableTest.OfFacts test : made(draft, table, List.of(), MOST_SUGGESTED)) {
      if (names.contains(test.id())) {
        done(draft.id(), drafts.saveTest(draft.id(), 0, test, who));
      }
    }
  }

  /// @param seen revision of the test in the draft
  public void takeAway(Draft draft, String test, int seen, String who) {
    done(draft.id(), drafts.takeTestAway(draft.id(), test, seen, who));
  }

  private static RuleBook book(DraftTables read) {
    return read.book()
        .orElseThrow(() -> new FailureException(new Failure.BrokenTables(read.errors())));
  }

  private List<TableTest.OfFacts> made(Draft draft, String table, List<String> rows, int most) {
    DraftTables read = tables.apply(draft);
    RuleBook book = book(read);
    List<TableTest> there = drafts.tests(draft).stream().map(DraftTest::test).toList();
    Set<Object> known =
        there.stream()
            .filter(TableTest.OfFacts.class::isInstance)
            .map(test -> ((TableTest.OfFacts) test).facts())
            .collect(Collectors.toSet());
    return TableTests.suggest(
            book, table, rows, there.stream().map(TableTest::id).collect(Collectors.toSet()), most)
        .stream()
        .filter(test -> !known.contains(test.facts()))
        .toList();
  }

  private Answer ofRuleSet(Call call) {
    Version version = version(call);
    Optional<TestStore.Standing> standing = tests.find(version.number());
    List<TableTest> its = standing.map(TestStore.Standing::tests).orElse(List.of());
    List<TestResult> results = runs.run(book(version), its);
    int passed = (int) results.stream().filter(TestResult::passed).count();
    return Answer.ok(
        new TestView.StandingTests(
            version.number(),
            standing.map(TestStore.Standing::at).orElse(null),
            standing.map(TestStore.Standing::author).orElse(null),
            standing
                .filter(each -> each.draft().isPresent())
                .map(each -> each.draft().getAsInt())
                .orElse(null),
            results.size(),
            passed,
            results.size() - passed,
            results.stream().map(result -> TestView.of(result.test(), result)).toList(),
            TestJson.files(its)));
  }

  private Answer coverage(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    int days = query.integerOr("days", 1, MOST_DAYS, 30);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Version version = version(call);
    RuleBook book = book(version);
    LocalDate since = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(days - 1L);
    var tested = new HashMap<String, List<String>>();
    List<TableTest> its =
        tests.find(version.number()).map(TestStore.Standing::tests).orElse(List.of());
    for (TestResult result : runs.run(book, its)) {
      if (result.passed()) {
        result
            .rows()
            .forEach(row ->
                tested.computeIfAbsent(row, ignored -> new ArrayList<>()).add(result.test().id()));
      }
    }
    List<RowCountStore.Count> counted = counts.since(since);
    var told = new ArrayList<TableCoverage>();
    book.ruleIds()
        .forEach((table, ids) ->
            told.add(
                new TableCoverage(
                    table,
                    ids.stream()
                        .map(id ->
                            row(
                                id,
                                tested.getOrDefault(table + "/" + id, List.of()),
                                version.number(),
                                counted.stream()
                                    .filter(each ->
                                        each.key().table().equals(table)
                                            && each.key().ruleId().equals(id))
                                    .toList()))
                        .toList())));
    List<RowCoverage> rows = told.stream().flatMap(table -> table.rows().stream()).toList();
    return Answer.ok(
        new TestView.Coverage(
            version.number(),
            since.atStartOfDay(ZoneOffset.UTC).toInstant(),
            days,
            counted.stream()
                .filter(each -> each.key().isOfDecisions())
                .mapToLong(RowCountStore.Count::decisions)
                .sum(),
            rows.size(),
            (int) rows.stream().filter(row -> row.tests().isEmpty()).count(),
            (int) rows.stream().filter(row -> row.decisions() == 0).count(),
            told));
  }

  private static RowCoverage row(
      String id, List<String> tests, int ruleSet, List<RowCountStore.Count> counts) {
    var days = new TreeMap<LocalDate, Long>();
    counts.forEach(count -> days.merge(count.key().day(), count.decisions(), Long::sum));
    return new RowCoverage(
        id,
        tests,
        counts.stream().mapToLong(RowCountStore.Count::decisions).sum(),
        counts.stream()
            .filter(count -> count.key().ruleSet() == ruleSet)
            .mapToLong(RowCountStore.Count::decisions)
            .sum(),
        days.entrySet().stream()
            .map(day -> new DayCount(day.getKey().toString(), day.getValue()))
            .toList());
  }

  private Answer recount(Call call) {
    LocalDate day;
    try {
      day = LocalDate.parse(call.pathParameter("day"));
    } catch (java.time.DateTimeException e) {
      throw new FailureException(new Failure.NotFound("day", call.pathParameter("day")));
    }
    return Answer.ok(recount.count(day));
  }

  /// The draft after a change, or the failure that keeps it as it was.
  private static Draft done(int id, DraftChange change) {
    return switch (change) {
      case DraftChange.Done(var draft) -> draft;
      case DraftChange.UnknownTest(var test) -> throw unknown(test);
      case DraftChange.UnknownNetwork(var network) -> throw unknownNetwork(network);
      case DraftChange.NetworkInUse(var network, var tests) ->
          throw new FailureException(
              new Failure.DraftState(
                  id,
                  "in-use",
                  "Tests name the network %s: %s.\nMaybe take them away first, or let them name another."
                      .formatted(network, String.join(", ", tests))));
      case DraftChange.TestMoved(var test, int revision) ->
          throw new FailureException(
              new Failure.DraftChanged(
                  "Somebody has changed %s since (revision %d).\nMaybe look at it again, then save with If-Match: \"%d\"."
                      .formatted(test, revision, revision),
                  revision,
                  List.of()));
      case DraftChange.TooManyTests() ->
          throw new FailureException(
              new Failure.DraftState(
                  id,
                  "full",
                  "It has %d tests, or %d with whole orders, and may have no more.\nMaybe take away tests of rows that others cover."
                      .formatted(TestStore.MOST, TestStore.MOST_ORDERS)));
      case DraftChange.WrongState(var draft) ->
          throw new FailureException(
              new Failure.DraftState(
                  id,
                  draft.state().name().toLowerCase(java.util.Locale.ROOT),
                  "Tests are changed while it is a draft.\nMaybe send it back, or begin another."));
      default -> throw new FailureException(new Failure.NotFound("draft of rule tables", "" + id));
    };
  }

  private Draft find(Call call) {
    int id = id(call);
    return drafts
        .find(id)
        .orElseThrow(() ->
            new FailureException(
                new Failure.NotFound("draft of rule tables", Integer.toString(id))));
  }

  private static int id(Call call) {
    return Counted.inPath(call, "id", "draft of rule tables");
  }

  private static FailureException unknownNetwork(String name) {
    return new FailureException(new Failure.NotFound("network of the tests", name));
  }

  private static FailureException unknown(String test) {
    return new FailureException(new Failure.NotFound("test of the rule tables", test));
  }

  private Version version(Call call) {
    String text = call.pathParameter("number");
    int number =
        text.equals("in-force") ? versions.inForce().ruleSet() : Counted.number(text).orElse(0);
    return versions
        .find(VersionKind.RULE_SET, number)
        .orElseThrow(
            () -> new FailureException(new Failure.NotFound("version of the rule tables", text)));
  }

  private RuleBook book(Version version) {
    return ruleSets
        .find(version.digest())
        .orElseThrow(() ->
            new FailureException(
                new Failure.NotFound(
                    "version of the rule tables", Integer.toString(version.number()))));
  }
}
