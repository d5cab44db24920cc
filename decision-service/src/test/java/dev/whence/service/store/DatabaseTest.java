package dev.whence.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DatabaseTest {

  @Test
  void twoTransactionsThatBlockEachOtherInACircleBothEndWell() throws Exception {
    Database database = TestDatabase.emptied();
    update(database, "INSERT INTO rule_sets VALUES ('a', ''), ('b', '')");
    var bothHoldOne = new CyclicBarrier(2);
    var tries = new AtomicInteger();

    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var forth = executor.submit(() -> append(database, "a", "b", bothHoldOne, tries));
      var back = executor.submit(() -> append(database, "b", "a", bothHoldOne, tries));
      forth.get();
      back.get();
    }

    assertThat(tries).as("one of them was the victim once").hasValueGreaterThan(2);
    String select = "SELECT tables FROM rule_sets ORDER BY digest";
    List<String> written =
        database.run(connection -> {
          try (StatementBatch.Answers answers = new StatementBatch().add(select).send(connection)) {
            return answers.rows(select, row -> row.getString(1));
          }
        });
    assertThat(written).containsExactly("xx", "xx");
  }

  private static boolean append(
      Database database, String first, String second, CyclicBarrier meet, AtomicInteger tries) {
    return database.transact(connection -> {
      boolean firstTry = tries.incrementAndGet() <= 2;
      append(connection, first);
      if (firstTry) {
        meet(meet);
      }
      append(connection, second);
      return true;
    });
  }

  private static void append(Connection connection, String digest) throws SQLException {
    new StatementBatch()
        .add("UPDATE rule_sets SET tables = tables || 'x' WHERE digest = ?", digest)
        .send(connection)
        .close();
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void update(Database database, String sql) {
    database.transact(connection -> {
      new StatementBatch().add(sql).send(connection).close();
      return true;
    });
  }

  /// In the middle of an answer, whose rest the next one would take for his own.
  @Test
  void aConnectionOnWhichMemoryRanOutIsUsedByNobodyElse_andWhatWasBegunOnItIsUndone() {
    try (Database database = Database.open(TestDatabase.freshAddress(), 1)) {
      int first = process(database);
      assertThat(process(database)).isEqualTo(first);

      assertThatThrownBy(() -> database.run(DatabaseTest::runOut))
          .isInstanceOf(OutOfMemoryError.class);

      int second = process(database);
      assertThat(second).isNotEqualTo(first);
      assertThatThrownBy(() ->
              database.transact(connection -> {
                new StatementBatch()
                    .add("INSERT INTO rule_sets VALUES ('lost', '')")
                    .send(connection)
                    .close();
                return runOut(connection);
              }))
          .isInstanceOf(OutOfMemoryError.class);
      assertThat(process(database)).isNotEqualTo(second);
      assertThat(number(database, "SELECT count(*)::int FROM rule_sets")).isZero();
    }
  }

  private static int runOut(Connection connection) {
    throw new OutOfMemoryError("for " + connection);
  }

  /// Of the server, one a connection.
  private static int process(Database database) {
    return number(database, "SELECT pg_backend_pid()");
  }

  private static int number(Database database, String select) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(select).send(connection)) {
        return answers.rows(select, row -> row.getInt(1)).getFirst();
      }
    });
  }

  @Test
  void serverThatIsNotThereIsOneSentence_withoutThePassword() {
    var nowhere = new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/whence", "somebody", "secret");

    assertThatThrownBy(() -> Database.open(nowhere, 2))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageStartingWith(
            "The order store at jdbc:postgresql://127.0.0.1:1/whence as somebody cannot be opened:")
        .hasMessageNotContaining("secret");
  }

  @Test
  void statementThatIsWrongIsABug_notAnOutage() {
    assertThatThrownBy(() -> update(TestDatabase.emptied(), "SELECT nonsense"))
        .isInstanceOf(StoreException.class);
  }
}
