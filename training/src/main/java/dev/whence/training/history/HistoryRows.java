package dev.whence.training.history;

import dev.whence.domain.attributes.Attributes;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.text.Sha256;
import dev.whence.training.runs.CannotTrain;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/// Reads a history for a trainer.
public final class HistoryRows {
  /// How shipments and order lines end that tell nothing beyond what every one has.
  private static final List<String> NOTHING_TOLD =
      List.of(
          ", promisedUntil=Optional.empty, attributes=%s]".formatted(Attributes.NONE),
          ", attributes=%s]".formatted(Attributes.NONE));

  private HistoryRows() {}

  /// All rows, in file order.
  ///
  /// @throws CannotTrain if there is no such file, or it lacks columns or is damaged
  public static <T> List<T> read(HistoryTable<T> table, Path history) {
    requireFile(table, history);
    try (Stream<T> rows = table.read(history)) {
      return rows.toList();
    } catch (UncheckedIOException e) {
      throw new CannotTrain(String.valueOf(e.getMessage()));
    }
  }

  /// How many rows there will be to read, for an estimate of the time; 0 where that cannot be told:
  /// who reads them is told why.
  public static long expected(HistoryTable<?> table, Path history) {
    try {
      return table.count(history);
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  /// @throws CannotTrain if there is no such file
  public static void requireFile(HistoryTable<?> table, Path history) {
    if (!table.existsIn(history)) {
      List<String> others =
          HistoryTable.ALL.stream()
              .filter(other -> other.existsIn(history))
              .map(HistoryTable::name)
              .toList();
      if (!others.isEmpty()) {
        throw new CannotTrain(
            "There is no %s: the history in %s has %s and no table %s.\nMaybe the mapping has no table `%s`: add it, and import again."
                .formatted(
                    table.file(history),
                    history,
                    String.join(", ", others),
                    table.name(),
                    table.name()));
      }
      throw new CannotTrain(
          "There is no %s.\nMaybe run `whence pipeline import` or `whence pipeline simulate` first, or name another --history."
              .formatted(table.file(history)));
    }
  }

  /// SHA-256 over the rows in their order, as records print themselves, lower-case hex. Not over
  /// the file: Parquet may write equal rows in different bytes.
  public static String digest(Stream<? extends Record> rows) {
    var digest = new Digest();
    rows.forEach(digest::add);
    return digest.hex();
  }

  /// The same, row by row, on another thread: writing the rows takes about as long as reading them.
  /// For one thread; at most [#MOST_BEHIND] batches of rows wait.
  public static final class Digest {
    private static final int BATCH = 4_096;
    private static final int MOST_BEHIND = 8;

    private final Sha256 sha256 = new Sha256();
    private final Semaphore free = new Semaphore(MOST_BEHIND);
    private List<Record> batch = new ArrayList<>(BATCH);
    private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

    public void add(Record row) {
      batch.add(row);
      if (batch.size() == BATCH) {
        handOn();
      }
    }

    /// Rows that are all there: none waits for room.
    ///
    /// @param rows not to be changed before [#hex]
    public void addAll(List<? extends Record> rows) {
      handOn();
      write(rows);
    }

    private void handOn() {
      List<Record> rows = batch;
      batch = new ArrayList<>(BATCH);
      free.acquireUninterruptibly();
      write(rows);
      written = written.whenComplete((nothing, failure) -> free.release());
    }

    private void write(List<? extends Record> rows) {
      written = written.thenRunAsync(() -> rows.forEach(row -> sha256.add(told(row) + "\n")));
    }

    /// Of all rows that were added; waits until they are written. To be asked for once.
    public String hex() {
      handOn();
      written.join();
      return sha256.hex();
    }
  }

  /// Without the components that came later, where they say nothing: what a history of an earlier
  /// release digests to stays.
  private static String told(Record row) {
    String text = row.toString();
    for (String nothing : NOTHING_TOLD) {
      if (text.endsWith(nothing)) {
        return text.substring(0, text.length() - nothing.length()) + "]";
      }
    }
    return text;
  }
}
