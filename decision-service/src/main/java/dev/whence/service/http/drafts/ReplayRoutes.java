package dev.whence.service.http.drafts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.rules.replay.Expectation;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.tables.RowTest;
import dev.whence.rules.tables.RuleBook;
import dev.whence.service.drafts.Draft;
import dev.whence.service.drafts.DraftStore;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Counted;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.replay.Expected;
import dev.whence.service.replay.Replay;
import dev.whence.service.replay.ReplayStore;
import dev.whence.service.replay.ReplayStore.Asked;
import dev.whence.service.replay.ReplayStore.Wanted;
import dev.whence.service.replay.TableReplays;
import dev.whence.service.replay.TouchedOrders;
import dev.whence.service.versions.RuleSetStore;
import dev.whence.service.versions.Version;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a draft would have done to recorded orders, what is expected of it, and which recorded
/// orders a row touches.
public final class ReplayRoutes {
  private static final String REPLAY_OF = "replay of the draft";
  private static final String ONE = "/v1/table-drafts/{id}";
  private static final String REPLAYS = ONE + "/replays";
  private static final String REPLAY = REPLAYS + "/{replay}";
  private static final int USUAL_ORDERS = 100_000;
  private static final int MOST_ORDERS = 10_000_000;
  private static final int MOST_ROWS = 500;
  private static final int MOST_CELLS = 200;
  private static final List<String> WORDS = List.of("no-change", "only-rows", "any-change");

  private final DraftRoutes draftRoutes;
  private final DraftStore drafts;
  private final VersionStore versions;
  private final RuleSetStore ruleSets;
  private final ReplayStore replays;
  private final TableReplays runner;
  private final TouchedOrders touched;
  private final Idempotency idempotency;

  public ReplayRoutes(
      DraftRoutes draftRoutes,
      DraftStore drafts,
      VersionStore versions,
      RuleSetStore ruleSets,
      ReplayStore replays,
      TableReplays runner,
      TouchedOrders touched,
      Idempotency idempotency) {
    this.draftRoutes = draftRoutes;
    this.drafts = drafts;
    this.versions = versions;
    this.ruleSets = ruleSets;
    this.replays = replays;
    this.runner = runner;
    this.touched = touched;
    this.idempotency = idempotency;
  }

  public List<Route> routes() {
    return List.of(
        Route.put(ONE + "/expectation", Access.TABLES, this::expect),
        Route.post(ONE + "/touched", Access.TABLES, this::touched),
        Route.post(REPLAYS, Access.TABLES, this::ask),
        Route.get(REPLAYS, Access.TABLES, this::list),
        Route.get(REPLAY, Access.TABLES, this::get),
        Route.delete(REPLAY, Access.TABLES, this::cancel));
  }

  private Answer expect(Call call) {
    Draft draft = draftRoutes.find(call);
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    int seen = fields.integer("revision", 1, Integer.MAX_VALUE);
    String word = fields.oneOf("expect", WORDS, each -> each);
    int least = fields.integerOr("leastOrders", 1, MOST_ORDERS, Expected.USUAL_ORDERS);
    boolean followers = fields.flagOr("followers", true);
    var tables = new ArrayList<String>();
    var rows = new ArrayList<TableRow>();
    if (word.equals("only-rows")) {
      Map<String, String> base = draftRoutes.base(draft);
      fields.objects(
          "rows",
          1,
          MOST_ROWS,
          row -> {
            readRow(row, draft, base, tables, rows);
            return row;
          });
    }
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    String text =
        switch (word) {
          case "no-change" -> new Expected(new Expectation.NoChange(), least).text();
          case "only-rows" ->
              new Expected(new Expectation.OnlyRows(tables, rows, followers), least).text();
          default -> "";
        };
    return draftRoutes.told(
        200,
        draftRoutes.done(
            draft.id(), drafts.expect(draft.id(), seen, text, call.principal().name())));
  }

