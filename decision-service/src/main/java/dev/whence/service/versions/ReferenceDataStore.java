package dev.whence.service.versions;

import dev.whence.service.inventory.UseStore;
import dev.whence.service.inventory.UseStore.Kind;
import dev.whence.service.inventory.UseStore.Switch;
import dev.whence.service.store.Database;
import dev.whence.service.store.ReferenceVersion;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Versions of ship nodes, carrier services with their rate cards, exchange rates and postal areas:
/// what each load changed, and the way back. Thread-safe.
public final class ReferenceDataStore {
  private static final String CHANGED =
      """
      SELECT version, count(*) FROM reference_changes WHERE version = ANY (?) GROUP BY version
      """;

  private static final String CHANGES =
      """
      SELECT source, key, before::text, after::text FROM reference_changes
      WHERE version = ? AND (source, key) > (?, ?) ORDER BY source, key LIMIT ?
      """;

  private static final String RESTORE =
      """
      SELECT restore_reference_rows(asked, 'ship_nodes', '{id}', true),
        restore_reference_rows(asked, 'carrier_services', '{id}', true),
        restore_reference_rows(asked, 'rate_zones', '{carrier_service,position}', false),
        restore_reference_rows(asked, 'exchange_rates', '{from_currency,to_currency,date}', false),
        restore_reference_rows(asked, 'postal_areas', '{country,prefix}', false)
      FROM (SELECT ?::int) AS version (asked)
      """;

  /// What was not there is out of use again.
  private static final String USES =
      """
      SELECT key, coalesce((was ->> 'active')::boolean, false) FROM reference_rows_at(?)
      WHERE source = ?
      """;

  private static final String KNOWN =
      "SELECT 1 FROM versions WHERE kind = 'reference-data' AND number = ?";

  private static final String IN_FORCE = "SELECT version FROM reference_version FOR UPDATE";

  private final Database database;

  public ReferenceDataStore(Database database) {
    this.database = database;
  }

  /// A row before and after a version.
  ///
  /// @param source the table
  /// @param key its primary key, in words
  /// @param before JSON, null of a row that is new
  /// @param after JSON, null of a row that is gone
  public record Change(
      String source, String key, @Nullable String before, @Nullable String after) {}

  /// How many rows each of some versions changed; those that changed none are left out.
  public Map<Integer, Integer> changed(List<Integer> versions) {
    return database.run(connection -> {
      var changed = new TreeMap<Integer, Integer>();
      try (StatementBatch.Answers answers =
          new StatementBatch().add(CHANGED, new IntArray(versions)).send(connection)) {
        var _ = answers.rows(CHANGED, row -> changed.put(row.getInt(1), row.getInt(2)));
      }
      return changed;
    });
  }

  /// What a version changed, by table and key, after a row.
  public List<Change> changes(int version, String afterSource, String afterKey, int limit) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(CHANGES, version, afterSource, afterKey, limit)
              .send(connection)) {
        return answers.rows(
            CHANGES,
            row ->
                new Change(
                    row.getString("source"),
                    row.getString("key"),
                    row.getString("before"),
                    row.getString("after")));
      }
    });
  }

  /// Loads all rows as they were with a version, as a further version: in force for the next
  /// decision of every process, all of it or nothing.
  ///
  /// @param to the version; empty for the one before the one in force
  /// @return empty if there is no such version, or it is the one in force
  public Optional<Integer> rollBack(Optional<Integer> to) {
    return database.transact(connection -> {
      int inForce = number(connection, IN_FORCE).orElseThrow();
      int wanted = to.orElse(inForce - 1);
      if (wanted >= inForce || number(connection, KNOWN, wanted).isEmpty()) {
        return Optional.empty();
      }
      ReferenceVersion.bump(connection);
      List<Switch> nodes = uses(connection, wanted, "ship_nodes");
      List<Switch> services = uses(connection, wanted, "carrier_services");
      new StatementBatch().add(RESTORE, wanted).send(connection).close();
      UseStore.write(connection, Kind.SHIP_NODE, nodes);
      UseStore.write(connection, Kind.CARRIER_SERVICE, services);
      return Optional.of(inForce + 1);
    });
  }

  private static List<Switch> uses(Connection connection, int version, String source)
      throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(USES, version, source).send(connection)) {
      return answers.rows(USES, row -> new Switch(row.getString(1), "", row.getBoolean(2)));
    }
  }

  private static Optional<Integer> number(Connection connection, String query, Object... parameters)
      throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(query, parameters).send(connection)) {
      return answers.rows(query, row -> row.getInt(1)).stream().findFirst();
    }
  }
}
