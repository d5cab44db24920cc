package dev.whence.service.http;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// Numbers by which the order store counts things: versions, drafts, replays.
public final class Counted {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  private Counted() {}

  /// @return empty if the text is no number from 1 to 999,999,999 as it is written
  public static OptionalInt number(String text) {
    return NUMBER.matcher(text).matches()
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  /// The number in a path.
  ///
  /// @param what is counted, to follow "No"
  /// @throws FailureException if there is none: nothing has such a name
  public static int inPath(Call call, String parameter, String what) {
    String text = call.pathParameter(parameter);
    return number(text).orElseThrow(() -> new FailureException(new Failure.NotFound(what, text)));
  }
}
