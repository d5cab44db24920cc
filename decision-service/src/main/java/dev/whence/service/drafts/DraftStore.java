package dev.whence.service.drafts;

import dev.whence.rules.tables.RuleBook;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
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
        approved_by, published_as FROM table_drafts
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

  private static final String WRITERS =
      """
      SELECT author FROM table_draft_texts WHERE draft = ?
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

  public DraftStore(Database database) {
    this.database = database;
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
    return database.transact(connection -> {
      Optional<Draft> found = read(connection, LOCK, id);
      if (found.isEmpty()) {
        return new DraftChange.Unknown();
      }
      Draft draft = found.get();
      if (draft.state() != Draft.State.DRAFT) {
        return new DraftChange.WrongState(draft);
      }
      Optional<Draft.Text> now = last(connection, id, table);
      int revision = now.map(Draft.Text::revision).orElse(0);
      if (now.isPresent() && now.get().text().equals(text.orElse(""))) {
        return new DraftChange.Done(draft);
      }
      if (revision != seen) {
        return new DraftChange.Behind(text(connection, id, table, seen), now.orElseThrow());
      }
      var batch = new StatementBatch();
      if (text.isPresent()) {
        batch.add(SAVE, id, table, revision + 1, text.get(), author);
      } else {
        batch.add(TAKE_OUT, id, table, revision + 1, author);
      }
      batch.add(TOUCH, id).send(connection).close();
      return new DraftChange.Done(read(connection, FIND, id).orElseThrow());
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

  /// Makes an approved draft a version and puts it in force, in one transaction.
  ///
  /// @param book the tables of the rule set that it is based on, with those of the draft
  /// @param seen the draft's revision that `book` was read from
  /// @param from empty for now
  /// @return [DraftChange.Outdated] if another rule set is in force than the one it is based on
  public DraftChange publish(
      int id, int seen, RuleBook book, Optional<Instant> from, String who, String words) {
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
      VersionStore.activate(connection, VersionKind.RULE_SET, number, from, who, words);
      new StatementBatch().add(PUBLISH, number, id).add(TOUCH, id).send(connection).close();
      note(connection, id, "published", who, words);
      return new DraftChange.Done(read(connection, FIND, id).orElseThrow());
    });
  }

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
        new StatementBatch().add(WRITERS, id, id, id).send(connection)) {
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
        texts.stream().filter(text -> !text.text().isEmpty()).toList());
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
