package dev.whence.service.access;

import dev.whence.service.access.Principal.Means;
import dev.whence.service.access.Principal.SignedIn;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/// Who a secret belongs to, in one statement. Thread-safe.
final class CallerStore {
  private static final String OF_SESSION =
      """
      SELECT sessions.id, sessions.expires_at, users.id AS user_id, users.name, kind, users.roles,
        sessions.expires_at <= now() AS over,
        last_used_at <= now() - ? * interval '1 second' AS idle, active
      FROM sessions JOIN users ON users.id = user_id WHERE token_sha256 = ?
      """;

  private static final String OF_KEY =
      """
      SELECT api_keys.id, api_keys.expires_at, users.id AS user_id, users.name, kind, users.roles,
        api_keys.name AS key_name, api_keys.roles AS key_roles, active,
        revoked_at IS NOT NULL AS revoked, expires_at <= now() AS over,
        coalesce(valid_until <= now(), false) AS rotated
      FROM api_key_secrets JOIN api_keys ON api_keys.id = key_id JOIN users ON users.id = user_id
      WHERE sha256 = ?
      """;

  private static final String SESSIONS_USED =
      """
      UPDATE sessions SET last_used_at = now() WHERE id = ANY (?::uuid[])
      """;

  private static final String KEYS_USED =
      """
      UPDATE api_keys SET last_used_at = now() WHERE id = ANY (?::uuid[])
      """;

  private final Database database;

  CallerStore(Database database) {
    this.database = database;
  }

  /// What a secret is good for.
  sealed interface Found {
    record Known(SignedIn principal) implements Found {}

    /// @param why a sentence, and what to do about it; it is told to whoever has the secret
    record Refused(String why) implements Found {}

    /// Nobody is set up, and nobody has to say who it is.
    record Open() implements Found {}
  }

  Found session(byte[] sha256) {
    return database.run(connection -> {
      try (var answers =
          new StatementBatch().add(OF_SESSION, Session.IDLE.toSeconds(), sha256).send(connection)) {
        return answers.rows(OF_SESSION, CallerStore::session).stream()
            .findFirst()
            .orElse(new Found.Refused("The session has ended.\nMaybe sign in again."));
      }
    });
  }

  Found key(byte[] sha256) {
    return database.run(connection -> {
      try (var answers = new StatementBatch().add(OF_KEY, sha256).send(connection)) {
        return answers.rows(OF_KEY, CallerStore::key).stream()
            .findFirst()
            .orElse(
                new Found.Refused(
                    "Nobody has this key.\nMaybe it is one of another installation."));
      }
    });
  }

  /// Both were used up to now.
  void used(Collection<UUID> sessions, Collection<UUID> keys) {
    database.run(connection -> {
      new StatementBatch()
          .add(SESSIONS_USED, TextArray.of(sessions))
          .add(KEYS_USED, TextArray.of(keys))
          .send(connection)
          .close();
      return true;
    });
  }

  private static Found session(ResultSet row) throws SQLException {
    if (row.getBoolean("over") || row.getBoolean("idle") || !row.getBoolean("active")) {
      return new Found.Refused("The session has expired.\nMaybe sign in again.");
    }
    var means = new Means.Session(row.getObject("id", UUID.class), Rows.instant(row, "expires_at"));
    return new Found.Known(signedIn(row, Rows.roles(row, "roles"), means));
  }

  private static Found key(ResultSet row) throws SQLException {
    if (row.getBoolean("revoked")) {
      return new Found.Refused("The key was revoked.\nMaybe ask an operator for another.");
    }
    if (row.getBoolean("over")) {
      return new Found.Refused(
          "The key expired at %s.\nMaybe ask an operator for another."
              .formatted(Rows.instant(row, "expires_at")));
    }
    if (row.getBoolean("rotated")) {
      return new Found.Refused("The key was rotated.\nMaybe use the newer one.");
    }
    if (!row.getBoolean("active")) {
      return new Found.Refused("The user of the key is not active.\nMaybe ask an operator why.");
    }
    Set<Role> roles = Rows.roles(row, "roles");
    roles.retainAll(Rows.roles(row, "key_roles"));
    var means =
        new Means.Key(
            row.getObject("id", UUID.class),
            row.getString("key_name"),
            Rows.instant(row, "expires_at"));
    return new Found.Known(signedIn(row, roles, means));
  }

  private static SignedIn signedIn(ResultSet row, Set<Role> roles, Means means)
      throws SQLException {
    return new SignedIn(
        row.getObject("user_id", UUID.class),
        row.getString("name"),
        User.Kind.valueOf(row.getString("kind")) == User.Kind.PERSON,
        roles,
        means);
  }
}
