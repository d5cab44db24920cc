package dev.whence.service.http.decisions;

import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How the API spells the cases of sealed types and enums.
final class Codes {
  /// Names of the cases of an outcome.
  static final List<String> OUTCOMES = cases(Outcome.class);

  /// Names of the cases of a path.
  static final List<String> PATHS = cases(Path.class);

  private Codes() {}

  /// `SHORT_OF_STOCK` for `ShortOfStock`.
  static String upper(String camelCase) {
    return camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// `model`, `rules`, or `none` for `NoCandidate`.
  static String path(String caseName) {
    return caseName.equals("NoCandidate") ? "none" : caseName.toLowerCase(Locale.ROOT);
  }

  private static List<String> cases(Class<?> sealedType) {
    return Arrays.stream(sealedType.getPermittedSubclasses()).map(Class::getSimpleName).toList();
  }
}
