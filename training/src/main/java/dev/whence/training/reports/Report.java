package dev.whence.training.reports;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a run has to say.
///
/// @param findings sentences, the verdict first
public record Report(String title, List<String> findings, List<Table> tables, List<Chart> charts) {

  public Report {
    findings = List.copyOf(findings);
    tables = List.copyOf(tables);
    charts = List.copyOf(charts);
  }

  /// The same with a sentence more, if there is one.
  public Report withFinding(Optional<String> finding) {
    return new Report(
        title, Stream.concat(findings.stream(), finding.stream()).toList(), tables, charts);
  }

  /// The first column is words, the others are numbers already in the form a person reads.
  public record Table(String title, List<String> columns, List<List<String>> rows) {
    /// @throws IllegalArgumentException if a row is not as wide as the columns
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException("A row %s in a table of %s.".formatted(row, columns));
        }
      }
    }
  }

  public sealed interface Chart {
    String title();

    /// Points joined by lines.
    ///
    /// @param diagonal whether to draw where y equals x
    record Lines(String title, String xLabel, String yLabel, boolean diagonal, List<Series> series)
        implements Chart {
      public Lines {
        series = List.copyOf(series);
      }
    }

    /// One bar per thing, none below 0.
    record Bars(String title, String label, List<Bar> bars) implements Chart {
      public Bars {
        bars = List.copyOf(bars);
      }
    }
  }

  public record Series(String name, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  public record Point(double x, double y) {}

  public record Bar(String name, double value) {}
}
