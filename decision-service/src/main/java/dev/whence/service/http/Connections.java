package dev.whence.service.http;

import dev.whence.service.metrics.Metrics;
import dev.whence.service.metrics.Metrics.Refusal;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// All connections of a server: how many there are and how long each keeps the service waiting.
/// Thread-safe.
///
/// Helidon 4.5 sets no read timeout on the sockets it accepts, its idle timeout spares half-sent
/// requests, and at its limit of connections it stops listening. So every connection is watched
/// here. At the limit the one that has been idle for longest makes room for a new one; when none is
/// idle, a few more are let in, for health and metrics.
final class Connections implements ServerConnectionSelector, AutoCloseable {
  private static final Logger LOG = System.getLogger(Connections.class.getName());

  /// Let in beyond the limit.
  private static final int RESERVE = 128;

  private static final int MOST_TRIES = 20;

  /// A connection that is idle for less may just be about to send.
  private static final Duration IDLE_ENOUGH = Duration.ofMillis(200);

  /// For an idle one, when there was none: a crowd would do nothing but search.
  private static final Duration BETWEEN_SEARCHES = Duration.ofMillis(20);

  private static final Duration LONGEST_BETWEEN_SWEEPS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_SWEEPS_AT_THE_END = Duration.ofMillis(20);

  /// How far the server is on its way to its end.
  enum Phase {
    SERVING,
    /// Every answer closes its connection, and new ones are still taken.
    DRAINING,
    /// So it does, and connections that ask for nothing are closed.
    STOPPING
  }

  private final ConnectionLimits limits;
  private final RequestLimits requestLimits;
  private final Metrics metrics;
  private final ServerConnectionSelector http1;
  private final Room ordinary = new Room();
  private final Room reserve = new Room();
  private final AtomicLong nextSearch = new AtomicLong(System.nanoTime());
  private volatile Phase phase = Phase.SERVING;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("http-connections").daemon().factory());

  Connections(
      ConnectionLimits limits, RequestLimits requestLimits, Http1Config http1, Metrics metrics) {
    this.limits = limits;
    this.requestLimits = requestLimits;
    this.metrics = metrics;
    this.http1 = Http1ConnectionSelector.builder().config(http1).build();
    metrics.connections(() -> ordinary.open.size() + reserve.open.size());
    Duration quarter = limits.silence().dividedBy(4);
    long pause = Math.min(quarter.toMillis(), LONGEST_BETWEEN_SWEEPS.toMillis());
    var _ =
        sweeper.scheduleWithFixedDelay(
            this::closeOverdue, pause, Math.max(1, pause), TimeUnit.MILLISECONDS);
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    if (entered(ordinary, limits.most(), this::closeLongestIdle)) {
      return new WatchedConnection(
          context, http1, limits, requestLimits, false, ordinary, () -> phase);
    }
    if (entered(reserve, RESERVE, this::closeLongestOfReserve)) {
      return new WatchedConnection(
          context, http1, limits, requestLimits, true, reserve, () -> phase);
    }
    metrics.refused(Refusal.TOO_MANY_CONNECTIONS);
    return new Refused();
  }

  /// @param makeRoom closes another one, if it can
  private static boolean entered(Room room, int most, BooleanSupplier makeRoom) {
    if (room.taken.incrementAndGet() <= most || makeRoom.getAsBoolean()) {
      return true;
    }
    room.taken.decrementAndGet();
    return false;
  }

  private boolean closeLongestIdle() {
    long now = System.nanoTime();
    if (now - nextSearch.get() < 0) {
      return false; // there was none a moment ago
    }
    boolean closed =
        ordinary.closeLongest(
            connection -> connection.idleNanos(now),
            IDLE_ENOUGH.toNanos(),
            WatchedConnection::closeIfIdle);
    if (!closed) {
      nextSearch.set(now + BETWEEN_SEARCHES.toNanos());
    }
    return closed;
  }

  /// Whoever asks for health sends at once; who is still sending does something else.
  private boolean closeLongestOfReserve() {
    long now = System.nanoTime();
    boolean closed =
        reserve.closeLongest(
            connection -> connection.waitingNanos(now), 0, WatchedConnection::closeIfWaiting);
    if (closed) {
      metrics.refused(Refusal.TOO_MANY_CONNECTIONS);
    }
    return closed;
  }

  private void closeOverdue() {
    try {
      long now = System.nanoTime();
      for (Room room : List.of(ordinary, reserve)) {
        for (WatchedConnection connection : room.open) {
          connection.closeIfOverdue(now).ifPresent(metrics::refused);
        }
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      // Or nobody would be closed any more.
      LOG.log(Level.ERROR, "Connections could not be looked after and will be again.", e);
    }
  }

  /// From now on each connection is closed after its next answer.
  void drain() {
    phase = Phase.DRAINING;
  }

  /// Closes connections that ask for nothing as well, and goes on doing so until [#close()].
  void stop() {
    if (sweeper.isShutdown()) {
      return;
    }
    phase = Phase.STOPPING;
    var _ =
        sweeper.scheduleWithFixedDelay(
            this::closeOverdue, 0, BETWEEN_SWEEPS_AT_THE_END.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Connections that are let in together.
  static final class Room {
    /// Those that were let in and are not over yet; a little ahead of `open`.
    private final AtomicInteger taken = new AtomicInteger();

    private final Set<WatchedConnection> open = ConcurrentHashMap.newKeySet();

    void enter(WatchedConnection connection) {
      open.add(connection);
    }

    void leave(WatchedConnection connection) {
      open.remove(connection);
      taken.decrementAndGet();
    }

    /// Of those that come at once, each looks for another one to close.
    private boolean closeLongest(
        ToLongFunction<WatchedConnection> nanos, long atLeast, Predicate<WatchedConnection> close) {
      for (int tries = 0; tries < MOST_TRIES; tries++) {
        Optional<WatchedConnection> longest =
            open.stream()
                .filter(connection -> nanos.applyAsLong(connection) > atLeast)
                .max(Comparator.comparingLong(nanos));
        if (longest.isEmpty()) {
          return false;
        }
        if (close.test(longest.get())) {
          return true;
        }
      }
      return false;
    }
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http1.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
  }

  /// One connection too many: closed at once.
  private static final class Refused implements ServerConnection {
    @Override
    public void handle(io.helidon.common.concurrency.limits.Limit limit) {
      // Helidon closes what has been handled.
    }

    @Override
    public Duration idleTime() {
      return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
      // It ends by itself.
    }
  }
}
