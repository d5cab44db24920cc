package dev.whence.training.reports;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a run has to say.
///
/// @param findings sentences, the verdict first
/// @param charts every number that is drawn stands in them
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

  /// A plot. A series keeps its color in all charts of a report, by its name.
  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "kind")
  public sealed interface Chart {
    String title();

    /// How to read it, in a sentence or two.
    String note();

    /// Points joined by lines, in the order given.
    ///
    /// @param diagonal whether to draw where y equals x
    record Lines(String title, String note, Axis x, Axis y, boolean diagonal, List<Series> series)
        implements Chart {
      public Lines {
        series = List.copyOf(series);
      }
    }

    /// A line over months.
    ///
    /// @param months names, in order
    /// @param level where to draw a level line; empty for none
    /// @param series the x of a point is the position of its month
    record Months(
        String title,
        String note,
        Axis y,
        List<String> months,
        List<Double> level,
        List<Series> series)
        implements Chart {
      public Months {
        months = List.copyOf(months);
        level = List.copyOf(level);
        series = List.copyOf(series);
      }
    }

    /// A value and its interval per thing and series.
    record Ranges(String title, String note, Axis x, List<Group> groups) implements Chart {
      public Ranges {
        groups = List.copyOf(groups);
      }
    }

    /// One bar per thing.
    record Bars(String title, String note, String label, List<Bar> bars) implements Chart {
      public Bars {
        bars = List.copyOf(bars);
      }

      public Bars(String title, String label, List<Bar> bars) {
        this(title, "", label, bars);
      }
    }
  }

  /// How the numbers of an axis are written.
  public enum Form {
    NUMBER,
    /// 0.25 is written 25 %.
    SHARE
  }

  public record Axis(String label, Form form) {}

  public record Series(String name, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /// @param rows behind it; 0 where a point is only a place on a curve
  /// @param low end of its 95 % interval; y itself without one
  /// @param high the other end
  public record Point(double x, double y, long rows, double low, double high) {
    public Point(double x, double y) {
      this(x, y, 0, y, y);
    }
  }

  /// A thing that several series have a value for.
  ///
  /// @param rows behind the values
  public record Group(String name, long rows, List<Estimate> estimates) {
    public Group {
      estimates = List.copyOf(estimates);
    }
  }

  /// @param low end of the 95 % interval
  /// @param high the other end
  public record Estimate(String series, double value, double low, double high) {}

  public record Bar(String name, double value) {}
}