  private static void readRow(
      Fields row, Draft draft, Map<String, String> base, List<String> tables, List<TableRow> rows) {
    String table = row.oneOf("table", tableNames(), each -> each);
    if (!row.has("ruleId")) {
      tables.add(table);
      return;
    }
    String id = row.word("ruleId");
    String drafted =
        draft.tables().stream()
            .filter(text -> text.table().equals(table))
            .map(Draft.Text::text)
            .findFirst()
            .orElse("");
    if (!hasRow(drafted, id) && !hasRow(base.getOrDefault(table, ""), id)) {
      row.complain(
          "ruleId",
          "must be a row of %s, in the draft or in the tables it is based on".formatted(table),
          id);
    }
    rows.add(new TableRow(table, id));
  }

  private static List<String> tableNames() {
    return RuleBook.SCHEMAS.stream().map(schema -> schema.table()).toList();
  }

  private static boolean hasRow(String text, String id) {
    return text.lines().anyMatch(line -> line.startsWith(id + ",") || line.equals(id));
  }

  private Answer ask(Call call) {
    var errors = new FieldErrors();
    Optional<Fields> fields = call.findJson().map(body -> Fields.ofBody(body, "", errors));
    int most =
        fields
            .map(each -> each.integerOr("orders", 1, MOST_ORDERS, USUAL_ORDERS))
            .orElse(USUAL_ORDERS);
    Optional<Integer> against =
        fields
            .filter(each -> each.has("base"))
            .map(each -> each.integer("base", 1, Integer.MAX_VALUE));
    fields.ifPresent(Fields::end);
    errors.throwAs(Failure.InvalidRequest::new);
    Answer answer =
        idempotency.once(
            call,
            () -> {
              Draft draft = draftRoutes.find(call);
              int base = against.orElse(draft.basedOn());
              Replay replay = asked(draft, base, most, call.principal().name());
              return Answer.json(202, ReplayView.of(replay))
                  .with(
                      "Location",
                      "/v1/table-drafts/%d/replays/%d".formatted(replay.draft(), replay.id()));
            });
    runner.lookSoon();
    return answer;
  }

  /// Asks for a replay against the tables that a draft is based on.
  ///
  /// @param most decisions that are looked at, the newest
  /// @throws FailureException if one is under way
  public void ask(Draft draft, int most, String who) {
    asked(draft, draft.basedOn(), most, who);
    runner.lookSoon();
  }

  private Replay asked(Draft draft, int base, int most, String who) {
    Version version =
        versions
            .find(VersionKind.RULE_SET, base)
            .orElseThrow(() ->
                new FailureException(new Failure.NotFound("rule set", Integer.toString(base))));
    RuleBook book = draftRoutes.book(draft);
    ruleSets.keep(book);
    return told(
        replays.ask(
            new Wanted(
                draft.id(),
                draft.revision(),
                base,
                version.digest(),
                book.digest(),
                draft.expectation().orElse(""),
                most,
                who)));
  }

  /// The newest replays of a draft, the newest first, without their results.
  public List<ReplayView> replays(Draft draft, int most) {
    return replays.list(draft.id(), Integer.MAX_VALUE, most).stream().map(ReplayView::of).toList();
  }

  /// @throws FailureException if the draft has none of the number
  public ReplayView replay(Draft draft, int number) {
    return ReplayView.of(find(draft.id(), number));
  }

  /// The newest of the last replays that is done and has the tables of the draft as they stand,
  /// with its result.
  public Optional<ReplayView> newestOf(Draft draft, int most) {
    return replays.list(draft.id(), Integer.MAX_VALUE, most).stream()
        .filter(replay -> replay.state() == Replay.State.DONE && isOf(draft, replay))
        .findFirst()
        .map(replay -> replay(draft, replay.id()));
  }

  /// Whether a replay has the tables of the draft as they stand.
  public boolean isOf(Draft draft, int number) {
    return isOf(draft, find(draft.id(), number));
  }

  private boolean isOf(Draft draft, Replay replay) {
    return replay.base() == draft.basedOn()
        && draftRoutes
            .tables(draft)
            .book()
            .filter(book -> book.digest().equals(replay.tablesDigest()))
            .isPresent();
  }

  /// One that has ended stays as it is.
  public void cancel(Draft draft, int number, String who) {
    replays.cancel(draft.id(), number, who);
  }

