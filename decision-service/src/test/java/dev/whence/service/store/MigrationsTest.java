package dev.whence.service.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MigrationsTest {

  @Test
  void emptyDatabaseGetsEveryTable_andASecondStartChangesNothing() {
    DatabaseAddress address = TestDatabase.emptyAddress();

    Database.open(address, 2).close();
    List<String> tables;
    try (Database database = Database.open(address, 2)) {
      tables = tables(database);
    }

    assertThat(tables)
        .contains("stock", "decisions", "reservations", "outbox", "idempotency_keys", "arrivals");
  }

  private static List<String> tables(Database database) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
              .send(connection)) {
        return answers.rows(row -> row.getString(1));
      }
    });
  }
}
