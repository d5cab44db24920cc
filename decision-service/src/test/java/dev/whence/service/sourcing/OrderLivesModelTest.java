package dev.whence.service.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.TableAnswer;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.service.admission.Deadline;
import dev.whence.service.history.Doubt;
import dev.whence.service.history.Grading;
import dev.whence.service.history.GradingStore;
import dev.whence.service.history.Held;
import dev.whence.service.history.Quarantine;
import dev.whence.service.history.ReturnStore;
import dev.whence.service.history.ReturnedUnits;
import dev.whence.service.history.ShipmentEvent;
import dev.whence.service.inventory.ReceiptStore;
import dev.whence.service.inventory.StockStore;
import dev.whence.service.orders.LineUnits;
import dev.whence.service.orders.OrderLives;
import dev.whence.service.orders.Portion;
import dev.whence.service.records.DecisionId;
import dev.whence.service.reservations.ReservationId;
import dev.whence.service.reservations.ReservationStore.Change;
import dev.whence.service.shipments.Acceptances;
import dev.whence.service.shipments.ShipmentStore;
import dev.whence.service.sourcing.LivesModel.ModelOrder;
import dev.whence.service.sourcing.LivesModel.ModelParcel;
import dev.whence.service.sourcing.Refusals.Reason;
import dev.whence.service.sourcing.Refusals.Refusal;
import dev.whence.service.sourcing.SourceOrder.Request;
import dev.whence.service.sourcing.SourceOrder.Result;
import dev.whence.service.versions.InForce;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Random lives of orders on the real store, beside a small model in memory: after every step both
/// say the same of every position, parcel, line and reservation, and everything in the store
/// agrees.
///
/// `-Dwhence.lives=5000` lives that many; a failure names the seed, and
/// `-Dwhence.lives.first=<seed> -Dwhence.lives=1` lives it again.
final class OrderLivesModelTest {
  private static final RuleTables TABLES = new Competing(RuleBook.shipped().compile());
  private static final int LIVES = Integer.getInteger("whence.lives", 50);
  private static final long FIRST = Long.getLong("whence.lives.first", 1);
  private static final int STEPS = 40;
  private static final int MOST_REFUSALS = 3;
  private static final List<String> NODES = List.of("N1", "N2", "N3");
  private static final List<String> SKUS = List.of("A", "B", "C");

  private final TestShop shop = new TestShop();
  private final SourceOrder sourceOrder =
      new SourceOrder(
          new DecisionTime.Live(Clock.fixed(TestShop.NOW, ZoneOffset.UTC)),
          shop.snapshots(TABLES),
          shop.decisions,
          new TableWarnings(
              RuleBook.shipped(),
              Set.of("transit-time"),
              shop.database,
              Clock.fixed(TestShop.NOW, ZoneOffset.UTC)),
          new ShadowScoring(shop.database, ignored -> {}));
  private final WaitingOrders waiting =
      new WaitingOrders(shop.database, sourceOrder, InForce.Source.of(TestShop.inForce(TABLES)));
  private final Refusals refusals = new Refusals(shop.database, waiting, MOST_REFUSALS);
  private final Acceptances acceptances = new Acceptances(shop.database);
  private final Offers offers = new Offers(shop.database, shop.decisions, sourceOrder, refusals);
  private final OrderLives lives = new OrderLives(shop.database);
  private final ShipmentStore shipments = new ShipmentStore(shop.database);
  private final ReturnStore returns = new ReturnStore(shop.database);
  private final Quarantine quarantine = new Quarantine(shop.database, ShipmentStore::count);
  private final GradingStore gradings = new GradingStore(shop.database);
  private final ReceiptStore receipts = new ReceiptStore(shop.database);

  private SplittableRandom random = new SplittableRandom(0);
  private LivesModel model = new LivesModel();
  private String step = "";
  private int number;
  private int orderNumber;
  private int claims;
  private int moves;

