package dev.whence.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.pipeline.Main;
import dev.whence.pipeline.simulation.SimulationPlan;
import dev.whence.pipeline.simulation.SimulationSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  private record Ran(int exit, String err) {}

  @TempDir private Path folder;

  @Test
  void everyCommandTeachesItself() {
    for (String command : new String[] {"import", "network", "requests", "simulate"}) {
      assertThat(Main.run(command, "--help")).isZero();
    }
    assertThat(Main.run()).isEqualTo(2);
  }

  @Test
  void aMissingMappingOrFolderIsOneSentence() {
    assertThat(run("import", "--mapping", "no.yaml", "--source", ".", "--out", "x"))
        .isEqualTo(
            new Ran(
                2,
                """
                There is no mapping file no.yaml.
                Maybe start from examples/olist/mapping.yaml.
                """));
    assertThat(
            run("network", "--from", folder.toString(), "--assumptions", "no.yaml", "--out", "x"))
        .isEqualTo(
            new Ran(
                1,
                """
                There is no no.yaml.
                Maybe the path is relative to another folder.
                """));
  }

  /// Of the files of the folder, to `out` in it.
  private String[] importing(Path mapping) {
    return new String[] {
      "import",
      "--mapping",
      mapping.toString(),
      "--source",
      folder.toString(),
      "--out",
      folder.resolve("out").toString()
    };
  }

  @Test
  void anEmptyTableIsToldWithWhatMadeItSo() throws IOException {
    Files.writeString(folder.resolve("goods.csv"), "sku,grams\nA,heavy\nB,light\n");
    Path mapping = folder.resolve("mapping.yaml");
    String items =
        "sources: {goods: {file: goods.csv}}\ntables: {items: {from: goods, %scolumns: {sku: goods.sku%s}}}\n";
    String[] command = importing(mapping);

    Files.writeString(mapping, items.formatted("", ", weight_grams: goods.grams"));
    assertThat(run(command).err())
        .contains("Nothing is left for the table items")
        .contains(
            "Maybe the mapping does not fit this data: 2 of 2 rows were rejected; read %s.\n"
                .formatted(folder.resolve("out/rejects.csv")));
    Files.writeString(
        mapping, items.formatted("filters: {c: {keep if: goods.sku, in: [C]}}, ", ""));
    assertThat(run(command))
        .returns(3, Ran::exit)
        .extracting(Ran::err)
        .asString()
        .contains("Maybe its filters are too narrow; the counts above say which.\n");
    Files.writeString(folder.resolve("goods.csv"), "sku,grams\n");
    Files.writeString(mapping, items.formatted("", ""));
    assertThat(run(command))
        .returns(3, Ran::exit)
        .extracting(Ran::err)
        .asString()
        .contains("Nothing is left for the table items; no table was written")
        .contains(
            "Maybe the export failed: its files have no row below the names of their columns.\n");
  }

  @Test
  void aMonthWithoutAnyRowBetweenOthersIsTold() throws IOException {
    var csv = new StringBuilder("order,day\n");
    for (String month : List.of("01", "02", "04", "05")) {
      for (int row = 0; row < 30; row++) {
        csv.append("%s-%d,2026-%s-10\n".formatted(month, row, month));
      }
    }
    Files.writeString(folder.resolve("lines.csv"), csv);
    Path mapping =
        Files.writeString(
            folder.resolve("mapping.yaml"),
            """
            sources: {lines: {file: lines.csv}}
            tables:
              order_lines:
                from: lines
                columns:
                  order_id: lines.order
                  line_id: lines.order
                  ordered_at: {time: lines.day, format: yyyy-MM-dd, zone: UTC}
                  sku: {constant: S}
                  unit_price_minor: {constant: 1}
                  currency: {constant: EUR}
            """);

    Ran ran = run(importing(mapping));

    assertThat(ran.exit()).isZero();
    assertThat(Files.readString(folder.resolve("out/import-report.json")))
        .containsPattern("\"from\" *: *\"2026-03\",\\s*\"until\" *: *\"2026-03\"");
  }

  @Test
  void aFileWhereTheFolderShouldBeIsOneSentence() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    Ran ran = run("simulate", "--days", "1", "--out", file.toString());

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("exists and is no folder.\nMaybe choose another folder.");
  }

  @Test
  void helpSaysWhatCountsOtherwise() {
    String help = help("simulate");
    assertThat(help)
        .contains(
            "(default S)", "(default 2026-10-31)", "(default " + SimulationPlan.DEMO_SEED + ")")
        .contains(
            "(default: %s by size)"
                .formatted(
                    Stream.of(SimulationSize.values())
                        .map(size -> Integer.toString(size.days()))
                        .collect(Collectors.joining(", "))));
    assertThat(help("import")).contains("(default 20)", "(default 0)");
    assertThat(help("shipments")).contains("(default 28)");
    assertThat(help("requests")).contains("(default 1000)");
  }

  private static String help(String command) {
    PrintStream before = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(Main.run(command, "--help")).isZero();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ");
  }

  @Test
  void whatCannotBeReadOnTheCommandLineIsAUsageError() {
    for (Ran ran :
        List.of(
            run("simulate", "--out"),
            run("simulate"),
            run("simulate", "--out", "x", "--sedd", "1"),
            run("simulate", "--out", "x", "--seed", "many"),
            run("simulat"))) {
      assertThat(ran.exit()).isEqualTo(2);
      assertThat(ran.err()).doesNotContain("\tat ");
    }
    assertThat(run("simulate", "--out", "x", "--sedd", "1").err())
        .contains("Unknown option", "--sedd", "--seed");
    assertThat(run("simulate", "--out", "x", "--seed", "many").err())
        .contains("Invalid value for option '--seed': 'many'");
  }

  @Test
  void aPeriodThatCannotBeIsAUsageError() {
    assertThat(run("simulate", "--days", "0", "--out", folder.toString()))
        .isEqualTo(
            new Ran(
                2,
                """
                A history of 0 days before 2026-10-31 starts before 2020-01-06 or is empty.
                Maybe ask for fewer days.
                """));
  }

  @Test
  void moreRejectsThanAllowedIsExitCode3WithASentence() throws IOException {
    Files.writeString(folder.resolve("items.csv"), "id,grams\nA,10\nB,heavy\n");
    Files.writeString(
        folder.resolve("mapping.yaml"),
        """
        sources:
          items: {file: items.csv}
        tables:
          items:
            from: items
            columns: {sku: items.id, weight_grams: items.grams}
        """);
    String[] arguments = {
      "import",
      "--mapping",
      folder.resolve("mapping.yaml").toString(),
      "--source",
      folder.toString(),
      "--out",
      folder.resolve("out").toString()
    };

    Ran ran = run(arguments);

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err())
        .contains("More than 20 % of the rows of a file or table were rejected (50.0 %); no table")
        .contains("what lay in the folder stays");
    assertThat(folder.resolve("out/items.parquet")).doesNotExist();
    assertThat(Files.readString(folder.resolve("out/import-report.json")))
        .contains("\"rejected\" : 1")
        .contains("\"written\" : 1");
  }

  private static Ran run(String... arguments) {
    PrintStream before = System.err;
    var bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      int exit = Main.run(arguments);
      return new Ran(exit, bytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }
}
