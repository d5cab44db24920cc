package dev.whence.rules.facts;

import dev.whence.domain.TableAnswer;
import dev.whence.domain.returns.ReturnAction;

/// What to do about a risky line: one row of the return-intervention table.
public record ReturnTerms(String ruleId, ReturnAction action) implements TableAnswer {}
