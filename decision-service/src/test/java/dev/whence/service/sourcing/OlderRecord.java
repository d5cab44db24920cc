package dev.whence.service.sourcing;

import dev.whence.service.records.DecisionId;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

/// A decision as the release before hand-overs wrote it: the demonstration's heavy order, the row
/// of the table `decisions` word by word.
public final class OlderRecord {
  private static final String INSERT =
      """
      INSERT INTO decisions (id, order_id, outcome, path, request, inputs, estimates, decision,
        inputs_sha256, rule_set, round, timings, decided_at, created_at)
      SELECT id, order_id, outcome, path, request, inputs, estimates, decision, inputs_sha256,
        rule_set, round, timings, decided_at, created_at
      FROM json_populate_record(NULL::decisions, ?::json)
      RETURNING id
      """;

  private OlderRecord() {}

  public static DecisionId insert(Database database) {
    return database.transact(OlderRecord::insert);
  }

  public static DecisionId insert(DatabaseAddress address) {
    try (var connection =
        DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
      return insert(connection);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static DecisionId insert(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, row());
      try (var ids = statement.executeQuery()) {
        ids.next();
        return new DecisionId(ids.getObject(1, UUID.class));
      }
    }
  }

  private static String row() {
    try (InputStream in =
        OlderRecord.class.getResourceAsStream("/records/decision-format-1.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
