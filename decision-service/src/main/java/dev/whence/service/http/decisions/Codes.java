package dev.whence.service.http.decisions;

import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.service.json.KeptNames;
import java.util.List;
import java.util.Locale;

/// How the API spells the cases of sealed types and enums.
final class Codes {
  /// Names of the cases of an outcome.
  static final List<String> OUTCOMES = KeptNames.cases(Outcome.class);

  /// Names of the cases of a path.
  static final List<String> PATHS = KeptNames.cases(Path.class);

  private Codes() {}

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// `model`, `rules`, or `none` for `NoCandidate`.
  static String path(String caseName) {
    return caseName.equals("NoCandidate") ? "none" : caseName.toLowerCase(Locale.ROOT);
  }
}
