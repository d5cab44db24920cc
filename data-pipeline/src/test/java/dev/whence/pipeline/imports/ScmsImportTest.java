package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.whence.pipeline.Main;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.ShipmentRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shipped mapping of SCMS on the real file. It is not in the source tree; without it this test
/// is skipped.
class ScmsImportTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").normalize();
  private static final Path DATA =
      Path.of(
          System.getProperty(
              "whence.shared-data", ROOT.resolve("../shared/data").normalize().toString()),
          "scms");

  @TempDir private Path folder;

  @Test
  void decidedWhenThePurchaseOrderWentOut_elseAHundredDaysBefore_withWhatWasKnownThen() {
    boolean there = Files.isDirectory(DATA);
    if (!there) {
      System.out.println(
          "SKIPPED ScmsImportTest: no " + DATA + "; set -Dwhence.shared-data=FOLDER");
    }
    assumeTrue(there);
    int exit =
        Main.run(
            "import",
            "--mapping",
            ROOT.resolve("examples/scms/mapping.yaml").toString(),
            "--source",
            DATA.toString(),
            "--out",
            folder.toString());
    assertThat(exit).isZero();
    List<ShipmentRow> rows;
    try (var read = HistoryTable.SHIPMENTS.read(folder)) {
      rows = read.toList();
    }

    assertThat(rows).hasSize(8_095);
    assertThat(rows.stream().filter(row -> row.publishedDays() != 100).count()).isEqualTo(3_274);
    assertThat(rows)
        .allSatisfy(row -> assertThat(row.plannedHandover()).contains(row.orderedAt()))
        .allSatisfy(row -> assertThat(row.attributes().word("vendor")).isPresent())
        .allSatisfy(row -> assertThat(row.attributes().number("line_value")).isPresent());
    ShipmentRow ordered =
        rows.stream().filter(row -> row.shipmentId().equals("47")).findFirst().orElseThrow();
    assertThat(ordered.orderedAt()).isEqualTo(Instant.parse("2006-11-13T00:00:00Z"));
    assertThat(ordered.publishedDays()).isEqualTo(78);
  }
}
