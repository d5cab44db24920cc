package dev.whence.service.console;

import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.TableText;
import dev.whence.service.console.Frame.Section;
import dev.whence.service.drafts.Draft;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.AnalysisView;
import dev.whence.service.http.AnalysisView.FindingView;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Counted;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Json;
import dev.whence.service.http.Route;
import dev.whence.service.http.drafts.DraftRoutes;
import dev.whence.service.http.drafts.DraftRoutes.DraftAnalysis;
import dev.whence.service.http.drafts.DraftView.ChangeView;
import dev.whence.service.http.drafts.DraftView.TableView;
import dev.whence.service.http.drafts.ReplayRoutes;
import dev.whence.service.http.drafts.ReplayView;
import dev.whence.service.http.tabletests.TestRoutes;
import dev.whence.service.http.tabletests.TestView;
import dev.whence.service.http.versions.RuleSetRoutes;
import dev.whence.service.http.versions.RuleTableView;
import dev.whence.service.tabletests.TestJson;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The pages on which rule tables are read, changed, approved and put in force. Thread-safe.
final class TablePages {
  private static final String TABLES = Section.TABLES.path;
  private static final String DRAFTS = "/console/drafts";
  private static final String ONE = DRAFTS + "/{id}";
  private static final int MOST_DRAFTS = 50;
  private static final int MOST_ACTIVATIONS = 20;
  private static final int LONGEST_TITLE = 200;
  private static final int MOST_REPLAYS = 10;
  private static final int MOST_SUGGESTED = 100;
  private static final String KEEP = "keep:";

  private final DraftRoutes drafts;
  private final RuleSetRoutes ruleSets;
  private final TestRoutes tests;
  private final ReplayRoutes replays;
  private final Pages pages;

