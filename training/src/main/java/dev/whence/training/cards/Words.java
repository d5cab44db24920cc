package dev.whence.training.cards;

import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.Metric;
import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.training.reports.Report.Bar;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Table;
import dev.whence.training.split.Holdout;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The figures that every model has, on its card and in its report.
public final class Words {
  /// The name of a model without what happened since.
  public static final String AS_RELEASED = "as released";

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

  /// Somebody the model was compared with.
  ///
  /// @param decides whether the model must beat it to be published
  /// @param behindModel the model's log-loss less the other's
  public record Rival(String name, boolean decides, Interval behindModel) {
    String inWords() {
      return name.equals(AS_RELEASED) ? "the same model as released" : "the " + name;
    }

    private boolean isItself() {
      return behindModel.low() == 0 && behindModel.high() == 0;
    }
  }

  /// What became of a model when it was compared.
  public enum Fate {
    PUBLISHED("Published: the model "),
    NOT_PUBLISHED("Not published: the model "),
    /// Only measured.
    MEASURED("The model ");

    private final String opening;

    Fate(String opening) {
      this.opening = opening;
    }

    /// @param passes whether it beats everyone it must beat
    public static Fate ofTraining(boolean passes) {
      return passes ? PUBLISHED : NOT_PUBLISHED;
    }
  }

  /// The verdict in one sentence: whom it beats, by how much at least, whom it does not beat, and
  /// what came of it.
  ///
  /// @param rivals at least one of whom decides
  public static String verdict(Fate fate, List<Rival> rivals) {
    List<Rival> deciding = rivals.stream().filter(Rival::decides).toList();
    List<Rival> beaten = deciding.stream().filter(r -> r.behindModel().isBelowZero()).toList();
    List<Rival> unbeaten = deciding.stream().filter(r -> !r.behindModel().isBelowZero()).toList();
    StringBuilder sentence = new StringBuilder(fate.opening);
    if (unbeaten.isEmpty()) {
      Rival closest =
          beaten.stream()
              .max(Comparator.comparingDouble(rival -> rival.behindModel().mean()))
              .orElseThrow();
      sentence
          .append("beats ")
          .append(listed(beaten))
          .append(beaten.size() == 1 ? "" : ", of which " + closest.inWords() + " is closest,")
          .append(" by ")
          .append(less(closest.behindModel()));
    } else {
      sentence
          .append("does not beat ")
          .append(
              unbeaten.stream()
                  .map(rival ->
                      "%s (%s)".formatted(rival.inWords(), difference(rival.behindModel())))
                  .collect(Collectors.joining(", or ")))
          .append(beaten.isEmpty() ? "" : ", though it beats " + listed(beaten));
    }
    for (Rival other : rivals) {
      if (!other.decides() && !other.isItself() && !other.behindModel().isBelowZero()) {
        sentence.append(
            other.behindModel().isAboveZero()
                ? "; it loses to %s (%s)"
                    .formatted(other.inWords(), difference(other.behindModel()))
                : "; with %s it is too close to call".formatted(other.inWords()));
      }
    }
    return sentence.append('.').toString();
  }

  private static String listed(List<Rival> rivals) {
    List<String> names = rivals.stream().map(Rival::inWords).toList();
    return names.size() == 1
        ? names.getFirst()
        : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  private static String less(Interval interval) {
    return "%.4f log-loss (95 %% interval by day %.4f to %.4f)"
        .formatted(-interval.mean(), -interval.high(), -interval.low());
  }

  private static String difference(Interval interval) {
    return "log-loss %+.4f, 95 %% interval by day %+.4f to %+.4f"
        .formatted(interval.mean(), interval.low(), interval.high());
  }

  /// One sentence on a log-loss difference.
  public static String comparison(Rival rival) {
    Interval behindModel = rival.behindModel();
    String words =
        behindModel.isBelowZero()
            ? "The model beats %s"
            : behindModel.isAboveZero()
                ? "The model LOSES to %s"
                : "The model and %s are too close to call";
    return (words + ": log-loss %+.4f (95 %% by day: %+.4f to %+.4f).")
        .formatted(rival.inWords(), behindModel.mean(), behindModel.low(), behindModel.high());
  }

  /// Says it where another line of the bundle, or another kind, did better on the orders measured;
  /// empty if none did. It decides nothing: who chooses by the orders that he is measured on looks
  /// better than he is.
  ///
  /// @param remedy what may be done, begins with a small letter
  public static Optional<String> betterLine(List<Rival> lines, String remedy) {
    return lines.stream()
        .filter(line -> line.behindModel().isAboveZero())
        .findFirst()
        .map(line ->
            "%s IS BETTER on the orders measured, by its interval. Nothing was chosen on them: the model was, on older ones. Maybe %s."
                .formatted(line.inWords().toUpperCase(Locale.ROOT), remedy));
  }

  /// Which features a model goes by.
  ///
  /// @param label what rises
  /// @param rises by feature, the greatest first
  /// @param rows behind it
  public static Chart importance(String title, String label, Map<String, Double> rises, int rows) {
    return new Chart.Bars(
        title,
        "How much worse the model gets on %,d of the measured rows when one feature is dealt out anew among them. Features that say the same share what they are worth."
            .formatted(rows),
        label,
        rises.entrySet().stream().map(entry -> new Bar(entry.getKey(), entry.getValue())).toList());
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

  /// The day (UTC) of an instant.
  public static String day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }
}
