package dev.whence.service.sourcing;

import dev.whence.domain.orders.Order;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.Market;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.tables.UnknownId;
import dev.whence.service.records.DecisionId;
import dev.whence.service.versions.VersionStore.Numbers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Of a recorded decision what its caller is told. The rest of the record is not read for it.
///
/// @param explain how much of what was not chosen
/// @param reference the ship nodes and carrier services of its parcels
/// @param versions it was made with, as far as they were noted
/// @param warnings of the rule tables, as the caller was told
public record ShownDecision(
    DecisionId id,
    Order order,
    Demands.Explain explain,
    Market.Reference reference,
    SourcingDecision decision,
    Numbers versions,
    int round,
    SortedMap<String, Duration> timings,
    List<UnknownId> warnings) {
  public ShownDecision {
    timings = Collections.unmodifiableSortedMap(new TreeMap<>(timings));
    warnings = List.copyOf(warnings);
  }

  /// The same decision, explained at another level.
  ShownDecision telling(Demands.Explain level, SourcingDecision explained) {
    return new ShownDecision(
        id, order, level, reference, explained, versions, round, timings, warnings);
  }
}