  @Test
  void theStoreAndTheModelSayTheSameAfterEveryStepOfEveryLife() {
    for (long seed = FIRST; seed < FIRST + LIVES; seed++) {
      random = new SplittableRandom(seed);
      open();
      for (int i = 0; i < STEPS; i++) {
        step = "";
        try {
          live();
        } catch (RuntimeException e) {
          throw new AssertionError("life %d, step %d: %s".formatted(seed, i, step), e);
        }
        assertThat(stored()).as("life %d, step %d: %s", seed, i, step).isEqualTo(model.told());
      }
      assertThat(shop.discrepancies()).as("life %d", seed).isEmpty();
    }
    if (LIVES >= 50) {
      assertThat(claims).as("claims that won").isPositive();
      assertThat(moves).as("of these, to another ship node").isPositive();
    }
  }

  /// New orders and nodes of this life only; what earlier lives left stays in the store.
  private void open() {
    shop.execute(
        """
        DELETE FROM gradings; DELETE FROM returns; DELETE FROM quarantine; DELETE FROM receipts;
        DELETE FROM expected_receipts; DELETE FROM arrivals;
        DELETE FROM offers; DELETE FROM offer_groups; DELETE FROM acceptances;
        DELETE FROM acceptance_days;
        DELETE FROM refusals; DELETE FROM shipment_lines; DELETE FROM shipments;
        DELETE FROM shipment_events; DELETE FROM sales; DELETE FROM reservations;
        DELETE FROM order_events; DELETE FROM order_lines; DELETE FROM orders;
        DELETE FROM capacity_bookings; DELETE FROM stock; DELETE FROM stock_movements
        """);
    model = new LivesModel();
    for (String node : NODES) {
      shop.nodes.upsert(List.of(TestShop.node(node, 3 + random.nextInt(4))));
      for (String sku : SKUS) {
        shop.items.upsert(List.of(TestShop.item(sku)));
        if (random.nextInt(4) > 0) {
          count(node, sku, random.nextInt(6));
        }
      }
    }
  }

