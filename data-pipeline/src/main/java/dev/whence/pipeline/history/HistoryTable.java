package dev.whence.pipeline.history;

import dev.whence.domain.inventory.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

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

  private final String name;
  private final Codec<T, ?> codec;

  private HistoryTable(String name, Codec<T, ?> codec) {
    this.name = name;
    this.codec = codec;
  }

  private static <T, C extends Record & ParquetRows.Columns<T>> HistoryTable<T> of(
      String name, Class<C> columns, Function<T, C> flatten) {
    return new HistoryTable<>(name, new Codec<>(columns, flatten));
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

  public boolean existsIn(Path folder) {
    return Files.isRegularFile(file(folder));
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

  /// The rows in file order. Close the stream: it holds the file.
  ///
  /// @throws UncheckedIOException if there is no such file, or it is not readable as this table,
  ///   here or while rows are read: with file, row and column
  public Stream<T> read(Path folder) {
    Path file = file(folder);
    if (!Files.isRegularFile(file)) {
      throw new UncheckedIOException(
          new IOException(
              "No history file %s.\nMaybe run `whence pipeline import` or `simulate` first, or name another folder."
                  .formatted(file)));
    }
    return codec.rows(file, name);
  }

  @Override
  public String toString() {
    return name;
  }

  private record Codec<T, C extends Record & ParquetRows.Columns<T>>(
      Class<C> columns, Function<T, C> flatten) {

    HistoryWriter<T> writer(Path file) {
      return new HistoryWriter<>(file, columns, flatten);
    }

    Stream<T> rows(Path file, String table) {
      return HistoryReader.read(file, table, columns, ParquetRows.Columns::toRow);
    }
  }
}
