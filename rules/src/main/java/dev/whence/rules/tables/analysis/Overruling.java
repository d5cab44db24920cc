package dev.whence.rules.tables.analysis;

import dev.whence.rules.tables.cells.Parsed;
import dev.whence.rules.tables.cells.Test;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Rows of a first-match table whose answer never counts, because another table, all of whose rows
/// rule something out, rules out every case that they answer.
///
/// Cases of both tables are looked at together: columns that always have the same value in both are
/// one column, all others may have any value. So what is told holds whatever they are; a row that
/// is overridden only because some values never come together is not found.
public final class Overruling {
  private static final long LIMIT = 100_000_000;

  private final AnalyzedTable table;
  private final AnalyzedTable other;
  private final Map<String, String> shared;
  private final List<Part> parts;

  /// @param shared names of columns of the table, and what the other table calls them
  /// @param parts of the table's answers
  private Overruling(
      AnalyzedTable table, AnalyzedTable other, Map<String, String> shared, List<Part> parts) {
    this.table = table;
    this.other = other;
    this.shared = shared;
    this.parts = parts;
  }

  /// A part of what a row answers.
  ///
  /// @param column of the other table that names it, empty for all of the answer
  /// @param value its value there
  public record Part(int row, String column, String value) {}

  /// In the order of the parts. What cannot be settled within the limit of work is not told.
  public static List<Finding> find(
      AnalyzedTable table, AnalyzedTable other, Map<String, String> shared, List<Part> parts) {
    return new Overruling(table, other, shared, parts).find();
  }

  private List<Finding> find() {
    int own = table.rows().size();
    int others = other.rows().size();
    List<AnalyzedTable.Column<?>> columns = columns();
    if (ColumnPieces.areTooMuch(columns)) {
      return List.of();
    }
    var cases = new Cases(columns, own + others + parts.size());
    var effort = new Effort(LIMIT);
    var findings = new ArrayList<Finding>();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      long[][] box = cases.space().box(own + others + i);
      int[] above = IntStream.range(0, part.row()).toArray();
      int[] all =
          IntStream.concat(IntStream.of(above), IntStream.range(own, own + others)).toArray();
      Covering.Answer answered =
          effort.ask(LIMIT / 20, some -> Covering.of(cases.space(), some, box, above));
      if (!(answered instanceof Covering.Answer.Open case0)) {
        continue;
      }
      Covering.Answer ruledOut =
          effort.ask(LIMIT / 20, some -> Covering.of(cases.space(), some, box, all));
      if (ruledOut instanceof Covering.Answer.Covered(var cover)) {
        BitSet needed =
            effort.ask(LIMIT / 20, some -> Covering.needed(cases.space(), some, box, cover));
        findings.add(
            new Finding.AlwaysOverridden(
                table.name(),
                table.address(part.row()),
                part.value(),
                needed.stream()
                    .filter(row -> row >= own)
                    .mapToObj(row -> other.address(row - own))
                    .toList(),
                cases.witness(
                    case0.point(),
                    columns.stream()
                        .filter(column -> column.isTestedBy(part.row()))
                        .map(AnalyzedTable.Column::name)
                        .toList())));
      }
    }
    return findings;
  }

  /// The columns of both tables. Their rows are those of the table, of the other, and one for each
  /// part.
  private List<AnalyzedTable.Column<?>> columns() {
    var columns = new ArrayList<AnalyzedTable.Column<?>>();
    table.columns().forEach(column -> columns.add(own(column)));
    other.columns().stream()
        .filter(column ->
            table.columns().stream().noneMatch(own -> column.name().equals(shared.get(own.name()))))
        .forEach(column -> columns.add(foreign(column)));
    return columns;
  }

  @SuppressWarnings("unchecked") // a shared column has values of one type
  private <T extends Comparable<? super T>> AnalyzedTable.Column<T> own(
      AnalyzedTable.Column<T> column) {
    var tests = new ArrayList<>(column.tests());
    String name = shared.getOrDefault(column.name(), "");
    other.columns().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .ifPresentOrElse(
            same -> tests.addAll(((AnalyzedTable.Column<T>) same).tests()),
            () -> addAny(tests, other.rows().size()));
    parts.forEach(part -> tests.add(column.tests().get(part.row())));
    return new AnalyzedTable.Column<>(column.name(), column.type(), tests);
  }

  private <T extends Comparable<? super T>> AnalyzedTable.Column<T> foreign(
      AnalyzedTable.Column<T> column) {
    var tests = new ArrayList<Test<T>>();
    addAny(tests, table.rows().size());
    tests.addAll(column.tests());
    parts.forEach(part -> tests.add(foreign(part, column)));
    return new AnalyzedTable.Column<>(other.name() + ": " + column.name(), column.type(), tests);
  }

  private static <T extends Comparable<? super T>> Test<T> foreign(
      Part part, AnalyzedTable.Column<T> column) {
    return part.column().equals(column.name())
            && column.type().readRecorded(part.value()) instanceof Parsed.Good<T>(var value)
        ? new Test.In<>(List.of(value))
        : new Test.Any<>();
  }

  private static <T extends Comparable<? super T>> void addAny(List<Test<T>> tests, int count) {
    tests.addAll(Collections.nCopies(count, new Test.Any<>()));
  }
}
