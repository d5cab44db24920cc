package dev.whence.service.http.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Json;
import dev.whence.service.http.Problems;
import dev.whence.service.http.RowStream;
import dev.whence.service.http.RowStream.Row;
import dev.whence.service.http.Rows;
import dev.whence.service.http.ShortView;
import dev.whence.service.store.StoreException;
import dev.whence.service.store.StoreUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A load of any length: rows are read while those before them are written, a part in a transaction
/// of its own, and the caller hears how far it is. For one request.
///
/// A wrong row is told and left out. No more than two parts are in memory, and a client that does
/// not take its answers is not read any further.
///
/// @param <T> what a row says
final class StreamedLoad<T> implements Answer.Stream {
  /// Rows in one transaction: whoever wants the same positions waits for no more.
  static final int PART = 2_000;

  /// After so many wrong rows nobody reads on: it is the file that is wrong.
  static final int MOST_REFUSED = FieldErrors.MOST_LISTED;

  private static final long BETWEEN_NEWS_NANOS = 500_000_000L;
  private static final Executor WRITERS = task -> Thread.ofVirtual().name("load").start(task);
  private static final Part NOTHING = new Part(0, List.of(), List.of());
  private static final byte[] LINE_END = {'\n'};

  private final String path;
  private final RowStream rows;
  private final long after;
  private final Function<Fields, T> read;
  private final Store<T> store;
  private final BooleanSupplier last;
  private volatile boolean writing;
  private long loaded;
  private int refused;
  private long told = System.nanoTime() - BETWEEN_NEWS_NANOS;

  private StreamedLoad(Call call, long after, Function<Fields, T> read, Store<T> store) {
    this.path = call.path();
    this.rows = call.rowStream();
    this.after = after;
    this.read = read;
    this.store = store;
    this.last = call.last();
  }

  /// Where the rows go.
  interface Store<T> {
    /// Inserts or replaces all that can be, in one transaction; repeating it changes nothing.
    Part load(List<Row.Read<T>> part);

    /// Runs after the last part.
    default void end() {}
  }

  /// What became of a part.
  ///
  /// @param loaded how many things were inserted or replaced
  record Part(int loaded, List<Row.Wrong<?>> refused, List<ShortView> shortages) {
    Part {
      refused = List.copyOf(refused);
      shortages = List.copyOf(shortages);
    }
  }

  /// A line of the answer.
  ///
  /// @param row that was refused, and why
  /// @param through all rows up to this one are in force, but for those that were refused
  /// @param loaded so far
  /// @param refused so far
  /// @param complete in the last line: whether all was read to its end; if not, `problem` says why
  record LineView(
      @Nullable Long row,
      @Nullable Long through,
      @Nullable Long loaded,
      @Nullable Integer refused,
      @Nullable List<ShortView> shortages,
      @Nullable Boolean complete,
      @Nullable JsonNode problem) {}

  static <T> Answer answer(Call call, Function<Fields, T> read, Store<T> store) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    long after = query.has("after") ? query.longInteger("after", 0, Long.MAX_VALUE) : 0;
    query.end();
    Idempotency.refuseKey(call, "A load may be repeated without", errors);
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.streamed(Rows.NDJSON, new StreamedLoad<>(call, after, read, store));
  }

  /// A client that sends nothing is silent, also where rows are gathered for the next part.
  @Override
  public boolean isOwing() {
    return writing;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    var before = new Gathered<T>(List.of(), List.of(), after, false, Optional.empty());
    CompletableFuture<Part> work = CompletableFuture.completedFuture(NOTHING);
    long through = after;
    RuntimeException stopped = null;
    try {
      while (stopped == null) {
        // Read while the part before is written.
        Gathered<T> next = before.isLast() ? before : gather(before.through());
        finish(written(work), out);
        through = before.through();
        tell(through, out);
        if (before.isLast()) {
          stopped = before.stopped().orElse(null);
          break;
        }
        for (Row.Wrong<T> row : next.wrong()) {
          refuse(row, out);
        }
        work = started(next.part());
        before = next;
      }
    } catch (FailureException | StoreUnavailableException | StoreException e) {
      stopped = e; // the part before is the last that is in force
    } finally {
      work.exceptionally(e -> NOTHING).join();
    }
    store.end();
    JsonNode problem = stopped == null ? null : Problems.told(stopped, path);
    write(new LineView(null, through, loaded, refused, null, stopped == null, problem), out);
    out.flush();
  }

  /// Some rows, read and not written yet.
  ///
  /// @param through the number of the last
  /// @param ended whether none follow
  /// @param stopped why no more can be read
  private record Gathered<T>(
      List<Row.Read<T>> part,
      List<Row.Wrong<T>> wrong,
      long through,
      boolean ended,
      Optional<RuntimeException> stopped) {
    boolean isLast() {
      return ended || stopped.isPresent();
    }
  }

  private Gathered<T> gather(long from) {
    var part = new ArrayList<Row.Read<T>>(PART);
    var wrong = new ArrayList<Row.Wrong<T>>();
    long through = from;
    try {
      if (last.getAsBoolean()) {
        throw new FailureException(new Failure.Unavailable("This process is about to stop."));
      }
      while (part.size() < PART) {
        if (refused + wrong.size() >= MOST_REFUSED) {
          throw new FailureException(new Failure.TooManyWrongRows(MOST_REFUSED));
        }
        Optional<Row<T>> row = rows.next(after, read);
        if (row.isEmpty()) {
          return new Gathered<>(part, wrong, through, true, Optional.empty());
        }
        through = row.get().number();
        switch (row.get()) {
          case Row.Read<T> right -> part.add(right);
          case Row.Wrong<T> other -> wrong.add(other);
        }
      }
      return new Gathered<>(part, wrong, through, false, Optional.empty());
    } catch (FailureException e) {
      return new Gathered<>(part, wrong, through, false, Optional.of(e));
    }
  }

  private CompletableFuture<Part> started(List<Row.Read<T>> part) {
    if (part.isEmpty()) {
      return CompletableFuture.completedFuture(NOTHING);
    }
    writing = true;
    return CompletableFuture.supplyAsync(() -> store.load(part), WRITERS)
        .whenComplete((done, failed) -> writing = false);
  }

  private static Part written(CompletableFuture<Part> work) {
    try {
      return work.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void finish(Part part, OutputStream out) throws IOException {
    loaded += part.loaded();
    for (Row.Wrong<?> row : part.refused()) {
      refuse(row, out);
    }
    if (!part.shortages().isEmpty()) {
      write(new LineView(null, null, null, null, part.shortages(), null, null), out);
    }
  }

  private void refuse(Row.Wrong<?> row, OutputStream out) throws IOException {
    refused++;
    JsonNode problem = Problems.told(row.because(), path);
    write(new LineView(row.number(), null, null, null, null, null, problem), out);
  }

  /// Now and then: whoever watches wants to see it move, and who reads nothing before all is sent
  /// must not be in the way.
  private void tell(long through, OutputStream out) throws IOException {
    long now = System.nanoTime();
    if (through > after && now - told >= BETWEEN_NEWS_NANOS) {
      told = now;
      write(new LineView(null, through, loaded, refused, null, null, null), out);
      out.flush();
    }
  }

  private static void write(LineView line, OutputStream out) throws IOException {
    out.write(Json.bytes(line));
    out.write(LINE_END);
  }
}
