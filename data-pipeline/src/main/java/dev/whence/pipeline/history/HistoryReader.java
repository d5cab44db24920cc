package dev.whence.pipeline.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// Reads the rows of one Parquet file, of ours or written elsewhere, one by one.
///
/// @param <C> the columns of a row
final class HistoryReader<C extends Record, T> implements Iterator<T>, AutoCloseable {

  /// Of what [HistoryWriter] writes; stands in the file's metadata under [#VERSION_KEY]. A file
  /// without one is from before there were versions, or from elsewhere.
  static final int VERSION = 1;

  static final String VERSION_KEY = "whence.history.version";

  private static final ParquetReadOptions OPTIONS =
      ParquetReadOptions.builder(new PlainParquetConfiguration()).build();

  private final Path file;
  private final String table;
  private final ParquetReader<C> reader;
  private final Function<C, T> toRow;
  private @Nullable T next;
  private long row;

  private HistoryReader(Path file, String table, ParquetReader<C> reader, Function<C, T> toRow) {
    this.file = file;
    this.table = table;
    this.reader = reader;
    this.toRow = toRow;
  }

  /// @param table what the file should hold, for messages
  /// @throws UncheckedIOException if the file is none of this version and with these columns, here
  ///   or while rows are read
  static <C extends Record, T> Stream<T> read(
      Path file, String table, RecordColumns<C> columns, Function<C, T> toRow) {
    var reader = open(file, table, columns, toRow);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(reader, Spliterator.ORDERED | Spliterator.NONNULL),
            false)
        .onClose(reader::close);
  }

  private static <C extends Record, T> HistoryReader<C, T> open(
      Path file, String table, RecordColumns<C> columns, Function<C, T> toRow) {
    try {
      FileMetaData metadata;
      try (var parquet = ParquetFileReader.open(new LocalInputFile(file), OPTIONS)) {
        metadata = parquet.getFileMetaData();
      }
      requireVersion(metadata);
      var reading = new Reading<>(RowConverter.of(columns, metadata.getSchema()));
      return new HistoryReader<>(
          file, table, new Builder<>(new LocalInputFile(file), reading).build(), toRow);
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, table, e, true);
    }
  }

  /// How many rows the file says it has; none of them is read.
  ///
  /// @throws UncheckedIOException if the file is not readable
  static long count(Path file, String table) {
    try (var parquet = ParquetFileReader.open(new LocalInputFile(file), OPTIONS)) {
      return parquet.getRecordCount();
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, table, e, true);
    }
  }

  private static void requireVersion(FileMetaData metadata) {
    String version = metadata.getKeyValueMetaData().getOrDefault(VERSION_KEY, "0");
    if (!version.matches("[0-9]{1,9}") || Integer.parseInt(version) > VERSION) {
      throw new WrongColumn(
          "its version is %s, and this release reads up to %d; a newer release wrote it"
              .formatted(version, VERSION));
    }
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      boolean isRead = false;
      try {
        C columns = reader.read();
        row++;
        isRead = true;
        next = columns == null ? null : toRow.apply(columns);
      } catch (IOException | RuntimeException e) {
        throw unreadable(
            file, "%s, row %d".formatted(table, Math.max(1, row + rowOf(e))), e, !isRead);
      }
    }
    return next != null;
  }

  /// A row whose columns cannot be read is not counted yet; one that is no row of the table is.
  private static int rowOf(Exception e) {
    return wrongColumn(e) == null ? 0 : 1;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T row = Objects.requireNonNull(next);
    next = null;
    return row;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What is wrong with a column, or with the whole file: a part of a sentence.
  @SuppressWarnings("serial") // never leaves this package
  static final class WrongColumn extends RuntimeException {
    WrongColumn(String reason) {
      super(reason);
    }
  }

  private static @Nullable WrongColumn wrongColumn(@Nullable Throwable e) {
    return e == null || e instanceof WrongColumn ? (WrongColumn) e : wrongColumn(e.getCause());
  }

  /// @param isBroken whether the file itself may be, unless a column is wrong
  private static UncheckedIOException unreadable(
      Path file, String table, Exception e, boolean isBroken) {
    WrongColumn wrong = wrongColumn(e);
    String said =
        Objects.requireNonNullElse(
            wrong == null ? e.getMessage() : wrong.getMessage(), e.toString());
    String reason =
        said.contains("is not a Parquet file") ? "it does not end as a Parquet file does" : said;
    String message =
        "%s cannot be read as %s: %s.\nMaybe %s; docs/history.md lists its columns."
            .formatted(
                file,
                table,
                reason.strip().replaceAll("\\s+", " ").replaceAll("\\.$", ""),
                wrong == null && isBroken
                    ? "it was cut short, or made by something else than `whence pipeline`"
                    : "correct it where the file was made");
    return new UncheckedIOException(message, new IOException(message, e));
  }

  private static final class Builder<C> extends ParquetReader.Builder<C> {
    private final ReadSupport<C> reading;

    private Builder(InputFile file, ReadSupport<C> reading) {
      super(file, new PlainParquetConfiguration());
      this.reading = reading;
    }

    @Override
    protected ReadSupport<C> getReadSupport() {
      return reading;
    }
  }

  /// Asks for the columns that the converter takes, and no others.
  private static final class Reading<C extends Record> extends ReadSupport<C> {
    private final RowConverter<C> converter;

    private Reading(RowConverter<C> converter) {
      this.converter = converter;
    }

    @Override
    public ReadContext init(InitContext context) {
      return new ReadContext(converter.schema());
    }

    @Override
    public RecordMaterializer<C> prepareForRead(
        ParquetConfiguration configuration,
        Map<String, String> metadata,
        MessageType fileSchema,
        ReadContext context) {
      return converter.materializer();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract, so it has to be here
    public RecordMaterializer<C> prepareForRead(
        org.apache.hadoop.conf.Configuration configuration,
        Map<String, String> metadata,
        MessageType fileSchema,
        ReadContext context) {
      return converter.materializer();
    }
  }

  /// `plannedHandover` is the column `planned_handover`.
  static String snakeCase(String component) {
    return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
