package dev.whence.service.http;

import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `ETag` of a thing that counts its changes, and the `If-Match` of whoever changes it (RFC
/// 9110): its revision.
public final class EntityTag {
  private static final String IF_MATCH = "If-Match";
  private static final Pattern REVISION = Pattern.compile("\"?(\\d{1,9})\"?");

  private EntityTag() {}

  /// As a header has it.
  public static String of(int revision) {
    return "\"" + revision + "\"";
  }

  /// The revision that the caller has seen.
  ///
  /// @param what the header must be, to follow "must be"
  /// @param errors get a complaint where there is none
  public static int seen(Call call, String what, FieldErrors errors) {
    String given = call.findHeader(IF_MATCH).orElse("");
    Matcher revision = REVISION.matcher(given);
    if (!revision.matches()) {
      errors.add(new FieldError.Location.RequestHeader(IF_MATCH), "must be " + what, given);
      return 0;
    }
    return Integer.parseInt(revision.group(1));
  }
}
