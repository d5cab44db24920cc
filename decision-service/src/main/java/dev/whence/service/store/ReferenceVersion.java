package dev.whence.service.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// The number that goes up with every load of ship nodes, carrier services, exchange rates or
/// postal areas, in the same transaction. Whoever keeps those in memory compares it in each
/// snapshot.
public final class ReferenceVersion {
  private ReferenceVersion() {}

  /// Also makes loads wait for one another, as the row stays locked until the transaction ends.
  public static void bump(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("UPDATE reference_version SET version = version + 1")) {
      statement.executeUpdate();
    }
  }
}
