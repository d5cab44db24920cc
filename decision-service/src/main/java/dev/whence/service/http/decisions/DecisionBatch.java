package dev.whence.service.http.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.admission.Deadline;
import dev.whence.service.admission.Lane;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Json;
import dev.whence.service.http.Lines;
import dev.whence.service.http.Problems;
import dev.whence.service.http.Rows;
import dev.whence.service.sourcing.CallerKey;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides many orders in one request: one a line, in and out, while both streams flow.
///
/// Each line is a request of its own: it fails by itself, and its key makes it safe to repeat.
/// Lines are decided at once, those of one order in the order in which they come. Never more than
/// [#MOST_LINES] of a request are in memory: a client that does not take its answers is not read
/// any further. Thread-safe.
final class DecisionBatch {
  /// Lines of a request that are read and not yet answered. One of more than [#SHORT] bytes counts
  /// as several.
  static final int MOST_LINES = 64;

  private static final int SHORT = 16 << 10;

  /// Answers are sent together up to so many bytes, if several are ready.
  private static final int PIECE = 64 << 10;

  private static final String PATH = "/v1/decisions/batch";
  private static final String KEY = "idempotencyKey";
  private static final byte[] LINE_END = {'\n'};

  private final Lane lane;
  private final Semaphore places;
  private final Decide decide;
  private final Function<DecisionRoutes.Told, Object> body;

  /// @param lane in which each line takes a place beside other requests
  /// @param atOnce lines of all requests that are decided at once
  /// @param body what an answer is sent as
  DecisionBatch(Lane lane, int atOnce, Decide decide, Function<DecisionRoutes.Told, Object> body) {
    this.lane = lane;
    this.places = new Semaphore(atOnce, true);
    this.decide = decide;
    this.body = body;
  }

  /// Decides one order.
  @FunctionalInterface
  interface Decide {
    /// @throws FailureException if the caller can be told why not
    DecisionRoutes.Told decide(JsonNode body, CallerKey key, Deadline deadline);
  }

  /// What became of a line: a decision or a problem.
  ///
  /// @param line its number, counted from 1
  /// @param orderId left out where none could be read
  /// @param repeated whether the decision was made for an earlier request with the same key
  record LineView(
      long line,
      @Nullable String orderId,
      @Nullable Boolean repeated,
      @Nullable Object decision,
      @Nullable JsonNode problem) {
    static LineView of(long line, Optional<String> order, boolean repeated, Object decision) {
      return new LineView(line, order.orElse(null), repeated ? true : null, decision, null);
    }

    static LineView of(long line, Optional<String> order, Throwable thrown) {
      return new LineView(line, order.orElse(null), null, null, Problems.told(thrown, PATH));
    }
  }

  /// In which order the answers come.
  private enum Sequence {
    /// That of the lines.
    KEPT,
    /// As they are ready.
    ANY
  }

