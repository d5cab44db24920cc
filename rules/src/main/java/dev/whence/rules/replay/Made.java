package dev.whence.rules.replay;

import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import java.util.Set;

/// What is known of how a decision was made, where the code that made it is the code that would
/// make it again.
///
/// @param tables digest of the rule tables
/// @param fired rows of all tables that fired, also for candidates that lost, before the decision
///   was explained
public record Made(String tables, Set<TableRow> fired) {
  public Made {
    fired = Set.copyOf(fired);
  }
}
