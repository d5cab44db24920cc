package dev.whence.rules.sourcing;

import static java.util.Comparator.comparing;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.Refusal;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.search.PlanSearch;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;

/// What is insisted on beyond the order itself, by the caller and by ship nodes that refuse. All of
/// it is hard: a plan that does not keep it is no plan.
///
/// @param excludedNodes may send nothing, because the caller says so
/// @param excludedServices may carry nothing
/// @param handoverNotBefore first local day of hand-over
/// @param handoverBy last local day of hand-over
/// @param pins parts of lines that must leave a ship node
/// @param sameNode groups of lines of which each leaves one ship node
/// @param shipComplete whether the order ships completely or not at all
/// @param callerPlan the caller's own plan, scored beside ours and never obeyed; empty for none
/// @param explain how much is said about what was not chosen
/// @param searchWork what the searches of one attempt may do, as [PlanSearch#BUDGET] counts it, at
///   least 1: less where the caller has little time
/// @param refusals of ship nodes that may send nothing, because they refused units of the order;
///   the last of each
public record Demands(
    List<ShipNodeId> excludedNodes,
    List<CarrierServiceId> excludedServices,
    LocalDate handoverNotBefore,
    LocalDate handoverBy,
    List<Pin> pins,
    List<List<OrderLineId>> sameNode,
    boolean shipComplete,
    List<PlannedParcel> callerPlan,
    Explain explain,
    long searchWork,
    List<Refusal> refusals) {
  /// No first day, no last day.
  public static final LocalDate ANY_EARLY = LocalDate.of(1, 1, 1);

  public static final LocalDate ANY_LATE = LocalDate.of(9999, 12, 31);

  public static final Demands NONE =
      new Demands(
          List.of(),
          List.of(),
          ANY_EARLY,
          ANY_LATE,
          List.of(),
          List.of(),
          false,
          List.of(),
          Explain.FULL);

  /// Demands of a caller who has time.
  public Demands(
      List<ShipNodeId> excludedNodes,
      List<CarrierServiceId> excludedServices,
      LocalDate handoverNotBefore,
      LocalDate handoverBy,
      List<Pin> pins,
      List<List<OrderLineId>> sameNode,
      boolean shipComplete,
      List<PlannedParcel> callerPlan,
      Explain explain) {
    this(
        excludedNodes,
        excludedServices,
        handoverNotBefore,
        handoverBy,
        pins,
        sameNode,
        shipComplete,
        callerPlan,
        explain,
        PlanSearch.BUDGET,
        List.of());
  }

  public Demands {
    excludedNodes = excludedNodes.stream().distinct().sorted().toList();
    excludedServices = excludedServices.stream().distinct().sorted().toList();
    pins = List.copyOf(pins);
    sameNode = sameNode.stream().map(List::copyOf).toList();
    callerPlan = List.copyOf(callerPlan);
    searchWork = Math.max(1, searchWork);
    refusals = refusals.stream().sorted(comparing(Refusal::shipNode)).toList();
  }

  /// How much is said about what was not chosen.
  public enum Explain {
    /// The plan alone.
    NONE,
    /// Each ship node with its findings, and what its best plan would have cost.
    NODES,
    /// Each carrier service of each ship node as well.
    FULL
  }

  /// So many units of a line leave this ship node.
  ///
  /// @param units at least 1; at most the line's
  public record Pin(OrderLineId line, ShipNodeId shipNode, int units) {}

  /// A parcel of the caller's own plan.
  public record PlannedParcel(
      ShipNodeId shipNode, CarrierServiceId carrierService, List<PlannedLine> lines) {
    public PlannedParcel {
      lines = List.copyOf(lines);
    }
  }

  /// @param units at least 1
  public record PlannedLine(OrderLineId line, int units) {}

  /// The same demands with these ship nodes excluded instead.
  public Demands excludingNodes(List<ShipNodeId> nodes) {
    return new Demands(
        nodes,
        excludedServices,
        handoverNotBefore,
        handoverBy,
        pins,
        sameNode,
        shipComplete,
        callerPlan,
        explain,
        searchWork,
        refusals);
  }

  public Demands excludingServices(List<CarrierServiceId> services) {
    return new Demands(
        excludedNodes,
        services,
        handoverNotBefore,
        handoverBy,
        pins,
        sameNode,
        shipComplete,
        callerPlan,
        explain,
        searchWork,
        refusals);
  }

  /// The same demands after these refusals instead.
  public Demands refused(List<Refusal> by) {
    return new Demands(
        excludedNodes,
        excludedServices,
        handoverNotBefore,
        handoverBy,
        pins,
        sameNode,
        shipComplete,
        callerPlan,
        explain,
        searchWork,
        by);
  }

  /// The last refusal of a ship node.
  Optional<Refusal> refusal(ShipNodeId node) {
    return refusals.stream().filter(refusal -> refusal.shipNode().equals(node)).findFirst();
  }

  public Demands explaining(Explain level) {
    return new Demands(
        excludedNodes,
        excludedServices,
        handoverNotBefore,
        handoverBy,
        pins,
        sameNode,
        shipComplete,
        callerPlan,
        level,
        searchWork,
        refusals);
  }

  /// @param work at least 1
  public Demands searching(long work) {
    return new Demands(
        excludedNodes,
        excludedServices,
        handoverNotBefore,
        handoverBy,
        pins,
        sameNode,
        shipComplete,
        callerPlan,
        explain,
        work,
        refusals);
  }

  /// What of these demands concerns an order of which some lines, or some of their units, are left.
  ///
  /// @param quantityOf units of a line that are left, 0 for a line that is not
  /// @param sentFrom units of a line that leave a ship node already: a pin counts once
  public Demands within(
      ToIntFunction<OrderLineId> quantityOf, ToIntBiFunction<OrderLineId, ShipNodeId> sentFrom) {
    var left = new TreeMap<OrderLineId, Integer>();
    var sent = new HashMap<Pin, Integer>();
    var kept = new ArrayList<Pin>();
    for (Pin pin : pins) {
      var place = new Pin(pin.line(), pin.shipNode(), 1);
      int before =
          sent.computeIfAbsent(place, _ -> sentFrom.applyAsInt(pin.line(), pin.shipNode()));
      int counted = Math.min(before, pin.units());
      sent.put(place, before - counted);
      int units =
          Math.min(
              pin.units() - counted,
              left.computeIfAbsent(pin.line(), line -> quantityOf.applyAsInt(line)));
      if (units > 0) {
        kept.add(new Pin(pin.line(), pin.shipNode(), units));
        left.merge(pin.line(), -units, Math::addExact);
      }
    }
    return new Demands(
        excludedNodes,
        excludedServices,
        handoverNotBefore,
        handoverBy,
        kept,
        sameNode.stream()
            .map(group -> group.stream().filter(line -> quantityOf.applyAsInt(line) > 0).toList())
            .filter(group -> group.size() > 1)
            .toList(),
        shipComplete,
        callerPlan.stream()
                .allMatch(parcel ->
                    parcel.lines().stream()
                        .allMatch(line -> quantityOf.applyAsInt(line.line()) > 0))
            ? callerPlan
            : List.of(),
        explain,
        searchWork,
        refusals);
  }

  /// A contradiction of the demands.
  ///
  /// @param place of the value to look at, as a JSON pointer into the request
  /// @param value that stands there
  /// @param remedy what may be meant, as the rest of a sentence that begins with "Maybe"
  public record Contradiction(String place, String value, String sentence, String remedy) {}

  private static final String ONE_OF_TWO = "drop one of the two";

  /// Demands that no plan can keep together, each told in a sentence; empty when they agree.
  ///
  /// @param quantityOf units of a line, 0 for a line that the order does not have
  public List<String> contradictions(ToIntFunction<OrderLineId> quantityOf) {
    return conflicts(quantityOf).stream().map(Contradiction::sentence).toList();
  }

  /// The same, each with its place and a remedy.
  ///
  /// @param quantityOf units of a line, 0 for a line that the order does not have
  public List<Contradiction> conflicts(ToIntFunction<OrderLineId> quantityOf) {
    var told = new ArrayList<Contradiction>();
    if (handoverBy.isBefore(handoverNotBefore)) {
      told.add(
          new Contradiction(
              "/order/shipBy",
              handoverBy.toString(),
              "shipNotBefore is %s and shipBy is %s: no day is left."
                  .formatted(handoverNotBefore, handoverBy),
              ONE_OF_TWO));
    }
    addConflictsOfPins(told, quantityOf);
    addConflictsOfGroups(told, quantityOf);
    for (int p = 0; p < callerPlan.size(); p++) {
      List<PlannedLine> lines = callerPlan.get(p).lines();
      for (int i = 0; i < lines.size(); i++) {
        addIfStranger(
            told,
            "/callerPlan/%d/lines/%d/lineId".formatted(p, i),
            lines.get(i).line(),
            quantityOf,
            "The caller's plan");
      }
    }
    return told;
  }

  private void addConflictsOfPins(List<Contradiction> told, ToIntFunction<OrderLineId> quantityOf) {
    var pinned = new TreeMap<OrderLineId, Long>();
    var last = new HashMap<OrderLineId, Integer>();
    for (int p = 0; p < pins.size(); p++) {
      Pin pin = pins.get(p);
      addIfStranger(told, "/pins/%d/lineId".formatted(p), pin.line(), quantityOf, "A pin");
      if (excludedNodes.contains(pin.shipNode())) {
        told.add(
            new Contradiction(
                "/pins/%d/shipNode".formatted(p),
                pin.shipNode().value(),
                "Line %s is pinned to %s, which is excluded.".formatted(pin.line(), pin.shipNode()),
                ONE_OF_TWO));
      }
      pinned.merge(pin.line(), (long) pin.units(), Long::sum);
      last.put(pin.line(), p);
    }
    pinned.forEach((line, units) -> {
      int quantity = quantityOf.applyAsInt(line);
      if (quantity > 0 && units > quantity) {
        int place = last.getOrDefault(line, 0);
        told.add(
            new Contradiction(
                "/pins/%d/units".formatted(place),
                String.valueOf(pins.get(place).units()),
                "%d units of line %s are pinned, it asks for %d.".formatted(units, line, quantity),
                "pin at most %d of line %s".formatted(quantity, line)));
      }
    });
  }

  private void addConflictsOfGroups(
      List<Contradiction> told, ToIntFunction<OrderLineId> quantityOf) {
    for (List<OrderLineId> group : oneNode()) {
      List<ShipNodeId> nodes =
          pins.stream()
              .filter(pin -> group.contains(pin.line()))
              .map(Pin::shipNode)
              .distinct()
              .sorted()
              .toList();
      if (nodes.size() > 1) {
        List<OrderLineId> pinned =
            group.stream()
                .filter(line -> pins.stream().anyMatch(pin -> pin.line().equals(line)))
                .toList();
        List<OrderLineId> lines = pinned.size() > 1 ? pinned : group;
        String names = String.join(", ", lines.stream().map(OrderLineId::value).toList());
        told.add(
            new Contradiction(
                "/sameNode/%d/lineIds".formatted(firstGroupWith(group)),
                names,
                "The lines %s must leave one ship node, and are pinned to %s and %s."
                    .formatted(names, nodes.get(0), nodes.get(1)),
                "pin them to one ship node, or drop the group"));
      }
    }
    for (int g = 0; g < sameNode.size(); g++) {
      List<OrderLineId> group = sameNode.get(g);
      for (int i = 0; i < group.size(); i++) {
        addIfStranger(
            told,
            "/sameNode/%d/lineIds/%d".formatted(g, i),
            group.get(i),
            quantityOf,
            "A same-node group");
      }
    }
  }

  private int firstGroupWith(List<OrderLineId> lines) {
    for (int g = 0; g < sameNode.size(); g++) {
      if (lines.containsAll(sameNode.get(g))) {
        return g;
      }
    }
    return 0;
  }

  private static void addIfStranger(
      List<Contradiction> told,
      String place,
      OrderLineId line,
      ToIntFunction<OrderLineId> quantityOf,
      String who) {
    if (quantityOf.applyAsInt(line) == 0) {
      told.add(
          new Contradiction(
              place,
              line.value(),
              "%s names the line %s, which the order does not have.".formatted(who, line),
              "name a line of the order"));
    }
  }

  /// The groups of lines of which each leaves one ship node: groups that share a line are one, as
  /// what leaves with a third line leaves with the other one, too. In the order of their first
  /// groups.
  public List<List<OrderLineId>> oneNode() {
    var merged = new ArrayList<LinkedHashSet<OrderLineId>>();
    for (List<OrderLineId> group : sameNode) {
      var lines = new LinkedHashSet<>(group);
      LinkedHashSet<OrderLineId> first = null;
      for (LinkedHashSet<OrderLineId> earlier : List.copyOf(merged)) {
        if (!Collections.disjoint(earlier, lines)) {
          if (first == null) {
            first = earlier;
          } else {
            first.addAll(earlier);
            merged.remove(earlier);
          }
        }
      }
      if (first == null) {
        merged.add(lines);
      } else {
        first.addAll(lines);
      }
    }
    return merged.stream().map(List::<OrderLineId>copyOf).toList();
  }
}
