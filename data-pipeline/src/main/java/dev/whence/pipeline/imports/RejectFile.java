package dev.whence.pipeline.imports;

import dev.whence.text.CsvText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The rows that could not be used, one line for each fault: `file,row,field,value,reason,table`.
/// `row` is the line in the file; `table` is empty when the file itself was at fault. Within a file
/// or table they lie in the order of the lines, in whatever order they were found.
final class RejectFile implements AutoCloseable {

  static final String NAME = "rejects.csv";

  private static final String TABLE = "rejects";

  private final BufferedWriter out;
  private final Scratch scratch;
  private Scratch.Appender found;
  private long count;

  private RejectFile(BufferedWriter out, Scratch scratch, Scratch.Appender found) {
    this.out = out;
    this.scratch = scratch;
    this.found = found;
  }

  static RejectFile create(Path folder, Scratch scratch) throws IOException {
    BufferedWriter out = Files.newBufferedWriter(folder.resolve(NAME));
    out.write("file,row,field,value,reason,table\n");
    return new RejectFile(out, scratch, empty(scratch));
  }

  private static Scratch.Appender empty(Scratch scratch) throws IOException {
    scratch.run("CREATE OR REPLACE TABLE " + TABLE + " (line BIGINT, nr BIGINT, text VARCHAR)");
    return scratch.append(TABLE);
  }

  void write(String file, long row, Fault fault, String table) throws IOException {
    String line =
        CsvText.row(
            List.of(file, Long.toString(row), fault.field(), fault.value(), fault.reason(), table));
    found.row(List.of(row, count++, line));
  }

  /// Writes what was found in a file or table.
  void sort() throws IOException {
    found.close();
    try (var rows = scratch.query("SELECT text FROM " + TABLE + " ORDER BY line, nr")) {
      while (rows.next()) {
        out.write(rows.text(1));
      }
    }
    found = empty(scratch);
  }

  @Override
  public void close() throws IOException {
    try (out) {
      found.close();
    }
  }
}
