package dev.whence.service.orders;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.service.orders.GiveBack.Piece;
import dev.whence.service.orders.Parcel.Stage;
import java.util.ArrayList;
import java.util.Collection;
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
/// @param currency ISO 4217, of its prices; empty when the order is not known
/// @param lines in the order of the order
/// @param parcels that hold units, the first planned first
public record OrderState(
    long version,
    String seen,
    Optional<UUID> lastDecision,
    boolean isHeld,
    String currency,
    List<Line> lines,
    List<Parcel> parcels) {
  /// Nobody has decided anything for the order.
  public static OrderState unknown(String seen) {
    return new OrderState(0, seen, Optional.empty(), false, "", List.of(), List.of());
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
  /// @param unitPriceMinor what the customer paid for a unit, in minor units of the order's
  ///   currency
  /// @param goods what one unit takes from the shelf
  public record Line(
      OrderLineId id,
      Sku sku,
      int quantity,
      int cancelled,
      int waiting,
      String exception,
      long unitPriceMinor,
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

  /// How much of the order is wanted, whatever became of it.
  public Order.Extent extent() {
    long value = 0;
    int wantedLines = 0;
    long units = 0;
    for (Line line : lines) {
      int wanted = line.quantity() - line.cancelled();
      if (wanted > 0) {
        value = Math.addExact(value, Math.multiplyExact(line.unitPriceMinor(), (long) wanted));
        wantedLines++;
        units += wanted;
      }
    }
    return new Order.Extent(value, wantedLines, units);
  }

  public Optional<Line> find(OrderLineId id) {
    return lines.stream().filter(line -> line.id().equals(id)).findFirst();
  }

  /// Units of a line in parcels that have come at least so far. A bundle counts when all of its
  /// components have.
  public int unitsAt(Line line, Stage least) {
    int units = Integer.MAX_VALUE;
    for (Component goods : line.goods()) {
      units = Math.min(units, placed(line, goods.sku(), least) / goods.quantity());
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

  /// Units of a line of which at least a part is in parcels that have come at least so far: of a
  /// bundle, those of which some component has.
  public int begunAt(Line line, Stage least) {
    int units = 0;
    for (Component goods : line.goods()) {
      units = Math.max(units, Math.ceilDiv(placed(line, goods.sku(), least), goods.quantity()));
    }
    return units;
  }

  private int placed(Line line, Sku sku, Stage least) {
    int placed = 0;
    for (Parcel parcel : parcels) {
      if (parcel.stage().compareTo(least) >= 0) {
        for (Parcel.Content content : parcel.contents()) {
          if (content.line().equals(line.id()) && content.sku().equals(sku)) {
            placed = Math.addExact(placed, content.units());
          }
        }
      }
    }
    return placed;
  }

  /// What is to be sent so that so many open units are complete.
  ///
  /// @param line with its whole goods, and as many units as are open and asked for
  /// @param lot units of the line that one unit of `line` stands for
  public record Lacking(OrderLine line, int lot) {}

  /// Of a bundle, components of an open unit may be in parcels already, or have left: they are not
  /// sent a second time.
  ///
  /// @param asked with as many units as are decided, at most [#open]
  public Lacking lacking(Line known, OrderLine asked) {
    int whole = unitsAt(known, Stage.RESERVED);
    var missing = new ArrayList<Component>();
    boolean isWhole = true;
    boolean isAlike = true;
    for (Component goods : asked.goods()) {
      int wanted = Math.multiplyExact(asked.quantity(), goods.quantity());
      int spare =
          placed(known, goods.sku(), Stage.RESERVED) - Math.multiplyExact(whole, goods.quantity());
      int units = Math.max(0, wanted - spare);
      isWhole &= units == wanted;
      isAlike &= units % asked.quantity() == 0;
      if (units > 0) {
        missing.add(new Component(goods.sku(), units));
      }
    }
    if (isWhole || missing.isEmpty()) {
      return new Lacking(asked, 1);
    }
    int lot = isAlike ? 1 : asked.quantity();
    int lots = asked.quantity() / lot;
    return new Lacking(
        asked
            .withQuantity(lots)
            .withComponents(
                missing.stream()
                    .map(goods -> new Component(goods.sku(), goods.quantity() / lots))
                    .toList()),
        lot);
  }

  /// The same without these pieces.
  public OrderState without(Collection<Piece> pieces) {
    var left = new ArrayList<Parcel>();
    for (Parcel parcel : parcels) {
      var contents = new ArrayList<Parcel.Content>();
      for (Parcel.Content content : parcel.contents()) {
        int units = content.units();
        for (Piece piece : pieces) {
          if (piece.parcel().equals(parcel) && piece.content().equals(content)) {
            units -= piece.units();
          }
        }
        if (units > 0) {
          contents.add(new Parcel.Content(content.line(), content.sku(), units));
        }
      }
      left.add(parcel.holding(contents));
    }
    return new OrderState(version, seen, lastDecision, isHeld, currency, lines, left);
  }

  /// Units of a line that are in parcels, whether these count or not, and would be no longer, or no
  /// longer as a whole, without some pieces.
  ///
  /// @param left this state [#without] them
  public int brokenBy(OrderState left, Line line) {
    return unitsAt(line, Stage.OVERDUE) - left.unitsAt(line, Stage.OVERDUE);
  }

  /// Units of a line in parcels that have not left. A bundle counts as far as it is there as a
  /// whole.
  ///
  /// @param of which parcels count
  public int planned(Line line, Predicate<Parcel> of) {
    int units = Integer.MAX_VALUE;
    for (Component goods : line.goods()) {
      units = Math.min(units, held(line, goods.sku(), of) / goods.quantity());
    }
    return units;
  }

  /// As [#planned], but a bundle counts as far as any part of it is there.
  public int plannedInPart(Line line, Predicate<Parcel> of) {
    int units = 0;
    for (Component goods : line.goods()) {
      units = Math.max(units, Math.ceilDiv(held(line, goods.sku(), of), goods.quantity()));
    }
    return units;
  }

  private int held(Line line, Sku sku, Predicate<Parcel> of) {
    return pieces(line, sku, of).stream().mapToInt(Piece::units).sum();
  }

  /// Where units of a line are, the last planned parcels first; of a bundle what is there of them.
  ///
  /// @param units at most [#plannedInPart]
  public List<Piece> take(Line line, int units, Predicate<Parcel> of) {
    var taken = new ArrayList<Piece>();
    for (Component goods : line.goods()) {
      taken.addAll(take(line, goods.sku(), Math.multiplyExact(units, goods.quantity()), of));
    }
    return taken;
  }

  /// What of a line is in parcels beyond so many units, the last planned parcels first; what has
  /// left stays.
  ///
  /// @param wanted units that are wanted yet
  public List<Piece> takeBeyond(Line line, int wanted, Predicate<Parcel> of) {
    var taken = new ArrayList<Piece>();
    for (Component goods : line.goods()) {
      int beyond =
          placed(line, goods.sku(), Stage.RESERVED)
              - Math.multiplyExact(Math.max(0, wanted), goods.quantity());
      taken.addAll(take(line, goods.sku(), beyond, of));
    }
    return taken;
  }

  private List<Piece> take(Line line, Sku sku, int most, Predicate<Parcel> of) {
    var taken = new ArrayList<Piece>();
    int wanted = most;
    for (Piece piece : pieces(line, sku, of)) {
      int part = Math.min(wanted, piece.units());
      if (part > 0) {
        taken.add(new Piece(piece.parcel(), piece.content(), part));
        wanted -= part;
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
