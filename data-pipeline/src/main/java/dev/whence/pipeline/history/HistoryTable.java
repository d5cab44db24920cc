package dev.whence.pipeline.history;

import dev.whence.domain.inventory.Item;
import dev.whence.pipeline.history.HistoryReader.WrongColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.List;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One kind of history row and its Parquet file: `<folder>/<name>.parquet`.
///
/// Rows stream in both directions, so memory does not grow with the file. Instants are stored as
/// UTC microseconds, finer parts are cut off. Files are written under another name and appear only
/// when complete. Files written elsewhere are read, too: see [RowConverter].
///
/// @param <T> the row; equal after writing and reading
public final class HistoryTable<T> {

  public static final HistoryTable<OrderRow> ORDERS =
      of("orders", ParquetRows.OrderColumns.class, ParquetRows.OrderColumns::of);
  public static final HistoryTable<OrderLineRow> ORDER_LINES =
      of("order_lines", ParquetRows.OrderLineColumns.class, ParquetRows.OrderLineColumns::of);
  public static final HistoryTable<ShipmentRow> SHIPMENTS =
      of("shipments", ParquetRows.ShipmentColumns.class, ParquetRows.ShipmentColumns::of);
  public static final HistoryTable<ShipmentEventRow> SHIPMENT_EVENTS =
      of("shipment_events", ParquetRows.EventColumns.class, ParquetRows.EventColumns::of);
  public static final HistoryTable<ReturnRow> RETURNS =
      of("returns", ParquetRows.ReturnColumns.class, ParquetRows.ReturnColumns::of);
  public static final HistoryTable<NodeRow> SHIP_NODES =
      of("ship_nodes", ParquetRows.NodeColumns.class, ParquetRows.NodeColumns::of);
  public static final HistoryTable<Item> ITEMS =
      of("items", ParquetRows.ItemColumns.class, ParquetRows.ItemColumns::of);

  /// The Parquet library tells of every codec and block. Held, or their levels would be forgotten.
  private static final Logger CODECS = Logger.getLogger("org.apache.hadoop");

  private static final Logger BLOCKS = Logger.getLogger("org.apache.parquet");

  static {
    CODECS.setLevel(Level.WARNING);
    BLOCKS.setLevel(Level.WARNING);
  }

  /// Every kind, in the order of `docs/history.md`.
  public static final List<HistoryTable<?>> ALL =
      List.of(SHIPMENTS, ORDER_LINES, RETURNS, ORDERS, SHIPMENT_EVENTS, SHIP_NODES, ITEMS);

  /// How the folder of a month begins.
  private static final String MONTH = "month=";

  private final String name;
  private final Codec<T, ?> codec;

  private HistoryTable(String name, Codec<T, ?> codec) {
    this.name = name;
    this.codec = codec;
  }

  private static <T, C extends Record & ParquetRows.Columns<T>> HistoryTable<T> of(
      String name, Class<C> columns, Function<T, C> flatten) {
    return new HistoryTable<>(name, new Codec<>(columns, RecordColumns.of(columns), flatten));
  }

  /// For instance `shipments`.
  public String name() {
    return name;
  }

  String fileName() {
    return name + ".parquet";
  }

  /// Where the file lies, or would.
  public Path file(Path folder) {
    return HistoryDraft.find(folder, fileName());
  }

  /// The file of one month, where the table is partitioned: `<folder>/<name>/month=2026-05/…`, as
  /// Spark, DuckDB and others expect it.
  public Path file(Path folder, YearMonth month) {
    return folder.resolve(name).resolve(MONTH + month).resolve(fileName());
  }

  /// The table's one file, or the files of its months, the oldest first; none if it is not there.
  ///
  /// @throws UncheckedIOException if the folder cannot be read
  public List<Path> files(Path folder) {
    if (Files.isRegularFile(file(folder))) {
      return List.of(file(folder));
    }
    Path months = HistoryDraft.find(folder, name);
    if (!Files.isDirectory(months)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(months)) {
      return entries
          .filter(entry -> String.valueOf(entry.getFileName()).startsWith(MONTH))
          .sorted()
          .map(entry -> entry.resolve(fileName()))
          .filter(Files::isRegularFile)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where the rows lie, for messages: the table's one file, or the folder of its months.
  public Path place(Path folder) {
    List<Path> files = files(folder);
    return files.isEmpty() || files.getFirst().equals(file(folder))
        ? file(folder)
        : HistoryDraft.find(folder, name);
  }

  public boolean existsIn(Path folder) {
    return !files(folder).isEmpty();
  }

  /// A writer that replaces the folder's file of this kind when it is closed after
  /// [HistoryWriter#commit()]. The folder is made if it is missing.
  ///
  /// @throws UncheckedIOException if the file cannot be written
  public HistoryWriter<T> create(Path folder) {
    try {
      HistoryDraft.settle(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return codec.writer(file(folder));
  }

  /// As [#create(Path)], for the rows of one month.
  public HistoryWriter<T> create(Path folder, YearMonth month) {
    return codec.writer(file(folder, month));
  }

  /// The names of the columns, in their order: those of the file, and of the view of an order
  /// store.
  public List<String> columns() {
    return codec.record().columns().stream().map(RecordColumns.Column::name).toList();
  }

  /// The row on which an answer stands that has all of [#columns()].
  ///
  /// @throws SQLException if it has not, or the connection breaks
  /// @throws IllegalArgumentException if a value cannot be: the message names the column
  public T row(ResultSet answer) throws SQLException {
    try {
      return SqlRows.read(codec.record(), answer).toRow();
    } catch (WrongColumn e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// The row of which `value` tells each of [#columns()], as Java's own types: `String`, `Instant`,
  /// `LocalDate`, any `Number`, `Boolean`, and null for what is not there.
  ///
  /// @throws IllegalArgumentException if a value cannot be: the message names the column
  public T row(Function<String, @Nullable Object> value) {
    try {
      return ValueRows.read(codec.record(), value).toRow();
    } catch (WrongColumn e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// The rows in file order, month by month. Close the stream: it holds the file.
  ///
  /// @throws UncheckedIOException if there is no such file, or it is not readable as this table,
  ///   here or while rows are read: with file, row and column
  public Stream<T> read(Path folder) {
    List<Path> files = files(folder);
    if (files.isEmpty()) {
      throw new UncheckedIOException(
          new IOException(
              "No history file %s.\nMaybe run `whence pipeline import` or `simulate` first, or name another folder."
                  .formatted(file(folder))));
    }
    return files.size() == 1
        ? codec.rows(files.getFirst(), name)
        : files.stream().flatMap(file -> codec.rows(file, name));
  }

  /// How many rows the files say they have; none of them is read.
  ///
  /// @throws UncheckedIOException if one is not readable: with its name
  public long count(Path folder) {
    return files(folder).stream().mapToLong(file -> HistoryReader.count(file, name)).sum();
  }

  /// Opens every file, and reads none.
  ///
  /// @throws UncheckedIOException if one is not readable as this table: with its name
  public void check(Path folder) {
    files(folder).forEach(file -> codec.rows(file, name).close());
  }

  @Override
  public String toString() {
    return name;
  }

  private record Codec<T, C extends Record & ParquetRows.Columns<T>>(
      Class<C> columns, RecordColumns<C> record, Function<T, C> flatten) {

    HistoryWriter<T> writer(Path file) {
      return new HistoryWriter<>(file, columns, flatten);
    }

    Stream<T> rows(Path file, String table) {
      return HistoryReader.read(file, table, record, ParquetRows.Columns::toRow);
    }
  }
}
