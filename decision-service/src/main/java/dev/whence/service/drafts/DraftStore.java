package dev.whence.service.drafts;

import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TestResult;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.tabletests.TestJson;
import dev.whence.service.tabletests.TestRuns;
import dev.whence.service.tabletests.TestStore;
import dev.whence.service.versions.Activation;
import dev.whence.service.versions.RuleSetStore;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Drafts of rule tables. Nothing that somebody wrote is lost: every text of a table that was saved
/// is kept, and a text that was written over another one than its writer saw is refused.
/// Thread-safe, also for several processes on one store.
public final class DraftStore {
  private static final String BEGIN =
      """
      INSERT INTO table_drafts (title, state, based_on, author) VALUES (?, 'DRAFT', ?, ?)
      RETURNING id
      """;

  private static final String COLUMNS =
      """
      SELECT id, title, state, based_on, revision, author, created_at, changed_at, submitted_by,
        approved_by, published_as, expectation FROM table_drafts
      """;

  private static final String FIND = COLUMNS + "WHERE id = ?";
  private static final String LOCK = FIND + " FOR UPDATE";

  private static final String LIST =
      COLUMNS + "WHERE state = ANY(?) AND id < ? ORDER BY id DESC LIMIT ?";

  private static final String TEXTS =
      """
      SELECT DISTINCT ON (table_name) table_name, revision, text, author, saved_at
      FROM table_draft_texts WHERE draft = ? ORDER BY table_name, revision DESC
      """;

  private static final String TEXT =
      "SELECT text FROM table_draft_texts WHERE draft = ? AND table_name = ? AND revision = ?";

  private static final String SAVE =
      """
      INSERT INTO table_draft_texts (draft, table_name, revision, text, author)
      VALUES (?, ?, ?, ?, ?)
      """;

  private static final String TAKE_OUT =
      """
      INSERT INTO table_draft_texts (draft, table_name, revision, text, author)
      VALUES (?, ?, ?, NULL, ?)
      """;

  private static final String TOUCH =
      "UPDATE table_drafts SET revision = revision + 1, changed_at = now() WHERE id = ?";

  private static final String SUBMIT =
      "UPDATE table_drafts SET state = 'SUBMITTED', submitted_by = ? WHERE id = ?";

  private static final String APPROVE =
      "UPDATE table_drafts SET state = 'APPROVED', approved_by = ? WHERE id = ?";

  private static final String SEND_BACK =
      "UPDATE table_drafts SET state = 'DRAFT', approved_by = NULL WHERE id = ?";

  private static final String DISCARD =
      "UPDATE table_drafts SET state = 'DISCARDED', approved_by = NULL WHERE id = ?";

  private static final String REBASE =
      "UPDATE table_drafts SET state = 'DRAFT', approved_by = NULL, based_on = ? WHERE id = ?";

  private static final String PUBLISH =
      "UPDATE table_drafts SET state = 'PUBLISHED', published_as = ? WHERE id = ?";

  private static final String EXPECT =
      "UPDATE table_drafts SET expectation = nullif(?, '') WHERE id = ?";

  /// The last replay of exactly these tables against those that the draft is based on, over as many
  /// orders as the expectation demands.
  private static final String PROOF =
      """
      SELECT met, result -> 'verdict' ->> 'sentence' AS sentence,
        ARRAY(SELECT json_array_elements(result -> 'verdict' -> 'examples') ->> 'sentence') AS examples
      FROM table_replays
      WHERE draft = ? AND state = 'DONE' AND tables_digest = ? AND expectation = ?
        AND base_digest = (SELECT digest FROM versions WHERE kind = 'rule-set' AND number = ?)
        AND (complete OR replayed >= (expectation::json ->> 'leastOrders')::bigint)
      ORDER BY id DESC LIMIT 1
      """;

