package dev.whence.service.records;

import dev.whence.domain.ExchangeRate;
import dev.whence.domain.attributes.Conditions;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.MeasuredTransit;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.orders.Order;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.Market;
import dev.whence.rules.sourcing.NodeState;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.rules.tables.UnknownId;
import dev.whence.service.json.KeptNames;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What is kept of a decision: in a first section what its caller is told, in a second what a
/// replay needs besides. Both read back equal to what was written, bit for bit. Values that many
/// records have in common are parts: the bytes refer to them by their place in a list, of which the
/// first is the text of the shape. Immutable.
public final class DecisionRecord {
  /// Kept apart: few of each, and the same in many decisions.
  private static final Set<Class<?>> PARTS =
      Set.of(
          ShipNode.class,
          CarrierService.class,
          ExchangeRate.class,
          SourcingTerms.class,
          SourcingDecision.TableRow.class);

  private static final List<Class<?>> ROOTS = List.of(Told.class, Grounds.class);
  private static final Map<Class<?>, String> OWN_NAMES =
      Map.of(
          Told.class, "DecisionRecord.Told",
          Timing.class, "DecisionRecord.Timing",
          Grounds.class, "DecisionRecord.Grounds");

  /// Components that records of its own got after decisions were recorded, with what counts where
  /// one has none; [CanonicalJson#usual] knows those of all others.
  static final Map<Class<?>, Map<String, Object>> USUAL =
      Map.of(Grounds.class, Map.of("conditions", Conditions.NONE));

  private static final Shape TODAY = Shape.of(ROOTS, PARTS, DecisionRecord::name);
  private static final Map<String, Shape> EARLIER = new ConcurrentHashMap<>();

  private final List<Object> parts;
  private final byte[] bytes;

  private DecisionRecord(List<Object> parts, byte[] bytes) {
    this.parts = List.copyOf(parts);
    this.bytes = bytes;
  }

  /// The name under which a type is recorded.
  private static String name(Class<?> type) {
    String own = OWN_NAMES.get(type);
    return own == null ? KeptNames.of(type) : own;
  }

  public List<Object> parts() {
    return parts;
  }

  /// Both sections. Not a copy: nobody may change it.
  public byte[] bytes() {
    return bytes;
  }

  /// What the caller is told.
  ///
  /// @param explain how much of what was not chosen
  /// @param reference the ship nodes and carrier services of its parcels
  /// @param timings of the steps, by name
  public record Told(
      Order order,
      Demands.Explain explain,
      Market.Reference reference,
      SourcingDecision decision,
      List<Timing> timings,
      List<UnknownId> warnings) {
    /// @param timings of the steps
    public static Told of(
        SourcingInputs inputs,
        SourcingDecision decision,
        SortedMap<String, Duration> timings,
        List<UnknownId> warnings) {
      var nodes = new HashSet<Object>();
      var services = new HashSet<Object>();
      for (Shipment shipment : shipments(decision.outcome())) {
        nodes.add(shipment.shipNode());
        services.add(shipment.carrierService());
      }
      return new Told(
          inputs.orderCase().order(),
          inputs.orderCase().demands().explain(),
          new Market.Reference(
              inputs.reference().nodes().stream()
                  .filter(node -> nodes.contains(node.id()))
                  .toList(),
              inputs.reference().services().stream()
                  .filter(service -> services.contains(service.id()))
                  .toList(),
              List.of()),
          decision,
          timings.entrySet().stream()
              .map(each -> new Timing(each.getKey(), each.getValue()))
              .toList(),
          warnings);
    }

    private static List<Shipment> shipments(Outcome outcome) {
      return outcome instanceof Outcome.Held held ? held.proposed() : outcome.shipments();
    }

    public SortedMap<String, Duration> timingsByName() {
      var byName = new TreeMap<String, Duration>();
      timings.forEach(timing -> byName.put(timing.name(), timing.time()));
      return byName;
    }
  }

  /// How long a step took.
  public record Timing(String name, Duration time) {}

