package dev.whence.service.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks the server every second, over a connection of its own, whether it answers: so that requests
/// are refused at once, instead of each finding out by itself. Thread-safe.
///
/// A server that is only slow is no outage: the server is taken for gone when two questions in a
/// row failed and no statement of anybody succeeded since the first.
final class StoreWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(StoreWatch.class.getName());
  private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);
  private static final Duration WHILE_DOWN = Duration.ofMillis(200);
  private static final Duration BEFORE_SECOND_QUESTION = Duration.ofMillis(100);
  private static final int PATIENCE_SECONDS = 3;

  /// SQL state of a server that answers, but has no connection left.
  private static final String TOO_MANY_CONNECTIONS = "53300";

  private final CurrentAddress address;
  private final Runnable whenLost;
  private final Runnable whenBack;
  private final Semaphore suspicion = new Semaphore(0);
  private final Thread thread;
  private volatile @Nullable Outage outage;
  private volatile long lastAnswer = System.nanoTime();
  private volatile boolean closed;
  private @Nullable Connection connection;

  /// @param whenLost called once for each outage, before anybody is told that it is over
  /// @param whenBack called when the server answers again, before anybody is told
  StoreWatch(Supplier<DatabaseAddress> address, Runnable whenLost, Runnable whenBack) {
    this.address = new CurrentAddress(address, driverProperties());
    this.whenLost = whenLost;
    this.whenBack = whenBack;
    thread = Thread.ofPlatform().name("order-store-watch").daemon().start(this::watch);
  }

  /// The server does not answer.
  ///
  /// @param why in the words of the last failure, without advice
  record Outage(Instant since, String why) {}

  Optional<Outage> outage() {
    return Optional.ofNullable(outage);
  }

  /// A statement succeeded.
  void answered() {
    lastAnswer = System.nanoTime();
  }

  /// Something failed as it does when the server is gone: asks at once.
  void suspect() {
    suspicion.release();
  }

  private void watch() {
    try {
      while (!closed) {
        Duration pause = outage == null ? BETWEEN_QUESTIONS : WHILE_DOWN;
        var _ = suspicion.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
        suspicion.drainPermits();
        lookAgain();
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      forgetConnection();
    }
  }

  /// A look that finds no memory says nothing of the order store.
  private void lookAgain() throws InterruptedException {
    try {
      look();
    } catch (OutOfMemoryError e) {
      forgetConnection(); // the rest of its answer may still be to come
      LOG.log(Level.WARNING, "The order store is looked at again later: {0}", e.getMessage());
    }
  }

  private void look() throws InterruptedException {
    long start = System.nanoTime();
    Optional<String> failure = ask();
    if (failure.isPresent() && outage == null) {
      Thread.sleep(BEFORE_SECOND_QUESTION);
      failure = ask();
    }
    if (closed) {
      return;
    }
    if (failure.isEmpty()) {
      answered();
      back();
    } else if (outage == null && lastAnswer < start) {
      lost(failure.get());
    } else if (outage != null) {
      outage = new Outage(outage.since(), failure.get());
    }
  }

  private void lost(String why) {
    outage = new Outage(Instant.now(), why);
    LOG.log(
        Level.WARNING,
        "The order store at {0} does not answer: {1} Requests get 503 until it does.",
        address,
        why);
    whenLost.run();
  }

  private void back() {
    Outage over = outage;
    if (over != null) {
      whenBack.run();
      outage = null;
      LOG.log(
          Level.INFO,
          "The order store answers again, after %.1f s."
              .formatted(Duration.between(over.since(), Instant.now()).toMillis() / 1e3));
    }
  }

  /// @return why there was no answer
  private Optional<String> ask() {
    try {
      Connection known = connection;
      if (known != null && known.isValid(PATIENCE_SECONDS)) {
        return Optional.empty();
      }
      forgetConnection();
      Connection fresh = address.getConnection();
      connection = fresh;
      return fresh.isValid(PATIENCE_SECONDS)
          ? Optional.empty()
          : Optional.of("It lets us in and is silent.");
    } catch (SQLException e) {
      return TOO_MANY_CONNECTIONS.equals(e.getSQLState())
          ? Optional.empty()
          : Optional.of(sentence(e));
    }
  }

  private static Properties driverProperties() {
    var properties = new Properties();
    String patience = Integer.toString(PATIENCE_SECONDS);
    properties.setProperty("loginTimeout", patience);
    properties.setProperty("connectTimeout", patience);
    properties.setProperty("socketTimeout", patience);
    properties.setProperty("ApplicationName", "whence-watch");
    return properties;
  }

  private static String sentence(SQLException e) {
    String message = e.getMessage();
    String first = message == null ? e.toString() : message.lines().findFirst().orElse("");
    return first.endsWith(".") ? first : first + ".";
  }

  private void forgetConnection() {
    Connection old = connection;
    connection = null;
    if (old != null) {
      try {
        old.close();
      } catch (SQLException e) {
        // It is gone, which is all that is wanted.
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
