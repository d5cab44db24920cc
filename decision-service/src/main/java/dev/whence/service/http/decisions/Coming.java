package dev.whence.service.http.decisions;

import static java.util.Comparator.comparing;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Holding;
import dev.whence.rules.sourcing.SourcingDecision.NodeAssessment;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Shortage;
import dev.whence.service.inventory.ReceiptStore.Expected;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What is on its way of what an order waits for.
///
/// @param earliest open receipt of each SKU at each ship node, of those that the order waits for
/// @param candidates what was thought of each ship node that could be asked; none where nothing is
///   on its way
record Coming(List<Expected> earliest, List<NodeAssessment> candidates) {
  static final Coming NOTHING = new Coming(List.of(), List.of());

  private static final Comparator<Expected> SOONEST =
      comparing((Expected receipt) -> receipt.order().expectedOn())
          .thenComparing(receipt -> receipt.order().receiptId());

  Coming {
    earliest = List.copyOf(earliest);
    candidates = List.copyOf(candidates);
  }

  /// SKUs that the order waits for; of a bundle its components.
  static Set<Sku> awaited(Order order, SourcingDecision decision) {
    return switch (decision.outcome()) {
      case Outcome.PartlyBackordered partly -> awaited(order, partly.shortages());
      case Outcome.Backordered all -> awaited(order, all.shortages());
      case Outcome.Allocated ignored -> Set.of();
      case Outcome.Held ignored -> Set.of();
      case Outcome.Unfillable ignored -> Set.of();
    };
  }

  private static Set<Sku> awaited(Order order, List<Shortage> shortages) {
    var skus = new HashSet<Sku>();
    for (Shortage shortage : shortages) {
      if (isLackOfStock(shortage)) {
        line(order, shortage).goods().forEach(goods -> skus.add(goods.sku()));
      }
    }
    return skus;
  }

  private static boolean isLackOfStock(Shortage shortage) {
    return shortage.reason() instanceof SourcingDecision.ShortageReason.NoStock;
  }

  private static OrderLine line(Order order, Shortage shortage) {
    return order.lines().stream()
        .filter(line -> line.id().equals(shortage.line()))
        .findFirst()
        .orElseThrow();
  }

  /// The earliest receipt with which the missing units may ship; what comes to a ship node that may
  /// not send them whatever it holds is none. A bundle waits for each component that is too few, so
  /// of these the one that comes last counts; where they leave together, of one ship node.
  ///
  /// @return empty where nothing is on its way, also of only one of these, and where stock would
  ///   not help
  Optional<Expected> of(Order order, Shortage shortage) {
    if (!isLackOfStock(shortage)) {
      return Optional.empty();
    }
    OrderLine line = line(order, shortage);
    List<Expected> useful =
        earliest.stream().filter(receipt -> maySend(receipt.order().node(), line)).toList();
    if (!line.isBundle()) {
      return soonest(useful.stream().filter(receipt -> isOf(receipt, line.sku())).toList());
    }
    if (!line.together()) {
      return last(order, line, shortage.holdings(), useful);
    }
    var nodes = new TreeSet<ShipNodeId>();
    useful.forEach(receipt -> nodes.add(receipt.order().node()));
    return soonest(
        nodes.stream()
            .map(node ->
                last(
                    order,
                    line,
                    shortage.holdings().stream()
                        .filter(holding -> holding.shipNode().equals(node))
                        .toList(),
                    useful.stream()
                        .filter(receipt -> receipt.order().node().equals(node))
                        .toList()))
            .flatMap(Optional::stream)
            .toList());
  }

  /// Whether nothing rules the ship node out for the line but what goods or time may end.
  private boolean maySend(ShipNodeId node, OrderLine line) {
    return candidates.stream()
        .filter(candidate -> candidate.shipNode().equals(node))
        .flatMap(candidate -> candidate.findings().stream())
        .filter(finding -> finding.lines().contains(line.id()))
        .allMatch(finding -> finding.reason().mayPass());
  }

  /// The last that comes of the components that are too few.
  private static Optional<Expected> last(
      Order order, OrderLine bundle, List<Holding> holdings, List<Expected> receipts) {
    var awaited = new ArrayList<Expected>();
    for (Component component : bundle.components()) {
      if (isTooFew(order, component.sku(), holdings)) {
        Optional<Expected> receipt =
            soonest(receipts.stream().filter(each -> isOf(each, component.sku())).toList());
        if (receipt.isEmpty()) {
          return Optional.empty();
        }
        awaited.add(receipt.get());
      }
    }
    return awaited.stream().max(SOONEST);
  }

  private static boolean isTooFew(Order order, Sku sku, List<Holding> holdings) {
    long wanted = Objects.requireNonNullElse(order.unitsBySku().get(sku), 0);
    long there = 0;
    for (Holding holding : holdings) {
      if (holding.sku().equals(sku)) {
        if (!holding.isCounted()) {
          return false;
        }
        there += holding.available();
      }
    }
    return there < wanted;
  }

  private static Optional<Expected> soonest(List<Expected> receipts) {
    return receipts.stream().min(SOONEST);
  }

  private static boolean isOf(Expected receipt, Sku sku) {
    return receipt.order().sku().equals(sku);
  }
}