  TablePages(
      DraftRoutes drafts,
      RuleSetRoutes ruleSets,
      TestRoutes tests,
      ReplayRoutes replays,
      Pages pages) {
    this.drafts = drafts;
    this.ruleSets = ruleSets;
    this.tests = tests;
    this.replays = replays;
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        Route.get(TABLES, Access.READING, this::tables),
        Route.post(TABLES + "/begin", Access.TABLES, this::begin),
        Route.post(TABLES + "/roll-back", Access.TABLES, this::rollBack),
        Route.get(TABLES + "/{table}", Access.READING, this::table),
        Route.get(ONE, Access.TABLES, this::draft),
        Route.get(ONE + "/tables/{table}", Access.TABLES, this::grid),
        Route.post(ONE + "/comment", Access.TABLES, this::comment),
        Route.post(ONE + "/submit", Access.TABLES, this::submit),
        Route.post(ONE + "/send-back", Access.TABLES, this::sendBack),
        Route.post(ONE + "/discard", Access.TABLES, this::discard),
        Route.post(ONE + "/rebase", Access.TABLES, this::rebase),
        Route.get(ONE + "/tests", Access.TABLES, this::tests),
        Route.get(ONE + "/tests/text", Access.TABLES, this::testText),
        Route.post(ONE + "/tests/keep", Access.TABLES, this::keep),
        Route.post(ONE + "/tests/take-away", Access.TABLES, this::takeAway),
        Route.post(ONE + "/expectation", Access.TABLES, this::expect),
        Route.post(ONE + "/replays", Access.TABLES, this::ask),
        Route.get(ONE + "/replays/{replay}", Access.TABLES, this::replay),
        Route.post(ONE + "/replays/{replay}/cancel", Access.TABLES, this::cancel),
        Route.get(ONE + "/approval", Access.TABLES, this::approval),
        Route.post(ONE + "/approve", Access.APPROVALS, this::approve),
        Route.post(ONE + "/publish", Access.APPROVALS, this::publish));
  }

  // What is in force.

  private Answer tables(Call call) {
    int inForce = ruleSets.inForce();
    List<Draft> open =
        drafts.open(MOST_DRAFTS).stream().map(draft -> drafts.find(draft.id())).toList();
    Frame frame = pages.frame(call, "", Section.TABLES);
    var activations = new Activations(ruleSets.activations(MOST_ACTIVATIONS), frame.now());
    Map<String, String> texts = ruleSets.book(inForce).canonicalTexts();
    List<TablesPage.Table> tables =
        RuleTableView.all().stream()
            .map(schema ->
                new TablesPage.Table(
                    schema.table(),
                    schema.decides(),
                    schema.hitPolicy(),
                    TableText.of(texts.getOrDefault(schema.table(), "")).rows().size(),
                    open.stream()
                        .filter(draft ->
                            draft.tables().stream()
                                .anyMatch(text -> text.table().equals(schema.table())))
                        .toList()))
            .toList();
    String since =
        activations
            .inForce()
            .map(each -> " since " + Show.day(each.from().atZone(ZoneOffset.UTC).toLocalDate()))
            .orElse("");
    String title =
        "Rule set %d is in force%s%s"
            .formatted(
                inForce,
                since,
                open.isEmpty() ? "" : "; " + Show.count(open.size(), "draft") + " open");
    return pages.of(
        call,
        200,
        "tables.jte",
        new TablesPage(
            frame.titled(title),
            inForce,
            tables,
            open,
            activations,
            Pages.admits(call, Access.TABLES),
            Pages.admits(call, Access.APPROVALS)));
  }

  private Answer table(Call call) {
    RuleTableView schema = schema(call.pathParameter("table"));
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors);
    int inForce = ruleSets.inForce();
    int number = query.has("version") ? query.integer("version", 1, Integer.MAX_VALUE) : inForce;
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    RuleBook book = ruleSets.book(number);
    TableText text = TableText.of(book.canonicalTexts().getOrDefault(schema.table(), ""));
    AnalysisView.TableView analysis =
        ruleSets.analysis(number).tables().stream()
            .filter(each -> each.table().equals(schema.table()))
            .findFirst()
            .orElse(new AnalysisView.TableView(schema.table(), List.of(), List.of()));
    boolean isInForce = number == inForce;
    String title =
        "%s · rule set %d%s, %s"
            .formatted(
                schema.table(),
                number,
                isInForce ? ", in force" : ", not in force",
                Show.count(text.rows().size(), "row"));
    return pages.of(
        call,
        200,
        "table.jte",
        new TablePage(
            pages.frame(call, title, Section.TABLES),
            number,
            isInForce,
            schema,
            text,
            analysis.findings(),
            analysis.undecided(),
            drafts.open(MOST_DRAFTS),
            Pages.admits(call, Access.TABLES)));
  }

  private static RuleTableView schema(String table) {
    return RuleTableView.all().stream()
        .filter(each -> each.table().equals(table))
        .findFirst()
        .orElseThrow(() -> new FailureException(new Failure.NotFound("rule table", table)));
  }

  // Drafts.

  private Answer begin(Call call) {
    Map<String, String> form = call.form();
    String title = form.getOrDefault("title", "").strip();
    if (title.isEmpty() || title.length() > LONGEST_TITLE) {
      throw invalid(
          "title", "must say in 1 to %d characters what changes".formatted(LONGEST_TITLE), title);
    }
    Draft begun = drafts.begin(title, call.principal().name());
    String table = form.getOrDefault("table", "");
    return Pages.seeOther(
        path(begun) + (table.isEmpty() ? "" : "/tables/" + schema(table).table()));
  }

  private static FailureException invalid(String field, String message, String value) {
    var errors = new FieldErrors();
    errors.add(new FieldError.Location.Pointer("/" + field), message, value);
    return errors.as(Failure.InvalidRequest::new);
  }

  private static String path(Draft draft) {
    return DRAFTS + "/" + draft.id();
  }

  private static int id(Call call) {
    return Counted.inPath(call, "id", "draft of rule tables");
  }

  private Answer draft(Call call) {
    Draft draft = drafts.find(id(call));
    return pages.of(call, 200, "draft.jte", page(call, draft));
  }

  private DraftPage page(Call call, Draft draft) {
    DraftAnalysis analysis = drafts.analysis(draft);
    Map<String, List<ChangeView>> changes = drafts.difference(draft).tables();
    List<Draft.Event> events = drafts.events(draft).reversed();
    String who = call.principal().name();
    List<ReplayView> asked = replays.replays(draft, MOST_REPLAYS);
    Frame frame = pages.frame(call, title(draft, analysis), Section.TABLES);
    return new DraftPage(
        frame,
        draft,
        changes,
        analysis,
        news(draft, analysis),
        tests.told(draft, ""),
        asked,
        replays.newestOf(draft, MOST_REPLAYS),
        events,
        RuleTableView.all().stream().map(RuleTableView::table).toList(),
        ruleSets.inForce(),
        new Activations(ruleSets.activations(MOST_ACTIVATIONS), frame.now())
            .planned().stream().findFirst(),
        Pages.admits(call, Access.TABLES),
        Pages.admits(call, Access.APPROVALS),
        drafts.writers(draft).contains(who));
  }

  private static String title(Draft draft, DraftAnalysis analysis) {
    String state =
        switch (draft.state()) {
          case DRAFT ->
              analysis.errors().isEmpty()
                  ? "draft"
                  : "draft with " + Show.count(analysis.errors().size(), "problem");
          case SUBMITTED -> "waits for approval";
          case APPROVED -> "approved, not published yet";
          case PUBLISHED -> "published as rule set " + draft.publishedAs().getAsInt();
          case DISCARDED -> "discarded";
        };
    return "%s · %s".formatted(draft.title(), state);
  }

  /// Findings that the tables it is based on do not have.
  private List<FindingView> news(Draft draft, DraftAnalysis analysis) {
    Set<String> changed = new HashSet<>();
    draft.tables().forEach(text -> changed.add(text.table()));
    if (changed.isEmpty()) {
      return List.of();
    }
    Set<String> known = new HashSet<>();
    for (AnalysisView.TableView table : ruleSets.analysis(draft.basedOn()).tables()) {
      table.findings().forEach(finding -> known.add(key(finding)));
    }
    return analysis.tables().stream()
        .flatMap(table -> table.findings().stream())
        .filter(finding -> !known.contains(key(finding)))
        .toList();
  }

  /// Without the places of rows, which move.
  private static String key(FindingView finding) {
    return finding.kind()
        + finding.cells().stream()
            .map(cell -> cell.table() + "/" + cell.ruleId() + "/" + cell.column())
            .toList()
            .toString();
  }

  private Answer grid(Call call) {
    Draft draft = drafts.find(id(call));
    RuleTableView schema = schema(call.pathParameter("table"));
    TableView table = drafts.table(draft, schema.table());
    boolean isOpen = draft.state() == Draft.State.DRAFT;
    String title =
        "%s · %s"
            .formatted(
                schema.table(), isOpen ? "in the draft \"" + draft.title() + "\"" : draft.title());
    return pages.of(
        call,
        200,
        "grid.jte",
        new GridPage(
            pages.frame(call, title, Section.TABLES),
            draft,
            schema,
            Json.text(Json.tree(new GridPage.Start(schema, table))),
            call.csrfToken().orElse(""),
            isOpen));
  }

  private Answer comment(Call call) {
    String words = Pages.words(call, true);
    return Pages.seeOther(path(drafts.comment(id(call), who(call), words)) + "#talk");
  }

  private Answer submit(Call call) {
    return Pages.seeOther(
        path(drafts.submit(id(call), revision(call), who(call), Pages.words(call, false))));
  }

  private Answer sendBack(Call call) {
    return Pages.seeOther(path(drafts.sendBack(id(call), who(call), Pages.words(call, true))));
  }

  private Answer discard(Call call) {
    return Pages.seeOther(path(drafts.discard(id(call), who(call), Pages.words(call, false))));
  }

  private Answer rebase(Call call) {
    boolean keep = call.form().getOrDefault("keepDraft", "").equals("true");
    return Pages.seeOther(
        path(drafts.rebase(drafts.find(id(call)), revision(call), keep, who(call))));
  }

  // Tests and replays.

  private Answer tests(Call call) {
    Draft draft = drafts.find(id(call));
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors);
    String table = query.wordOr("table", "");
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    if (!table.isEmpty()) {
      schema(table);
    }
    TestView.DraftTests all = tests.told(draft, "");
    List<TestView> suggestions =
        table.isEmpty() || !all.tableErrors().isEmpty()
            ? List.of()
            : tests.suggestions(draft, table, List.of(), MOST_SUGGESTED);
    String state =
        all.failed() == null
            ? "not run while tables have errors"
            : all.failed() == 0
                ? (all.total() == 0 ? "none so far" : "all pass")
                : Show.count(all.failed(), "test") + (all.failed() == 1 ? " fails" : " fail");
    return pages.of(
        call,
        200,
        "tests.jte",
        new TestsPage(
            pages.frame(
                call, "Tests of \"%s\": %s".formatted(draft.title(), state), Section.TABLES),
            draft,
            all,
            tests.networks(draft),
            table,
            RuleTableView.all().stream().map(RuleTableView::table).toList(),
            suggestions,
            draft.state() == Draft.State.DRAFT));
  }

  /// An order or a network of tests as a text; saving it is a call of the API.
  private Answer testText(Call call) {
    Draft draft = drafts.find(id(call));
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors);
    String test = query.wordOr("test", "");
    String network = query.wordOr("network", "");
    String made = query.wordOr("new", "");
    query.end();
    if (Stream.of(test, network, made).filter(word -> !word.isEmpty()).count() != 1
        || !List.of("", "test", "network").contains(made)) {
      query.complain("new", "must be test or network, or a test or a network must be named", made);
    }
    errors.throwAs(Failure.InvalidRequest::new);
    boolean mayWrite = draft.state() == Draft.State.DRAFT;
    if (!test.isEmpty()) {
      TestView found = tests.one(draft, test);
      return testText(
          call,
          new TestTextPage(
              frame(call, "Test %s of \"%s\"".formatted(test, draft.title())),
              draft,
              false,
              test,
              found.revision() == null ? 0 : found.revision(),
              TestJson.pretty(found.content()),
              found.result(),
              List.of(),
              mayWrite));
    }
    List<TestView.NetworkView> networks = tests.networks(draft);
    if (!network.isEmpty()) {
      TestView.NetworkView found =
          networks.stream()
              .filter(each -> each.network().equals(network))
              .findFirst()
              .orElseThrow(() ->
                  new FailureException(new Failure.NotFound("network of the tests", network)));
      return testText(
          call,
          new TestTextPage(
              frame(call, "Network %s of \"%s\"".formatted(network, draft.title())),
              draft,
              true,
              network,
              found.revision(),
              found.text(),
              null,
              found.usedBy(),
              mayWrite));
    }
    boolean ofNetwork = made.equals("network");
    return testText(
        call,
        new TestTextPage(
            frame(call, ofNetwork ? "A network for tests" : "A test with an order"),
            draft,
            ofNetwork,
            "",
            0,
            ofNetwork
                ? ExampleTexts.network()
                : ExampleTexts.test(networks.isEmpty() ? "" : networks.getFirst().network()),
            null,
            List.of(),
            mayWrite));
  }

  private Frame frame(Call call, String title) {
    return pages.frame(call, title, Section.TABLES);
  }

  private Answer testText(Call call, TestTextPage page) {
    return pages.of(call, 200, "testtext.jte", page);
  }

  private Answer keep(Call call) {
    Draft draft = drafts.find(id(call));
    String table = schema(call.form().getOrDefault("table", "")).table();
    Set<String> names = new HashSet<>();
    for (String field : call.form().keySet()) {
      if (field.startsWith(KEEP)) {
        names.add(field.substring(KEEP.length()));
      }
    }
    tests.keep(draft, table, names, who(call));
    return Pages.seeOther(path(draft) + "/tests?table=" + table);
  }

  private Answer takeAway(Call call) {
    Draft draft = drafts.find(id(call));
    String revision = call.form().getOrDefault("revision", "");
    if (!revision.matches("[0-9]{1,9}")) {
      throw invalid("revision", "must be the revision of the test that was looked at", revision);
    }
    tests.takeAway(
        draft, call.form().getOrDefault("test", ""), Integer.parseInt(revision), who(call));
    return Pages.seeOther(path(draft) + "/tests");
  }

  private Answer expect(Call call) {
    String word = call.form().getOrDefault("expect", "");
    if (!List.of("nothing", "no-change", "only-rows").contains(word)) {
      throw invalid("expect", "must be nothing, no-change or only-rows", word);
    }
    Draft draft = drafts.find(id(call));
    replays.expect(draft, revision(call), word, who(call));
    return Pages.seeOther(path(draft) + "#replay");
  }

  private Answer ask(Call call) {
    String orders = call.form().getOrDefault("orders", "");
    if (!orders.matches("[1-9][0-9]{0,5}")) {
      throw invalid("orders", "must be a whole number from 1 to 999999", orders);
    }
    Draft draft = drafts.find(id(call));
    replays.ask(draft, Integer.parseInt(orders), who(call));
    ReplayView asked = replays.replays(draft, 1).getFirst();
    return Pages.seeOther(path(draft) + "/replays/" + asked.id());
  }

  private Answer replay(Call call) {
    Draft draft = drafts.find(id(call));
    ReplayView replay = replays.replay(draft, replayId(call));
    String title =
        switch (replay.state()) {
          case "done" ->
              "\"%s\" replayed over %s"
                  .formatted(draft.title(), Show.count(replay.replayed(), "recorded decision"));
          case "waiting" -> "Replay of \"%s\": waits".formatted(draft.title());
          case "running" ->
              "Replay of \"%s\": %d of %d"
                  .formatted(draft.title(), replay.replayed(), replay.total());
          default -> "Replay of \"%s\": %s".formatted(draft.title(), replay.state());
        };
    return pages.of(
        call,
        200,
        "replay.jte",
        new ReplayPage(
            pages.frame(call, title, Section.TABLES),
            draft,
            replay,
            !replays.isOf(draft, replay.id()),
            Pages.admits(call, Access.TABLES)));
  }

  private Answer cancel(Call call) {
    Draft draft = drafts.find(id(call));
    replays.cancel(draft, replayId(call), who(call));
    return Pages.seeOther(path(draft) + "#replay");
  }

  private static int replayId(Call call) {
    return Counted.inPath(call, "replay", "replay of the draft");
  }

  // Approval, and what comes of it.

  private Answer approval(Call call) {
    Draft draft = drafts.find(id(call));
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors);
    ApprovalPage.Question question =
        query.has("question")
            ? query.oneOf(
                "question",
                List.of(ApprovalPage.Question.values()),
                each -> each.name().toLowerCase(Locale.ROOT))
            : ApprovalPage.Question.WHAT;
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    DraftPage page = page(call, draft);
    return pages.of(
        call,
        200,
        "approval.jte",
        new ApprovalPage(
            page.frame().titled(question.asked + " · " + draft.title()), page, question));
  }

  private Answer approve(Call call) {
    return Pages.seeOther(
        path(drafts.approve(id(call), revision(call), who(call), Pages.words(call, false))));
  }

  private Answer publish(Call call) {
    String from = call.form().getOrDefault("from", "").strip();
    Optional<Instant> instant = Optional.empty();
    if (!from.isEmpty()) {
      try {
        instant = Optional.of(LocalDateTime.parse(from).toInstant(ZoneOffset.UTC));
      } catch (DateTimeParseException e) {
        throw invalid("from", "must be a day and a time such as 2026-12-01T06:00 (UTC)", from);
      }
    }
    return Pages.seeOther(
        path(drafts.publish(id(call), instant, who(call), Pages.words(call, false))));
  }

  private Answer rollBack(Call call) {
    Pages.planned(call)
        .ifPresentOrElse(
            planned -> ruleSets.takeBack(planned, who(call), Pages.words(call, false)),
            () -> ruleSets.rollBack(who(call), Pages.words(call, false)));
    return Pages.seeOther(TABLES + "#versions");
  }

  private static String who(Call call) {
    return call.principal().name();
  }

  private static int revision(Call call) {
    String text = call.form().getOrDefault("revision", "");
    return Counted.number(text)
        .orElseThrow(() ->
            invalid("revision", "must be the revision of the draft that was looked at", text));
  }
}
