package dev.whence.service.history;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// What went into quarantine with one request.
///
/// @param first some of it, at most [#MOST_TOLD]
/// @param byCode how many, by why
public record Held(int count, List<One> first, Map<Doubt.Code, Integer> byCode) {
  public static final int MOST_TOLD = 100;
  public static final Held NOTHING = new Held(0, List.of(), Map.of());

  public Held {
    first = List.copyOf(first);
    byCode = Map.copyOf(byCode);
  }

  /// Counts them, and tells the first.
  public static Held of(SequencedMap<? extends Incoming, Doubt> doubts) {
    return new Held(
        doubts.size(),
        doubts.sequencedEntrySet().stream()
            .limit(MOST_TOLD)
            .map(entry -> new One(entry.getKey().id(), entry.getValue()))
            .toList(),
        doubts.values().stream().collect(groupingBy(Doubt::code, summingInt(doubt -> 1))));
  }

  /// @param id the sender's, of the event or return
  public record One(String id, Doubt doubt) {}
}
