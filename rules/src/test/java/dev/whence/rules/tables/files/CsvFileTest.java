package dev.whence.rules.tables.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.errors.TableError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// CSV as people and programs write it.
class CsvFileTest {
  private final List<TableError> errors = new ArrayList<>();

  @Test
  void quotesCommasAndLineBreaksAreRead() {
    assertThat(texts("a,\"b, c\",\"say \"\"hi\"\"\",\"x\ny\"\n"))
        .containsExactly(List.of("a", "b, c", "say \"hi\"", "x\ny"));
    assertThat(errors).isEmpty();
  }

  @Test
  void anyLineEndingAndAByteOrderMarkAreAccepted() {
    var rows = List.of(List.of("a", "b"), List.of("c", "d"));

    assertThat(texts("a,b\nc,d\n")).isEqualTo(rows);
    assertThat(texts("a,b\r\nc,d\r\n")).isEqualTo(rows);
    assertThat(texts("a,b\rc,d")).isEqualTo(rows);
    assertThat(texts("\ufeffa,b\nc,d")).isEqualTo(rows);
    assertThat(texts("\ufeff\"a\",b\n\"c\",\"d\"")).isEqualTo(rows);
    assertThat(errors).isEmpty();
  }

  @Test
  void blankRowsAreKeptAndBlankCellsAtTheEndAreNot() {
    assertThat(texts("a\n\n,,\nb,,c,,\n"))
        .containsExactly(List.of("a"), List.of(), List.of(), List.of("b", "", "c"));
  }

  @Test
  void anEmptyFileHasNoRows() {
    assertThat(texts("")).isEmpty();
    assertThat(texts("\ufeff")).isEmpty();
  }

  @Test
  void brokenQuotesAreReportedWithRowAndColumn() {
    texts("a,5\" pipe\nb,\"c\" d\ne,\"open\nf,g\n");

    assertThat(errors)
        .extracting(TableError::message)
        .containsExactly(
            "t.csv, row 1, column B: \"5\" pipe\"; expected a cell with quotes in it to be quoted,"
                + " its quotes doubled.",
            "t.csv, row 2, column B: \"\"c\" d\"; expected nothing after the closing quote.",
            "t.csv, row 3, column B: \"\"open\"; expected a closing quote.");
  }

  @Test
  void bytesThatAreNoUtf8AreOneError() {
    assertThat(CsvFile.read("t.csv", new byte[] {'a', (byte) 0xe9, ','}, errors::add)).isEmpty();
    assertThat(errors)
        .extracting(TableError::message)
        .containsExactly("t.csv: expected text in UTF-8. Maybe save it as \"CSV UTF-8\".");
  }

  @Test
  void aFileBeyondEveryMeasureIsOneError() {
    assertThat(CsvFile.read("t.csv", new byte[Grid.MOST_BYTES + 1], errors::add)).isEmpty();
    assertThat(CsvFile.read("t.csv", bytes("a\n".repeat(Grid.MOST_ROWS + 1)), errors::add))
        .isEmpty();
    assertThat(CsvFile.read("t.csv", bytes("a,".repeat(Grid.MOST_COLUMNS + 1)), errors::add))
        .isEmpty();
    assertThat(errors).hasSize(3);
  }

  @Test
  void blankRowsAndColumnsBeyondWhatATableHasDoNotCount() {
    String coloured = "a" + ",".repeat(300) + "\n" + ",,\n".repeat(100_000);
    assertThat(CsvFile.read("t.csv", bytes(coloured), errors::add).orElseThrow().rows())
        .startsWith(List.of(Cell.text("a")), List.of())
        .hasSize(Grid.MOST_ROWS);
    assertThat(errors).isEmpty();

    for (String outside : new String[] {",".repeat(200) + "b", "\n".repeat(20_000) + "b"}) {
      errors.clear();
      assertThat(CsvFile.read("t.csv", bytes("a" + outside), errors::add)).isEmpty();
      assertThat(errors)
          .extracting(TableError::message)
          .containsExactly("t.csv: expected at most 20000 rows of 200 cells.");
    }
  }

  @Test
  void moreCellsThanATableHasAreRefusedWithTheirRow_blankOnesDoNotCount() {
    String full = ("a,".repeat(199) + "a\n").repeat(16_000);
    assertThat(CsvFile.read("t.csv", bytes(full), errors::add)).isEmpty();
    assertThat(errors)
        .extracting(TableError::message)
        .containsExactly(
            "t.csv, row 1001: expected at most 200000 cells that are not blank. Maybe leave out"
                + " columns and rows that say nothing.");

    String blank = (",".repeat(199) + "\n").repeat(16_000) + "a\n";
    assertThat(CsvFile.read("t.csv", bytes(blank), errors::add)).isPresent();
  }

  @Test
  void whatIsWrittenReadsBack() {
    Grid grid =
        Grid.ofTexts(
            List.of(
                List.of("rule id", "note"),
                List.of("a", "with, comma"),
                List.of("b", "with \"quotes\""),
                List.of(),
                List.of("c", "two\nlines"),
                List.of("", "é 中 🙂")));

    assertThat(CsvFile.read("t.csv", bytes(CsvFile.write(grid)), errors::add)).contains(grid);
    assertThat(errors).isEmpty();
  }

  private List<List<String>> texts(String csv) {
    return CsvFile.read("t.csv", bytes(csv), errors::add).orElseThrow().rows().stream()
        .map(row -> row.stream().map(Cell::text).toList())
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
