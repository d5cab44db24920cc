package dev.whence.service.http;

import dev.whence.service.http.Connections.Phase;
import dev.whence.service.metrics.Metrics.Refusal;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One connection, which knows what it waits for and since when.
///
/// A thread of its own serves it; another one may find it overdue and close it under that thread's
/// hands. Whoever changes `state` first has it: a request that is complete at that very moment is
/// either answered or cut off, never both.
final class WatchedConnection implements ServerConnection {
  /// The connection whose request the current thread answers.
  private static final ScopedValue<WatchedConnection> CURRENT = ScopedValue.newInstance();

  private static final Duration SILENCE_OF_CROWDED = Duration.ofSeconds(2);
  private static final Duration LINGER = Duration.ofSeconds(1);

  /// How long the first request of a connection may be on its way when the server stops.
  private static final Duration FIRST_AT_THE_END = Duration.ofMillis(500);

  private static final long MOST_LINGERED_BYTES = 64L << 20;
  private static final int PIECE = 64 << 10;
  private static final int SLOWEST_BYTES_A_SECOND = 1_024;

  private final HelidonSocket socket;
  private final ServerConnection http1;
  private final Connections.Room room;
  private final DataReader reader;
  private final long silence;
  private final long keepAlive;
  private final boolean crowded;
  private final Supplier<Phase> phase;
  private final AtomicReference<State> state = new AtomicReference<>(new State.Working());

  /// What `state` is while a request is read and answered at once.
  private volatile State.@Nullable Exchanging exchange;

  // Of the serving thread only.
  private boolean first = true;
  private boolean answered = true;
  private long requestSince;
  private long received;

  /// @param requestLimits say how much of a body may be in memory before it is asked for
  /// @param crowded there are as many connections as may be: only health and metrics are answered
  /// @param room holds it while it is served, and has let it in already
  /// @param phase of the server, now
  WatchedConnection(
      ConnectionContext context,
      ServerConnectionSelector http1,
      ConnectionLimits limits,
      RequestLimits requestLimits,
      boolean crowded,
      Connections.Room room,
      Supplier<Phase> phase) {
    this.socket = context.serverSocket();
    this.room = room;
    this.crowded = crowded;
    this.phase = phase;
    this.silence = (crowded ? SILENCE_OF_CROWDED : limits.silence()).toNanos();
    this.keepAlive = limits.keepAlive().toNanos();
    this.reader = new Reader(this::receive, requestLimits.largestBytes());
    this.http1 = http1.connection(new Context(context, reader, new Writer(context.dataWriter())));
  }

  /// The connection of the request that this thread answers.
  static WatchedConnection current() {
    return CURRENT.get();
  }

  boolean isCrowded() {
    return crowded;
  }

  /// Whether the server ends, so that the client has to ask its next question elsewhere.
  boolean isLast() {
    return phase.get() != Phase.SERVING;
  }

  /// What it waits for; times are those of [System#nanoTime()].
  private sealed interface State {
    /// Nothing: the service is at work.
    record Working() implements State {}

    /// The first byte of a request.
    ///
    /// @param again whether there was a request before
    record Idle(long since, boolean again) implements State {}

    /// The rest of a request.
    ///
    /// @param received bytes of it so far
    record Reading(long since, long requestSince, long received) implements State {}

    /// That the client takes its answer.
    record Writing(long since) implements State {}

    /// That the client hears the answer before the connection is closed over what it still sends.
    record Lingering(long since) implements State {}

    record Closed() implements State {}

    /// For the rest of a request and for the client to take what is answered already, either or
    /// both. The serving thread reads, any other one may write.
    final class Exchanging implements State {
      private static final long NOT = 0;

      private final BooleanSupplier owing;
      private volatile long reading = NOT;
      private volatile long writing = NOT;
      private volatile long taken = System.nanoTime();
      private volatile boolean begun;

      /// Nanoseconds for which nobody but the client could go on, and what came in them.
      private volatile long silent;

      private volatile long received;

      /// @param owing whether something was sent that is not answered yet
      Exchanging(BooleanSupplier owing) {
        this.owing = owing;
      }

      void read() {
        reading = now();
      }

      @SuppressWarnings("NonAtomicVolatileUpdate") // only the serving thread reads
      void hasRead(int bytes) {
        silent += silence(now());
        received += bytes;
        reading = NOT;
      }