  /// What is expected of a draft: nothing, no change, or changes by the rows alone that it changes.
  ///
  /// @param word `nothing`, `no-change` or `only-rows`
  public void expect(Draft draft, int seen, String word, String who) {
    var rows = new ArrayList<TableRow>();
    draftRoutes
        .difference(draft)
        .tables()
        .forEach((table, changes) ->
            changes.stream()
                .filter(change -> !change.change().equals("line"))
                .map(change -> new TableRow(table, change.ruleId()))
                .distinct()
                .forEach(rows::add));
    String text =
        switch (word) {
          case "no-change" ->
              new Expected(new Expectation.NoChange(), Expected.USUAL_ORDERS).text();
          case "only-rows" ->
              new Expected(new Expectation.OnlyRows(List.of(), rows, true), Expected.USUAL_ORDERS)
                  .text();
          default -> "";
        };
    draftRoutes.done(draft.id(), drafts.expect(draft.id(), seen, text, who));
  }

  private static Replay told(Asked asked) {
    return switch (asked) {
      case Asked.Accepted(var replay) -> replay;
      case Asked.AlreadyOpen(var replay) ->
          throw new FailureException(new Failure.ReplayOpen(replay.draft(), replay.id()));
    };
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    int limit = Page.limit(query);
    String last = Page.cursor(query, 1).getFirst();
    int before = last.isEmpty() ? Integer.MAX_VALUE : Counted.number(last).orElse(0);
    if (before == 0) {
      query.complain("cursor", "must be the nextCursor of an earlier page");
    }
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Draft draft = draftRoutes.find(call);
    return Answer.ok(
        Page.of(
                replays.list(draft.id(), before, limit + 1),
                limit,
                replay -> List.of(Integer.toString(replay.id())))
            .map(ReplayView::of));
  }

  private Answer get(Call call) {
    return Answer.ok(ReplayView.of(find(call)));
  }

  /// One that has ended stays as it is.
  private Answer cancel(Call call) {
    Replay replay = find(call);
    replays.cancel(replay.draft(), replay.id(), call.principal().name());
    return get(call);
  }

  private Replay find(Call call) {
    return find(DraftRoutes.id(call), Counted.inPath(call, "replay", REPLAY_OF));
  }

  private Replay find(int draft, int number) {
    return replays
        .find(draft, number)
        .orElseThrow(
            () -> new FailureException(new Failure.NotFound(REPLAY_OF, Integer.toString(number))));
  }

  /// Which recorded orders a row touches that need not be saved.
  private Answer touched(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    String table = fields.oneOf("table", tableNames(), each -> each);
    int most = fields.integerOr("orders", 1, TouchedOrders.MOST_ORDERS, TouchedOrders.USUAL_ORDERS);
    Map<String, String> cells = cells(fields);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Optional<RowTest> row =
        RowTest.read(
            table,
            cells,
            (column, message) ->
                errors.add(
                    new FieldError.Location.Pointer("/cells/" + escaped(column)),
                    message,
                    cells.getOrDefault(column, "")));
    errors.throwAs(Failure.InvalidRequest::new);
    Draft draft = draftRoutes.find(call);
    RuleBook base =
        versions
            .find(VersionKind.RULE_SET, draft.basedOn())
            .flatMap(version -> ruleSets.find(version.digest()))
            .orElseThrow(() ->
                new FailureException(
                    new Failure.NotFound("rule set", Integer.toString(draft.basedOn()))));
    return Answer.ok(touched.by(row.orElseThrow(), base, most));
  }

  private static Map<String, String> cells(Fields fields) {
    var cells = new LinkedHashMap<String, String>();
    JsonNode given = fields.raw().path("cells");
    if (!given.isObject() || given.size() > MOST_CELLS) {
      fields.complain(
          "cells", "must be the cells of the row by column, %d at most".formatted(MOST_CELLS));
    }
    for (Map.Entry<String, JsonNode> cell : given.properties()) {
      if (!cell.getValue().isTextual()) {
        fields.complain("cells", "must be texts", cell.getKey());
      }
      cells.put(cell.getKey(), cell.getValue().asText());
    }
    fields.ignore("cells");
    return cells;
  }

  /// In a JSON pointer.
  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
