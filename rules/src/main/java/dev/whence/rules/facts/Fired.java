package dev.whence.rules.facts;

import dev.whence.domain.TableAnswer;

/// A row of an all-matches table that fired.
public record Fired<C extends Enum<C>>(String ruleId, C code) implements TableAnswer {}
