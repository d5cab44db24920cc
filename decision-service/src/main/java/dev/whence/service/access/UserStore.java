package dev.whence.service.access;

import dev.whence.service.access.AccessEvent.Action;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TimeOrderedId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Users and their passwords. Once there is one, some person who is active is an operator: whatever
/// would change that is refused, also when two try it at once. Thread-safe.
public final class UserStore {
  private static final String COLUMNS =
      "id, name, kind, roles, active, password_due, created_at, created_by";

  private static final String IS_ANYBODY = "SELECT EXISTS (SELECT FROM users)";
  private static final String LIST = "SELECT " + COLUMNS + " FROM users ORDER BY name";
  private static final String FIND = "SELECT " + COLUMNS + " FROM users WHERE name = ?";

  private static final String CREDENTIALS =
      "SELECT " + COLUMNS + ", password FROM users WHERE name = ?";

  /// Writers come one after the other; readers do not wait.
  private static final String LOCK = "LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE";

  private static final String ADD =
      """
      INSERT INTO users (id, name, kind, roles, password, password_due, created_by)
      VALUES (?, ?, ?, ?, nullif(?, ''), ?, ?) ON CONFLICT (name) DO NOTHING
      """;

  private static final String CHANGE = "UPDATE users SET roles = ?, active = ? WHERE id = ?";

  private static final String SET_PASSWORD =
      "UPDATE users SET password = ?, password_due = ? WHERE id = ?";

  private static final String END_SESSIONS =
      "DELETE FROM sessions WHERE user_id = ? AND id <> ALL (?::uuid[])";

  private static final String OPERATORS =
      """
      SELECT count(*) FROM users WHERE active AND kind = 'PERSON' AND 'operator' = ANY (roles)
      """;

  private final Database database;
  private final Clock clock;

  public UserStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /// A user with what the password is compared with; empty of a service.
  record Credentials(User user, Optional<PasswordHash> password) {}

  /// Whether anybody is set up. Once that is so, it stays so.
  public boolean isAnybody() {
    return database.run(connection -> {
      try (var answers = new StatementBatch().add(IS_ANYBODY).send(connection)) {
        return answers.rows(IS_ANYBODY, row -> row.getBoolean(1)).getFirst();
      }
    });
  }

  /// By name.
  public List<User> list() {
    return database.run(connection -> {
      try (var answers = new StatementBatch().add(LIST).send(connection)) {
        return answers.rows(LIST, UserStore::read);
      }
    });
  }

  public Optional<User> find(String name) {
    return database.run(connection -> find(connection, name));
  }

  Optional<Credentials> credentials(String name) {
    return database.run(connection -> {
      try (var answers = new StatementBatch().add(CREDENTIALS, name).send(connection)) {
        return answers
            .rows(
                CREDENTIALS,
                row ->
                    new Credentials(
                        read(row),
                        Optional.ofNullable(row.getString("password")).map(PasswordHash::new)))
            .stream()
            .findFirst();
      }
    });
  }

  /// Adds a person with a password, or a service without one.
  ///
  /// @param due whether the password has to be changed at the first sign-in
  /// @throws FailureException with [Failure.NameTaken], or [Failure.NoOperator] if it is the first
  ///   user and no person who is an operator
  User add(
      Actor actor, String name, Set<Role> roles, Optional<PasswordHash> password, boolean due) {
    return database.transact(connection -> {
      User.Kind kind = password.isPresent() ? User.Kind.PERSON : User.Kind.SERVICE;
      var batch =
          new StatementBatch()
              .add(LOCK)
              .add(
                  ADD,
                  TimeOrderedId.next(clock.instant()),
                  name,
                  kind.name(),
                  Rows.array(roles),
                  password.map(PasswordHash::text).orElse(""),
                  due,
                  actor.name());
      AccessEventStore.add(batch, actor, Action.USER_ADDED, name, Rows.words(roles));
      try (var answers = batch.send(connection)) {
        if (answers.count(ADD) == 0) {
          throw new FailureException(
              new Failure.NameTaken(
                  "There is a user %s.\nMaybe change that one, or take another name: names are never given again."
                      .formatted(name)));
        }
      }
      requireOperator(connection);
      return find(connection, name).orElseThrow();
    });
  }

  /// Gives other roles, or lets somebody call or no longer. Whoever may no longer call is signed
  /// out.
  ///
  /// @return empty if there is no such user
  /// @throws FailureException with [Failure.NoOperator] if that would leave no operator
  Optional<User> change(
      Actor actor, String name, Optional<Set<Role>> roles, Optional<Boolean> active) {
    return database.transact(connection -> {
      new StatementBatch().add(LOCK).send(connection).close();
      Optional<User> before = find(connection, name);
      if (before.isEmpty()) {
        return before;
      }
      User user = before.get();
      Set<Role> wanted = roles.orElse(user.roles());
      boolean mayCall = active.orElse(user.active());
      var batch = new StatementBatch().add(CHANGE, Rows.array(wanted), mayCall, user.id());
      if (!mayCall) {
        batch.add(END_SESSIONS, user.id(), new StatementBatch.TextArray(List.of()));
      }
      AccessEventStore.add(
          batch,
          actor,
          Action.USER_CHANGED,
          name,
          "%s; %s".formatted(Rows.words(wanted), mayCall ? "active" : "not active"));
      batch.send(connection).close();
      requireOperator(connection);
      return find(connection, name);
    });
  }

  /// Sets a password and ends the user's sessions.
  ///
  /// @param due whether it has to be changed at the next sign-in
  /// @param kept the session that goes on
  void setPassword(Actor actor, User user, PasswordHash hash, boolean due, Optional<UUID> kept) {
    database.transact(connection -> {
      var batch =
          new StatementBatch()
              .add(SET_PASSWORD, hash.text(), due, user.id())
              .add(END_SESSIONS, user.id(), StatementBatch.TextArray.of(kept.stream().toList()));
      AccessEventStore.add(
          batch, actor, Action.PASSWORD_SET, user.name(), due ? "to be changed" : "");
      batch.send(connection).close();
      return true;
    });
  }

  private static Optional<User> find(Connection connection, String name) throws SQLException {
    try (var answers = new StatementBatch().add(FIND, name).send(connection)) {
      return answers.rows(FIND, UserStore::read).stream().findFirst();
    }
  }

  private static void requireOperator(Connection connection) throws SQLException {
    try (var answers = new StatementBatch().add(OPERATORS).send(connection)) {
      if (answers.rows(OPERATORS, row -> row.getLong(1)).getFirst() == 0) {
        throw new FailureException(new Failure.NoOperator());
      }
    }
  }

  private static User read(ResultSet row) throws SQLException {
    return new User(
        row.getObject("id", UUID.class),
        row.getString("name"),
        User.Kind.valueOf(row.getString("kind")),
        Rows.roles(row, "roles"),
        row.getBoolean("active"),
        row.getBoolean("password_due"),
        Rows.instant(row, "created_at"),
        row.getString("created_by"));
  }
}
