package dev.whence.pipeline.history;

import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.FieldMatchingStrategy;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.parquet.io.LocalInputFile;

/// Flat records as Parquet files, written and read as history files are: a component is a column in
/// snake case, an instant is UTC microseconds, and a file appears only when it is complete.
public final class ParquetFile {
  private ParquetFile() {}

  /// A writer that replaces the file when it is closed after [HistoryWriter#commit()]. Its folder
  /// is made if it is missing.
  ///
  /// @throws UncheckedIOException if the file cannot be written
  public static <C extends Record> HistoryWriter<C> create(Path file, Class<C> columns) {
    return new HistoryWriter<>(file, columns, Function.identity());
  }

  /// The records in file order. Close the stream: it holds the file.
  ///
  /// @throws UncheckedIOException if it is not readable
  public static <C extends Record> Stream<C> read(Path file, Class<C> columns) {
    return new CarpetReader<>(new LocalInputFile(file), columns)
            .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE)
            .withFailOnMissingColumn(true)
            .withFailOnNullForPrimitives(true)
            .stream();
  }
}