      void write() {
        writing = now();
        begun = true;
      }

      void hasWritten() {
        writing = NOT;
        taken = now();
      }

      /// How long it has been the client's turn to send.
      private long silence(long now) {
        long since = reading;
        return since == NOT || owing.getAsBoolean()
            ? 0
            : Math.max(0, Math.min(now - since, now - taken));
      }

      /// How long it has been the client's turn to read.
      private long untaken(long now) {
        long since = writing;
        return since == NOT ? 0 : now - since;
      }

      private static long now() {
        return System.nanoTime() | 1; // never NOT
      }
    }
  }

  /// Lets the request be read while its answer is written, until `work` returns.
  ///
  /// @param owing whether something was sent that is not answered yet: then the client may wait,
  ///   too
  void exchange(BooleanSupplier owing, Answering work) throws IOException {
    var exchanging = new State.Exchanging(owing);
    enter(exchanging);
    exchange = exchanging;
    try {
      work.answer();
    } finally {
      exchange = null;
    }
    leave(exchanging);
    answered = true;
  }

  /// Reads a request and writes its answer.
  @FunctionalInterface
  interface Answering {
    void answer() throws IOException;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    room.enter(this);
    try {
      ScopedValue.where(CURRENT, this)
          .call(() -> {
            http1.handle(limit);
            return true;
          });
    } finally {
      room.leave(this);
    }
  }

  /// The next bytes from the client.
  private byte[] receive() {
    State.Exchanging exchanging = exchange;
    if (exchanging != null) {
      exchanging.read();
      byte[] bytes = receive(exchanging);
      exchanging.hasRead(bytes.length);
      return bytes;
    }
    boolean starts = answered && reader.available() == 0;
    byte[] bytes = starts ? receiveStart() : receiveMore();
    if (first) {
      first = false;
      return http11(bytes);
    }
    return bytes;
  }

  private byte[] receiveStart() {
    byte[] bytes = receive(new State.Idle(System.nanoTime(), !first));
    startRequest(bytes.length);
    return bytes;
  }

  private byte[] receiveMore() {
    if (answered) {
      startRequest(reader.available()); // it came together with the request before
    }
    byte[] bytes = receive(new State.Reading(System.nanoTime(), requestSince, received));
    received += bytes.length;
    return bytes;
  }

  private void startRequest(long bytes) {
    answered = false;
    requestSince = System.nanoTime();
    received = bytes;
  }

  /// @return never empty
  private byte[] receive(State waiting) {
    enter(waiting);
    byte[] bytes = next();
    leave(waiting);
    return bytes;
  }

  private byte[] receive(State.Exchanging exchanging) {
    requireOpen(exchanging);
    byte[] bytes = next();
    requireOpen(exchanging);
    return bytes;
  }

  /// @return never empty
  private byte[] next() {
    byte @Nullable [] bytes;
    try {
      bytes = socket.get();
    } catch (UncheckedIOException e) {
      throw new CloseConnectionException("The connection broke.", e);
    }
    if (bytes == null) {
      throw new CloseConnectionException("The client has closed the connection.");
    }
    return bytes;
  }

  /// Load balancers and nginx still speak HTTP/1.0, and Helidon does not.
  private byte[] http11(byte[] start) {
    byte[] bytes = start;
    while (Http10.isUndecided(bytes)) {
      byte[] more = receiveMore();
      byte[] both = new byte[bytes.length + more.length];
      System.arraycopy(bytes, 0, both, 0, bytes.length);
      System.arraycopy(more, 0, both, bytes.length, more.length);
      bytes = both;
    }
    return Http10.translate(bytes);
  }

  private void enter(State waiting) {
    State before = state.get();
    if (before instanceof State.Closed || !state.compareAndSet(before, waiting)) {
      throw new CloseConnectionException("The client was too slow.");
    }
  }

  private void leave(State waiting) {
    if (!state.compareAndSet(waiting, new State.Working())) {
      throw new CloseConnectionException("The client was too slow.");
    }
  }

  private void requireOpen(State.Exchanging exchanging) {
    if (state.get() != exchanging) {
      throw new CloseConnectionException("The client was too slow.");
    }
  }

