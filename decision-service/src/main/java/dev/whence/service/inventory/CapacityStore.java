package dev.whence.service.inventory;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import java.time.LocalDate;
import java.util.List;

/// How full the days of ship nodes are. Thread-safe.
public final class CapacityStore {
  private static final String LIST =
      """
      SELECT id, local.day, coalesce(parcels, 0) AS parcels,
        least(parcels_per_day, coalesce(most, parcels_per_day)) AS most
      FROM ship_nodes
      CROSS JOIN LATERAL (
        SELECT (now() AT TIME ZONE time_zone)::date + ahead AS day
        FROM generate_series(0, ? - 1) AS ahead) AS local
      LEFT JOIN capacity_bookings ON node = id AND capacity_bookings.day = local.day
      WHERE active AND (? = '' OR id = ?) ORDER BY id, local.day
      """;

  private final Database database;

  public CapacityStore(Database database) {
    this.database = database;
  }

  /// A local day of a ship node.
  ///
  /// @param parcels planned for it or sent
  /// @param most that the node takes on it
  public record NodeLoad(ShipNodeId node, LocalDate day, int parcels, int most) {}

  /// Today and the days after it, local at each node that is in use, by node and day.
  ///
  /// @param node its id, empty for every one
  /// @param days how many, at least 1
  public List<NodeLoad> list(String node, int days) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(LIST, days, node, node).send(connection)) {
        return answers.rows(
            LIST,
            row ->
                new NodeLoad(
                    new ShipNodeId(row.getString(1)),
                    row.getObject(2, LocalDate.class),
                    row.getInt(3),
                    row.getInt(4)));
      }
    });
  }
}
