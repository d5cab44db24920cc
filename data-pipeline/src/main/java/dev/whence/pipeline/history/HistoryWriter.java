package dev.whence.pipeline.history;

import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.ColumnNamingStrategy;
import com.jerolba.carpet.TimeUnit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.function.Function;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;

/// Writes the rows of one history file. Not thread-safe.
///
/// The file appears under its name only by [#commit()]; a writer closed without it leaves nothing
/// behind and an older file untouched.
///
/// @param <T> the row
public final class HistoryWriter<T> implements AutoCloseable {

  /// Small enough for modest machines, large enough for good compression.
  private static final long ROW_GROUP_BYTES = 32L << 20;

  private final Path file;
  private final Path unfinished;
  private final Sink<T> sink;
  private long rows;
  private boolean closed;

  <C extends Record> HistoryWriter(Path file, Class<C> columns, Function<T, C> flatten) {
    this.file = file;
    this.unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      Files.deleteIfExists(unfinished);
      this.sink = Sink.open(unfinished, columns, flatten);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws UncheckedIOException if the row cannot be written, for instance on a full disk
  public void write(T row) {
    try {
      sink.write(row);
      rows++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Rows written so far.
  public long rows() {
    return rows;
  }

  /// Finishes the file, on the disk, and puts it in its place. Nothing can be written afterwards.
  ///
  /// @throws UncheckedIOException if that fails; the older file, if any, is then still there
  public void commit() {
    closed = true;
    try (var leftover = new Leftover(unfinished)) {
      sink.close();
      HistoryDraft.force(leftover.file());
      Files.move(leftover.file(), file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (var _ = new Leftover(unfinished)) {
      sink.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whatever happens, no half file stays: on a full disk it would take the last space.
  private record Leftover(Path file) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      Files.deleteIfExists(file);
    }
  }

  private interface Sink<T> {
    void write(T row) throws IOException;

    void close() throws IOException;

    static <T, C extends Record> Sink<T> open(Path file, Class<C> columns, Function<T, C> flatten)
        throws IOException {
      CarpetWriter<C> carpet =
          new CarpetWriter.Builder<>(new LocalOutputFile(file), columns)
              .withConf(new PlainParquetConfiguration())
              .withColumnNamingStrategy(ColumnNamingStrategy.SNAKE_CASE)
              .withDefaultTimeUnit(TimeUnit.MICROS)
              .withCompressionCodec(CompressionCodecName.SNAPPY)
              .withRowGroupSize(ROW_GROUP_BYTES)
              .withExtraMetaData(HistoryReader.VERSION_KEY, Integer.toString(HistoryReader.VERSION))
              .build();
      return new Sink<>() {
        @Override
        public void write(T row) throws IOException {
          carpet.write(flatten.apply(row));
        }

        @Override
        public void close() throws IOException {
          carpet.close();
        }
      };
    }
  }
}
