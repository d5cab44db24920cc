package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.rules.facts.RuleTables;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.rules.sourcing.SourcingDecision.NodeAssessment;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Answers "why did it not go there?" with the smallest single changes that would have sent it
/// there, each found by deciding the changed inputs again with [SourcingPolicy].
public final class WhyNot {
  private static final int MOST_PARCELS_TRIED = 3;

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

  /// @param decision what [SourcingPolicy] made of `inputs`
  /// @param estimator recorded estimates first, live ones for questions nobody asked before
  public static Answer explain(
      SourcingInputs inputs,
      SourcingDecision decision,
      ShipNodeId node,
      RuleTables tables,
      Estimator estimator) {
    Optional<NodeAssessment> assessment = find(decision, node);
    if (assessment.isEmpty()) {
      return new Answer.NoCandidate();
    }
    if (assessment.get().verdict() instanceof Verdict.Chosen) {
      return new Answer.Chosen();
    }
    var what = new WhatIf(inputs, node, tables, estimator);
    var changes = new ArrayList<Change>(what.stock());
    what.capacity().ifPresent(changes::add);
    what.time().ifPresent(changes::add);
    if (assessment.get().verdict() instanceof Verdict.Outbid outbid) {
      changes.add(new Change.CheaperBy(outbid.extra()));
    }
    return new Answer.Because(assessment.get().verdict(), assessment.get().findings(), changes);
  }

  private static Optional<NodeAssessment> find(SourcingDecision decision, ShipNodeId node) {
    return decision.assessments().stream().filter(a -> a.shipNode().equals(node)).findFirst();
  }

  /// One node under changed circumstances.
  private record WhatIf(
      SourcingInputs inputs, ShipNodeId node, RuleTables tables, Estimator estimator) {

    private boolean chosen(SourcingInputs changed) {
      SourcingDecision decision = SourcingPolicy.decide(changed, tables, estimator);
      return find(decision, node).orElseThrow().verdict() instanceof Verdict.Chosen;
    }

    private NodeSnapshot snapshot() {
      return inputs.nodes().stream().filter(n -> n.id().equals(node)).findFirst().orElseThrow();
    }

    /// The fewest units of each single SKU that are enough, or all SKUs together.
    private List<? extends Change> stock() {
      var single = new ArrayList<Change.MoreUnits>();
      var all = new ArrayList<Change.MoreUnits>();
      inputs
          .order()
          .unitsBySku()
          .forEach((sku, wanted) -> {
            int most = Math.max(0, wanted - unreserved(sku)) + protectedUnits(sku);
            if (most > 0) {
              all.add(new Change.MoreUnits(sku, most));
              fewest(sku, most).ifPresent(units -> single.add(new Change.MoreUnits(sku, units)));
            }
          });
      if (!single.isEmpty() || all.size() < 2 || !chosen(inputs.with(stocked(all)))) {
        return single;
      }
      return List.of(new Change.MoreUnitsOfSeveral(all));
    }

    /// Binary search: more units of a SKU never make a node less able to send it.
    private Optional<Integer> fewest(Sku sku, int most) {
      if (!chosen(inputs.with(stocked(List.of(new Change.MoreUnits(sku, most)))))) {
        return Optional.empty();
      }
      int low = 1;
      int high = most;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (chosen(inputs.with(stocked(List.of(new Change.MoreUnits(sku, middle)))))) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return Optional.of(low);
    }

    private int unreserved(Sku sku) {
      return snapshot().findStock(sku).map(stock -> stock.availableToPromise(0)).orElse(0);
    }

    /// Units of the SKU that the reservation policy may keep back from this order at the node.
    private int protectedUnits(Sku sku) {
      int available = Integer.MAX_VALUE;
      for (NodeReview review :
          NodeReview.of(
              inputs.only(snapshot()), tables, SourcingPolicy.orderDate(inputs.order()))) {
        for (var line : review.lines()) {
          if (line.line().sku().equals(sku)) {
            available = Math.min(available, line.reservation().protectedUnits());
          }
        }
      }
      return available == Integer.MAX_VALUE ? 0 : available;
    }

    private NodeSnapshot stocked(List<Change.MoreUnits> more) {
      NodeSnapshot now = snapshot();
      var stock = new TreeMap<Sku, StockPosition>();
      now.stock().forEach(position -> stock.put(position.sku(), position));
      for (Change.MoreUnits change : more) {
        StockPosition old =
            stock.getOrDefault(
                change.sku(), new StockPosition(node, change.sku(), 0, 0, 0, Cost.ZERO));
        stock.put(
            change.sku(),
            new StockPosition(
                node,
                change.sku(),
                old.onHand() + change.units(),
                old.reserved(),
                old.safetyStock(),
                old.worth()));
      }
      return new NodeSnapshot(
          now.node(), List.copyOf(stock.values()), now.booked(), now.capacityPrice());
    }

    private Optional<Change> capacity() {
      for (int parcels = 1; parcels <= MOST_PARCELS_TRIED; parcels++) {
        NodeSnapshot now = snapshot();
        ShipNode n = now.node();
        var larger =
            new ShipNode(
                n.id(),
                n.name(),
                n.type(),
                n.country(),
                n.region(),
                n.location(),
                n.active(),
                n.handlesHazmat(),
                n.channels(),
                n.calendar(),
                n.parcelsPerDay() + parcels,
                n.parcelHandling(),
                n.unitHandling());
        if (chosen(
            inputs.with(
                new NodeSnapshot(larger, now.stock(), now.booked(), now.capacityPrice())))) {
          return Optional.of(new Change.MoreCapacity(parcels));
        }
      }
      return Optional.empty();
    }

    /// The latest earlier moment at which the node still made its last missed cutoff.
    private Optional<Change> time() {
      var calendar = snapshot().node().calendar();
      Instant next = calendar.firstHandover(inputs.now(), 400).orElseThrow().at();
      Instant last = calendar.handoverBefore(next, 400).orElseThrow().at();
      Instant inTime = last.minus(calendar.processing());
      if (!inTime.isBefore(inputs.now())) {
        return Optional.empty();
      }
      return chosen(inputs.at(inTime))
          ? Optional.of(new Change.Earlier(Duration.between(inTime, inputs.now())))
          : Optional.empty();
    }
  }
}
