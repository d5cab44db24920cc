package dev.whence.service.console;

import dev.whence.service.watching.SecondOpinion.Report;
import dev.whence.service.watching.Watch.Challenger;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/// What a version that was asked beside would have decided.
///
/// @param typed the period as it was asked for
/// @param errors by field
/// @param report empty if none was asked
/// @param outcomes of what both were asked, as far as it is known; empty while too little is
/// @param period as parameters
public record ChallengerPage(
    Frame frame,
    String model,
    Map<String, String> typed,
    Map<String, String> errors,
    Optional<Report> report,
    Optional<Challenger> outcomes,
    String period) {
  public ChallengerPage {
    typed = Map.copyOf(typed);
    errors = Map.copyOf(errors);
  }

  static String title(Report report) {
    int judged = report.looked() - report.skipped();
    if (judged == 0) {
      return "%s was asked, and no decision can be decided again".formatted(report.version());
    }
    return report.changed() == 0
        ? "%s would have changed none of %s"
            .formatted(report.version(), Show.count(judged, "decision"))
        : "%s would have sent %,d of %s otherwise"
            .formatted(report.version(), report.changed(), Show.count(judged, "decision"));
  }

  public String value(String field) {
    return typed.getOrDefault(field, "");
  }

  public String error(String field) {
    return errors.getOrDefault(field, "");
  }

  /// Which of the two the outcomes speak for.
  public static String verdict(Challenger challenger) {
    return challenger.behindActive().isBelowZero()
        ? "It foresaw better"
        : challenger.behindActive().isAboveZero()
            ? "It foresaw worse"
            : "Too close to call between the two";
  }

  /// An amount more or less, from minor units.
  public static String extra(double minor, String currency) {
    return Show.difference(BigDecimal.valueOf(minor), currency);
  }
}
