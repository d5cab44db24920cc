package dev.whence.service.http.drafts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.http.Json;
import dev.whence.service.replay.Replay;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A replay in the API.
///
/// @param draftRevision of the draft whose tables it has
/// @param base number of the rule set that they are compared with
/// @param mostOrders how many decisions are looked at at most, the newest
/// @param replayed decisions so far
/// @param total decisions that there are to look at, 0 before it has begun
/// @param complete whether no recorded decision was left out; left out before it is done
/// @param expectation of the draft when it was asked for
/// @param met whether it came true; left out before it is done
/// @param trouble why there is no result, left out if there is or may be one
/// @param result a [dev.whence.rules.replay.ReplayResult] with `olderRecords` and `askedAnew`; left
///   out before it is done, and in lists
public record ReplayView(
    int id,
    int draft,
    int draftRevision,
    int base,
    String state,
    int mostOrders,
    long replayed,
    long total,
    @Nullable Boolean complete,
    String askedBy,
    Instant askedAt,
    @Nullable Instant begunAt,
    @Nullable Instant endedAt,
    @Nullable JsonNode expectation,
    @Nullable Boolean met,
    @Nullable String trouble,
    @Nullable JsonNode result) {

  static ReplayView of(Replay replay) {
    boolean done = replay.state() == Replay.State.DONE;
    return new ReplayView(
        replay.id(),
        replay.draft(),
        replay.draftRevision(),
        replay.base(),
        replay.state().name().toLowerCase(Locale.ROOT),
        replay.mostOrders(),
        replay.replayed(),
        replay.total(),
        done ? replay.complete() : null,
        replay.askedBy(),
        replay.askedAt(),
        replay.begunAt().orElse(null),
        replay.endedAt().orElse(null),
        replay.expectation().map(ReplayView::json).orElse(null),
        replay.met().orElse(null),
        replay.trouble().isEmpty() ? null : replay.trouble(),
        replay.result().map(ReplayView::json).orElse(null));
  }

  /// What stands as JSON text in the order store.
  static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
