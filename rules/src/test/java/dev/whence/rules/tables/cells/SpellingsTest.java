package dev.whence.rules.tables.cells;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.inventory.NodeType;
import dev.whence.rules.tables.errors.Flaw;
import dev.whence.rules.tables.files.Cell;
import dev.whence.rules.tables.files.CsvFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Spellings that people bring from DMN, OpenL, spreadsheets and speech. Each line of
/// `cells/spellings.csv` says for one kind of column what a cell reads as, or how it is refused and
/// what the advice would have it say.
class SpellingsTest {
  private static final Map<String, CellType<?>> KINDS =
      Map.ofEntries(
          Map.entry("text", new CellType.Text()),
          Map.entry("optional", new CellType.OptionalText()),
          Map.entry("country", new CellType.Country()),
          Map.entry("currency", new CellType.Currency()),
          Map.entry("words", new CellType.Words<>(NodeType.class)),
          Map.entry("yesno", new CellType.YesNo()),
          Map.entry("whole", new CellType.Whole(-100L, 1_000L, "units")),
          Map.entry("percent", new CellType.Whole(0L, 100L, "percent")),
          Map.entry("decimal", new CellType.Decimal(BigDecimal.ZERO, BigDecimal.TEN, "days")),
          Map.entry("day", new CellType.Day()),
          Map.entry("postal", new CellType.PostalCode()));

  private record Line(String kind, String cell, String readsAs) {}

  @Test
  void everySpellingReadsAsListed_andEveryAdviceReadsBackAsWhatItAdvises() {
    var wrong = new ArrayList<String>();
    for (Line line : lines()) {
      String actual = readsAs(type(line), line.cell());
      if (!actual.equals(line.readsAs())) {
        wrong.add(line + " but reads as " + actual);
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void thereAreAsManySpellingsAsWereTyped() {
    assertThat(lines()).hasSizeGreaterThan(800).doesNotHaveDuplicates();
  }

  @Test
  void anAdviceToWriteSomethingHasItAsARewrite() {
    for (Line line : lines()) {
      if (read(type(line), line.cell()) instanceof Parsed.Bad<?>(var flaw)
          && flaw.advice().matches(".*(write|was meant|blank).*")) {
        assertThat(flaw.rewrites()).as("%s: %s", line, flaw.advice()).isNotEmpty();
      }
    }
  }

  @Test
  void whatIsWrittenReadsBackAsItself_alsoWhenItWasRecorded() {
    for (Line line : lines()) {
      rereads(type(line), line.cell());
    }
  }

  private static <T extends Comparable<? super T>> void rereads(CellType<?> any, String cell) {
    @SuppressWarnings("unchecked") // some type of values that compare
    var type = (CellType<T>) any;
    var parsed = TestSyntax.read(type, cell);
    if (parsed instanceof Parsed.Good<dev.whence.rules.tables.cells.Test<T>>(var test)) {
      String written = TestSyntax.write(type, test);
      assertThat(TestSyntax.read(type, written)).as(written).isEqualTo(parsed);
      assertThat(TestSyntax.read(type, written, Reading.RECORDED)).as(written).isEqualTo(parsed);
    }
  }

  private static String readsAs(CellType<?> type, String cell) {
    return switch (read(type, cell)) {
      case Parsed.Good<?>(var test) -> written(type, test);
      case Parsed.Bad<?>(var flaw) -> refused(type, flaw);
    };
  }

  private static String refused(CellType<?> type, Flaw flaw) {
    return Stream.concat(
            Stream.of("refused " + flaw.code()),
            flaw.rewrites().stream().map(rewrite -> readsAs(type, rewrite)).sorted())
        .reduce((a, b) -> a + " | " + b)
        .orElseThrow();
  }

  @SuppressWarnings("unchecked") // some type of values that compare
  private static <T extends Comparable<? super T>> Parsed<?> read(CellType<?> type, String cell) {
    return TestSyntax.read((CellType<T>) type, cell);
  }

  @SuppressWarnings("unchecked") // as read
  private static <T extends Comparable<? super T>> String written(CellType<?> type, Object test) {
    String cell =
        TestSyntax.write((CellType<T>) type, (dev.whence.rules.tables.cells.Test<T>) test);
    return cell.isEmpty() ? "(blank)" : cell;
  }

  private static CellType<?> type(Line line) {
    return Objects.requireNonNull(KINDS.get(line.kind()), line.kind());
  }

  private static List<Line> lines() {
    try (InputStream in = SpellingsTest.class.getResourceAsStream("/cells/spellings.csv")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return CsvFile.read("spellings.csv", bytes, error -> assertThat(error).isNull())
          .orElseThrow()
          .rows()
          .stream()
          .skip(1)
          .map(row -> row.stream().map(Cell::text).toList())
          .map(row -> new Line(row.get(0), row.get(1), sorted(row.get(2))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The order of what is advised does not matter.
  private static String sorted(String readsAs) {
    String[] parts = readsAs.split(" \\| ");
    return readsAs.startsWith("refused")
        ? Stream.concat(Stream.of(parts[0]), Stream.of(parts).skip(1).sorted())
            .reduce((a, b) -> a + " | " + b)
            .orElseThrow()
        : readsAs;
  }
}