  /// Takes and forgets what the client still sends, for a moment: a socket that is closed over
  /// unread bytes takes back the answer before the client has read it.
  void linger() {
    var lingering = new State.Lingering(System.nanoTime());
    enter(lingering);
    try {
      long taken = 0;
      for (byte @Nullable [] bytes = socket.get();
          bytes != null && taken < MOST_LINGERED_BYTES;
          bytes = socket.get()) {
        taken += bytes.length;
      }
    } catch (UncheckedIOException e) {
      // It is gone, which is what was waited for.
    }
  }

  /// Reads what is left of a request that was answered before all of it had come.
  void finishRequest(Runnable reading) {
    answered = false;
    try {
      reading.run();
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CloseConnectionException("What is left of the request cannot be read.", e);
    }
    answered = true;
  }

  /// How long nothing was asked of it; 0 while a request is under way.
  long idleNanos(long now) {
    return state.get() instanceof State.Idle(long since, _) ? now - since : 0;
  }

  boolean closeIfIdle() {
    State seen = state.get();
    return seen instanceof State.Idle && close(seen, Optional.empty());
  }

  /// How long it has been waiting for the client to send, or to go; 0 while it does not.
  long waitingNanos(long now) {
    return switch (state.get()) {
      case State.Idle(long since, _) -> now - since;
      case State.Reading reading -> now - reading.requestSince();
      case State.Working() -> 0;
      case State.Writing _ -> 0;
      case State.Lingering(long since) -> now - since;
      case State.Exchanging _ -> 0;
      case State.Closed() -> 0;
    };
  }

  boolean closeIfWaiting() {
    State seen = state.get();
    return (seen instanceof State.Idle
            || seen instanceof State.Reading
            || seen instanceof State.Lingering)
        && close(seen, Optional.empty());
  }

  /// Closes it if the client has kept it waiting for too long.
  ///
  /// @return what the client was too slow with; empty if it was not, or merely had no more to ask
  Optional<Refusal> closeIfOverdue(long now) {
    State seen = state.get();
    return switch (seen) {
      case State.Working() -> Optional.empty();
      case State.Closed() -> Optional.empty();
      case State.Idle(long since, boolean again) -> {
        boolean ends = phase.get() == Phase.STOPPING;
        boolean closed = now - since > patience(again, ends) && close(seen, Optional.empty());
        yield closed && !again && !ends ? Optional.of(Refusal.SILENT) : Optional.empty();
      }
      case State.Reading(long since, long requestSince, long received) -> {
        boolean overdue = now - since > silence || now - requestSince > allowed(received);
        yield overdue && close(seen, Optional.of(Problems.ofSlowRequest()))
            ? Optional.of(Refusal.SLOW_REQUEST)
            : Optional.empty();
      }
      case State.Writing(long since) ->
          now - since > silence && close(seen, Optional.empty())
              ? Optional.of(Refusal.SLOW_READER)
              : Optional.empty();
      case State.Exchanging exchanging -> closeIfOverdue(exchanging, now);
      case State.Lingering(long since) -> {
        if (now - since > LINGER.toNanos()) {
          close(seen, Optional.empty());
        }
        yield Optional.empty();
      }
    };
  }

  private Optional<Refusal> closeIfOverdue(State.Exchanging exchanging, long now) {
    if (exchanging.untaken(now) > silence) {
      return close(exchanging, Optional.empty())
          ? Optional.of(Refusal.SLOW_READER)
          : Optional.empty();
    }
    long silent = exchanging.silence(now);
    if (phase.get() == Phase.STOPPING && silent > FIRST_AT_THE_END.toNanos()) {
      close(exchanging, Optional.empty());
      return Optional.empty();
    }
    boolean overdue = silent > silence || exchanging.silent + silent > allowed(exchanging.received);
    Optional<Answer> last =
        exchanging.begun ? Optional.empty() : Optional.of(Problems.ofSlowRequest());
    return overdue && close(exchanging, last)
        ? Optional.of(Refusal.SLOW_REQUEST)
        : Optional.empty();
  }

  /// For a request of which so many bytes have come, in nanoseconds.
  private long allowed(long received) {
    return silence + Duration.ofSeconds(received / SLOWEST_BYTES_A_SECOND).toNanos();
  }

  /// @param again whether there was a request before
  /// @param ends whether the server stops
  private long patience(boolean again, boolean ends) {
    if (ends) {
      return again ? 0 : FIRST_AT_THE_END.toNanos();
    }
    return again ? keepAlive : silence;
  }

