package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.pipeline.Main;
import dev.whence.pipeline.history.HistoryTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `examples/online-retail/mapping.yaml` on rows made up like those of the file.
class OnlineRetailMappingTest {
  private static final Path MAPPING =
      Path.of(System.getProperty("basedir", "."), "..")
          .normalize()
          .resolve("examples/online-retail/mapping.yaml");

  private static final String JUNE =
      """
      InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
      1,100A,CUP,6,2011-06-01 10:00:00,2.55,7,UK
      1,100A,CUP,6,2011-06-01 10:00:00,2.55,7,UK
      1,100A,CUP,2,2011-06-01 10:00:00,2.55,7,UK
      2,200,TEA,1,2011-06-20 10:00:00,1.25,8,UK
      C3,100A,CUP,-1,2011-06-21 10:00:00,2.55,7,UK
      """;

  private static final String JULY =
      """
      4,300,POT,1,2011-07-02 10:00:00,9.95,8,UK
      C5,100A,CUP,-3,2011-07-03 10:00:00,2.55,7,UK
      C6,300,POT,-1,2011-07-04 10:00:00,9.95,8,UK
      """;

  @TempDir private Path folder;

  private Path imported(String out, String csv, String... more) throws IOException {
    Files.writeString(folder.resolve("online_retail.csv"), csv);
    Path history = folder.resolve(out);
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    "import", "--mapping=" + MAPPING, "--source=" + folder, "--out=" + history),
                Stream.of(more))
            .toList();
    assertThat(Main.run(arguments.toArray(String[]::new))).isZero();
    return history;
  }

  private static <T> List<T> rows(HistoryTable<T> table, Path history) {
    try (Stream<T> rows = table.read(history)) {
      return rows.toList();
    }
  }

  @Test
  void aMonthCanBeAdded() throws IOException {
    imported("added", JUNE);
    Path added = imported("added", JUNE + JULY, "--add");
    Path whole = imported("whole", JUNE + JULY);

    assertThat(rows(HistoryTable.ORDER_LINES, added))
        .hasSize(4)
        .containsExactlyInAnyOrderElementsOf(rows(HistoryTable.ORDER_LINES, whole));
    assertThat(rows(HistoryTable.RETURNS, added))
        .hasSize(4)
        .containsExactlyInAnyOrderElementsOf(rows(HistoryTable.RETURNS, whole));
  }
}
