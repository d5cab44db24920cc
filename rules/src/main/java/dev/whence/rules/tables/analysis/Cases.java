package dev.whence.rules.tables.analysis;

import dev.whence.rules.tables.cells.Test;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The cases that the columns of a table can tell apart, and the rows as boxes of them: the row at
/// index i is the box i.
final class Cases {
  private final List<AnalyzedTable.Column<?>> columns;
  private final List<ColumnPieces<?>> pieces;
  private final Space space;

  Cases(List<AnalyzedTable.Column<?>> columns, int rows) {
    this.columns = columns;
    pieces = new ArrayList<>();
    columns.forEach(column -> pieces.add(pieces(column)));
    space = new Space(pieces.stream().map(ColumnPieces::whole).toArray(long[][]::new));
    for (int row = 0; row < rows; row++) {
      long[][] box = new long[columns.size()][];
      for (int c = 0; c < box.length; c++) {
        box[c] = set(c, row);
      }
      space.add(box);
    }
  }

  private static <T extends Comparable<? super T>> ColumnPieces<T> pieces(
      AnalyzedTable.Column<T> column) {
    return new ColumnPieces<>(column.type(), column.tests());
  }

  @SuppressWarnings("unchecked") // the pieces at an index are those of the column there
  private <T extends Comparable<? super T>> long[] set(int column, int row) {
    var its = (ColumnPieces<T>) pieces.get(column);
    return its.set(((AnalyzedTable.Column<T>) columns.get(column)).tests().get(row));
  }

  Space space() {
    return space;
  }

  /// The values of a case by column, as cells have them.
  Map<String, String> literals(int[] point) {
    var literals = new LinkedHashMap<String, String>();
    for (int c = 0; c < point.length; c++) {
      literals.put(columns.get(c).name(), pieces.get(c).literal(point[c]));
    }
    return literals;
  }

  /// What cells can hold of a region.
  long[][] writable(long[][] region) {
    long[][] sides = new long[region.length][];
    for (int c = 0; c < sides.length; c++) {
      sides[c] = Bits.both(region[c], pieces.get(c).writable());
    }
    return sides;
  }

  /// Where the values end that the cell of a row takes.
  @SuppressWarnings("unchecked") // the pieces at an index are those of the column there
  <T extends Comparable<? super T>> List<ColumnPieces.Edge> edges(int column, int row) {
    var its = (ColumnPieces<T>) pieces.get(column);
    return its.edges(((AnalyzedTable.Column<T>) columns.get(column)).tests().get(row));
  }

  Witness witness(int[] point, Collection<String> telling) {
    var facts = new ArrayList<Witness.Fact>();
    for (int c = 0; c < point.length; c++) {
      String name = columns.get(c).name();
      facts.add(new Witness.Fact(name, pieces.get(c).literal(point[c]), telling.contains(name)));
    }
    return new Witness(facts);
  }

  /// Cases that nothing covers, as one row says them.
  ///
  /// @param cells by column, those that are not blank
  record Hole(Map<String, String> cells, Witness witness) {}

  /// What some rows leave over, in boxes as large as one row can name; they may overlap. Postal
  /// codes with characters that no cell holds are not looked at.
  Gaps gaps(Effort effort, int[] rows, int most) {
    var holes = new ArrayList<Hole>();
    boolean areWhole = true;
    int[] cover = rows;
    long[][] writable = pieces.stream().map(ColumnPieces::writable).toArray(long[][]::new);
    while (true) {
      switch (Covering.of(space, effort, writable, cover)) {
        case Covering.Answer.Covered _ -> {
          return new Gaps(holes, areWhole);
        }
        case Covering.Answer.Unsettled() -> {
          return new Gaps(holes, false);
        }
        case Covering.Answer.Open open -> {
          if (holes.size() == most) {
            return new Gaps(holes, false);
          }
          var cells = new LinkedHashMap<String, String>();
          long[][] box = open.sides();
          areWhole &= widen(box, open.point(), rows, effort, cells);
          holes.add(new Hole(cells, witness(open.point(), cells.keySet())));
          cover = Arrays.copyOf(cover, cover.length + 1);
          cover[cover.length - 1] = space.add(box);
        }
      }
    }
  }

  /// Makes a hole as large as one row can say it: first each column that may be left blank is, then
  /// every other gets the largest cell that is free.
  ///
  /// @return whether cells say all of it
  private boolean widen(
      long[][] box, int[] point, int[] rows, Effort effort, Map<String, String> cells) {
    for (int c = 0; c < box.length; c++) {
      long[] free = free(box, c, rows, effort);
      if (Bits.contains(free, space.whole(c))) {
        box[c] = free;
      }
    }
    boolean isWhole = true;
    for (int round = 0; round < 2; round++) {
      isWhole = true;
      for (int c = 0; c < box.length; c++) {
        isWhole &= fill(pieces.get(c), c, free(box, c, rows, effort), point[c], box, cells);
      }
    }
    return isWhole;
  }

  private <T extends Comparable<? super T>> boolean fill(
      ColumnPieces<T> its,
      int c,
      long[] free,
      int number,
      long[][] box,
      Map<String, String> cells) {
    Optional<Test<T>> test = its.widest(free, number);
    if (test.isPresent()) {
      box[c] = its.set(test.get());
      put(cells, columns.get(c).name(), its.write(test.get()));
      return true;
    }
    box[c] = new long[free.length];
    Bits.add(box[c], number);
    put(cells, columns.get(c).name(), its.literal(number));
    return false;
  }

  private static void put(Map<String, String> cells, String column, String cell) {
    cells.remove(column);
    if (!cell.isEmpty()) {
      cells.put(column, cell);
    }
  }

  /// The pieces of a column that no row covers anywhere in the box.
  private long[] free(long[][] box, int column, int[] rows, Effort effort) {
    long[] free = space.whole(column).clone();
    for (int row : rows) {
      if (meetsBeside(box, column, row)) {
        Bits.takeOff(free, space.side(row, column));
      }
    }
    effort.spend((long) rows.length * box.length);
    return free;
  }

  private boolean meetsBeside(long[][] box, int column, int row) {
    for (int c = 0; c < box.length; c++) {
      if (c != column && !Bits.meet(box[c], space.side(row, c))) {
        return false;
      }
    }
    return true;
  }
}
