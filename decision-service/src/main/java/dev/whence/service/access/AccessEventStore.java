package dev.whence.service.access;

import dev.whence.service.access.AccessEvent.Action;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Who did what about users, sessions and keys. Thread-safe.
public final class AccessEventStore {
  private static final String ADD =
      """
      INSERT INTO access_events (actor, actor_id, action, subject, detail)
      VALUES (?, (?::text[])[1]::uuid, ?, ?, ?)
      """;

  private static final String LIST =
      """
      SELECT id, at, actor, actor_id, action, subject, detail FROM access_events
      WHERE id < ? ORDER BY id DESC LIMIT ?
      """;

  private static final String FORGET =
      "DELETE FROM access_events WHERE at < now() - ? * interval '1 day'";

  private final Database database;

  public AccessEventStore(Database database) {
    this.database = database;
  }

  /// The latest first.
  ///
  /// @param before an id
  public List<AccessEvent> list(long before, int limit) {
    return database.run(connection -> {
      try (var answers = new StatementBatch().add(LIST, before, limit).send(connection)) {
        return answers.rows(LIST, AccessEventStore::read);
      }
    });
  }

  void forgetOlderThan(int days) {
    database.run(connection -> {
      new StatementBatch().add(FORGET, days).send(connection).close();
      return true;
    });
  }

  /// Adds one, together with what it tells of.
  static StatementBatch add(
      StatementBatch batch, Actor actor, Action action, String subject, String detail) {
    return batch.add(
        ADD,
        actor.name(),
        new TextArray(actor.user().map(UUID::toString).stream().toList()),
        action.spelling(),
        subject,
        detail);
  }

  private static AccessEvent read(ResultSet row) throws SQLException {
    return new AccessEvent(
        row.getLong("id"),
        Rows.instant(row, "at"),
        row.getString("actor"),
        Optional.ofNullable(row.getObject("actor_id", UUID.class)),
        row.getString("action"),
        row.getString("subject"),
        row.getString("detail"));
  }
}
