package dev.whence.rules.tables.cells;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// British postal districts of one digit, `SE1 *`: spaces do not count in postal codes, so that as
/// a start it would have `SE10` to `SE19` in it, which whoever writes the space does not mean.
final class PostalDistrict {
  static final Pattern CELL = Pattern.compile("([A-Za-z]{1,2}[0-9])\\s+[*]");

  private PostalDistrict() {}

  /// All that starts so, and the codes of the district alone: behind it stand a digit and two
  /// letters.
  static List<String> readings(String written) {
    String district = written.toUpperCase(Locale.ROOT);
    return List.of(
        district + "*",
        "in "
            + IntStream.range(0, 10)
                .mapToObj(digit -> "%s%dAA..%1$s%2$dZZ".formatted(district, digit))
                .collect(joining(", ")));
  }
}
