package dev.whence.service.access;

import dev.whence.service.access.AccessEvent.Action;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TimeOrderedId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Sessions, and attempts to begin one. Thread-safe.
public final class SessionStore {
  private static final String COLUMNS = "id, created_at, last_used_at, expires_at";

  /// Only for whom the password that was just compared still counts, and nobody changes that now.
  private static final String BEGIN =
      """
      INSERT INTO sessions (id, user_id, token_sha256, expires_at)
      SELECT ?, id, ?, now() + ? * interval '1 second' FROM users
      WHERE id = ? AND active AND password = ? FOR SHARE
      RETURNING
      """
          + COLUMNS;

  private static final String LIST =
      "SELECT "
          + COLUMNS
          + """
           FROM sessions WHERE user_id = ? AND expires_at > now()
            AND last_used_at > now() - ? * interval '1 second'
          ORDER BY last_used_at DESC, id
          """;

  private static final String END = "DELETE FROM sessions WHERE user_id = ? AND id = ?::uuid";
  private static final String END_ALL = "DELETE FROM sessions WHERE user_id = ?";

  private static final String NAME_ATTEMPT =
      """
      INSERT INTO sign_in_attempts (name_sha256) VALUES (?) ON CONFLICT DO NOTHING
      """;

  /// Counts as failed until it has succeeded, so that many at once are not more than one after the
  /// other. From the fifth on each closes the name for twice as long, a quarter of an hour at most.
  private static final String ADMIT =
      """
      UPDATE sign_in_attempts SET failures = failures + 1, last_at = now(),
        blocked_until = CASE WHEN failures + 1 >= 5
          THEN now() + least(900, 30 * power(2, least(failures + 1 - 5, 10))) * interval '1 second' END
      WHERE name_sha256 = ? AND (blocked_until IS NULL OR blocked_until <= now())
      """;

  private static final String BLOCKED =
      """
      SELECT ceil(greatest(1, extract(epoch FROM blocked_until - now())))::int
      FROM sign_in_attempts WHERE name_sha256 = ? AND blocked_until IS NOT NULL
      """;

  private static final String UNDO =
      """
      UPDATE sign_in_attempts SET failures = greatest(0, failures - 1), blocked_until = NULL
      WHERE name_sha256 = ?
      """;

  private static final String CLEAR = "DELETE FROM sign_in_attempts WHERE name_sha256 = ?";

  private static final String FORGET_SESSIONS =
      """
      DELETE FROM sessions WHERE expires_at < now() OR last_used_at < now() - ? * interval '1 second'
      """;

  private static final String FORGET_ATTEMPTS =
      "DELETE FROM sign_in_attempts WHERE last_at < now() - interval '1 day'";

  private final Database database;
  private final Clock clock;

  public SessionStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Begins a session, and forgets failed attempts.
  ///
  /// @param password that was compared
  /// @return empty if the user may no longer sign in, or has another password by now
  Optional<Session.Begun> begin(User user, PasswordHash password) {
    String token = Secrets.newSessionToken();
    return database.transact(connection -> {
      UUID id = TimeOrderedId.next(clock.instant());
      var begin =
          new StatementBatch()
              .add(
                  BEGIN,
                  id,
                  Secrets.sha256(token),
                  Session.LONGEST.toSeconds(),
                  user.id(),
                  password.text());
      List<Session> begun;
      try (var answers = begin.send(connection)) {
        begun = answers.rows(BEGIN, SessionStore::read);
      }
      if (begun.isEmpty()) {
        return Optional.empty();
      }
      var rest = new StatementBatch().add(CLEAR, Secrets.sha256(user.name()));
      AccessEventStore.add(
          rest,
          new Actor(user.name(), Optional.of(user.id())),
          Action.SIGNED_IN,
          user.name(),
          "session " + id);
      rest.send(connection).close();
      return Optional.of(new Session.Begun(begun.getFirst(), user, token));
    });
  }

  /// Those that still count, the last used first.
  public List<Session> list(UUID user) {
    return database.run(connection -> {
      try (var answers =
          new StatementBatch().add(LIST, user, Session.IDLE.toSeconds()).send(connection)) {
        return answers.rows(LIST, SessionStore::read);
      }
    });
  }

  /// @return whether there was such a session
  boolean end(Actor actor, UUID user, String userName, UUID session) {
    return database.transact(connection -> {
      try (var answers = new StatementBatch().add(END, user, session).send(connection)) {
        if (answers.count(END) == 0) {
          return false;
        }
      }
      AccessEventStore.add(
              new StatementBatch(), actor, Action.SIGNED_OUT, userName, "session " + session)
          .send(connection)
          .close();
      return true;
    });
  }

  /// @return how many there were
  int endAll(Actor actor, UUID user, String userName) {
    return database.transact(connection -> {
      int ended;
      try (var answers = new StatementBatch().add(END_ALL, user).send(connection)) {
        ended = answers.count(END_ALL);
      }
      AccessEventStore.add(
              new StatementBatch(), actor, Action.SIGNED_OUT, userName, ended + " sessions")
          .send(connection)
          .close();
      return ended;
    });
  }

  /// Counts an attempt as failed, unless the name is closed.
  ///
  /// @return seconds for which it is; empty if the attempt may be made
  Optional<Integer> admit(String name) {
    byte[] key = Secrets.sha256(name);
    return database.transact(connection -> {
      try (var answers =
          new StatementBatch()
              .add(NAME_ATTEMPT, key)
              .add(ADMIT, key)
              .add(BLOCKED, key)
              .send(connection)) {
        return answers.count(ADMIT) == 1
            ? Optional.empty()
            : answers.rows(BLOCKED, row -> row.getInt(1)).stream().findFirst();
      }
    });
  }

  /// The attempt was not made after all.
  void undo(String name) {
    change(UNDO, Secrets.sha256(name));
  }

  void clear(String name) {
    change(CLEAR, Secrets.sha256(name));
  }

  /// Opens a name again that is closed after failed attempts.
  void unlock(Actor actor, String name) {
    database.transact(connection -> {
      var batch = new StatementBatch().add(CLEAR, Secrets.sha256(name));
      AccessEventStore.add(batch, actor, Action.UNLOCKED, name, "").send(connection).close();
      return true;
    });
  }

  void forgetOld() {
    change(FORGET_SESSIONS, Session.IDLE.toSeconds());
    change(FORGET_ATTEMPTS);
  }

  private void change(String statement, Object... parameters) {
    database.run(connection -> {
      new StatementBatch().add(statement, parameters).send(connection).close();
      return true;
    });
  }

  private static Session read(ResultSet row) throws SQLException {
    return new Session(
        row.getObject("id", UUID.class),
        Rows.instant(row, "created_at"),
        Rows.instant(row, "last_used_at"),
        Rows.instant(row, "expires_at"));
  }
}
