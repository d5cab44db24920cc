package dev.whence.service.orders;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.service.orders.GiveBack.Piece;
import dev.whence.service.orders.Parcel.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What of an order is to be decided now.
public sealed interface Rest {
  /// @param order with the units that are open, and no others
  record Open(Order order, OrderBasis basis) implements Rest {}

  /// Everything that is asked for is planned, has left or was cancelled.
  ///
  /// @param standing of each line asked for, in a sentence
  record Nothing(List<String> standing) implements Rest {
    public Nothing {
      standing = List.copyOf(standing);
    }
  }

  /// The order is known with other lines.
  ///
  /// @param differences one sentence each
  record Differs(List<String> differences) implements Rest {
    public Differs {
      differences = List.copyOf(differences);
    }
  }

  /// The order was to be approved, and nobody has to decide about it.
  record NotHeld() implements Rest {}

  /// The change takes away units that have left, or does not fit what they were sold as.
  ///
  /// @param problems one sentence each
  record HasLeft(List<String> problems) implements Rest {
    public HasLeft {
      problems = List.copyOf(problems);
    }
  }

  /// A further decision on an order: of the lines asked for, what is open. Open, too, is what
  /// stands in parcels of excluded ship nodes that have not left, what was held and has run out,
  /// and what is kept while a person decides; it is given back first, and what is kept for lines
  /// that are not asked for with it. Everything else stays as it is.
  ///
  /// @param asked lines may be left out; a quantity is the line's, or what is left of it
  static Rest further(OrderState state, Order asked, List<ShipNodeId> excludedNodes) {
    if (!state.isKnown()) {
      return new Open(asked, OrderBasis.ofNew(asked, state.seen()));
    }
    var differences = new ArrayList<String>();
    if (!isIn(state.currency(), asked)) {
      differences.add(
          "Its prices are in %s, those asked for in %s."
              .formatted(state.currency(), asked.currency()));
    }
    var standing = new ArrayList<String>();
    var open = new ArrayList<OrderLine>();
    var recorded = new ArrayList<OrderLine>();
    var back = new ArrayList<Piece>();
    var lots = new Lots();
    for (OrderLine line : asked.lines()) {
      Optional<OrderState.Line> found = state.find(line.id());
      if (found.isEmpty()) {
        differences.add("Line %s is not in it.".formatted(line.id()));
        continue;
      }
      OrderState.Line known = found.get();
      int wanted = known.quantity() - known.cancelled();
      if (!known.sku().equals(line.sku()) || !isSameGoods(known, line)) {
        differences.add("Line %s is of %s there.".formatted(line.id(), described(known)));
      } else if (line.quantity() > wanted) {
        differences.add(
            "Line %s asks for %d units; %s.".formatted(line.id(), line.quantity(), asked(known)));
      } else {
        List<Piece> given = givenBack(state, known, new HashSet<>(excludedNodes));
        OrderState after = state.without(given);
        int free = Math.min(line.quantity(), after.open(known));
        if (free == 0) {
          standing.add(standing(state, known));
        } else {
          back.addAll(given);
          open.add(lots.decide(after.lacking(known, line.withQuantity(free))));
          recorded.add(line.withQuantity(known.quantity()));
        }
      }
    }
    if (!differences.isEmpty()) {
      return new Differs(differences);
    }
    if (open.isEmpty()) {
      return new Nothing(standing);
    }
    back.addAll(keptForOthers(state, back));
    return new Open(
        asked.withLines(open).partOf(state.extent()),
        new OrderBasis(
                state.version(),
                state.seen(),
                recorded,
                Map.of(),
                new GiveBack(back),
                false,
                false,
                false)
            .inLots(lots.units));
  }

  /// As [#further], of an order as it stands: what was cancelled of it is asked for no more.
  ///
  /// @param standing lines of the order with the units that were ordered
  static Rest asItStands(OrderState state, Order standing) {
    var lines = new ArrayList<OrderLine>();
    for (OrderLine line : standing.lines()) {
      int cancelled = state.find(line.id()).map(OrderState.Line::cancelled).orElse(0);
      if (line.quantity() > cancelled) {
        lines.add(line.withQuantity(line.quantity() - cancelled));
      }
    }
    return lines.isEmpty()
        ? new Nothing(List.of("All of it is cancelled."))
        : further(state, standing.withLines(lines), List.of());
  }

