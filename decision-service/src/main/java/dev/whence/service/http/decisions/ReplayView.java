package dev.whence.service.http.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.whence.service.http.Json;
import dev.whence.service.sourcing.RecordedDecisions.Basis;
import dev.whence.service.sourcing.RecordedDecisions.Replay;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A recorded decision decided again.
///
/// @param basis `recorded` (tables and estimates of the time) or `current` (those in force now)
/// @param equal whether the decision is the same, to the last digit
/// @param differences where it is not, the first ones
/// @param again what was decided now
public record ReplayView(
    String decisionId,
    String basis,
    boolean equal,
    List<Difference> differences,
    DecisionView again) {
  private static final int MOST_DIFFERENCES = 200;

  /// The work of the search, which is no part of the decision.
  private static final String WORK = "/search/setsVisited";

  /// Which tables decided, which is no difference where others were asked for.
  private static final String RULE_SET = "/ruleSet";

  /// @param pointer into the decision
  /// @param recorded what stands in the recorded decision, left out when nothing does
  /// @param again what was decided now, left out when nothing was
  public record Difference(String pointer, @Nullable JsonNode recorded, @Nullable JsonNode again) {
    static Difference of(String pointer, JsonNode recorded, JsonNode again) {
      return new Difference(
          pointer,
          recorded.isMissingNode() ? null : recorded,
          again.isMissingNode() ? null : again);
    }
  }

  static ReplayView of(Replay replay) {
    DecisionView recorded = DecisionView.replayed(replay.recorded(), replay.recorded().decision());
    DecisionView again = DecisionView.replayed(replay.recorded(), replay.again());
    var differences = new ArrayList<Difference>();
    compare("", Json.tree(recorded), Json.tree(again), differences);
    if (replay.basis() == Basis.CURRENT) {
      differences.removeIf(difference -> difference.pointer().equals(RULE_SET));
    }
    return new ReplayView(
        replay.recorded().id().toString(),
        Codes.lower(replay.basis()),
        replay.equal(),
        differences.stream().limit(MOST_DIFFERENCES).toList(),
        again);
  }

  private static void compare(
      String pointer, JsonNode recorded, JsonNode again, List<Difference> differences) {
    if (recorded.equals(again) || pointer.equals(WORK)) {
      return;
    }
    if (recorded.isObject() && again.isObject()) {
      Set<String> names = new LinkedHashSet<>();
      recorded.fieldNames().forEachRemaining(names::add);
      again.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        compare(pointer + "/" + name, recorded.path(name), again.path(name), differences);
      }
    } else if (recorded.isArray() && again.isArray()) {
      for (int i = 0; i < Math.max(recorded.size(), again.size()); i++) {
        compare(pointer + "/" + i, element(recorded, i), element(again, i), differences);
      }
    } else {
      differences.add(Difference.of(pointer, recorded, again));
    }
  }

  private static JsonNode element(JsonNode array, int i) {
    return i < array.size() ? array.get(i) : MissingNode.getInstance();
  }
}
