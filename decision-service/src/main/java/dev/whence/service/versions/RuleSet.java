package dev.whence.service.versions;

import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;

/// A version of the rule tables, ready to be asked.
public record RuleSet(int number, RuleBook book, RuleTables tables) {}
