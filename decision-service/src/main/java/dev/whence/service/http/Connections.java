package dev.whence.service.http;

import dev.whence.service.metrics.Metrics;
import dev.whence.service.metrics.Metrics.Refusal;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  /// Let in beyond the limit.
  private static final int RESERVE = 128;

  private static final int MOST_TRIES = 20;

  /// A connection that is idle for less may just be about to send.
  private static final Duration IDLE_ENOUGH = Duration.ofMillis(200);

  private static final Duration LONGEST_BETWEEN_SWEEPS = Duration.ofSeconds(1);

  private final ConnectionLimits limits;
  private final Metrics metrics;
  private final ServerConnectionSelector http1;
  private final AtomicInteger ordinary = new AtomicInteger();
  private final AtomicInteger reserve = new AtomicInteger();
  private final Set<WatchedConnection> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("http-connections").daemon().factory());

  Connections(ConnectionLimits limits, Http1Config http1, Metrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
    this.http1 = Http1ConnectionSelector.builder().config(http1).build();
    metrics.connections(open::size);
    Duration quarter = limits.silence().dividedBy(4);
    long pause = Math.min(quarter.toMillis(), LONGEST_BETWEEN_SWEEPS.toMillis());
    var _ =
        sweeper.scheduleWithFixedDelay(
            this::closeOverdue, pause, Math.max(1, pause), TimeUnit.MILLISECONDS);
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    if (entered(ordinary, limits.most(), this::closeLongestIdle)) {
      return new WatchedConnection(context, http1, limits, false, left(ordinary), open);
    }
    if (entered(reserve, RESERVE, this::closeLongestOfReserve)) {
      return new WatchedConnection(context, http1, limits, true, left(reserve), open);
    }
    metrics.refused(Refusal.TOO_MANY_CONNECTIONS);
    return new Refused();
  }

  /// @param makeRoom closes another one, if it can
  private static boolean entered(AtomicInteger count, int most, BooleanSupplier makeRoom) {
    if (count.incrementAndGet() <= most || makeRoom.getAsBoolean()) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }

  private static Runnable left(AtomicInteger count) {
    return count::decrementAndGet;
  }

  private boolean closeLongestIdle() {
    long now = System.nanoTime();
    return closeLongest(
        connection -> connection.idleNanos(now),
        IDLE_ENOUGH.toNanos(),
        WatchedConnection::closeIfIdle);
  }

  /// Whoever asks for health sends at once; who is still sending does something else.
  private boolean closeLongestOfReserve() {
    long now = System.nanoTime();
    boolean closed =
        closeLongest(
            connection -> connection.isCrowded() ? connection.waitingNanos(now) : 0,
            0,
            WatchedConnection::closeIfWaiting);
    if (closed) {
      metrics.refused(Refusal.TOO_MANY_CONNECTIONS);
    }
    return closed;
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

  private void closeOverdue() {
    long now = System.nanoTime();
    for (WatchedConnection connection : open) {
      connection.closeIfOverdue(now).ifPresent(metrics::refused);
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
