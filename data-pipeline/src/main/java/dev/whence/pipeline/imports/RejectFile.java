package dev.whence.pipeline.imports;

import dev.whence.text.CsvText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The rows that could not be used, one line for each fault: `file,row,field,value,reason,table`.
/// `row` is the line in the file; `table` is empty when the file itself was at fault.
final class RejectFile implements AutoCloseable {

  static final String NAME = "rejects.csv";

  private final BufferedWriter out;

  private RejectFile(BufferedWriter out) {
    this.out = out;
  }

  static RejectFile create(Path folder) throws IOException {
    Files.createDirectories(folder);
    BufferedWriter out = Files.newBufferedWriter(folder.resolve(NAME));
    out.write("file,row,field,value,reason,table\n");
    return new RejectFile(out);
  }

  void write(String file, long row, Fault fault, String table) throws IOException {
    out.write(
        CsvText.row(
            List.of(
                file, Long.toString(row), fault.field(), fault.value(), fault.reason(), table)));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
