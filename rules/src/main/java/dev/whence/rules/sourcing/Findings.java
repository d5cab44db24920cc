package dev.whence.rules.sourcing;

import static java.util.Comparator.comparing;

import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects findings: the same rule and evidence against several lines is one finding.
final class Findings {
  /// Findings that hold whatever the tables say.
  static final String STOCK = "engine-short-of-stock";

  static final String STOCK_INACTIVE = "engine-stock-switched-off";
  static final String SERVICE_INACTIVE = "engine-service-switched-off";
  static final String CAPACITY = "engine-capacity-exhausted";
  static final String NO_HANDOVER = "engine-no-handover";
  static final String EXCLUDED = "engine-excluded-by-caller";
  static final String REFUSED = "engine-refused-by-node";
  static final String PINNED = "engine-pinned-elsewhere";
  static final String EXCHANGE_RATE = "engine-no-exchange-rate";
  static final String NO_RATE = "engine-no-rate";
  static final String NOT_COLLECTED = "engine-not-collected";
  static final String NO_DELIVERY = "engine-no-delivery";
  static final String OUTSIDE_WINDOW = "engine-outside-window";
  static final String PRICE = "engine-price-out-of-range";
  static final String NOT_PACKABLE = "engine-not-packable";

  private final Map<Key, List<OrderLineId>> linesOf = new LinkedHashMap<>();

  private record Key(String ruleId, Reason reason) {}

  Findings() {}

  /// The same, to which more can be added.
  Findings(Findings others) {
    others.linesOf.forEach((key, lines) -> linesOf.put(key, new ArrayList<>(lines)));
  }

  void add(String ruleId, Reason reason, OrderLineId line) {
    List<OrderLineId> lines =
        linesOf.computeIfAbsent(new Key(ruleId, reason), key -> new ArrayList<>());
    if (!lines.contains(line)) {
      lines.add(line);
    }
  }

  void addForAll(String ruleId, Reason reason, List<Want> wants) {
    wants.forEach(want -> add(ruleId, reason, want.lineId()));
  }

  boolean isEmpty() {
    return linesOf.isEmpty();
  }

  /// In rule-id order.
  List<Finding> sorted() {
    if (linesOf.isEmpty()) {
      return List.of();
    }
    var sorted = new ArrayList<Finding>(linesOf.size());
    linesOf.forEach((key, lines) -> sorted.add(new Finding(key.ruleId(), key.reason(), lines)));
    sorted.sort(comparing(Finding::ruleId).thenComparing(finding -> finding.reason().toString()));
    return List.copyOf(sorted);
  }
}
