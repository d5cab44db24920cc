package dev.whence.pipeline.imports;

import dev.whence.text.CsvText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The rows that could not be used, one line for each fault: `file,row,field,value,reason,table`.
/// `row` is the line in the file; `table` is empty when the file itself was at fault. Within a file
/// or table they lie in the order of the lines, in whatever order they were found.
public final class RejectFile implements AutoCloseable {

  public static final String NAME = "rejects.csv";

  static final String TABLE = "rejects";

  private final Scratch scratch;
  private int step;
  private Scratch.Appender found;
  private long count;

  private RejectFile(Scratch scratch, Scratch.Appender found) {
    this.scratch = scratch;
    this.found = found;
  }

  static RejectFile in(Scratch scratch) throws IOException {
    scratch.run(
        "CREATE TABLE IF NOT EXISTS %s (step INTEGER, line BIGINT, nr BIGINT, text VARCHAR)"
            .formatted(TABLE));
    return new RejectFile(scratch, scratch.append(TABLE));
  }

  void write(String file, long row, Fault fault, String table) throws IOException {
    String line =
        CsvText.row(
            List.of(file, Long.toString(row), fault.field(), fault.value(), fault.reason(), table));
    found.row(List.of(step, row, count++, line));
  }

  /// Begins with a file or table. They are written in the order of their numbers.
  ///
  /// @param isDone whether its rows are known already; else what is known of it is forgotten
  void begin(int step, boolean isDone) throws IOException {
    this.step = step;
    if (!isDone) {
      found.close();
      scratch.run("DELETE FROM %s WHERE step = %d".formatted(TABLE, step));
      found = scratch.append(TABLE);
    }
  }

  /// What was found in the file or table is on the disk.
  void end() throws IOException {
    found.close();
    found = scratch.append(TABLE);
  }

  /// Writes the file into a folder.
  void write(Path folder) throws IOException {
    end();
    try (var out = Files.newBufferedWriter(folder.resolve(NAME));
        var rows = scratch.query("SELECT text FROM " + TABLE + " ORDER BY step, line, nr")) {
      out.write("file,row,field,value,reason,table\n");
      while (rows.next()) {
        out.write(rows.text(1));
      }
    }
  }

  @Override
  public void close() throws IOException {
    found.close();
  }
}
