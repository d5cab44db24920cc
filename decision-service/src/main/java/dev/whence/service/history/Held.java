package dev.whence.service.history;

import java.util.List;
import java.util.SequencedMap;

/// What went into quarantine with one request.
///
/// @param first some of it, at most [#MOST_TOLD]
public record Held(int count, List<One> first) {
  public static final int MOST_TOLD = 100;
  public static final Held NOTHING = new Held(0, List.of());

  public Held {
    first = List.copyOf(first);
  }

  static Held of(SequencedMap<? extends Incoming, Doubt> doubts) {
    return new Held(
        doubts.size(),
        doubts.sequencedEntrySet().stream()
            .limit(MOST_TOLD)
            .map(entry -> new One(entry.getKey().id(), entry.getValue()))
            .toList());
  }

  /// @param id the sender's, of the event or return
  public record One(String id, Doubt doubt) {}
}
