package dev.whence.training.cards;

import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.Metric;
import dev.whence.training.metrics.BinaryScores;
import dev.whence.training.metrics.Bootstrap.Interval;
import dev.whence.training.metrics.Reliability;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Point;
import dev.whence.training.reports.Report.Series;
import dev.whence.training.reports.Report.Table;
import dev.whence.training.split.Holdout;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The figures that every model has, on its card and in its report.
public final class Words {
  private Words() {}

  /// The same card with figures and notes.
  public static ModelCard withFindings(ModelCard card, List<Metric> metrics, List<String> notes) {
    return new ModelCard(
        card.format(),
        card.name(),
        card.version(),
        card.kind(),
        card.modelSha256(),
        card.input(),
        card.features(),
        card.featureParameters(),
        card.outputs(),
        card.calibration(),
        card.training(),
        metrics,
        card.intendedUse(),
        notes);
  }

  /// The same card with a note more, if there is one.
  public static ModelCard withNote(ModelCard card, Optional<String> note) {
    List<String> notes = new ArrayList<>(card.notes());
    note.ifPresent(notes::add);
    return withFindings(card, card.metrics(), notes);
  }

  public static List<Metric> metrics(String data, String subject, BinaryScores scores) {
    return List.of(
        new Metric(data, subject, "log_loss", scores.logLoss()),
        new Metric(data, subject, "brier", scores.brier()),
        new Metric(data, subject, "auc", scores.auc()),
        new Metric(data, subject, "pr_auc", scores.prAuc()),
        new Metric(data, subject, "ece", scores.calibrationError()));
  }

  /// One sentence on a log-loss difference.
  ///
  /// @param behindModel the model's log-loss less the other's
  public static String comparison(String other, Interval behindModel) {
    String words =
        behindModel.isBelowZero()
            ? "The model beats the %s"
            : behindModel.isAboveZero()
                ? "The model LOSES to the %s"
                : "The model and the %s are too close to call";
    return (words + ": log-loss %+.4f (95 %% by day: %+.4f to %+.4f).")
        .formatted(other, behindModel.mean(), behindModel.low(), behindModel.high());
  }

  /// Whether a bundle carries a second line.
  ///
  /// @param what it is, for instance `log-linear`
  /// @param notBeaten tables to which it does not lose less log-loss with 95 % confidence
  public static String secondLine(String what, List<String> notBeaten) {
    return notBeaten.isEmpty()
        ? "A second line (%s, in Java) stands by: it beats every table by its interval."
            .formatted(what)
        : "THERE IS NO SECOND LINE: the %s one does not beat the %s on this history; where this model cannot answer, the rules do."
            .formatted(what, String.join(" and the ", notBeaten));
  }

  /// One row per subject.
  public static Table binaryTable(String title, List<Map.Entry<String, BinaryScores>> subjects) {
    return new Table(
        title,
        List.of("", "log-loss", "Brier", "AUC", "PR-AUC", "ECE"),
        subjects.stream()
            .map(entry -> {
              BinaryScores scores = entry.getValue();
              return List.of(
                  entry.getKey(),
                  "%.4f".formatted(scores.logLoss()),
                  "%.4f".formatted(scores.brier()),
                  "%.3f".formatted(scores.auc()),
                  "%.3f".formatted(scores.prAuc()),
                  "%.4f".formatted(scores.calibrationError()));
            })
            .toList());
  }

  public static Chart reliability(String title, Reliability reliability) {
    List<Point> points =
        reliability.bins().stream().map(bin -> new Point(bin.predicted(), bin.observed())).toList();
    return new Chart.Lines(
        title,
        "predicted",
        "observed",
        true,
        List.of(new Series("model, tenths of the rows", points)));
  }

  /// How the history was cut.
  ///
  /// @param learned rows the measured model learned from
  /// @param measured rows it was measured on
  /// @param released rows the released model learned from
  public static Table holdout(
      String title, Holdout holdout, int learned, int measured, int released) {
    return new Table(
        title,
        List.of("", "from", "until", "known until", "rows"),
        List.of(
            List.of(
                "learned from",
                "start",
                day(holdout.testFrom()),
                day(holdout.testFrom()),
                Integer.toString(learned)),
            List.of(
                "measured on",
                day(holdout.testFrom()),
                day(holdout.testUntil()),
                day(holdout.knownUntil()),
                Integer.toString(measured)),
            List.of(
                "released after",
                "start",
                day(holdout.knownUntil()),
                day(holdout.knownUntil()),
                Integer.toString(released))));
  }

  private static String day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }
}
