package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Test;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/// The pieces of a column of days.
final class DayPieces extends Pieces<LocalDate> {
  private final long[] namedEpochDays;

  DayPieces(CellType.Day type, List<Test<LocalDate>> tests) {
    super(
        Cuts.ascending(members(named(tests), new Neighbors(type.least()))),
        tests,
        day -> !day.isBefore(type.least()) && !day.isAfter(type.most()));
    namedEpochDays = named(tests).stream().mapToLong(LocalDate::toEpochDay).toArray();
  }

  @Override
  int cut(LocalDate value) {
    return orderedCut(Arrays.binarySearch(namedEpochDays, value.toEpochDay()));
  }

  /// Days that tables can name are far from the ends of the calendar.
  private record Neighbors(LocalDate anywhere) implements Gaps<LocalDate> {
    @Override
    public LocalDate before(LocalDate first) {
      return first.minusDays(1);
    }

    @Override
    public LocalDate between(LocalDate low, LocalDate high) {
      return low.plusDays(1);
    }

    @Override
    public LocalDate after(LocalDate last) {
      return last.plusDays(1);
    }
  }
}
