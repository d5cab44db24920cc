package dev.whence.service.versions;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Versions and which of them is in force. Times are the database's clock. Thread-safe.
public final class VersionStore {
  /// The numbers that are in force now, as a subquery each; null where there is none.
  public static final String IN_FORCE =
      "SELECT %s AS rule_set, %s AS models, (SELECT version FROM reference_version) AS reference_data"
          .formatted(inForce("'rule-set'"), inForce("'models'"));

  private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('whence versions'))";

  private static final String ADD =
      """
      INSERT INTO versions (kind, number, digest, content, author, note)
      SELECT ?, coalesce(max(number), 0) + 1, ?, ?::json, ?, ? FROM versions WHERE kind = ?
      ON CONFLICT (kind, digest) DO NOTHING
      """;

  private static final String COLUMNS =
      "SELECT kind, number, digest, content::text, author, note, created_at FROM versions ";

  private static final String ACTIVATION =
      "id, kind, number, active_from, author, reason, decided_at, taken_back_at, taken_back_by, taken_back_reason";

  private static final String ACTIVATE =
      """
      INSERT INTO version_activations (kind, number, active_from, author, reason)
      VALUES (?, ?, greatest(now(), ?::timestamptz), ?, ?)
      RETURNING $columns
      """
          .replace("$columns", ACTIVATION);

  private static final String TAKE_BACK =
      """
      UPDATE version_activations
      SET taken_back_at = now(), taken_back_by = ?, taken_back_reason = ?
      WHERE kind = ? AND active_from = ?::timestamptz AND active_from > clock_timestamp()
        AND taken_back_at IS NULL
      RETURNING $columns
      """
          .replace("$columns", ACTIVATION);

  private static final String NEEDS_OTHER_EYES = "SELECT whence_needs_other_eyes(?, ?)";

  private static final String ACTIVATIONS =
      "SELECT " + ACTIVATION + " FROM version_activations WHERE kind = ?";

  private static final String BEGUN =
      " AND taken_back_at IS NULL AND active_from <= now() ORDER BY active_from DESC, id DESC";

  private static final String PLANNED =
      " AND taken_back_at IS NULL AND active_from > now() ORDER BY active_from, id";

  /// What is in force, what is planned, and what came last: what a process has ready.
  private static final String WANTED =
      """
      SELECT kind, number, digest, content::text, author, note, created_at FROM versions
      WHERE kind = ? AND (
        number IN (
          SELECT number FROM version_activations
          WHERE kind = versions.kind AND taken_back_at IS NULL AND active_from > now()
          ORDER BY active_from LIMIT ?)
        OR number IN (
          SELECT number FROM version_activations
          WHERE kind = versions.kind AND taken_back_at IS NULL AND active_from <= now()
          ORDER BY active_from DESC, id DESC LIMIT ?)
        OR number IN (
          SELECT number FROM versions AS last WHERE last.kind = versions.kind
          ORDER BY number DESC LIMIT ?))
      ORDER BY number
      """;

  private final Database database;

  public VersionStore(Database database) {
    this.database = database;
  }

  private static String inForce(String kind) {
    return """
    (SELECT number FROM version_activations
      WHERE kind = $kind AND taken_back_at IS NULL AND active_from <= now()
      ORDER BY active_from DESC, id DESC LIMIT 1)\
    """
        .replace("$kind", kind);
  }

  /// The numbers that are in force, or that a decision was made with.
  ///
  /// @param ruleSet 0 where there is none yet, or an older release did not note it
  /// @param models likewise
  /// @param referenceData likewise
  public record Numbers(int ruleSet, int models, int referenceData) {
    public static final Numbers NONE = new Numbers(0, 0, 0);

    /// The one row that [#IN_FORCE] asks for.
    public static Numbers read(StatementBatch.Answers answers) throws SQLException {
      return answers
          .rows(
              IN_FORCE,
              row ->
                  new Numbers(
                      row.getInt("rule_set"), row.getInt("models"), row.getInt("reference_data")))
          .getFirst();
    }
  }

  public Numbers inForce() {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(IN_FORCE).send(connection)) {
        return Numbers.read(answers);
      }
    });
  }

  /// Adds a version; one with the same digest stays as it is.
  ///
  /// @param content JSON
  /// @return the version with this digest
  public Version add(VersionKind kind, String digest, String content, String author, String note) {
    return database.transact(connection -> add(connection, kind, digest, content, author, note));
  }

  public static Version add(
      Connection connection,
      VersionKind kind,
      String digest,
      String content,
      String author,
      String note)
      throws SQLException {
    lock(connection);
    new StatementBatch()
        .add(ADD, kind.code(), digest, content, author, note, kind.code())
        .send(connection)
        .close();
    return one(connection, COLUMNS + "WHERE kind = ? AND digest = ?", kind.code(), digest)
        .orElseThrow();
  }

  /// Makes a version the one in force.
  ///
  /// @param from empty for now
  /// @return empty if there is no such version
  /// @throws FailureException if they brought in these rule tables themselves, and nobody else has
  ///   approved them
  public Optional<Activation> activate(
      VersionKind kind, int number, Optional<Instant> from, String author, String reason) {
    return database.transact(connection -> {
      lock(connection);
      if (one(connection, COLUMNS + "WHERE kind = ? AND number = ?", kind.code(), number)
          .isEmpty()) {
        return Optional.empty();
      }
      if (kind == VersionKind.RULE_SET && needsOtherEyes(connection, number, author)) {
        throw new FailureException(new Failure.OwnRuleSet(number, author));
      }
      return Optional.of(activate(connection, kind, number, from, author, reason));
    });
  }

  /// What the order store itself refuses.
  private static boolean needsOtherEyes(Connection connection, int number, String author)
      throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(NEEDS_OTHER_EYES, number, author).send(connection)) {
      return answers.rows(NEEDS_OTHER_EYES, row -> row.getBoolean(1)).getFirst();
    }
  }

  public static Activation activate(
      Connection connection,
      VersionKind kind,
      int number,
      Optional<Instant> from,
      String author,
      String reason)
      throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch()
            .add(
                ACTIVATE,
                kind.code(),
                number,
                from.map(Instant::toString).orElse("-infinity"),
                author,
                reason)
            .send(connection)) {
      return answers.rows(ACTIVATE, VersionStore::readActivation).getFirst();
    }
  }

  /// Puts the version in force again that was before the one that is.
  ///
  /// @return empty if there was none before
  public Optional<Activation> rollBack(VersionKind kind, String author, String reason) {
    return database.transact(connection -> {
      lock(connection);
      List<Activation> begun = activations(connection, ACTIVATIONS + BEGUN, kind.code());
      OptionalInt before =
          begun.stream()
              .mapToInt(Activation::number)
              .dropWhile(number -> number == begun.getFirst().number())
              .findFirst();
      return before.isEmpty()
          ? Optional.empty()
          : Optional.of(
              activate(connection, kind, before.getAsInt(), Optional.empty(), author, reason));
    });
  }

  /// Takes back what is planned from a moment on: it never comes in force.
  ///
  /// @return the last that was planned for that moment; empty if nothing is, or the moment is over
  public Optional<Activation> takeBack(
      VersionKind kind, Instant planned, String author, String reason) {
    return database.transact(connection -> {
      lock(connection);
      return activations(connection, TAKE_BACK, author, reason, kind.code(), planned.toString())
          .stream()
          .max(Comparator.comparingLong(Activation::id));
    });
  }

  public Optional<Version> find(VersionKind kind, int number) {
    return database.run(connection ->
        one(connection, COLUMNS + "WHERE kind = ? AND number = ?", kind.code(), number));
  }

  /// The newest first.
  ///
  /// @param before only those with a lower number
  public List<Version> list(VersionKind kind, int before, int limit) {
    return database.run(connection ->
        read(
            connection,
            COLUMNS + "WHERE kind = ? AND number < ? ORDER BY number DESC LIMIT ?",
            kind.code(),
            before,
            limit));
  }

  /// The latest first, those that are planned before all others.
  public List<Activation> activations(VersionKind kind, int limit) {
    return database.run(connection ->
        activations(
            connection,
            ACTIVATIONS + " ORDER BY active_from DESC, id DESC LIMIT ?",
            kind.code(),
            limit));
  }

  /// Those in force lately, planned, or added lately.
  ///
  /// @param most of each
  List<Version> wanted(VersionKind kind, int most) {
    return database.run(connection -> read(connection, WANTED, kind.code(), most, most, most));
  }

  static Optional<Version> find(Connection connection, VersionKind kind, String digest)
      throws SQLException {
    return one(connection, COLUMNS + "WHERE kind = ? AND digest = ?", kind.code(), digest);
  }

  public static Optional<Version> inForce(Connection connection, VersionKind kind)
      throws SQLException {
    Optional<Activation> last = lastActivation(connection, kind);
    return last.isEmpty()
        ? Optional.empty()
        : one(
            connection,
            COLUMNS + "WHERE kind = ? AND number = ?",
            kind.code(),
            last.get().number());
  }

  /// What is to come in force next, if anything is planned.
  public static Optional<Activation> nextPlanned(Connection connection, VersionKind kind)
      throws SQLException {
    return activations(connection, ACTIVATIONS + PLANNED + " LIMIT 1", kind.code()).stream()
        .findFirst();
  }

  /// Of those that have begun.
  static Optional<Activation> lastActivation(Connection connection, VersionKind kind)
      throws SQLException {
    return activations(connection, ACTIVATIONS + BEGUN + " LIMIT 1", kind.code()).stream()
        .findFirst();
  }

  /// Against others who add or activate; until the transaction ends.
  public static void lock(Connection connection) throws SQLException {
    new StatementBatch().add(LOCK).send(connection).close();
  }

  private static Optional<Version> one(Connection connection, String query, Object... parameters)
      throws SQLException {
    return read(connection, query, parameters).stream().findFirst();
  }

  private static List<Version> read(Connection connection, String query, Object... parameters)
      throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(query, parameters).send(connection)) {
      return answers.rows(
          query,
          row ->
              new Version(
                  kind(row),
                  row.getInt("number"),
                  row.getString("digest"),
                  row.getString("content"),
                  row.getString("author"),
                  row.getString("note"),
                  instant(row, "created_at").orElseThrow()));
    }
  }

  private static List<Activation> activations(
      Connection connection, String query, Object... parameters) throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(query, parameters).send(connection)) {
      return answers.rows(query, VersionStore::readActivation);
    }
  }

  private static Activation readActivation(ResultSet row) throws SQLException {
    return new Activation(
        row.getLong("id"),
        kind(row),
        row.getInt("number"),
        instant(row, "active_from").orElseThrow(),
        row.getString("author"),
        row.getString("reason"),
        instant(row, "decided_at").orElseThrow(),
        takenBack(row));
  }

  private static Optional<Activation.TakenBack> takenBack(ResultSet row) throws SQLException {
    Optional<Instant> at = instant(row, "taken_back_at");
    return at.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Activation.TakenBack(
                row.getString("taken_back_by"), row.getString("taken_back_reason"), at.get()));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static VersionKind kind(ResultSet row) throws SQLException {
    String code = row.getString("kind");
    return Stream.of(VersionKind.values())
        .filter(kind -> kind.code().equals(code))
        .findFirst()
        .orElseThrow();
  }
}
