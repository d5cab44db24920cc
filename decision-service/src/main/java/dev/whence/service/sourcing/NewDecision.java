package dev.whence.service.sourcing;

import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.rules.tables.UnknownId;
import dev.whence.service.orders.OrderBasis;
import dev.whence.service.records.DecisionId;
import dev.whence.service.versions.VersionStore.Numbers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A decision about to be recorded, with everything a replay needs.
///
/// @param basis the order as it stood, and what is given back for the decision
/// @param standing the order as its caller wants it
/// @param versions it was made with
/// @param request the caller's request as JSON text
/// @param round 1, or more when stock or capacity was lost to another order in between
/// @param timings of the steps so far, by name
/// @param warnings of the rule tables, as the caller is told
/// @param fired ids of the rows that answered before the decision was explained, by table
public record NewDecision(
    DecisionId id,
    OrderBasis basis,
    StandingOrder standing,
    Numbers versions,
    String request,
    SourcingInputs inputs,
    EstimateLog estimates,
    SourcingDecision decision,
    int round,
    SortedMap<String, Duration> timings,
    List<UnknownId> warnings,
    SortedMap<String, List<String>> fired) {
  public NewDecision {
    timings = Collections.unmodifiableSortedMap(new TreeMap<>(timings));
    warnings = List.copyOf(warnings);
    fired = Collections.unmodifiableSortedMap(new TreeMap<>(fired));
  }
}
