package dev.whence.service.sourcing;

import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.rules.tables.UnknownId;
import dev.whence.service.records.DecisionId;
import dev.whence.service.versions.VersionStore.Numbers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A decision as recorded: equal to what was written.
///
/// @param request the caller's request as JSON text
/// @param approved whether a person approved what the policy had held
/// @param ruleSet digest of the rule tables, to be found in the store of rule sets
/// @param versions it was made with, as far as they were noted
/// @param warnings of the rule tables, as the caller was told
/// @param fired ids of the rows that answered before the decision was explained, by table; empty
///   where other code than this process has decided, or nobody noted them
/// @param recordedAt the database's clock
public record StoredDecision(
    DecisionId id,
    String request,
    SourcingInputs inputs,
    EstimateLog estimates,
    SourcingDecision decision,
    boolean approved,
    String ruleSet,
    Numbers versions,
    int round,
    SortedMap<String, Duration> timings,
    List<UnknownId> warnings,
    Optional<Map<String, List<String>>> fired,
    Instant recordedAt) {
  public StoredDecision {
    timings = Collections.unmodifiableSortedMap(new TreeMap<>(timings));
    warnings = List.copyOf(warnings);
  }
}