  private static final String WRITERS =
      """
      SELECT author FROM table_draft_texts WHERE draft = ?
      UNION SELECT author FROM table_draft_tests WHERE draft = ?
      UNION SELECT author FROM table_drafts WHERE id = ?
      UNION SELECT submitted_by FROM table_drafts WHERE id = ? AND submitted_by IS NOT NULL
      """;

  private static final String NOTE =
      """
      INSERT INTO table_draft_events (draft, kind, who, revision, words)
      SELECT id, ?, ?, revision, ? FROM table_drafts WHERE id = ?
      """;

  private static final String EVENTS =
      "SELECT kind, who, at, revision, words FROM table_draft_events WHERE draft = ? ORDER BY id";

  private final Database database;
  private final TestRuns runs;

  /// A store that cannot run tests with recorded decisions: where there is one, it publishes
  /// nothing.
  public DraftStore(Database database) {
    this(
        database,
        TestRuns.withoutService((test, tables) ->
            new TestRuns.ExampleDecider.Answer.Broken("nothing here decides orders")));
  }

  /// @param runs of the tests that must pass before a draft is published
  public DraftStore(Database database, TestRuns runs) {
    this.database = database;
    this.runs = runs;
  }

  /// Begins an empty draft.
  ///
  /// @param basedOn number of a rule set
  public Draft begin(String title, int basedOn, String author) {
    return database.transact(connection -> {
      int id;
      try (StatementBatch.Answers answers =
          new StatementBatch().add(BEGIN, title, basedOn, author).send(connection)) {
        id = answers.rows(BEGIN, row -> row.getInt(1)).getFirst();
      }
      note(connection, id, "begun", author, "");
      return read(connection, FIND, id).orElseThrow();
    });
  }

  public Optional<Draft> find(int id) {
    return database.run(connection -> read(connection, FIND, id));
  }

