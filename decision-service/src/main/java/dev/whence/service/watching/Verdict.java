package dev.whence.service.watching;

import dev.whence.domain.estimates.FallbackReason.DoesWorse;
import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.service.watching.Watch.Findings;
import dev.whence.service.watching.Watch.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What the figures come to, in words: what the model beats, by how much, and how sure that is.
public final class Verdict {
  private Verdict() {}

  /// One line for a heading.
  public static String of(Findings findings) {
    if (!findings.isEnough()) {
      return "Too little is known to judge %s: %,d outcomes of the %d that are needed"
          .formatted(name(findings), findings.answered(), Watch.FEWEST);
    }
    if (findings.isWorse()) {
      return capital(name(findings)) + " does worse than what there is without it";
    }
    List<Subject> beaten =
        others(findings).stream()
            .filter(each -> each.behindModel().filter(Interval::isBelowZero).isPresent())
            .toList();
    if (beaten.isEmpty()) {
      return capital(name(findings)) + " is no better than what there is without it";
    }
    Interval closest =
        beaten.stream()
            .map(each -> each.behindModel().orElseThrow())
            .max(Comparator.comparingDouble(Interval::mean))
            .orElseThrow();
    return "%s beats %s%s by %.3f log-loss (95 %%: %.3f to %.3f)%s"
        .formatted(
            capital(name(findings)),
            beaten.stream().map(Verdict::named).collect(Collectors.joining(" and ")),
            beaten.size() > 1 ? ", the closest" : "",
            -closest.mean(),
            -closest.high(),
            -closest.low(),
            beaten.size() == others(findings).size() ? "" : ", and not all there is without it");
  }

  /// The figures behind it, a sentence each.
  public static List<String> sentences(Findings findings) {
    var sentences = new ArrayList<String>();
    if (!findings.isEnough()) {
      return sentences;
    }
    Subject model = findings.subjects().getFirst();
    double expected =
        findings.months().stream().mapToDouble(month -> month.expected() * month.rows()).sum()
            / findings.answered();
    sentences.add(
        "Of %,d %s, %.1f %% %s; %.1f %% were expected to."
            .formatted(
                findings.answered(),
                what(findings),
                100 * model.scores().eventShare(),
                happened(findings),
                100 * expected));
    for (Subject other : others(findings)) {
      Interval behind = other.behindModel().orElseThrow();
      sentences.add(
          "Log-loss %.4f, of %s %.4f: %s, %+.4f (95 %% by day: %+.4f to %+.4f)."
              .formatted(
                  model.scores().logLoss(),
                  named(other),
                  other.scores().logLoss(),
                  behind.isBelowZero()
                      ? "better"
                      : behind.isAboveZero() ? "worse" : "too close to call",
                  behind.mean(),
                  behind.low(),
                  behind.high()));
    }
    for (DoesWorse worse : findings.worse()) {
      sentences.add(
          worse.sentence()
              + "; decisions go without it where the model-guard table says \"distrust when worse\".");
    }
    findings
        .challenger()
        .ifPresent(challenger ->
            sentences.add(
                "%s in the shadow: log-loss %.4f on %,d of them, %s (95 %% by day: %+.4f to %+.4f); within five points of the active one in %.0f %%."
                    .formatted(
                        challenger.version(),
                        challenger.scores().logLoss(),
                        challenger.rows(),
                        challenger.behindActive().isBelowZero()
                            ? "better"
                            : challenger.behindActive().isAboveZero() ? "worse" : "as good",
                        challenger.behindActive().low(),
                        challenger.behindActive().high(),
                        100 * challenger.agreement())));
    return sentences;
  }

  private static List<Subject> others(Findings findings) {
    return findings.subjects().subList(1, findings.subjects().size());
  }

  private static String named(Subject other) {
    return other.name().equals("constant") ? "a constant" : other.name();
  }

  private static String name(Findings findings) {
    return switch (findings.model()) {
      case TRANSIT_TIME -> "the transit-time model";
      case RETURN_RISK -> "the return-risk model";
    };
  }

  private static String what(Findings findings) {
    return switch (findings.model()) {
      case TRANSIT_TIME -> "parcels";
      case RETURN_RISK -> "order lines";
    };
  }

  private static String happened(Findings findings) {
    return switch (findings.model()) {
      case TRANSIT_TIME -> "were late";
      case RETURN_RISK -> "came back";
    };
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
