package dev.whence.service.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The PostgreSQL behind all stores: a connection pool and the two ways to use it. Thread-safe.
///
/// SQL errors come out as [StoreUnavailableException] when the server cannot be reached and as
/// [StoreException] otherwise; what callers can act on never is an SQL error.
public final class Database implements AutoCloseable {
  /// First statement of a transaction that reads everything as of one moment and writes nothing.
  public static final String ONE_SNAPSHOT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  /// SQL states after which the whole transaction is tried again: serialization failure, deadlock.
  private static final Set<String> WORTH_ANOTHER_TRY = Set.of("40001", "40P01");

  private static final int MOST_TRIES = 8;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /// How long a thread waits for a free connection.
  private static final Duration QUEUE = Duration.ofSeconds(10);

  private final HikariDataSource pool;

  private Database(HikariDataSource pool) {
    this.pool = pool;
  }

  /// Connects and brings the tables to this release's version.
  ///
  /// @param connections most connections at once; threads beyond that wait for one
  /// @throws StoreUnavailableException if the server cannot be reached or its tables are newer than
  ///   this release
  public static Database open(DatabaseAddress address, int connections) {
    return open(address, connections, new CompositeMeterRegistry());
  }

  /// As [#open(DatabaseAddress, int)], with the pool's meters in a registry.
  public static Database open(DatabaseAddress address, int connections, MeterRegistry meters) {
    var config = new HikariConfig();
    config.setMetricRegistry(meters);
    config.setPoolName("order-store");
    config.setJdbcUrl(address.jdbcUrl());
    if (!address.user().isEmpty()) {
      config.setUsername(address.user());
      config.setPassword(address.password());
    }
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(Math.min(2, connections));
    config.setConnectionTimeout(QUEUE.toMillis());
    config.setInitializationFailTimeout(CONNECT.toMillis());
    config.setConnectionInitSql(
        "SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '30s'");
    config.addDataSourceProperty("ApplicationName", "whence");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw new StoreUnavailableException(
          "The order store at %s cannot be opened: %s\nMaybe check the address, the user and that the server runs."
              .formatted(address, rootMessage(e)),
          e);
    }
    try {
      Migrations.migrate(address);
      return new Database(pool);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /// Runs `work` on one connection that commits each statement by itself. For reads and for single
  /// statements.
  public <T> T run(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// Runs `work` in one READ COMMITTED transaction: all of it happens, or, when it throws, nothing.
  ///
  /// After a deadlock or a serialization failure the work runs again from its start, after a short
  /// random pause; it must therefore have no other effects than on the connection. It may end the
  /// transaction itself.
  public <T> T transact(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(work);
      } catch (SQLException e) {
        if (attempt == MOST_TRIES || !WORTH_ANOTHER_TRY.contains(state(e))) {
          throw failure(e);
        }
        pause(attempt);
      }
    }
  }

  /// Whether the server answers a question in time; never throws. For health checks.
  public boolean answers(Duration patience) {
    FutureTask<Boolean> question = new FutureTask<>(() -> run(connection -> connection.isValid(1)));
    Thread.ofVirtual().name("order-store-check").start(question);
    try {
      return question.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private <T> T once(Work<T> work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.with(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  private static void rollBack(Connection connection, Throwable because) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e); // the connection is gone, and the transaction with it
    }
  }

  private static void pause(int attempt) {
    long most = 5L << Math.min(attempt, 6);
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(1, most));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("Interrupted while waiting for the order store.", e);
    }
  }

  private static RuntimeException failure(SQLException e) {
    String state = state(e);
    // 08 connection, 57P0x shutdown or starting, 53 out of disk, memory or connections.
    return e instanceof SQLTransientConnectionException
            || state.startsWith("08")
            || state.startsWith("57P")
            || state.startsWith("53")
        ? new StoreUnavailableException(
            "The order store does not answer: "
                + rootMessage(e)
                + "\nMaybe it restarts or its disk is full; see docs/order-store.md.",
            e)
        : new StoreException(e);
  }

  private static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.toString() : message;
  }

  @Override
  public void close() {
    pool.close();
  }

  /// What is done with a connection.
  ///
  /// @param <T> what comes out
  @FunctionalInterface
  public interface Work<T> {
    T with(Connection connection) throws SQLException;
  }
}
