package dev.whence.rules.facts;

import dev.whence.domain.TableAnswer;

/// Which orders stock goes to first: one row of the allocation-priority table.
///
/// @param ruleId the row
/// @param priority higher is served first
/// @param keptPercent of what a ship node has on hand of a SKU that is left for other channels
public record AllocationTerms(String ruleId, int priority, int keptPercent)
    implements TableAnswer {}
