package dev.whence.training.comparison;

import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.training.comparison.Difference.Better;
import dev.whence.training.reports.Report;
import dev.whence.training.reports.Report.Axis;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Estimate;
import dev.whence.training.reports.Report.Form;
import dev.whence.training.reports.Report.Group;
import dev.whence.training.reports.Report.Table;
import java.util.ArrayList;
import java.util.List;

/// Two models, A and B, on the same rows.
///
/// @param rows how many and what, for instance `1,234 shipments`
/// @param differences the deciding one first
/// @param remarks sentences on which rows they are, and which were left out
/// @param charts of both
public record Comparison(
    Compared compared,
    String rows,
    List<Difference> differences,
    List<String> remarks,
    List<Chart> charts) {

  public Comparison {
    differences = List.copyOf(differences);
    remarks = List.copyOf(remarks);
    charts = List.copyOf(charts);
  }

  /// What the deciding figure says.
  public enum Outcome {
    A_IS_BETTER,
    B_IS_BETTER,
    TOO_CLOSE_TO_CALL
  }

  public Outcome outcome() {
    Difference deciding = differences.getFirst();
    return deciding.firstIsBetter()
        ? Outcome.A_IS_BETTER
        : deciding.secondIsBetter() ? Outcome.B_IS_BETTER : Outcome.TOO_CLOSE_TO_CALL;
  }

  /// The outcome in one sentence, with the difference and its interval.
  public String verdict() {
    Difference deciding = differences.getFirst();
    Interval difference = deciding.firstLess();
    return switch (outcome()) {
      case A_IS_BETTER -> better(compared.firstInWords(), compared.secondInWords(), difference, -1);
      case B_IS_BETTER -> better(compared.secondInWords(), compared.firstInWords(), difference, 1);
      case TOO_CLOSE_TO_CALL ->
          "Too close to call: on the same %s the %s of %s less that of %s is %+.4f (95 %% interval by day %+.4f to %+.4f)."
              .formatted(
                  rows,
                  deciding.figure(),
                  compared.firstInWords(),
                  compared.secondInWords(),
                  difference.mean(),
                  difference.low(),
                  difference.high());
    };
  }

  /// @param sign 1 where the difference is that of the loser less that of the winner
  private String better(String winner, String loser, Interval difference, int sign) {
    double low = sign > 0 ? difference.low() : -difference.high();
    double high = sign > 0 ? difference.high() : -difference.low();
    return "%s is better than %s: on the same %s its %s is lower by %.4f (95 %% interval by day %.4f to %.4f)."
        .formatted(
            winner,
            loser,
            rows,
            differences.getFirst().figure(),
            sign * difference.mean(),
            low,
            high);
  }

  public Report report() {
    List<String> findings = new ArrayList<>();
    findings.add(verdict());
    findings.addAll(remarks);
    List<Chart> all = new ArrayList<>();
    all.add(differencesChart());
    all.addAll(charts);
    return new Report(
        "%s beside %s".formatted(compared.firstInWords(), compared.secondInWords()),
        findings,
        List.of(table()),
        all);
  }

  private Table table() {
    return new Table(
        "On the same " + rows,
        List.of("", "A", "B", "A less B", "95 % by day", "better"),
        differences.stream()
            .map(d ->
                List.of(
                    d.figure(),
                    "%.4f".formatted(d.first()),
                    "%.4f".formatted(d.second()),
                    "%+.4f".formatted(d.firstLess().mean()),
                    "%+.4f to %+.4f".formatted(d.firstLess().low(), d.firstLess().high()),
                    d.firstIsBetter() ? "A" : d.secondIsBetter() ? "B" : "too close"))
            .toList());
  }

  /// Each difference in parts of A's figure, so that they fit one axis; left of zero A is better.
  private Chart differencesChart() {
    return new Chart.Ranges(
        "How much A and B differ",
        "The difference as a share of A's figure. Left of zero A is better, right of it B; whiskers are 95 % intervals by whole days drawn anew, and one that crosses zero says nothing.",
        new Axis("A is better  ←  →  B is better", Form.SHARE),
        differences.stream()
            .map(d -> {
              double scale = (d.better() == Better.LESS ? 1 : -1) / Math.max(d.first(), 1e-9);
              double low = scale * d.firstLess().low();
              double high = scale * d.firstLess().high();
              return new Group(
                  d.figure(),
                  d.rows(),
                  List.of(
                      new Estimate(
                          "A less B",
                          scale * d.firstLess().mean(),
                          Math.min(low, high),
                          Math.max(low, high))));
            })
            .toList());
  }
}