  /// @return false if it has moved on in between
  private boolean close(State seen, Optional<Answer> last) {
    if (!state.compareAndSet(seen, new State.Closed())) {
      return false;
    }
    // On a thread of its own: a write may block.
    Thread.ofVirtual()
        .name("http-close")
        .start(() -> {
          try {
            last.ifPresent(answer -> socket.write(BufferData.create(bytes(answer))));
          } catch (UncheckedIOException e) {
            // The client is gone already.
          } finally {
            closeSocket();
          }
        });
    return true;
  }

  /// As it goes over the wire, for a connection that is closed afterwards.
  private static byte[] bytes(Answer answer) {
    String head =
        "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(
                answer.status(),
                Status.create(answer.status()).reasonPhrase(),
                answer.contentType(),
                answer.bytes().length);
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = Arrays.copyOf(start, start.length + answer.bytes().length);
    System.arraycopy(answer.bytes(), 0, bytes, start.length, answer.bytes().length);
    return bytes;
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (UncheckedIOException e) {
      // It was closed from the other side in between.
    }
  }

  /// Helidon's own idle timeout is not used.
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  /// Helidon's own close may interrupt a request that has just come, and its answer would be that
  /// of a failure. So an idle connection is closed by [Connections#stop()], and one at work after
  /// its answer; only what is not over in time is interrupted.
  @Override
  public void close(boolean interrupt) {
    if (interrupt) {
      http1.close(true);
    }
  }

  /// Refuses a chunk of a body that would have to be kept in memory as a whole.
  @SuppressWarnings("removal") // to be overridden; the factory method makes nothing else
  private static final class Reader extends DataReader {
    private final int most;

    Reader(Supplier<byte[]> bytes, int most) {
      super(bytes);
      this.most = most;
    }

    @Override
    public BufferData readBuffer(int length) {
      if (length > most) {
        throw new ChunkTooLargeException(length);
      }
      return super.readBuffer(length);
    }
  }

  /// A body comes in chunks, and one of them is too large.
  static final class ChunkTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private ChunkTooLargeException(int length) {
      super("A chunk has " + length + " bytes.");
    }
  }

  /// Writes answers piece by piece, so that progress is seen.
  private final class Writer implements DataWriter {
    private final DataWriter out;

    Writer(DataWriter out) {
      this.out = out;
    }

    @Override
    public void write(BufferData... buffers) {
      write(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
      if (exchange == null) {
        answered = true;
      }
      while (buffer.available() > PIECE) {
        byte[] piece = new byte[PIECE];
        int length = buffer.read(piece);
        send(BufferData.create(piece, 0, length), false);
      }
      send(buffer, false);
    }

    @Override
    public void writeNow(BufferData... buffers) {
      writeNow(BufferData.create(buffers));
    }

    /// Only for 100 Continue: the request goes on.
    @Override
    public void writeNow(BufferData buffer) {
      send(buffer, true);
    }

    private void send(BufferData buffer, boolean now) {
      State.Exchanging exchanging = exchange;
      if (exchanging != null) {
        requireOpen(exchanging);
        exchanging.write();
        pass(buffer, now);
        exchanging.hasWritten();
        requireOpen(exchanging);
        return;
      }
      var writing = new State.Writing(System.nanoTime());
      enter(writing);
      pass(buffer, now);
      leave(writing);
    }

    private void pass(BufferData buffer, boolean now) {
      if (now) {
        out.writeNow(buffer);
      } else {
        out.write(buffer);
      }
    }

    @Override
    public void flush() {
      out.flush();
    }

    @Override
    public void close() {
      out.close();
    }
  }

  /// As Helidon made it, but for reader and writer.
  private record Context(ConnectionContext as, DataReader dataReader, DataWriter dataWriter)
      implements ConnectionContext {
    @Override
    public ListenerContext listenerContext() {
      return as.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return as.executor();
    }

    @Override
    public Router router() {
      return as.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
      return as.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
      return as.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
      return as.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
      return as.localPeer();
    }

    @Override
    public boolean isSecure() {
      return as.isSecure();
    }

    @Override
    public String socketId() {
      return as.socketId();
    }

    @Override
    public String childSocketId() {
      return as.childSocketId();
    }
  }
}
