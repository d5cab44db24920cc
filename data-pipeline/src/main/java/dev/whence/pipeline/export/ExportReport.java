package dev.whence.pipeline.export;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What an export wrote.
///
/// @param asOf the moment of the store that all of it shows
/// @param tables in the order of `docs/history.md`
public record ExportReport(Instant asOf, List<Table> tables) {
  public ExportReport {
    tables = List.copyOf(tables);
  }

  /// A table of it.
  ///
  /// @param rows as SQL counts them and as they were read back
  /// @param months the first and the last with a row, empty where it has none or is not partitioned
  /// @param sums by measure, as SQL adds them up and as they were read back
  public record Table(
      String name, long rows, List<String> months, SequencedMap<String, Long> sums) {
    public Table {
      months = List.copyOf(months);
      sums = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(sums));
    }
  }
}
