package dev.whence.rules.tables.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What was proved about one table, exactly: no finding is a guess, and what a finding's kind could
/// tell is told, unless [#undecided()] says otherwise.
///
/// @param findings the worst first, then by kind, then in the order of the rows
/// @param undecided what was left open
public record TableAnalysis(String table, List<Finding> findings, List<Undecided> undecided) {
  public TableAnalysis {
    findings = List.copyOf(findings);
    undecided = List.copyOf(undecided);
  }

  /// Takes well below a second for tables of a thousand rows; the work is limited.
  public static TableAnalysis of(AnalyzedTable table) {
    return of(table, Analyst.LIMIT);
  }

  /// @param limit of work, in words of 64 pieces looked at
  static TableAnalysis of(AnalyzedTable table, long limit) {
    Optional<AnalyzedTable.Column<?>> tooMany =
        table.columns().stream()
            .filter(column -> ColumnPieces.isTooMany(column.tests()))
            .findFirst();
    if (tooMany.isPresent()) {
      return new TableAnalysis(
          table.name(),
          List.of(),
          List.of(
              new Undecided(
                  table.name(),
                  "The column %s looks for more than %d different parts inside of text, too many to look at all combinations."
                      .formatted(tooMany.get().name(), ColumnPieces.MOST_PARTS),
                  "Nothing was proved about the table.")));
    }
    long words = ColumnPieces.words(table.columns());
    if (words > ColumnPieces.MOST_WORDS_OF_SETS) {
      return new TableAnalysis(
          table.name(),
          List.of(),
          List.of(
              new Undecided(
                  table.name(),
                  "%d rows name so many values that what they take needs %d MB, more than the %d MB of an analysis."
                      .formatted(
                          table.rows().size(),
                          words * Long.BYTES / 1_000_000,
                          ColumnPieces.MOST_WORDS_OF_SETS * Long.BYTES / 1_000_000),
                  "Nothing was proved about the table; its cells were checked.\nMaybe let a row name several values, or ranges that other rows name, too.")));
    }
    return new Analyst(table, limit).analyze();
  }

  /// The same with findings from beyond the table itself.
  public TableAnalysis with(List<Finding> more) {
    return new TableAnalysis(
        table,
        Stream.concat(findings.stream(), more.stream())
            .sorted(Comparator.comparing(Finding::severity))
            .toList(),
        undecided);
  }

  public boolean has(Severity severity) {
    return findings.stream().anyMatch(finding -> finding.severity() == severity);
  }
}