  /// What a replay needs besides the order.
  ///
  /// @param request the caller's request as JSON text
  record Grounds(
      String request,
      Market.Reference reference,
      Instant now,
      List<NodeState> nodes,
      List<Item> items,
      List<RecentTransit> recentTransit,
      List<MeasuredTransit> measuredTransit,
      List<Case.LineReturnHistory> returnHistory,
      Demands demands,
      EstimateLog estimates,
      Conditions conditions) {
    static Grounds of(String request, SourcingInputs inputs, EstimateLog estimates) {
      Case all = inputs.orderCase();
      return new Grounds(
          request,
          inputs.reference(),
          all.now(),
          all.nodes(),
          all.items(),
          all.recentTransit(),
          all.measuredTransit(),
          all.returnHistory(),
          all.demands(),
          estimates,
          all.conditions());
    }

    SourcingInputs inputs(Order order) {
      return new SourcingInputs(
          reference,
          new Case(
              order,
              now,
              nodes,
              items,
              recentTransit,
              measuredTransit,
              returnHistory,
              demands,
              conditions));
    }
  }

  /// Everything that is recorded.
  ///
  /// @param request the caller's request as JSON text
  public record Whole(Told told, String request, SourcingInputs inputs, EstimateLog estimates) {}

  public static DecisionRecord of(
      Told told, String request, SourcingInputs inputs, EstimateLog estimates) {
    var columns = new Columns.Writing(TODAY);
    TODAY.root(Told.class).write(columns, told);
    byte[] first = columns.section();
    int toldParts = 1 + columns.parts().size();
    TODAY.root(Grounds.class).write(columns, Grounds.of(request, inputs, estimates));
    byte[] second = columns.section();

    var parts = new ArrayList<Object>();
    parts.add(TODAY.text());
    parts.addAll(columns.parts());
    var bytes = new Output();
    bytes.number(toldParts);
    bytes.all(first);
    bytes.all(second);
    return new DecisionRecord(parts, bytes.toBytes());
  }

  /// How many of its parts the first section refers to.
  public static int toldParts(byte[] record) {
    return Math.toIntExact(Columns.read(ByteBuffer.wrap(record)));
  }

  /// What the caller was told. Needs the parts of the first section only.
  ///
  /// @throws IllegalArgumentException if it was written by a newer release, or is no record
  public static Told readTold(byte[] record, List<Object> parts) {
    return new Reader(record, parts).told();
  }

  /// @throws IllegalArgumentException if it was written by a newer release, or is no record
  public static Whole read(byte[] record, List<Object> parts) {
    var reader = new Reader(record, parts);
    Told told = reader.told();
    Grounds grounds = reader.grounds();
    return new Whole(told, grounds.request(), grounds.inputs(told.order()), grounds.estimates());
  }

  /// The type of a part by its name.
  ///
  /// @throws IllegalArgumentException if there is none
  static Class<?> partType(String kind) {
    return PARTS.stream()
        .filter(type -> KeptNames.of(type).equals(kind))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "A part is a %s, which this release does not know.\nMaybe it was written by a newer release."
                    .formatted(kind)));
  }

  private static Shape shape(String text) {
    return text.equals(TODAY.text())
        ? TODAY
        : EARLIER.computeIfAbsent(
            text, earlier -> Shape.read(earlier, ROOTS, PARTS, DecisionRecord::name));
  }

  private static final class Reader {
    private final Shape shape;
    private final ByteBuffer bytes;
    private final Columns.Reading columns;

    Reader(byte[] record, List<Object> parts) {
      shape = shape((String) parts.getFirst());
      bytes = ByteBuffer.wrap(record);
      Columns.read(bytes);
      columns = new Columns.Reading(shape.columns(), number -> parts.get(number + 1));
    }

    Told told() {
      columns.section(bytes);
      return (Told) shape.root(Told.class).read(columns);
    }

    Grounds grounds() {
      columns.section(bytes);
      return (Grounds) shape.root(Grounds.class).read(columns);
    }
  }
}
