package dev.whence.service.events;

import dev.whence.service.events.WebhookEndpoint.Wish;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Webhook endpoints and their secrets. Thread-safe.
public final class WebhookEndpointStore {
  /// How long the secret before still signs, beside the new one.
  public static final Duration OVERLAP = Duration.ofHours(24);

  private static final String COLUMNS =
      """
      id, url, types, description, active, disabled_reason, failing_since, created_at, updated_at
      """;

  private static final String INSERT =
      """
      INSERT INTO webhook_endpoints (id, url, types, description, active) VALUES (?, ?, ?, ?, ?)
      RETURNING
      """
          + COLUMNS;

  private static final String ADD_SECRET =
      "INSERT INTO webhook_secrets (endpoint_id, secret) VALUES (?, ?)";

  private static final String SELECT = "SELECT " + COLUMNS + " FROM webhook_endpoints WHERE id = ?";

  private static final String LIST =
      "SELECT " + COLUMNS + " FROM webhook_endpoints ORDER BY created_at, id";

  /// Whoever switches it on, or says where else it is, starts it anew.
  private static final String UPDATE =
      """
      UPDATE webhook_endpoints AS endpoint
      SET url = wish.url, types = ?, description = ?, active = wish.active, updated_at = now(),
        disabled_reason = CASE WHEN wish.active THEN '' ELSE disabled_reason END,
        failing_since = CASE
          WHEN endpoint.active AND wish.active AND endpoint.url = wish.url THEN failing_since END
      FROM (SELECT ?::text AS url, ?::boolean AS active) AS wish
      WHERE id = ?
      """;

  private static final String DELETE =
      "DELETE FROM webhook_endpoints WHERE id = ? RETURNING " + COLUMNS;

  private static final String LOCK = "SELECT id FROM webhook_endpoints WHERE id = ? FOR UPDATE";

  /// Two are valid at once, not three.
  private static final String DROP_OLDER =
      "DELETE FROM webhook_secrets WHERE endpoint_id = ? AND valid_until IS NOT NULL";

  private static final String LET_END =
      """
      UPDATE webhook_secrets SET valid_until = now() + ? * interval '1 second'
      WHERE endpoint_id = ? AND valid_until IS NULL RETURNING valid_until
      """;

  private final Database database;

  public WebhookEndpointStore(Database database) {
    this.database = database;
  }

  /// An endpoint with its secret, which is told this once.
  public record Created(WebhookEndpoint endpoint, WebhookSecret secret) {}

  /// A new secret, told this once.
  ///
  /// @param oldValidUntil how long the one before signs, too
  public record Rotated(WebhookSecret secret, Instant oldValidUntil) {}

  public Created create(Wish wish) {
    WebhookEndpointId id = WebhookEndpointId.next();
    WebhookSecret secret = WebhookSecret.generate();
    return database.transact(connection -> {
      var batch =
          new StatementBatch()
              .add(
                  INSERT,
                  id.value(),
                  wish.url().toString(),
                  new TextArray(wish.types()),
                  wish.description(),
                  wish.active())
              .add(ADD_SECRET, id.value(), secret.text());
      try (StatementBatch.Answers answers = batch.send(connection)) {
        return new Created(answers.rows(INSERT, WebhookEndpointStore::read).getFirst(), secret);
      }
    });
  }

  public Optional<WebhookEndpoint> find(WebhookEndpointId id) {
    return one(SELECT, id);
  }

  /// All of them, the oldest first.
  public List<WebhookEndpoint> list() {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(LIST).send(connection)) {
        return answers.rows(LIST, WebhookEndpointStore::read);
      }
    });
  }

  /// Replaces what may be said of an endpoint. Switching it on again forgets why it was off.
  ///
  /// @return empty when there is none
  public Optional<WebhookEndpoint> update(WebhookEndpointId id, Wish wish) {
    return database.transact(connection -> {
      var batch =
          new StatementBatch()
              .add(
                  UPDATE,
                  new TextArray(wish.types()),
                  wish.description(),
                  wish.url().toString(),
                  wish.active(),
                  id.value())
              .add(SELECT, id.value());
      try (StatementBatch.Answers answers = batch.send(connection)) {
        return answers.rows(SELECT, WebhookEndpointStore::read).stream().findFirst();
      }
    });
  }

  /// Deletes an endpoint with its deliveries, also those still on their way.
  ///
  /// @return what it was; empty when there is none
  public Optional<WebhookEndpoint> delete(WebhookEndpointId id) {
    return one(DELETE, id);
  }

  /// Makes a new secret. The present one signs, too, for [#OVERLAP]; one from before that ends now.
  ///
  /// @return empty when there is no such endpoint
  public Optional<Rotated> rotateSecret(WebhookEndpointId id) {
    WebhookSecret secret = WebhookSecret.generate();
    return database.transact(connection -> {
      var batch =
          new StatementBatch()
              .add(LOCK, id.value())
              .add(DROP_OLDER, id.value())
              .add(LET_END, OVERLAP.toSeconds(), id.value());
      Instant until;
      try (StatementBatch.Answers answers = batch.send(connection)) {
        if (answers.rows(LOCK, ResultSet::getRow).isEmpty()) {
          return Optional.empty();
        }
        until = answers.rows(LET_END, row -> instant(row, "valid_until")).getFirst();
      }
      new StatementBatch().add(ADD_SECRET, id.value(), secret.text()).send(connection).close();
      return Optional.of(new Rotated(secret, until));
    });
  }

  private Optional<WebhookEndpoint> one(String statement, WebhookEndpointId id) {
    return database.transact(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(statement, id.value()).send(connection)) {
        return answers.rows(statement, WebhookEndpointStore::read).stream().findFirst();
      }
    });
  }

  private static WebhookEndpoint read(ResultSet row) throws SQLException {
    return new WebhookEndpoint(
        new WebhookEndpointId(row.getObject("id", java.util.UUID.class)),
        URI.create(row.getString("url")),
        Arrays.asList((String[]) row.getArray("types").getArray()),
        row.getString("description"),
        row.getBoolean("active"),
        row.getString("disabled_reason"),
        findInstant(row, "failing_since"),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant findInstant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