  /// What of an order waits for stock. Parcels stay as they are.
  ///
  /// @param standing the whole order
  static Rest waiting(OrderState state, Order standing) {
    var open = new ArrayList<OrderLine>();
    var recorded = new ArrayList<OrderLine>();
    var lots = new Lots();
    for (OrderLine line : standing.lines()) {
      Optional<OrderState.Line> known = state.find(line.id());
      int units = known.map(it -> Math.min(it.waiting(), state.open(it))).orElse(0);
      if (units > 0 && known.orElseThrow().exception().isEmpty()) {
        open.add(lots.decide(state.lacking(known.orElseThrow(), line.withQuantity(units))));
        recorded.add(line.withQuantity(known.orElseThrow().quantity()));
      }
    }
    return open.isEmpty()
        ? new Nothing(List.of("Nothing waits."))
        : new Open(
            standing.withLines(open).partOf(state.extent()),
            new OrderBasis(
                    state.version(),
                    state.seen(),
                    recorded,
                    Map.of(),
                    GiveBack.NOTHING,
                    false,
                    true,
                    true)
                .inLots(lots.units));
  }

  /// Some units move: what is in one parcel is given back and decided anew, and nothing else of the
  /// order changes, not even what waits of its lines.
  ///
  /// @param standing the whole order
  static Rest moving(OrderState state, Order standing, String shipment) {
    Optional<Parcel> found =
        state.planned().stream()
            .filter(parcel -> parcel.shipment().equals(shipment))
            .filter(parcel -> parcel.stage() == Stage.CONFIRMED)
            .findFirst();
    OrderState after = state.without(GiveBack.allOf(found.stream().toList()).pieces());
    var open = new ArrayList<OrderLine>();
    for (OrderLine line : standing.lines()) {
      Optional<OrderState.Line> known = state.find(line.id());
      int units =
          known
              .map(it -> state.plannedInPart(it, parcel -> parcel.shipment().equals(shipment)))
              .orElse(0);
      if (units > 0) {
        open.add(after.lacking(known.orElseThrow(), line.withQuantity(units)).line());
      }
    }
    return found.isEmpty() || open.isEmpty()
        ? new Nothing(List.of("Nothing is planned in parcel %s any more.".formatted(shipment)))
        : new Open(
            standing.withLines(open).partOf(state.extent()),
            new OrderBasis(
                state.version(),
                state.seen(),
                List.of(),
                Map.of(),
                GiveBack.allOf(List.of(found.get())),
                false,
                false,
                true));
  }

  /// A changed order: everything that has not left is given back, and what is wanted beyond what
  /// has left is decided. Lines that the change does not name are cancelled as far as they have not
  /// left.
  static Rest changed(OrderState state, Order wanted) {
    var problems = new ArrayList<String>();
    var open = new ArrayList<OrderLine>();
    var lots = new Lots();
    OrderState after = state.without(GiveBack.allOf(state.planned()).pieces());
    Map<OrderLineId, Integer> cancelled = new HashMap<>();
    if (!isIn(state.currency(), wanted) && hasLeft(state)) {
      problems.add(
          "Units have left that were sold in %s, the change asks for prices in %s."
              .formatted(state.currency(), wanted.currency()));
    }
    for (OrderLine line : wanted.lines()) {
      Optional<OrderState.Line> found = state.find(line.id());
      int left = found.map(known -> state.unitsAt(known, Stage.LEFT)).orElse(0);
      int begun = found.map(known -> state.begunAt(known, Stage.LEFT)).orElse(0);
      if (line.quantity() < begun) {
        problems.add(
            "%s%s, the change asks for %d."
                .formatted(
                    new LineUnits(line.id(), begun).haveLeft(),
                    left < begun ? ", at least in part" : "",
                    line.quantity()));
      } else if (begun > 0 && !found.orElseThrow().sku().equals(line.sku())) {
        problems.add("Units of line %s have left, its SKU cannot change.".formatted(line.id()));
      } else if (begun > 0 && !isSameGoods(found.orElseThrow(), line)) {
        problems.add(
            "Units of line %s have left, its components cannot change.".formatted(line.id()));
      } else {
        cancelled.put(line.id(), 0);
        if (line.quantity() > left) {
          OrderLine rest = line.withQuantity(line.quantity() - left);
          open.add(found.isEmpty() ? rest : lots.decide(after.lacking(found.get(), rest)));
        }
      }
    }
    Set<OrderLineId> named = new HashSet<>();
    wanted.lines().forEach(line -> named.add(line.id()));
    for (OrderState.Line known : state.lines()) {
      if (!named.contains(known.id())) {
        // More than was ordered has left where a parcel was sent although it had been released.
        cancelled.put(known.id(), Math.max(0, known.quantity() - state.unitsAt(known, Stage.LEFT)));
      }
    }
    if (!problems.isEmpty()) {
      return new HasLeft(problems);
    }
    if (open.isEmpty()) {
      return new Nothing(nothingLeftToDecide(state));
    }
    return new Open(
        wanted.withLines(open).partOf(wanted.extent()),
        new OrderBasis(
                state.version(),
                state.seen(),
                wanted.lines(),
                cancelled,
                GiveBack.allOf(state.planned()),
                true,
                false,
                false)
            .inLots(lots.units));
  }

