package dev.whence.service.sourcing;

import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TimeOrderedId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;

/// Monthly partitions of the recorded decisions, made ahead of time. Several processes may do it at
/// once.
///
/// A month that was not made in time is no harm: its decisions lie in the default partition, and
/// stay there.
public final class DecisionPartitions {
  /// Any number that no other user of advisory locks takes.
  private static final long LOCK = 0x7768656e6365L;

  private static final String IS_MISSING =
      """
      SELECT to_regclass(?) IS NULL
        AND NOT EXISTS (SELECT FROM decisions_default WHERE id >= ? AND id < ?)
      """;

  private final Database database;

  public DecisionPartitions(Database database) {
    this.database = database;
  }

  /// Makes the partitions of the month of `now` (UTC) and of the `ahead` months after it.
  public void ensure(Instant now, int ahead) {
    YearMonth first = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    for (int i = 0; i <= ahead; i++) {
      YearMonth month = first.plusMonths(i);
      database.transact(connection -> {
        makeUnlessThere(connection, month);
        return month;
      });
    }
  }

  private static void makeUnlessThere(Connection connection, YearMonth month) throws SQLException {
    String name = "decisions_%d_%02d".formatted(month.getYear(), month.getMonthValue());
    UUID from = firstId(month);
    UUID until = firstId(month.plusMonths(1));
    var question =
        new StatementBatch()
            .add("SELECT pg_advisory_xact_lock(?)", LOCK)
            .add(IS_MISSING, name, from, until);
    boolean missing;
    try (StatementBatch.Answers answers = question.send(connection)) {
      missing = answers.rows(IS_MISSING, row -> row.getBoolean(1)).getFirst();
    }
    if (missing) {
      new StatementBatch()
          .add(
              "CREATE TABLE %s PARTITION OF decisions FOR VALUES FROM ('%s') TO ('%s')"
                  .formatted(name, from, until))
          .send(connection)
          .close();
    }
  }

  private static UUID firstId(YearMonth month) {
    return TimeOrderedId.lowest(month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC));
  }
}
