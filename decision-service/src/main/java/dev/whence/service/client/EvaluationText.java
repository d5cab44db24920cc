package dev.whence.service.client;

import dev.whence.rules.replay.policies.Evaluation;
import dev.whence.rules.replay.policies.Evaluation.Estimate;
import dev.whence.rules.replay.policies.Evaluation.Interval;
import dev.whence.rules.replay.policies.Evaluation.Verdict;
import dev.whence.rules.replay.policies.OffPolicy.Terms;
import java.io.PrintStream;
import java.util.Locale;

/// An off-policy evaluation for people: a table and a sentence.
final class EvaluationText {
  private final PrintStream out;
  private final String number;

  /// @param digits after the point
  EvaluationText(PrintStream out, int digits) {
    this.out = out;
    this.number = "%." + digits + "f";
  }

  /// @param what is estimated, with its unit
  void tell(String what, Evaluation evaluation, Terms terms) {
    out.println(what);
    if (evaluation.choices() > 0) {
      tellSample(evaluation);
      out.printf("  %-12s %12s%n", "as decided", told(evaluation.logged()));
      // Weighting alone is wrong by all that was never tried.
      if (evaluation.unsupported() <= terms.mostUnsupported()) {
        evaluation.estimates().forEach(this::tell);
      }
    }
    switch (evaluation.verdict()) {
      case Verdict.Refused(var because) -> {
        out.println("  NO VERDICT. " + because.sentence());
        if (evaluation.choices() > 0) {
          out.printf(
              "  By its estimates alone the policy differs by %s, which nothing has verified.%n",
              signed(evaluation.modelBased()));
        }
      }
      case Verdict.Supported(var finding, var difference) ->
          out.printf(
              "  %s: by %s, 95 %% interval %s to %s (DR).%n",
              switch (finding) {
                case BETTER -> "BETTER";
                case WORSE -> "WORSE";
                case TOO_CLOSE -> "TOO CLOSE TO CALL";
              },
              signed(difference.at()),
              signed(difference.low()),
              signed(difference.high()));
    }
  }

  private void tellSample(Evaluation evaluation) {
    out.printf(
        Locale.ROOT,
        "  n %d in %d clusters of day and ship node, ESS %.1f, largest weight %.2f, without support %.2f %%%n",
        evaluation.choices(),
        evaluation.clusters(),
        evaluation.effective(),
        evaluation.largestWeight(),
        100 * evaluation.unsupported());
  }

  private void tell(Estimate estimate) {
    out.printf(
        "  %-12s %12s  %-26s difference %s %s%n",
        switch (estimate.method()) {
          case IPS -> "IPS";
          case SNIPS -> "SNIPS";
          case DR -> "DR";
          case SWITCH_DR -> "switch-DR";
        },
        told(estimate.value().at()),
        range(estimate.value()),
        signed(estimate.difference().at()),
        range(estimate.difference()));
  }

  private String range(Interval interval) {
    return "[%s, %s]".formatted(told(interval.low()), told(interval.high()));
  }

  private String told(double value) {
    return String.format(Locale.ROOT, number, value);
  }

  private String signed(double value) {
    return String.format(Locale.ROOT, number.replace("%", "%+"), value);
  }
}