  private static boolean isIn(String currency, Order order) {
    return order.currency().getCurrencyCode().equals(currency);
  }

  private static boolean hasLeft(OrderState state) {
    return state.lines().stream().anyMatch(line -> state.begunAt(line, Stage.LEFT) > 0);
  }

  /// What a change says that wants no more than has left, with what it does not want and is still
  /// to be sent: that is cancelled, not decided.
  private static List<String> nothingLeftToDecide(OrderState state) {
    var unwanted = new ArrayList<String>();
    for (OrderState.Line line : state.lines()) {
      int units = line.quantity() - line.cancelled() - state.unitsAt(line, Stage.LEFT);
      if (units > 0) {
        unwanted.add("%d of line %s".formatted(units, line.id()));
      }
    }
    return unwanted.isEmpty()
        ? List.of("Everything that is wanted has left.")
        : List.of(
            "Everything that is wanted has left.",
            "Not wanted, and not sent yet: %s.".formatted(String.join(", ", unwanted)));
  }

  /// Of a line, what stands in parcels that count for nothing any more. A bundle goes back as a
  /// whole, as far as it has not left.
  private static List<Piece> givenBack(
      OrderState state, OrderState.Line line, Set<ShipNodeId> excluded) {
    var pieces = new ArrayList<Piece>();
    boolean asked = false;
    for (Parcel parcel : state.parcels()) {
      for (Parcel.Content content : parcel.contents()) {
        if (!content.line().equals(line.id()) || parcel.stage() == Stage.REPLACED) {
          continue;
        }
        boolean falls = !parcel.counts() || excluded.contains(parcel.node());
        if (!parcel.hasLeft() && (falls || line.isBundle())) {
          pieces.add(new Piece(parcel, content, content.units()));
          asked |= falls;
        }
      }
    }
    return asked ? pieces : List.of();
  }

  /// What is kept while a person decides, beyond `given`: the decision that follows is the
  /// person's.
  private static List<Piece> keptForOthers(OrderState state, List<Piece> given) {
    return GiveBack.allOf(
            state.planned().stream().filter(parcel -> parcel.stage() == Stage.KEPT).toList())
        .pieces()
        .stream()
        .filter(piece -> !given.contains(piece))
        .toList();
  }

  /// Lines that are decided in lots.
  final class Lots {
    private final Map<OrderLineId, Integer> units = new HashMap<>();

    private Lots() {}

    private OrderLine decide(OrderState.Lacking lacking) {
      if (lacking.lot() > 1) {
        units.put(lacking.line().id(), lacking.lot());
      }
      return lacking.line();
    }
  }

  private static boolean isSameGoods(OrderState.Line known, OrderLine line) {
    return Set.copyOf(known.goods()).equals(Set.copyOf(line.goods()));
  }

  private static String described(OrderState.Line known) {
    return known.isBundle() ? "the bundle " + known.sku() : known.sku().toString();
  }

  private static String asked(OrderState.Line known) {
    return known.cancelled() == 0
        ? "%d are ordered".formatted(known.quantity())
        : "%d are ordered and %d of them cancelled".formatted(known.quantity(), known.cancelled());
  }

  /// For instance: Line 2: 1 of 3 units is cancelled, 2 are reserved.
  private static String standing(OrderState state, OrderState.Line line) {
    int planned = state.unitsAt(line, Stage.RESERVED);
    int left = state.unitsAt(line, Stage.LEFT);
    var parts = new ArrayList<String>();
    if (line.cancelled() > 0) {
      parts.add(line.cancelled() + " cancelled");
    }
    if (planned > left) {
      parts.add((planned - left) + " reserved");
    }
    if (left > 0) {
      parts.add(left + " sent");
    }
    return "Line %s: of %d units %s."
        .formatted(line.id(), line.quantity(), String.join(", ", parts));
  }
}