  private void live() {
    switch (random.nextInt(31)) {
      case 0, 1, 2, 3 -> commitNew();
      case 4 -> twins();
      case 5 -> commitFurther();
      case 6 -> change();
      case 7, 8 -> confirm();
      case 9 -> release();
      case 10 -> releasePart();
      case 11 -> expire();
      case 12 -> cancel();
      case 13 -> refuse();
      case 14, 21 -> leave();
      case 15 -> count(pick(NODES), pick(SKUS), random.nextInt(8));
      case 16 -> adjust();
      case 17 -> accept();
      case 18, 19, 20 -> claim();
      case 22, 23, 24 -> comeBack();
      case 25 -> sayOfHeld();
      case 26, 27 -> grade();
      case 28 -> expect();
      case 29 -> receive();
      default -> sourceWaiting();
    }
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  // Stock.

  private void count(String node, String sku, int units) {
    step = "count %s %s %d".formatted(node, sku, units);
    shop.stock.count(List.of(new StockStore.Count(new ShipNodeId(node), new Sku(sku), units, 0)));
    model.onHand.put(node + " " + sku, units);
  }

  private void adjust() {
    String position = pick(List.copyOf(model.onHand.keySet()));
    int units = random.nextInt(-2, 4);
    step = "adjust %s %d".formatted(position, units);
    String[] parts = position.split(" ");
    var adjustment =
        new StockStore.Adjustment(
            "a-" + ++number,
            new ShipNodeId(parts[0]),
            new Sku(parts[1]),
            units,
            "counted wrong",
            Optional.empty());
    shop.stock.adjust(List.of(adjustment));
    shop.stock.adjust(List.of(adjustment));
    model.onHand.merge(position, units, Integer::sum);
  }

  // Decisions.

  private Order newOrder(String id) {
    var lines = new ArrayList<OrderLine>();
    int count = 1 + random.nextInt(3);
    for (int i = 1; i <= count; i++) {
      lines.add(TestShop.line("L" + i, pick(SKUS), 1 + random.nextInt(4)));
    }
    return TestShop.order(id, lines);
  }

  private static Request request(Order order, List<String> excluded) {
    return new Request(
        order,
        Demands.NONE.excludingNodes(excluded.stream().map(ShipNodeId::new).toList()),
        "{}",
        Deadline.NONE);
  }

  private void commitNew() {
    Order order = newOrder("O-" + ++orderNumber);
    step = "commit " + order.lines();
    Result result = sourceOrder.commit(request(order, List.of()), new CallerKey.None());
    if (result instanceof Result.Committed committed) {
      model.orders.put(order.id().value(), new ModelOrder(order));
      took(order.id().value(), committed, false);
    } else {
      assertThat(result).as(step).isInstanceOf(Result.Lost.class);
    }
  }

  /// The same order twice at once, without a key.
  private void twins() {
    Order order = newOrder("O-" + ++orderNumber);
    step = "twins " + order.lines();
    List<Result> results =
        Stream.generate(() ->
                CompletableFuture.supplyAsync(
                    () -> sourceOrder.commit(request(order, List.of()), new CallerKey.None())))
            .limit(2)
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    model.orders.put(order.id().value(), new ModelOrder(order));
    // The second may take up what the first left open, and nothing else.
    results.stream()
        .filter(Result.Committed.class::isInstance)
        .map(Result.Committed.class::cast)
        .sorted(
            (a, b) -> Long.compare(a.decided().basis().version(), b.decided().basis().version()))
        .forEach(committed -> took(order.id().value(), committed, false));
  }

  private void took(String order, Result.Committed committed, boolean confirmed) {
    for (String position : model.took(order, committed, confirmed)) {
      int free = model.onHand.getOrDefault(position, 0) - model.reserved(position);
      assertThat(free).as("%s: free at %s", step, position).isNotNegative();
    }
  }

  private void commitFurther() {
    if (model.orders.isEmpty()) {
      return;
    }
    ModelOrder known = pick(List.copyOf(model.orders.values()));
    List<String> excluded = random.nextInt(3) == 0 ? List.of(pick(NODES)) : List.of();
    var named = new ArrayList<OrderLine>();
    for (OrderLine line : known.order.lines()) {
      int wanted = known.quantity(line.id().value()) - known.cancelled(line.id().value());
      if (wanted > 0 && random.nextInt(4) > 0) {
        named.add(TestShop.line(line.id().value(), line.sku().value(), wanted));
      }
    }
    if (named.isEmpty()) {
      return;
    }
    String id = known.order.id().value();
    step = "commit further %s %s without %s".formatted(id, named, excluded);
    Result result =
        sourceOrder.commit(request(TestShop.order(id, named), excluded), new CallerKey.None());
    if (result instanceof Result.Committed committed) {
      model.giveBackExcluded(id, named, excluded);
      took(id, committed, false);
    } else if (!(result instanceof Result.Lost)) {
      assertThat(result).as(step).isInstanceOf(Result.AlreadySourced.class);
      assertThat(model.openOf(id, named, excluded)).as(step).isZero();
    }
  }

  private void change() {
    if (model.orders.isEmpty()) {
      return;
    }
    ModelOrder known = pick(List.copyOf(model.orders.values()));
    String id = known.order.id().value();
    var wanted = new ArrayList<OrderLine>();
    for (OrderLine line : known.order.lines()) {
      if (random.nextInt(4) > 0) {
        wanted.add(TestShop.line(line.id().value(), line.sku().value(), 1 + random.nextInt(4)));
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    step = "change %s to %s".formatted(id, wanted);
    Result result =
        sourceOrder.change(request(TestShop.order(id, wanted), List.of()), new CallerKey.None());
    boolean takesAwayWhatLeft =
        wanted.stream().anyMatch(line -> line.quantity() < model.left(id, line.id().value()));
    assertThat(result instanceof Result.DoesNotFit).as(step).isEqualTo(takesAwayWhatLeft);
    if (result instanceof Result.Committed committed) {
      model.change(id, wanted);
      took(id, committed, false);
    }
  }

  private void sourceWaiting() {
    for (ModelOrder order : model.orders.values()) {
      String id = order.order.id().value();
      step = "source what waits of " + id;
      Optional<Result> result = waiting.source(new OrderId(id));
      if (result.orElse(null) instanceof Result.Committed committed) {
        took(id, committed, true);
      }
    }
  }

  // Reservations and parcels.

  private Optional<String> anyReservation() {
    List<String> all = List.copyOf(model.reservations.keySet());
    return all.isEmpty() ? Optional.empty() : Optional.of(pick(all));
  }

  private void confirm() {
    anyReservation()
        .ifPresent(id -> {
          step = "confirm " + id;
          Change change = shop.reservations.confirm(ReservationId.parse(id));
          boolean active = model.isActive(id);
          assertThat(change instanceof Change.Done).as(step).isEqualTo(active);
          if (active) {
            model.reservations.put(id, "CONFIRMED");
          }
        });
  }

  private void release() {
    anyReservation()
        .ifPresent(id -> {
          boolean rest = random.nextInt(3) == 0;
          step = "release " + (rest ? "the rest of " : "") + id;
          Change change =
              shop.reservations.release(
                  ReservationId.parse(id), rest ? new Portion.Rest() : new Portion.Whole());
          boolean left = model.isActive(id) && model.hasLeft(id);
          assertThat(change instanceof Change.HasLeft).as(step).isEqualTo(left && !rest);
          if (model.isActive(id) && !left) {
            model.release(id);
          } else if (left && rest) {
            model.releaseRest(id);
          }
        });
  }

  private void releasePart() {
    anyReservation()
        .ifPresent(id -> {
          String line = "L" + (1 + random.nextInt(3));
          int units = 1 + random.nextInt(3);
          step = "release %d of %s of %s".formatted(units, line, id);
          Change change =
              shop.reservations.release(
                  ReservationId.parse(id),
                  new Portion.Lines(List.of(new LineUnits(new OrderLineId(line), units))));
          boolean there = model.planned(id, line) >= units;
          assertThat(change instanceof Change.Done).as(step).isEqualTo(there);
          if (there) {
            model.releasePart(id, line, units);
          }
        });
  }

  private void expire() {
    anyReservation()
        .ifPresent(id -> {
          step = "expire " + id;
          shop.execute(
              "UPDATE reservations SET expires_at = now() - interval '1 second' WHERE id = '%s'"
                  .formatted(id));
          int expired = shop.reservations.expire(10);
          boolean held = "HELD".equals(model.reservations.get(id));
          assertThat(expired).as(step).isEqualTo(held ? 1 : 0);
          if (held) {
            model.expire(id);
          }
        });
  }

  private void cancel() {
    if (model.orders.isEmpty()) {
      return;
    }
    ModelOrder order = pick(List.copyOf(model.orders.values()));
    String id = order.order.id().value();
    List<LineUnits> parts =
        random.nextInt(3) == 0
            ? List.of()
            : List.of(new LineUnits(pick(order.order.lines()).id(), 1 + random.nextInt(3)));
    step = "cancel %s of %s".formatted(parts, id);
    OrderLives.Cancelled result =
        lives.cancel(
            new OrderId(id),
            parts.isEmpty() ? new Portion.Whole() : new Portion.Lines(parts),
            "changed my mind");
    boolean possible = model.canCancel(id, parts);
    assertThat(result instanceof OrderLives.Cancelled.Done).as(step).isEqualTo(possible);
    if (possible) {
      model.cancel(id, parts);
    }
  }

  private void refuse() {
    if (model.parcels.isEmpty()) {
      return;
    }
    ModelParcel parcel = pick(List.copyOf(model.parcels.values()));
    Reason reason = pick(Reason.said());
    step = "refuse %s %s".formatted(parcel.id, reason);
    Refusals.Result result =
        refusals.refuse(
            new Refusal(parcel.id, List.of(), reason, Optional.empty(), List.of(), true, ""));
    boolean there = !parcel.left && parcel.units() > 0;
    assertThat(result instanceof Refusals.Result.Refused).as(step).isEqualTo(there);
    if (result instanceof Refusals.Result.Refused(var order, var resourced)) {
      model.refuse(parcel, reason, MOST_REFUSALS);
      if (resourced.orElse(null) instanceof Result.Committed committed) {
        took(order.value(), committed, true);
      }
    }
  }

  private void accept() {
    if (model.parcels.isEmpty()) {
      return;
    }
    ModelParcel parcel = pick(List.copyOf(model.parcels.values()));
    step = "accept " + parcel.id;
    Acceptances.Result result = acceptances.accept(parcel.id, "somebody");
    assertThat(result instanceof Acceptances.Result.Accepted)
        .as(step)
        .isEqualTo(parcel.units() > 0);
  }

  /// A ship node claims what it is offered; its claim again changes nothing.
  private void claim() {
    List<Offers.Offer> open =
        offers.list("", Optional.of(Offers.State.OPEN), "", Optional.empty(), 500).stream()
            .sorted(
                Comparator.comparing((Offers.Offer offer) -> offer.order().value())
                    .thenComparing(offer -> offer.lines().toString())
                    .thenComparingInt(Offers.Offer::rank))
            .toList();
    if (open.isEmpty()) {
      return;
    }
    List<Offers.Offer> others =
        open.stream().filter(one -> !one.node().equals(one.plannedNode())).toList();
    Offers.Offer offer = pick(random.nextInt(4) == 0 ? open : others);
    step = "claim parcel %s for %s".formatted(offer.shipment(), offer.node());
    Offers.Result result = offers.claim(offer.id(), "somebody");
    if (result instanceof Offers.Result.Done(var won)) {
      claims++;
      if (!offer.node().equals(offer.plannedNode())) {
        moves++;
        DecisionId id = DecisionId.parse(won.shipment().substring(0, 36));
        model.move(
            offer.shipment(),
            won.shipment(),
            shop.reservations.findByDecision(id).orElseThrow().id().toString(),
            shop.decisions.find(id).orElseThrow().decision().outcome().shipments().getFirst());
        String position = offer.node() + " " + offer.lines().getFirst().sku();
        assertThat(model.onHand.getOrDefault(position, 0) - model.reserved(position))
            .as("%s: free at %s", step, position)
            .isNotNegative();
      }
      assertThat(offers.claim(offer.id(), "somebody")).isInstanceOf(Offers.Result.Done.class);
      assertThat(offers.claim(offer.id(), "else")).isInstanceOf(Offers.Result.NotOpen.class);
    } else {
      assertThat(result).as(step).isInstanceOf(Offers.Result.Impossible.class);
    }
  }

  /// The shipped tables, with three ship nodes that compete for each parcel.
  private record Competing(RuleTables tables) implements RuleTables {
    @Override
    public String digest() {
      return tables.digest();
    }

    @Override
    public <F extends Record, A extends TableAnswer> List<A> all(Schema<F, A> schema, F fact) {
      return tables.all(schema, fact);
    }

    @Override
    public <F extends Record, A extends TableAnswer> List<List<A>> all(
        Schema<F, A> schema, List<F> facts) {
      return tables.all(schema, facts);
    }

    @Override
    @SuppressWarnings("unchecked") // the terms are changed into terms
    public <F extends Record, A extends TableAnswer> A first(Schema<F, A> schema, F fact) {
      A answer = tables.first(schema, fact);
      return answer instanceof SourcingTerms terms ? (A) offering(terms) : answer;
    }

    private static SourcingTerms offering(SourcingTerms terms) {
      return new SourcingTerms(
          terms.ruleId(),
          terms.lateCostMinor(),
          terms.lateDayCostMinor(),
          terms.splitCostMinor(),
          terms.mostParcels(),
          terms.unfilledUnitCostMinor(),
          terms.unfilledValuePercent(),
          terms.returnCostMinor(),
          terms.whenShort(),
          terms.heldStock(),
          terms.splitLines(),
          terms.partLines(),
          terms.promiseDays(),
          terms.horizonDays(),
          terms.leastChance(),
          terms.relaxByDays(),
          new SourcingTerms.Offering(3, 30, 60));
    }
  }

  /// The parcel leaves, also when it had been released; the scan comes twice, and the delivery may
  /// be told without or before it.
  private void leave() {
    if (model.parcels.isEmpty()) {
      return;
    }
    ModelParcel parcel = pick(List.copyOf(model.parcels.values()));
    String word = random.nextInt(3) == 0 ? "DELIVERED" : "HANDED_OVER";
    step = "leave %s %s".formatted(parcel.id, word);
    Instant at = TestShop.NOW.plusSeconds(word.equals("DELIVERED") ? 90_000 : 3_600);
    var scan = new ShipmentEvent(word + "-" + parcel.id, parcel.id, word, at, at, "");
    shipments.addEvents(List.of(scan, scan));
    model.leave(parcel);
  }

  // What comes back, and what comes in.

  /// Units come back, told twice; also before the scan of their parcel, before their order is
  /// known, or in a way that cannot be true.
  private void comeBack() {
    String order =
        model.orders.isEmpty() || random.nextInt(8) == 0
            ? "O-" + (orderNumber + 1)
            : pick(List.copyOf(model.orders.keySet()));
    Instant at =
        switch (random.nextInt(8)) {
          case 0 -> TestShop.NOW.minusSeconds(3_600);
          case 1 -> Instant.parse("2099-01-01T00:00:00Z");
          default -> TestShop.NOW.plusSeconds(200_000);
        };
    String id = "r-" + ++number;
    String line = "L" + (1 + random.nextInt(3));
    int units = 1 + random.nextInt(3);
    step = "return %s: %d of %s of %s at %s".formatted(id, units, line, order, at);
    var returned =
        new ReturnedUnits(id, new OrderId(order), new OrderLineId(line), units, "too small", at);
    var other =
        new ReturnedUnits(id, new OrderId(order), new OrderLineId(line), units + 1, "twice", at);
    Optional<Doubt.Code> doubt = model.comeBack(id, order, line, units, at);
    assertThat(returns.add(List.of(returned, other)))
        .as(step)
        .satisfies(result -> {
          assertThat(result.added()).isEqualTo(doubt.isEmpty() ? 1 : 0);
          assertThat(result.held().first())
              .extracting(one -> one.doubt().code())
              .containsExactlyElementsOf(doubt.stream().toList());
          assertThat(result.repeated()).isEqualTo(1);
        });
    assertThat(returns.add(List.of(other)))
        .as(step)
        .isEqualTo(new ReturnStore.Result(0, Held.NOTHING, 1));
  }

  /// A person accepts or discards what is held, also what was decided before.
  private void sayOfHeld() {
    if (model.held.isEmpty()) {
      return;
    }
    String id = pick(List.copyOf(model.held.keySet()));
    long entry =
        shop.number("SELECT id FROM quarantine WHERE kind = 'RETURN' AND event_id = '" + id + "'");
    boolean accepts = random.nextInt(2) == 0;
    step = (accepts ? "accept " : "discard ") + id;
    for (int times = 0; times < 2; times++) {
      assertThat(accepts ? quarantine.accept(entry) : quarantine.discard(entry)).isPresent();
    }
    model.sayOfHeld(id, accepts);
  }

  /// One or two gradings in a request, sent twice: all of them or none.
  private void grade() {
    List<String> known =
        Stream.concat(model.returns.keySet().stream(), model.held.keySet().stream()).toList();
    if (known.isEmpty()) {
      return;
    }
    var all = new ArrayList<Grading>();
    for (int i = 0; i <= random.nextInt(2); i++) {
      int sellable = random.nextInt(3);
      all.add(
          new Grading(
              "g-" + ++number,
              random.nextInt(10) == 0 ? "nothing" : pick(known),
              new ShipNodeId(pick(NODES)),
              random.nextInt(3) == 0 ? Optional.of(new Sku(pick(SKUS))) : Optional.empty(),
              sellable,
              sellable == 0 ? 1 : random.nextInt(2),
              random.nextInt(2) == 0 ? Optional.of(TestShop.NOW) : Optional.empty()));
    }
    step = "grade " + all;
    boolean fits = model.grade(all);
    GradingStore.Result result = gradings.add(all);
    if (fits) {
      assertThat(result).as(step).isEqualTo(new GradingStore.Result.Done(all.size()));
      assertThat(gradings.add(all)).as(step).isEqualTo(new GradingStore.Result.Done(0));
    } else {
      assertThat(result).as(step).isInstanceOf(GradingStore.Result.Refused.class);
    }
  }

  private void expect() {
    var order =
        new ReceiptStore.Order(
            "po-" + random.nextInt(4),
            new ShipNodeId(pick(NODES)),
            new Sku(pick(SKUS)),
            random.nextInt(8),
            LocalDate.of(2026, 5, 10 + random.nextInt(5)));
    step = "expect " + order;
    assertThat(receipts.expect(List.of(order))).isInstanceOf(StockStore.Result.Done.class);
    assertThat(receipts.expect(List.of(order))).isInstanceOf(StockStore.Result.Done.class);
    model.expect(order);
  }

  /// Units arrive, told twice; also of a purchase order that is told later, or never.
  private void receive() {
    String id = "in-" + ++number;
    var receipt =
        new ReceiptStore.Receipt(
            id,
            new ShipNodeId(pick(NODES)),
            new Sku(pick(SKUS)),
            1 + random.nextInt(4),
            random.nextInt(4) == 0 ? Optional.empty() : Optional.of("po-" + random.nextInt(4)),
            random.nextInt(2) == 0 ? Optional.empty() : Optional.of(TestShop.NOW));
    var other =
        new ReceiptStore.Receipt(
            id,
            receipt.node(),
            receipt.sku(),
            receipt.units() + 1,
            receipt.receiptId(),
            receipt.receivedAt());
    step = "receive " + receipt;
    model.receive(receipt);
    assertThat(added(receipts.receive(List.of(receipt, other)))).as(step).isEqualTo(1);
    assertThat(added(receipts.receive(List.of(other)))).as(step).isZero();
  }

  private static int added(StockStore.Result result) {
    assertThat(result).isInstanceOf(StockStore.Result.Done.class);
    return result instanceof StockStore.Result.Done(int changed, _) ? changed : -1;
  }

  /// What the store says, in the words of [LivesModel#told()].
  private Map<String, String> stored() {
    return shop.texts(
        """
        SELECT 'position ' || node || ' ' || sku, on_hand || ' on hand, ' || reserved || ' reserved'
        FROM stock
        UNION ALL
        SELECT 'line ' || order_id || ' ' || line_id, quantity || ' ordered, ' || cancelled
          || ' cancelled, ' || waiting || ' waiting' || CASE WHEN exception = '' THEN ''
          ELSE ', exception' END
        FROM order_lines
        UNION ALL
        SELECT 'reservation ' || id, status FROM reservations
        UNION ALL
        SELECT 'parcel ' || shipments.id, CASE WHEN left_stock THEN 'left' ELSE 'here' END || (
          SELECT string_agg(' ' || line_id || ' ' || (shipment_lines.units - taken_out), ''
            ORDER BY line_id) FROM shipment_lines WHERE shipment_id = shipments.id)
        FROM shipments
        UNION ALL
        SELECT 'day ' || node || ' ' || day, parcels::text FROM capacity_bookings WHERE parcels > 0
        UNION ALL
        SELECT 'return ' || return_id, units || ' of ' || order_id || ' ' || line_id
          || CASE WHEN judged THEN '' ELSE ', not judged' END || ', graded ' || (
            SELECT coalesce(sum(sellable + damaged), 0) FROM gradings
            WHERE gradings.return_id = returns.return_id)
        FROM returns
        UNION ALL
        SELECT 'held ' || event_id, code || coalesce(' ' || how, '') FROM quarantine
        UNION ALL
        SELECT 'expected ' || receipt_id, node || ' ' || sku || ' ' || units || ', open ' || open
        FROM expected_receipts
        """);
  }
}
