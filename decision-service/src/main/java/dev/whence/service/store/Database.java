package dev.whence.service.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The PostgreSQL behind all stores: a connection pool and the two ways to use it. Thread-safe.
///
/// SQL errors come out as [StoreUnavailableException] when the server cannot be reached and as
/// [StoreException] otherwise; what callers can act on never is an SQL error.
public final class Database implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Database.class.getName());

  /// First statement of a transaction that reads everything as of one moment and writes nothing.
  public static final String ONE_SNAPSHOT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  /// Plans for the rest of the transaction that are made once a connection and then kept, whatever
  /// the parameters are, and that find rows by index however small a table was when they were made.
  /// For statements whose best plan depends on nothing else: PostgreSQL would plan them anew each
  /// time, which takes ten times as long as running them.
  public static final List<String> KEPT_PLANS =
      List.of("SET LOCAL plan_cache_mode = force_generic_plan", "SET LOCAL enable_seqscan = off");

  /// SQL states after which the whole transaction is tried again: serialization failure, deadlock.
  private static final Set<String> WORTH_ANOTHER_TRY = Set.of("40001", "40P01");

  private static final int MOST_TRIES = 8;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /// How long a thread waits for a free connection.
  private static final Duration QUEUE = Duration.ofSeconds(10);

  /// How long it waits before it looks whether the server is still there.
  private static final Duration QUEUE_SLICE = Duration.ofMillis(250);

  /// Longer than any statement may take.
  private static final Duration SILENCE = Duration.ofSeconds(40);

  private static final Duration BETWEEN_COMPLAINTS = Duration.ofSeconds(10);

  /// The transaction that everything done by this thread joins.
  private static final ScopedValue<Joined> JOINED = ScopedValue.newInstance();

  private final HikariDataSource pool;
  private final int connections;
  private final int minimumIdle;
  private final Set<Connection> inUse = ConcurrentHashMap.newKeySet();
  private final StoreWatch watch;
  private final AtomicLong nextComplaint = new AtomicLong(System.nanoTime());

  private Database(HikariDataSource pool, int connections, Supplier<DatabaseAddress> address) {
    this.pool = pool;
    this.connections = connections;
    this.minimumIdle = pool.getMinimumIdle();
    this.watch = new StoreWatch(address, this::stopUsing, this::useAgain);
  }

  /// Connects and brings the tables to this release's version.
  ///
  /// @param connections most connections at once; threads beyond that wait for one
  /// @throws StoreUnavailableException if the server cannot be reached or its tables are newer than
  ///   this release
  public static Database open(DatabaseAddress address, int connections) {
    return open(() -> address, connections, new CompositeMeterRegistry());
  }

  /// As [#open(DatabaseAddress, int)], with the pool's meters in a registry.
  ///
  /// @param address asked for each new connection: an embedded server may move to another port
  public static Database open(
      Supplier<DatabaseAddress> address, int connections, MeterRegistry meters) {
    return open(address, connections, meters, Migrations::migrate);
  }

  /// Connects to tables of this release's version, and changes nothing of them.
  ///
  /// @throws StoreUnavailableException if the server cannot be reached or its tables are of another
  ///   version
  public static Database openAsItIs(DatabaseAddress address, int connections) {
    return open(() -> address, connections, new CompositeMeterRegistry(), Migrations::require);
  }

  private static Database open(
      Supplier<DatabaseAddress> address,
      int connections,
      MeterRegistry meters,
      Consumer<DatabaseAddress> tables) {
    var config = new HikariConfig();
    config.setMetricRegistry(meters);
    config.setPoolName("order-store");
    config.setDataSource(new CurrentAddress(address, driverProperties()));
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(Math.min(2, connections));
    config.setConnectionTimeout(QUEUE_SLICE.toMillis());
    config.setValidationTimeout(QUEUE_SLICE.toMillis());
    config.setInitializationFailTimeout(CONNECT.toMillis());
    config.setConnectionInitSql(
        "SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '30s'");
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw new StoreUnavailableException(
          "The order store at %s cannot be opened: %s\nMaybe check the address, the user and that the server runs."
              .formatted(address.get(), rootMessage(e)),
          e);
    }
    try {
      tables.accept(address.get());
      return new Database(pool, connections, address);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  private static Properties driverProperties() {
    var properties = new Properties();
    properties.setProperty("ApplicationName", "whence");
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("tcpKeepAlive", "true");
    // Or messages would have the values of batches in them, which may be of customers.
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("loginTimeout", Long.toString(CONNECT.toSeconds()));
    properties.setProperty("socketTimeout", Long.toString(SILENCE.toSeconds()));
    return properties;
  }

  /// Runs `work` on one connection that commits each statement by itself. For reads and for single
  /// statements.
  public <T> T run(Work<T> work) {
    if (isJoined()) {
      return join(work);
    }
    try (Lent lent = lend()) {
      try {
        T result = work.with(lent.connection());
        watch.answered();
        return result;
      } catch (Error e) {
        throwAway(lent.connection());
        throw e;
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// An error, such as too little memory, may come in the middle of an answer: whoever used the
  /// connection next would take the rest of it for an answer to himself. What was begun on it is
  /// undone by the server.
  private void throwAway(Connection connection) {
    pool.evictConnection(connection);
  }

  /// Runs `work` in one READ COMMITTED transaction: all of it happens, or, when it throws, nothing.
  ///
  /// After a deadlock or a serialization failure the work runs again from its start, after a short
  /// random pause; it must therefore have no other effects than on the connection. It may end the
  /// transaction itself.
  public <T> T transact(Work<T> work) {
    if (isJoined()) {
      return join(work);
    }
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

  /// As [#transact], and whatever `work` does with this database by other objects on the same
  /// thread happens in the same transaction. None of that may begin with a setting of its
  /// transaction, end it, or roll it back.
  public <T> T together(Work<T> work) {
    return transact(connection -> {
      try {
        return ScopedValue.where(JOINED, new Joined(this, connection))
            .call(() -> work.with(connection));
      } catch (JoinedException e) {
        throw e.because;
      }
    });
  }

  private boolean isJoined() {
    return JOINED.isBound() && JOINED.get().database() == this;
  }

  private static <T> T join(Work<T> work) {
    try {
      return work.with(JOINED.get().connection());
    } catch (SQLException e) {
      throw new JoinedException(e);
    }
  }

  private record Joined(Database database, Connection connection) {}

  /// On its way to where the transaction is begun, and maybe tried again.
  private static final class JoinedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException because;

    JoinedException(SQLException because) {
      super(because);
      this.because = because;
    }
  }

  /// Why the server does not answer, and since when; empty if it does. Known from a question asked
  /// every second, so this takes no time. For health checks.
  public Optional<String> outage() {
    return watch
        .outage()
        .map(outage ->
            "does not answer since %s: %s"
                .formatted(outage.since().truncatedTo(ChronoUnit.SECONDS), outage.why()));
  }

  /// Whether the server answers and a connection to it is free.
  public boolean hasRoom() {
    return watch.outage().isEmpty()
        && pool.getHikariPoolMXBean().getActiveConnections() < connections;
  }

  /// A connection that is known to be in use.
  private record Lent(Connection connection, Set<Connection> inUse) implements AutoCloseable {
    Lent {
      inUse.add(connection);
    }

    @Override
    public void close() throws SQLException {
      inUse.remove(connection);
      connection.close();
    }
  }

  /// @throws StoreUnavailableException at once while the server is gone, and when no connection
  ///   becomes free in time
  private Lent lend() throws SQLException {
    long start = System.nanoTime();
    while (true) {
      watch
          .outage()
          .ifPresent(outage -> {
            throw new StoreUnavailableException(
                "The order store does not answer: %s\nMaybe look into its log; see docs/order-store.md."
                    .formatted(outage.why()));
          });
      try {
        return new Lent(pool.getConnection(), inUse);
      } catch (SQLTransientConnectionException e) {
        watch.suspect();
        if (System.nanoTime() - start > QUEUE.toNanos() && watch.outage().isEmpty()) {
          complain();
          throw e;
        }
      }
    }
  }

  /// Once in a while: those who are turned away come in crowds.
  private void complain() {
    long due = nextComplaint.get();
    long now = System.nanoTime();
    if (now - due >= 0 && nextComplaint.compareAndSet(due, now + BETWEEN_COMPLAINTS.toNanos())) {
      LOG.log(
          Level.WARNING,
          "No connection to the order store became free within {0} s ({1} of {2} are in use): requests are turned away. Maybe raise db-connections.",
          QUEUE.toSeconds(),
          pool.getHikariPoolMXBean().getActiveConnections(),
          connections);
    }
  }

  /// Whoever waits for an answer of the server that is gone learns so now.
  private void stopUsing() {
    // Or the pool would go on trying, at longer and longer intervals, and be late when it may
    // again.
    pool.getHikariConfigMXBean().setMinimumIdle(0);
    inUse.forEach(connection -> {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        // It fails by itself, then.
      }
    });
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  private void useAgain() {
    pool.getHikariPoolMXBean().softEvictConnections();
    pool.getHikariConfigMXBean().setMinimumIdle(minimumIdle);
  }

  private <T> T once(Work<T> work) throws SQLException {
    try (Lent lent = lend()) {
      Connection connection = lent.connection();
      connection.setAutoCommit(false);
      try {
        T result = work.with(connection);
        connection.commit();
        watch.answered();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      } catch (Error e) {
        throwAway(connection);
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

  private RuntimeException failure(SQLException e) {
    String state = state(e);
    // 08 connection, 57P0x shutdown or starting, 53 out of disk, memory or connections.
    boolean unavailable =
        e instanceof SQLTransientConnectionException
            || state.startsWith("08")
            || state.startsWith("57P")
            || state.startsWith("53");
    if (unavailable) {
      watch.suspect();
    }
    return unavailable
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
    watch.close();
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
