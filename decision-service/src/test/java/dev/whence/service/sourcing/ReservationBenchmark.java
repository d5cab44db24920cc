package dev.whence.service.sourcing;

import dev.whence.service.store.Database;
import dev.whence.service.store.StoreException;
import dev.whence.service.store.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Ways to take one unit of one hot SKU, side by side: how fast, and whether they can be trusted.
/// Rates depend on the disk and on who else uses the machine; only their ratios mean something.
@EnabledIfSystemProperty(named = "reservation.benchmark", matches = "true")
final class ReservationBenchmark {
  private static final int THREADS = 16;
  private static final int UNITS = 1_500;

  private static final String GUARDED =
      """
      UPDATE stock SET reserved = reserved + 1
      WHERE sku = 'HOT' AND node = 'DC-1' AND on_hand - reserved - safety_stock >= 1
      """;

  private static final String TAKE =
      "UPDATE stock SET reserved = reserved + 1 WHERE sku = 'HOT' AND node = 'DC-1'";

  private static final String WRITE_BACK =
      "UPDATE stock SET reserved = ? WHERE sku = 'HOT' AND node = 'DC-1'";

  private static final String READ =
      "SELECT on_hand - reserved, reserved FROM stock WHERE sku = 'HOT' AND node = 'DC-1'";

  @Test
  void guardedUpdateAgainstTheOtherWays() throws Exception {
    run("warm-up", ReservationBenchmark::guardedUpdate);
    double guarded = run("guarded update", ReservationBenchmark::guardedUpdate);
    compare("SELECT FOR UPDATE, then update", ReservationBenchmark::lockFirst, guarded);
    compare("SERIALIZABLE with retries", ReservationBenchmark::serializable, guarded);
    compare("read, then write (naive)", ReservationBenchmark::naive, guarded);
  }

  private static void compare(String name, Way way, double guarded) throws Exception {
    double rate = run(name, way);
    System.out.printf("%s: %.2f of the guarded update%n", name, rate / guarded);
  }

  private interface Way {
    /// Takes one unit, or tells that there is none.
    boolean takeOne(Connection connection) throws SQLException;
  }

  /// Answered sales a second until the stock is gone.
  private static double run(String name, Way way) throws Exception {
    var shop = new TestShop(TestDatabase.emptied()).with("DC-1", "HOT", UNITS);
    Database database = shop.database;
    var told = new AtomicInteger();
    long begin = System.nanoTime();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(
            executor.submit(() -> {
              while (takeOne(database, way)) {
                told.incrementAndGet();
              }
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "%s: told %d buyers that they have one of %d units%n", name, told.get(), UNITS);
    return told.get() / seconds;
  }

  /// However often the transaction must be tried.
  private static boolean takeOne(Database database, Way way) {
    while (true) {
      try {
        return database.transact(way::takeOne);
      } catch (StoreException e) {
        // too many conflicts in a row: again
      }
    }
  }

  private static boolean guardedUpdate(Connection connection) throws SQLException {
    return update(connection, GUARDED) == 1;
  }

  private static boolean lockFirst(Connection connection) throws SQLException {
    return left(connection, READ + " FOR UPDATE") > 0 && update(connection, TAKE) == 1;
  }

  private static boolean serializable(Connection connection) throws SQLException {
    update(connection, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
    return left(connection, READ) > 0 && update(connection, TAKE) == 1;
  }

  /// What an ORM does that loads a row, counts in memory and saves it.
  private static boolean naive(Connection connection) throws SQLException {
    int reserved;
    try (PreparedStatement statement = connection.prepareStatement(READ);
        ResultSet row = statement.executeQuery()) {
      row.next();
      if (row.getInt(1) < 1) {
        return false;
      }
      reserved = row.getInt(2);
    }
    try (PreparedStatement statement = connection.prepareStatement(WRITE_BACK)) {
      statement.setInt(1, reserved + 1);
      return statement.executeUpdate() == 1;
    }
  }

  private static int left(Connection connection, String read) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(read);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  private static int update(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      return statement.executeUpdate();
    }
  }
}
