package dev.whence.service.console;

import dev.whence.service.drafts.Draft;
import dev.whence.service.http.drafts.ReplayView;

/// What a draft would have done to recorded orders.
///
/// @param isOlder whether the draft has other tables by now
/// @param mayWrite whether the reader may cancel it
public record ReplayPage(
    Frame frame, Draft draft, ReplayView replay, boolean isOlder, boolean mayWrite) {
  /// Whether there may be more to tell in a moment.
  public boolean isOpen() {
    return replay.state().equals("waiting") || replay.state().equals("running");
  }
}
