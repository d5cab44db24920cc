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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// API keys. Thread-safe.
public final class ApiKeyStore {
  private static final String SELECT =
      """
      SELECT api_keys.id, users.name AS user_name, api_keys.name, api_keys.roles,
        api_keys.created_at, api_keys.created_by, expires_at, revoked_at, last_used_at,
        (SELECT array_agg(prefix ORDER BY valid_until DESC NULLS FIRST) FROM api_key_secrets
          WHERE key_id = api_keys.id AND (valid_until IS NULL OR valid_until > now())) AS prefixes
      FROM api_keys JOIN users ON users.id = user_id
      """;

  private static final String FIND = SELECT + "WHERE api_keys.id = ?";

  private static final String LIST =
      SELECT + "WHERE ? = '' OR users.name = ? ORDER BY users.name, api_keys.name, api_keys.id";

  private static final String ADD =
      """
      INSERT INTO api_keys (id, user_id, name, roles, created_by, expires_at)
      VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, name) WHERE revoked_at IS NULL DO NOTHING
      """;

  private static final String ADD_SECRET =
      "INSERT INTO api_key_secrets (prefix, key_id, sha256) VALUES (?, ?, ?)";

  private static final String LOCK = "SELECT id FROM api_keys WHERE id = ? FOR UPDATE";

  /// Two are valid at once, not three.
  private static final String END_OLDER =
      """
      UPDATE api_key_secrets SET valid_until = now()
      WHERE key_id = ? AND valid_until IS NOT NULL AND valid_until > now()
      """;

  private static final String LET_END =
      """
      UPDATE api_key_secrets SET valid_until = now() + ? * interval '1 second'
      WHERE key_id = ? AND valid_until IS NULL
      """;

  private static final String REVOKE =
      "UPDATE api_keys SET revoked_at = now() WHERE id = ? AND revoked_at IS NULL";

  private final Database database;
  private final Clock clock;

  public ApiKeyStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  public Optional<ApiKey> find(UUID id) {
    return database.run(connection -> find(connection, id));
  }

  /// By user and name, also those that count no longer.
  ///
  /// @param user empty for everybody's
  public List<ApiKey> list(String user) {
    return database.run(connection -> {
      try (var answers = new StatementBatch().add(LIST, user, user).send(connection)) {
        return answers.rows(LIST, ApiKeyStore::read);
      }
    });
  }

  /// @throws FailureException with [Failure.NameTaken] if the user has a key of the name
  ApiKey.Issued add(Actor actor, User user, String name, Set<Role> roles, Instant expiresAt) {
    String secret = Secrets.newKey();
    UUID id = TimeOrderedId.next(clock.instant());
    return database.transact(connection -> {
      var add =
          new StatementBatch()
              .add(ADD, id, user.id(), name, Rows.array(roles), actor.name(), expiresAt);
      try (var answers = add.send(connection)) {
        if (answers.count(ADD) == 0) {
          throw new FailureException(
              new Failure.NameTaken(
                  "%s has a key named %s.\nMaybe rotate that one, or revoke it first."
                      .formatted(user.name(), name)));
        }
      }
      var rest = new StatementBatch();
      addSecret(rest, id, secret);
      AccessEventStore.add(
          rest,
          actor,
          Action.KEY_MADE,
          user.name(),
          "%s (%s), %s".formatted(name, Secrets.shown(secret), Rows.words(roles)));
      rest.send(connection).close();
      return new ApiKey.Issued(find(connection, id).orElseThrow(), secret);
    });
  }

  /// Gives a key a new secret. The present one is valid, too, for `overlap`; one from before that
  /// ends now.
  ///
  /// @return empty if there is no such key, or it is revoked
  /// @throws FailureException with [Failure.KeyExpired] if its time is over, which a new secret
  ///   does not change
  Optional<ApiKey.Issued> rotate(Actor actor, UUID id, Duration overlap) {
    String secret = Secrets.newKey();
    return database.transact(connection -> {
      new StatementBatch().add(LOCK, id).send(connection).close();
      Optional<ApiKey> key = find(connection, id).filter(found -> found.revokedAt().isEmpty());
      if (key.isEmpty()) {
        return Optional.empty();
      }
      Instant expiresAt = key.get().expiresAt();
      if (!expiresAt.isAfter(clock.instant())) {
        throw new FailureException(new Failure.KeyExpired(id, expiresAt));
      }
      var batch = new StatementBatch().add(END_OLDER, id).add(LET_END, overlap.toSeconds(), id);
      addSecret(batch, id, secret);
      AccessEventStore.add(
          batch,
          actor,
          Action.KEY_ROTATED,
          key.get().user(),
          "%s (%s)".formatted(key.get().name(), Secrets.shown(secret)));
      batch.send(connection).close();
      return find(connection, id).map(found -> new ApiKey.Issued(found, secret));
    });
  }

  /// @return the key as it is then; empty if there is none
  Optional<ApiKey> revoke(Actor actor, UUID id) {
    return database.transact(connection -> {
      boolean revoked;
      try (var answers = new StatementBatch().add(REVOKE, id).send(connection)) {
        revoked = answers.count(REVOKE) == 1;
      }
      Optional<ApiKey> key = find(connection, id);
      if (revoked && key.isPresent()) {
        AccessEventStore.add(
                new StatementBatch(), actor, Action.KEY_REVOKED, key.get().user(), key.get().name())
            .send(connection)
            .close();
      }
      return key;
    });
  }

  private static void addSecret(StatementBatch batch, UUID id, String secret) {
    batch.add(ADD_SECRET, Secrets.shown(secret), id, Secrets.sha256(secret));
  }

  private static Optional<ApiKey> find(Connection connection, UUID id) throws SQLException {
    try (var answers = new StatementBatch().add(FIND, id).send(connection)) {
      return answers.rows(FIND, ApiKeyStore::read).stream().findFirst();
    }
  }

  private static ApiKey read(ResultSet row) throws SQLException {
    var prefixes = row.getArray("prefixes");
    return new ApiKey(
        row.getObject("id", UUID.class),
        row.getString("user_name"),
        row.getString("name"),
        prefixes == null ? List.of() : Arrays.asList((String[]) prefixes.getArray()),
        Rows.roles(row, "roles"),
        Rows.instant(row, "created_at"),
        row.getString("created_by"),
        Rows.instant(row, "expires_at"),
        Rows.findInstant(row, "revoked_at"),
        Rows.findInstant(row, "last_used_at"));
  }
}
