package dev.whence.service.orders;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.service.orders.GiveBack.Piece;
import dev.whence.service.orders.Parcel.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/// What became of the units of an order so far, as of one moment.
///
/// @param version how often what is planned for it has changed; 0 when the order is not known
/// @param seen which transactions were visible, as PostgreSQL writes it
/// @param lastDecision the last decision on it; empty when there is none
/// @param isHeld whether a person has to decide about it
/// @param lines in the order of the order
/// @param parcels that hold units, the first planned first
public record OrderState(
    long version,
    String seen,
    Optional<UUID> lastDecision,
    boolean isHeld,
    List<Line> lines,
    List<Parcel> parcels) {
  /// Nobody has decided anything for the order.
  public static OrderState unknown(String seen) {
    return new OrderState(0, seen, Optional.empty(), false, List.of(), List.of());
  }

  public OrderState {
    lines = List.copyOf(lines);
    parcels = List.copyOf(parcels);
  }

  /// @param quantity units ordered
  /// @param cancelled units of these that nobody wants any more
  /// @param waiting units of these that wait for stock
  /// @param exception why nobody tries to source them without being told to; empty when somebody
  ///   does
  /// @param goods what one unit takes from the shelf
  public record Line(
      OrderLineId id,
      Sku sku,
      int quantity,
      int cancelled,
      int waiting,
      String exception,
      List<Component> goods) {
    public Line {
      goods = List.copyOf(goods);
    }

    public boolean isBundle() {
      return goods.size() > 1 || !goods.getFirst().equals(new Component(sku, 1));
    }
  }

  public boolean isKnown() {
    return version > 0;
  }

  public Optional<Line> find(OrderLineId id) {
    return lines.stream().filter(line -> line.id().equals(id)).findFirst();
  }

  /// Units of a line in parcels that have come at least so far. A bundle counts when all of its
  /// components have.
  public int unitsAt(Line line, Stage least) {
    int units = Integer.MAX_VALUE;
    for (Component goods : line.goods()) {
      int placed = 0;
      for (Parcel parcel : parcels) {
        if (parcel.stage().compareTo(least) >= 0) {
          for (Parcel.Content content : parcel.contents()) {
            if (content.line().equals(line.id()) && content.sku().equals(goods.sku())) {
              placed = Math.addExact(placed, content.units());
            }
          }
        }
      }
      units = Math.min(units, placed / goods.quantity());
    }
    return units;
  }

  /// Units of a line in parcels of one ship node, those of `giveBack` left out.
  public int plannedAt(OrderLineId id, ShipNodeId node, GiveBack giveBack) {
    Optional<Line> line = find(id);
    if (line.isEmpty()) {
      return 0;
    }
    Component goods = line.get().goods().getFirst();
    int units = 0;
    for (Parcel parcel : parcels) {
      if (parcel.node().equals(node) && parcel.stage() != Stage.REPLACED) {
        for (Parcel.Content content : parcel.contents()) {
          if (content.line().equals(id) && content.sku().equals(goods.sku())) {
            units += content.units();
          }
        }
      }
    }
    for (Piece piece : giveBack.pieces()) {
      if (piece.parcel().node().equals(node)
          && piece.content().line().equals(id)
          && piece.content().sku().equals(goods.sku())) {
        units -= piece.units();
      }
    }
    return units / goods.quantity();
  }

  /// Units that are wanted and in no parcel, waiting ones included.
  public int open(Line line) {
    return Math.max(0, line.quantity() - line.cancelled() - unitsAt(line, Stage.RESERVED));
  }

  /// Units of a line in parcels that have not left.
  ///
  /// @param of which parcels count
  public int planned(Line line, Predicate<Parcel> of) {
    int units = Integer.MAX_VALUE;
    for (Component goods : line.goods()) {
      int held = pieces(line, goods.sku(), of).stream().mapToInt(Piece::units).sum();
      units = Math.min(units, held / goods.quantity());
    }
    return units;
  }

  /// Where units of a line are, the last planned parcels first.
  ///
  /// @param units at most [#planned]
  public List<Piece> take(Line line, int units, Predicate<Parcel> of) {
    var taken = new ArrayList<Piece>();
    for (Component goods : line.goods()) {
      int wanted = Math.multiplyExact(units, goods.quantity());
      for (Piece piece : pieces(line, goods.sku(), of)) {
        int part = Math.min(wanted, piece.units());
        if (part > 0) {
          taken.add(new Piece(piece.parcel(), piece.content(), part));
          wanted -= part;
        }
      }
      if (wanted > 0) {
        throw new IllegalArgumentException(
            "Line %s has %d units of %s fewer than asked for."
                .formatted(line.id(), wanted, goods.sku()));
      }
    }
    return taken;
  }

  private List<Piece> pieces(Line line, Sku sku, Predicate<Parcel> of) {
    var pieces = new ArrayList<Piece>();
    for (Parcel parcel : planned()) {
      if (of.test(parcel)) {
        for (Parcel.Content content : parcel.contents()) {
          if (content.line().equals(line.id()) && content.sku().equals(sku)) {
            pieces.add(new Piece(parcel, content, content.units()));
          }
        }
      }
    }
    return pieces;
  }

  /// Parcels that have not left, the last planned first: what is given back first.
  public List<Parcel> planned() {
    var planned = new ArrayList<Parcel>();
    for (Parcel parcel : parcels.reversed()) {
      if (!parcel.hasLeft()) {
        planned.add(parcel);
      }
    }
    return planned;
  }
}
