package dev.whence.pipeline.imports;

import dev.whence.pipeline.terminal.Progress;
import java.util.List;

/// The stages of an import with what each of them costs, so that somebody who waits is told for how
/// long. Costs are seconds on the machine they were measured on, with `ImportBenchmark` and the
/// examples; only how they relate counts.
final class ImportStages {

  private static final double READING_A_BYTE = 80e-9;
  private static final double FINDING_EQUAL_ROWS = 1.7;
  private static final double COMPUTING_A_CELL = 6e-6;
  private static final double UNZIPPED = 6;
  private static final double JOINING_A_ROW = 0.5e-6;
  private static final double GROUPING_A_ROW = 3e-6;
  private static final double BUILDING_A_ROW = 12e-6;
  private static final double BUILDING_A_CELL = 2e-6;
  private static final double SORTING_A_ROW = 2.5e-6;
  private static final double WRITING_A_ROW = 6e-6;
  private static final double WRITING_A_CELL = 1.2e-6;

  /// Of a file whose rows nobody has counted yet.
  private static final double BYTES_OF_A_ROW = 100;

  private final Progress progress;

  ImportStages(Progress progress) {
    this.progress = progress;
  }

  /// One table to be made.
  ///
  /// @param rows that drive it
  record Work(Mapping.Table table, long rows) {

    private String name() {
      return table.target().name();
    }

    private int cells() {
      return table.columns().size() + table.attributes().size();
    }

    private double joining() {
      boolean together = !table.groupBy().isEmpty() || table.match().isPresent();
      return rows * (JOINING_A_ROW * table.joins().size() + (together ? GROUPING_A_ROW : 0));
    }

    private double building() {
      return rows * (BUILDING_A_ROW + BUILDING_A_CELL * cells());
    }

    private double sorting() {
      return rows * SORTING_A_ROW;
    }

    private double writing() {
      return rows * (WRITING_A_ROW + WRITING_A_CELL * cells());
    }

    private double cost() {
      return joining() + building() + sorting() + writing();
    }
  }

  private static double sum(List<Work> works) {
    return works.stream().mapToDouble(Work::cost).sum();
  }

  /// How many rows a file has, as long as nobody has counted them.
  static long guessedRows(long plainBytes) {
    return Math.round(plainBytes / BYTES_OF_A_ROW);
  }

  /// Bytes of a file once it is unzipped, about.
  static long plainBytes(long bytes, boolean isZipped) {
    return isZipped ? Math.round(bytes * UNZIPPED) : bytes;
  }

  static double reading(Mapping.Source source, long plainBytes) {
    return plainBytes * READING_A_BYTE * (source.dropEqual() ? FINDING_EQUAL_ROWS : 1)
        + guessedRows(plainBytes) * COMPUTING_A_CELL * source.computed().size();
  }

  /// @param bytes of all files, as they lie there
  /// @param cost of reading them, see [#reading(Mapping.Source, long)]
  /// @param guessed the tables, with the rows that their files are likely to have
  void reading(long bytes, double cost, List<Work> guessed) {
    progress.expect(cost + sum(guessed));
    progress.stage("Reading", " bytes", bytes, cost);
  }

  /// All files are read.
  void known(List<Work> works) {
    progress.expect(sum(works));
  }

  void joining(Work work) {
    if (work.joining() > 0) {
      progress.stage("Joining " + work.name(), work.joining());
    }
  }

  void building(Work work) {
    progress.stage("Building " + work.name(), " rows", work.rows(), work.building());
  }

  void sorting(Work work) {
    progress.stage("Sorting " + work.name(), work.sorting());
  }

  /// @param built fewer than the rows that drove it where some were rejected or grouped
  void writing(Work work, long built) {
    progress.stage("Writing " + work.name(), " rows", built, work.writing());
  }

  /// Rows to add to a table.
  ///
  /// @param work has the fresh rows
  /// @param lying rows of the table that lies there
  record Addition(Work work, long lying) {
    private double cost() {
      return (work.rows() + lying)
          * (SORTING_A_ROW + WRITING_A_ROW + WRITING_A_CELL * work.cells());
    }
  }

  void adding(List<Addition> additions) {
    progress.expect(additions.stream().mapToDouble(Addition::cost).sum());
  }

  void adding(Addition addition) {
    progress.stage("Adding to " + addition.work().name(), addition.cost());
  }

  void at(long step) {
    progress.at(step);
  }

  /// As [#at], of steps that take microseconds.
  void row(long row) {
    if (row % 1_000 == 0) {
      progress.at(row);
    }
  }
}