  /// The newest first, without their tables.
  ///
  /// @param before only those with a lower id
  public List<Draft> list(Set<Draft.State> states, int before, int limit) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(LIST, StatementBatch.TextArray.of(states), before, limit)
              .send(connection)) {
        return answers.rows(LIST, row -> draft(row, List.of()));
      }
    });
  }

  /// The oldest first.
  public List<Draft.Event> events(int id) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(EVENTS, id).send(connection)) {
        return answers.rows(
            EVENTS,
            row ->
                new Draft.Event(
                    row.getString("kind"),
                    row.getString("who"),
                    instant(row, "at"),
                    row.getInt("revision"),
                    row.getString("words")));
      }
    });
  }

  /// Saves the text of a table; the same text again changes nothing.
  ///
  /// @param seen the table's revision in the draft that the writer began with, 0 for none
  /// @param text CSV as it was typed, with or without errors
  public DraftChange save(int id, String table, int seen, String text, String author) {
    return edit(id, table, seen, Optional.of(text), author);
  }

  /// Takes a table out: what stands in the rule set that the draft is based on counts again.
  ///
  /// @param seen as in [#save]
  public DraftChange takeOut(int id, String table, int seen, String author) {
    return edit(id, table, seen, Optional.empty(), author);
  }

  private DraftChange edit(int id, String table, int seen, Optional<String> text, String author) {
    return editing(
        id,
        (connection, draft, batch) -> {
          Optional<Draft.Text> now = last(connection, id, table);
          int revision = now.map(Draft.Text::revision).orElse(0);
          if (now.isPresent() && now.get().text().equals(text.orElse(""))) {
            return Optional.of(new DraftChange.Done(draft));
          }
          if (revision != seen) {
            return Optional.of(
                now.isEmpty()
                    ? new DraftChange.NotInDraft(table)
                    : new DraftChange.Behind(text(connection, id, table, seen), now.get()));
          }
          if (text.isPresent()) {
            batch.add(SAVE, id, table, revision + 1, text.get(), author);
          } else {
            batch.add(TAKE_OUT, id, table, revision + 1, author);
          }
          return Optional.empty();
        });
  }

  private interface Edit {
    /// @param batch takes what is to be written
    /// @return what came of it instead, when nothing is to be written
    Optional<DraftChange> write(Connection connection, Draft draft, StatementBatch batch)
        throws SQLException;
  }

  /// Edits a draft that may still be edited, which is locked meanwhile.
  private DraftChange editing(int id, Edit edit) {
    return database.transact(connection -> {
      Optional<Draft> found = read(connection, LOCK, id);
      if (found.isEmpty()) {
        return new DraftChange.Unknown();
      }
      Draft draft = found.get();
      if (draft.state() != Draft.State.DRAFT) {
        return new DraftChange.WrongState(draft);
      }
      var batch = new StatementBatch();
      Optional<DraftChange> instead = edit.write(connection, draft, batch);
      if (instead.isPresent()) {
        return instead.get();
      }
      batch.add(TOUCH, id).send(connection).close();
      return new DraftChange.Done(read(connection, FIND, id).orElseThrow());
    });
  }

  /// The tests of a draft: those that stand in the rule set it is based on, and what it does to
  /// them.
  public List<DraftTest> tests(Draft draft) {
    return database.run(connection -> DraftTests.read(connection, draft.id(), draft.basedOn()));
  }

  /// Saves a test; the same test again changes nothing.
  ///
  /// @param seen the test's revision in the draft that the writer began with, 0 for none
  public DraftChange saveTest(int id, int seen, TableTest test, String author) {
    return editTest(id, test.id(), seen, Optional.of(test), author);
  }

  /// Takes a test away: also one that stands.
  ///
  /// @param seen as in [#saveTest]
  /// @return [DraftChange.UnknownTest] if there is none
  public DraftChange takeTestAway(int id, String test, int seen, String author) {
    return editTest(id, test, seen, Optional.empty(), author);
  }

  private DraftChange editTest(
      int id, String name, int seen, Optional<TableTest> test, String author) {
    return editing(
        id,
        (connection, draft, batch) -> {
          List<DraftTest> tests = DraftTests.read(connection, id, draft.basedOn());
          Optional<TableTest> now =
              tests.stream()
                  .filter(each -> each.change() != DraftTest.Change.REMOVED)
                  .map(DraftTest::test)
                  .filter(each -> each.id().equals(name))
                  .findFirst();
          int revision = DraftTests.revision(connection, id, name);
          if (now.isEmpty() && test.isEmpty()) {
            return Optional.of(new DraftChange.UnknownTest(name));
          }
          if (now.equals(test)) {
            return Optional.of(new DraftChange.Done(draft));
          }
          if (revision != seen) {
            return Optional.of(new DraftChange.TestMoved(name, revision));
          }
          if (now.isEmpty() && isFull(tests, test.orElseThrow())) {
            return Optional.of(new DraftChange.TooManyTests());
          }
          DraftTests.save(
              batch,
              id,
              name,
              revision + 1,
              test.map(each -> TestJson.write(each).toString()),
              author);
          return Optional.empty();
        });
  }

  private static boolean isFull(List<DraftTest> tests, TableTest more) {
    List<TableTest> standing = DraftTests.standing(tests);
    return standing.size() >= TestStore.MOST
        || (!(more instanceof TableTest.OfFacts)
            && TestStore.orders(standing) >= TestStore.MOST_ORDERS);
  }

  /// The networks that tests of a draft may share: those that stand in the rule set it is based on,
  /// and what it does to them.
  public List<DraftNetwork> networks(Draft draft) {
    return database.run(connection -> DraftTests.networks(connection, draft.id(), draft.basedOn()));
  }

  /// Saves a network that tests share; the same network again changes nothing. Every test that
  /// names it is changed with it.
  ///
  /// @param seen the network's revision in the draft that the writer began with, 0 for none
  /// @param text JSON, equal for equal networks
  public DraftChange saveNetwork(int id, int seen, String name, String text, String author) {
    return editNetwork(id, name, seen, Optional.of(text), author);
  }

  /// Takes a network away that no test names.
  ///
  /// @param seen as in [#saveNetwork]
  /// @return [DraftChange.UnknownNetwork] if there is none, [DraftChange.NetworkInUse] if a test
  ///   names it
  public DraftChange takeNetworkAway(int id, String name, int seen, String author) {
    return editNetwork(id, name, seen, Optional.empty(), author);
  }

  private DraftChange editNetwork(
      int id, String name, int seen, Optional<String> text, String author) {
    return editing(
        id,
        (connection, draft, batch) -> {
          List<DraftNetwork> networks = DraftTests.networks(connection, id, draft.basedOn());
          Optional<DraftNetwork> now =
              networks.stream().filter(each -> each.name().equals(name)).findFirst();
          if (now.isEmpty() && text.isEmpty()) {
            return Optional.of(new DraftChange.UnknownNetwork(name));
          }
          if (text.isPresent() && now.map(DraftNetwork::text).equals(text)) {
            return Optional.of(new DraftChange.Done(draft));
          }
          int revision = DraftTests.revision(connection, id, DraftTests.keyOf(name));
          if (revision != seen) {
            return Optional.of(new DraftChange.TestMoved(name, revision));
          }
          if (text.isEmpty() && now.filter(each -> !each.usedBy().isEmpty()).isPresent()) {
            return Optional.of(new DraftChange.NetworkInUse(name, now.get().usedBy()));
          }
          if (now.isEmpty() && networks.size() >= TestStore.MOST_ORDERS) {
            return Optional.of(new DraftChange.TooManyTests());
          }
          DraftTests.save(batch, id, DraftTests.keyOf(name), revision + 1, text, author);
          return Optional.empty();
        });
  }

  /// Keeps words about a draft, whatever its state.
  public DraftChange comment(int id, String who, String words) {
    return change(
        id,
        OptionalInt.empty(),
        Set.of(Draft.State.values()),
        "commented",
        who,
        words,
        batch -> {});
  }

  /// @param seen the draft's revision that whoever submits has looked at
  public DraftChange submit(int id, int seen, String who, String words) {
    return change(
        id,
        OptionalInt.of(seen),
        Set.of(Draft.State.DRAFT),
        "submitted",
        who,
        words,
        batch -> batch.add(SUBMIT, who, id));
  }

  /// @param seen the draft's revision that whoever approves has looked at
  /// @return [DraftChange.SameEyes] if they began it, wrote a part of it or submitted it
  public DraftChange approve(int id, int seen, String who, String words) {
    return change(
        id,
        OptionalInt.of(seen),
        Set.of(Draft.State.SUBMITTED),
        "approved",
        who,
        words,
        batch -> batch.add(APPROVE, who, id));
  }

  /// Back to whoever writes it.
  public DraftChange sendBack(int id, String who, String words) {
    return change(
        id,
        OptionalInt.empty(),
        Set.of(Draft.State.SUBMITTED, Draft.State.APPROVED),
        "sent-back",
        who,
        words,
        batch -> batch.add(SEND_BACK, id));
  }

  public DraftChange discard(int id, String who, String words) {
    return change(
        id,
        OptionalInt.empty(),
        Set.of(Draft.State.DRAFT, Draft.State.SUBMITTED, Draft.State.APPROVED),
        "discarded",
        who,
        words,
        batch -> batch.add(DISCARD, id));
  }

  /// Bases the draft on another rule set; it has to be submitted again.
  public DraftChange rebase(int id, int seen, int basedOn, String who) {
    return change(
        id,
        OptionalInt.of(seen),
        Set.of(Draft.State.DRAFT, Draft.State.SUBMITTED, Draft.State.APPROVED),
        "rebased",
        who,
        "on rule set " + basedOn,
        batch -> batch.add(REBASE, basedOn, id));
  }

  /// Says what is expected of the draft: it is not published before a replay of exactly its tables
  /// has shown that.
  ///
  /// @param seen the draft's revision that whoever says so has looked at
  /// @param expectation JSON text, equal for equal expectations; empty for none
  public DraftChange expect(int id, int seen, String expectation, String who) {
    return change(
        id,
        OptionalInt.of(seen),
        Set.of(Draft.State.DRAFT),
        "expectation",
        who,
        expectation,
        batch -> batch.add(EXPECT, expectation, id));
  }

  /// Makes an approved draft a version and puts it in force, in one transaction.
  ///
  /// @param book the tables of the rule set that it is based on, with those of the draft
  /// @param seen the draft's revision that `book` was read from
  /// @param from empty for now
  /// @return [DraftChange.Outdated] if another rule set is in force than the one it is based on;
  ///   [DraftChange.Overtaken] if another one is planned, of which one would take back the other;
  ///   [DraftChange.TestsFail] if a test does that stands or that the draft brings;
  ///   [DraftChange.Unproven] if something is expected of it that no replay has shown
  public DraftChange publish(
      int id, int seen, RuleBook book, Optional<Instant> from, String who, String words) {
    // Before the lock, under which only their list is compared: no test runs while others wait.
    List<TableTest> run = find(id).map(this::tests).map(DraftTests::standing).orElse(List.of());
    List<TestResult> failing =
        runs.run(book, run).stream().filter(result -> !result.passed()).toList();
    return database.transact(connection -> {
      VersionStore.lock(connection);
      Optional<Draft> found = read(connection, LOCK, id);
      if (found.isEmpty()) {
        return new DraftChange.Unknown();
      }
      Draft draft = found.get();
      if (draft.state() != Draft.State.APPROVED) {
        return new DraftChange.WrongState(draft);
      }
      if (draft.revision() != seen) {
        return new DraftChange.Moved(draft);
      }
      int inForce =
          VersionStore.inForce(connection, VersionKind.RULE_SET)
              .map(version -> version.number())
              .orElse(0);
      if (inForce != draft.basedOn()) {
        return new DraftChange.Outdated(draft, inForce);
      }
      Optional<Activation> planned = VersionStore.nextPlanned(connection, VersionKind.RULE_SET);
      if (planned.isPresent()) {
        return new DraftChange.Overtaken(draft, planned.get().number(), planned.get().from());
      }
      List<TableTest> tests = DraftTests.standing(DraftTests.read(connection, id, draft.basedOn()));
      if (!tests.equals(run)) {
        return new DraftChange.Moved(draft);
      }
      if (!failing.isEmpty()) {
        return new DraftChange.TestsFail(failing);
      }
      Optional<DraftChange> unproven = unproven(connection, draft, book.digest());
      if (unproven.isPresent()) {
        return unproven.get();
      }
      RuleSetStore.keep(connection, book);
      int number =
          VersionStore.add(
                  connection,
                  VersionKind.RULE_SET,
                  book.digest(),
                  "{}",
                  draft.author(),
                  draft.title())
              .number();
      TestStore.keep(connection, number, tests, draft.author(), id);
      new StatementBatch().add(PUBLISH, number, id).add(TOUCH, id).send(connection).close();
      VersionStore.activate(connection, VersionKind.RULE_SET, number, from, who, words);
      note(connection, id, "published", who, words);
      return new DraftChange.Done(read(connection, FIND, id).orElseThrow());
    });
  }

  private static Optional<DraftChange> unproven(
      Connection connection, Draft draft, String tablesDigest) throws SQLException {
    if (draft.expectation().isEmpty()) {
      return Optional.empty();
    }
    try (StatementBatch.Answers answers =
        new StatementBatch()
            .add(PROOF, draft.id(), tablesDigest, draft.expectation().get(), draft.basedOn())
            .send(connection)) {
      List<Proof> proofs =
          answers.rows(
              PROOF,
              row ->
                  new Proof(
                      row.getBoolean("met"),
                      row.getString("sentence"),
                      List.of((String[]) row.getArray("examples").getArray())));
      if (proofs.isEmpty()) {
        return Optional.of(new DraftChange.Unproven(draft, "", List.of()));
      }
      Proof last = proofs.getFirst();
      return last.met()
          ? Optional.empty()
          : Optional.of(new DraftChange.Unproven(draft, last.sentence(), last.examples()));
    }
  }

  private record Proof(boolean met, String sentence, List<String> examples) {}

  private DraftChange change(
      int id,
      OptionalInt seen,
      Set<Draft.State> from,
      String kind,
      String who,
      String words,
      Consumer<StatementBatch> what) {
    return database.transact(connection -> {
      Optional<Draft> found = read(connection, LOCK, id);
      if (found.isEmpty()) {
        return new DraftChange.Unknown();
      }
      Draft draft = found.get();
      if (!from.contains(draft.state())) {
        return new DraftChange.WrongState(draft);
      }
      if (seen.isPresent() && seen.getAsInt() != draft.revision()) {
        return new DraftChange.Moved(draft);
      }
      if (kind.equals("approved") && writers(connection, id).contains(who)) {
        return new DraftChange.SameEyes(draft, who);
      }
      var batch = new StatementBatch();
      what.accept(batch);
      if (!batch.isEmpty()) {
        batch.add(TOUCH, id).send(connection).close();
      }
      note(connection, id, kind, who, words);
      return new DraftChange.Done(read(connection, FIND, id).orElseThrow());
    });
  }

  /// Who began it, wrote a part of it or submitted it.
  public Set<String> writers(int id) {
    return database.run(connection -> Set.copyOf(writers(connection, id)));
  }

  private static List<String> writers(Connection connection, int id) throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(WRITERS, id, id, id, id).send(connection)) {
      return answers.rows(WRITERS, row -> row.getString(1));
    }
  }

  private static void note(Connection connection, int id, String kind, String who, String words)
      throws SQLException {
    new StatementBatch().add(NOTE, kind, who, words, id).send(connection).close();
  }

  /// The table's last revision, also where it was taken out.
  private static Optional<Draft.Text> last(Connection connection, int id, String table)
      throws SQLException {
    return texts(connection, id).stream().filter(text -> text.table().equals(table)).findFirst();
  }

  private static String text(Connection connection, int id, String table, int revision)
      throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(TEXT, id, table, revision).send(connection)) {
      return answers.rows(TEXT, row -> orEmpty(row.getString(1))).stream().findFirst().orElse("");
    }
  }

  private static List<Draft.Text> texts(Connection connection, int id) throws SQLException {
    try (StatementBatch.Answers answers = new StatementBatch().add(TEXTS, id).send(connection)) {
      return answers.rows(
          TEXTS,
          row ->
              new Draft.Text(
                  row.getString("table_name"),
                  row.getInt("revision"),
                  orEmpty(row.getString("text")),
                  row.getString("author"),
                  instant(row, "saved_at")));
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Optional<Draft> read(Connection connection, String query, int id)
      throws SQLException {
    List<Draft.Text> texts = texts(connection, id);
    try (StatementBatch.Answers answers = new StatementBatch().add(query, id).send(connection)) {
      return answers.rows(query, row -> draft(row, texts)).stream().findFirst();
    }
  }

  private static Draft draft(ResultSet row, List<Draft.Text> texts) throws SQLException {
    int published = row.getInt("published_as");
    return new Draft(
        row.getInt("id"),
        row.getString("title"),
        Draft.State.valueOf(row.getString("state")),
        row.getInt("based_on"),
        row.getInt("revision"),
        row.getString("author"),
        instant(row, "created_at"),
        instant(row, "changed_at"),
        Optional.ofNullable(row.getString("submitted_by")),
        Optional.ofNullable(row.getString("approved_by")),
        published == 0 ? OptionalInt.empty() : OptionalInt.of(published),
        Optional.ofNullable(row.getString("expectation")),
        texts.stream().filter(text -> !text.text().isEmpty()).toList());
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
