package dev.whence.domain.places;

import java.util.Optional;
import java.util.regex.Pattern;

/// British postal districts of one digit. Spaces do not count in postal codes, so `SE1 *` as a
/// start would have `SE10` to `SE19` in it, which whoever writes the space does not mean.
public final class PostalDistrict {
  private static final Pattern START = Pattern.compile("([A-Za-z]{1,2}[0-9])\\s+[*]");

  private PostalDistrict() {}

  /// The district, `SE1`, of a start of postal codes that is written as `SE1 *`; empty for any
  /// other start.
  public static Optional<String> ofStart(String written) {
    var start = START.matcher(written);
    return start.matches() ? Optional.of(start.group(1)) : Optional.empty();
  }
}
