package dev.whence.pipeline.imports;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// What an import did with every row it read.
///
/// @param shiftDays by which times and dates were moved
/// @param sources what became of the lines of each source file, by source name
/// @param tables what became of the rows that drive each table, by table name
/// @param adds whether the rows were to be added to a history
/// @param added what that made of it, by table name
/// @param resumed what a run before had done that was killed, for instance `source orders`
/// @param ended attributes that the newest months of the history lack
/// @param gaps months of the history without any row, between others that have many
public record ImportReport(
    long shiftDays,
    SequencedMap<String, Counts> sources,
    SequencedMap<String, TableCounts> tables,
    boolean adds,
    SequencedMap<String, Added> added,
    List<String> resumed,
    List<Ended> ended,
    List<Gap> gaps) {

  ImportReport with(SequencedMap<String, Added> added) {
    return new ImportReport(shiftDays, sources, tables, adds, added, resumed, ended, gaps);
  }

  /// @param ended attributes that the newest months lack
  /// @param gaps months without any row
  ImportReport with(List<Ended> ended, List<Gap> gaps) {
    return new ImportReport(shiftDays, sources, tables, adds, added, resumed, ended, gaps);
  }

  /// The largest share of rejected rows among the files and tables, 0 to 1.
  public double rejectedShare() {
    double worst = 0;
    for (Counts counts : sources.values()) {
      worst = Math.max(worst, counts.rejectedShare());
    }
    for (TableCounts table : tables.values()) {
      worst = Math.max(worst, table.rows().rejectedShare());
    }
    return worst;
  }

  /// Whether what was written is worth more than what lay there before: no more than a share was
  /// rejected, and no table that rows were read for is empty, unless it is only added to.
  ///
  /// @param mostRejected 0 to 1
  public boolean isUseful(double mostRejected) {
    return rejectedShare() <= mostRejected && emptyTable().isEmpty();
  }

  /// A table of which nothing was left, or the first if nothing was of any; none where rows are
  /// added: a month may have no returns.
  public Optional<String> emptyTable() {
    boolean isNothing = tables.values().stream().allMatch(table -> table.written() == 0);
    return tables.entrySet().stream()
        .filter(table -> !adds)
        .filter(table ->
            table.getValue().written() == 0 && (isNothing || table.getValue().rows().read() > 0))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// Every row read is kept, filtered by a named filter, or rejected.
  ///
  /// @param filtered by filter name
  public record Counts(long read, long kept, SequencedMap<String, Long> filtered, long rejected) {

    /// @throws IllegalStateException if a row was lost or counted twice, which is a bug
    public Counts {
      long accounted =
          kept + filtered.values().stream().mapToLong(Long::longValue).sum() + rejected;
      if (accounted != read) {
        throw new IllegalStateException(
            "%d rows were read, %d accounted for.".formatted(read, accounted));
      }
      filtered = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(filtered));
    }

    double rejectedShare() {
      return read == 0 ? 0 : (double) rejected / read;
    }

    static final class Builder {
      private long read;
      private long kept;
      private long rejected;
      private final TreeMap<String, Long> filtered = new TreeMap<>();

      Builder() {}

      Builder(Counts counts) {
        read = counts.read;
        kept = counts.kept;
        rejected = counts.rejected;
        filtered.putAll(counts.filtered);
      }

      void read(long rows) {
        read += rows;
      }

      void kept(long rows) {
        kept += rows;
      }

      void rejected(long rows) {
        rejected += rows;
      }

      void filtered(String filter, long rows) {
        if (rows > 0) {
          filtered.merge(filter, rows, Math::addExact);
        }
      }

      Counts build() {
        return new Counts(read, kept, filtered, rejected);
      }
    }
  }

  /// An attribute that rows had, and of the newest months hardly one has.
  ///
  /// @param since the first of these months, for instance `2026-05`
  public record Ended(String table, String attribute, String since) {}

  /// Months without any row, between others that have many.
  ///
  /// @param from the first of them, for instance `2026-05`
  /// @param until the last of them
  public record Gap(String table, String from, String until) {}

  /// What became of the rows of a table that others were added to.
  ///
  /// @param added rows that were not there before
  /// @param replaced rows that took the place of older ones with the same key
  /// @param stayed older rows
  /// @param months that were written, the oldest first, for instance `2026-05`; none where rows
  ///   have no time
  /// @param files that the table has now
  public record Added(long added, long replaced, long stayed, List<String> months, int files) {
    public Added {
      months = List.copyOf(months);
    }
  }

  /// @param written canonical rows; fewer than kept rows when rows are grouped
  public record TableCounts(Counts rows, long written) {}
}