  Answer answer(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    Sequence sequence =
        query.has("order")
            ? query.oneOf("order", List.of(Sequence.values()), Codes::lower)
            : Sequence.KEPT;
    query.end();
    Idempotency.refuseKey(call, "Maybe give each line its " + KEY, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.streamed(
        Rows.NDJSON, new Exchange(call.last(), call.budget(), call.lines(), sequence));
  }

  /// The answer to a line, as bytes.
  ///
  /// @param places of the window that its line holds until it is sent; 0 where no more will come
  @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
  private record Answered(byte[] bytes, int places) {}

  /// One request. The serving thread reads, a thread writes, and one a line decides.
  private final class Exchange implements Answer.Stream {
    private static final Answered END = new Answered(new byte[0], 0);

    private final BooleanSupplier last;
    private final Duration budget;
    private final Lines lines;
    private final Sequence sequence;
    private final Semaphore window = new Semaphore(MOST_LINES);
    private final BlockingQueue<CompletableFuture<Answered>> answers = new LinkedBlockingQueue<>();

    /// The last line under way of each order.
    private final Map<String, CompletableFuture<Answered>> orders = new ConcurrentHashMap<>();

    private volatile boolean gone;

    /// @param last whether the process is about to stop
    /// @param budget of each line, from when it is begun
    Exchange(BooleanSupplier last, Duration budget, Lines lines, Sequence sequence) {
      this.last = last;
      this.budget = budget;
      this.lines = lines;
      this.sequence = sequence;
    }

    @Override
    public boolean isOwing() {
      return window.availablePermits() < MOST_LINES;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      var written = new CompletableFuture<Void>();
      Thread.ofVirtual()
          .name("batch-answers")
          .start(() -> {
            try {
              write(out);
              written.complete(null);
            } catch (IOException | RuntimeException e) {
              gone = true;
              window.release(MOST_LINES); // or the reader would wait for a line to be sent
              written.completeExceptionally(e);
            }
          });
      try (ExecutorService deciders = Executors.newVirtualThreadPerTaskExecutor()) {
        read(deciders);
      } catch (RuntimeException e) {
        gone = true;
        throw e;
      } finally {
        answers.add(CompletableFuture.completedFuture(END)); // all are decided
      }
      try {
        written.join();
      } catch (CompletionException e) {
        switch (e.getCause()) {
          case IOException broken -> throw broken;
          case UncheckedIOException broken -> throw broken;
          case RuntimeException other -> throw other;
          case null, default -> throw e;
        }
      }
    }

    private void read(ExecutorService deciders) {
      while (!gone) {
        Optional<Lines.Line> line;
        try {
          line = lines.next();
        } catch (FailureException e) {
          told(deciders, LineView.of(lines.number(), Optional.empty(), e));
          return; // what follows cannot be told apart
        }
        if (line.isEmpty()) {
          return;
        }
        take(line.get(), deciders);
      }
    }

    private void told(ExecutorService deciders, LineView view) {
      submit(1, Optional.empty(), deciders, () -> view);
    }

    private void take(Lines.Line line, ExecutorService deciders) {
      int taken = Math.min(MOST_LINES, 1 + line.bytes().length / SHORT);
      JsonNode body;
      try {
        if (line.bytes().length > lines.longest()) {
          throw new FailureException(new Failure.LineTooLong(lines.longest()));
        }
        body = Json.parse(line);
      } catch (FailureException e) {
        told(deciders, LineView.of(line.number(), Optional.empty(), e));
        return;
      }
      Optional<String> order =
          Optional.of(body.path("order").path("orderId"))
              .filter(JsonNode::isTextual)
              .map(JsonNode::textValue);
      submit(taken, order, deciders, () -> decided(line.number(), order, body));
    }

    private void submit(
        int taken, Optional<String> order, ExecutorService deciders, Supplier<LineView> work) {
      try {
        window.acquire(taken);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(new InterruptedIOException("Interrupted in a batch."));
      }
      var answered = new CompletableFuture<Answered>();
      Optional<CompletableFuture<Answered>> before =
          order.flatMap(id -> Optional.ofNullable(orders.put(id, answered)));
      if (sequence == Sequence.KEPT) {
        answers.add(answered);
      }
      deciders.execute(() -> {
        try {
          before.ifPresent(CompletableFuture::join);
          answered.complete(new Answered(Json.bytes(work.get()), taken));
        } catch (RuntimeException | Error e) {
          answered.completeExceptionally(e); // the thread that writes throws it
        } finally {
          order.ifPresent(id -> orders.remove(id, answered));
          if (sequence == Sequence.ANY) {
            answers.add(answered);
          }
        }
      });
    }

    private LineView decided(long line, Optional<String> order, JsonNode body) {
      places.acquireUninterruptibly();
      lane.enterPatiently(); // batches are slowed down rather than turned away
      try {
        if (gone) {
          throw new UncheckedIOException(new EOFException("Nobody is left to be told."));
        }
        return decidedOrRefused(line, order, body);
      } finally {
        lane.leave();
        places.release();
      }
    }

    private LineView decidedOrRefused(long line, Optional<String> order, JsonNode json) {
      try {
        if (last.getAsBoolean()) {
          throw new FailureException(new Failure.Unavailable("This process is about to stop."));
        }
        CallerKey key =
            json instanceof ObjectNode object
                ? Idempotency.takeKey(object, KEY)
                : new CallerKey.None();
        DecisionRoutes.Told told = decide.decide(json, key, Deadline.of(System.nanoTime(), budget));
        return LineView.of(line, order, told.repeated(), body.apply(told));
      } catch (RuntimeException | StackOverflowError e) {
        return LineView.of(line, order, e);
      }
    }

    private void write(OutputStream out) throws IOException {
      var ready = new ByteArrayOutputStream();
      int taken = 0;
      while (true) {
        CompletableFuture<Answered> next = answers.poll();
        if (ready.size() > 0 && (next == null || !next.isDone() || ready.size() >= PIECE)) {
          send(ready, taken, out);
          taken = 0;
        }
        Answered answered = (next == null ? take() : next).join();
        if (answered.places() == 0) {
          send(ready, taken, out);
          return;
        }
        ready.write(answered.bytes());
        ready.write(LINE_END);
        taken += answered.places();
      }
    }

    private void send(ByteArrayOutputStream ready, int taken, OutputStream out) throws IOException {
      ready.writeTo(out);
      out.flush();
      ready.reset();
      window.release(taken);
    }

    private CompletableFuture<Answered> take() {
      try {
        return answers.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(new InterruptedIOException("Interrupted in a batch."));
      }
    }
  }
}
