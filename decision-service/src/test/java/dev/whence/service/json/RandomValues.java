package dev.whence.service.json;

import dev.whence.domain.Cost;
import dev.whence.domain.ExchangeRate;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Condition;
import dev.whence.domain.attributes.Conditions;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.MeasuredTransit;
import dev.whence.domain.carriers.RateCard;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.carriers.Surcharge;
import dev.whence.domain.carriers.Tariff;
import dev.whence.domain.carriers.Validity;
import dev.whence.domain.carriers.WeightStep;
import dev.whence.domain.estimates.PromiseOdds;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.inventory.Acceptance;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.OpenDay;
import dev.whence.domain.inventory.ServiceCutoff;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.domain.returns.ReturnHistory;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.Market;
import dev.whence.rules.sourcing.NodeState;
import dev.whence.rules.sourcing.SourcingInputs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// Makes values of the domain's records: any component at random, any case of a sealed interface,
/// any length of a list. Records with rules of their own have their own makers here.
public final class RandomValues {
  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("UTC"),
          ZoneId.of("America/Sao_Paulo"),
          ZoneId.of("Asia/Kathmandu"),
          ZoneId.of("+02:00"),
          ZoneOffset.UTC);
  private static final List<Currency> CURRENCIES =
      List.of(
          Currency.getInstance("USD"), Currency.getInstance("BRL"), Currency.getInstance("JPY"));

  private final SplittableRandom random;
  private final Set<Class<?>> seen = new HashSet<>();
  private final Map<Class<?>, Supplier<Object>> makers = new HashMap<>();

  public RandomValues(long seed) {
    random = new SplittableRandom(seed);
    makers.put(String.class, this::text);
    makers.put(int.class, () -> random.nextInt(1, 1_000_000));
    makers.put(long.class, () -> random.nextLong(1, 1L << 50));
    makers.put(Integer.class, () -> random.nextInt(1, 1_000));
    makers.put(double.class, this::number);
    makers.put(Double.class, this::number);
    makers.put(boolean.class, random::nextBoolean);
    makers.put(Instant.class, this::instant);
    makers.put(Duration.class, () -> Duration.ofNanos(random.nextLong(1L << 45)));
    makers.put(LocalDate.class, () -> LocalDate.ofEpochDay(random.nextInt(30_000)));
    makers.put(LocalTime.class, () -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L)));
    makers.put(ZoneId.class, () -> pick(ZONES));
    makers.put(ZonedDateTime.class, () -> instant().atZone(pick(ZONES)));
    makers.put(Currency.class, () -> pick(CURRENCIES));
    makers.put(Probability.class, () -> new Probability(random.nextDouble()));
    makers.put(Cost.class, () -> new Cost(random.nextLong(-1L << 40, 1L << 50)));
    makers.put(
        GeoPoint.class,
        () -> new GeoPoint(random.nextDouble(-90, 90), random.nextDouble(-180, 180)));
    makers.put(TransitDistribution.class, this::distribution);
    makers.put(
        PromiseOdds.class,
        () ->
            new PromiseOdds(
                random.nextDouble(-5, 5), random.nextDouble(5), 1 - random.nextDouble()));
    makers.put(
        Attributes.class,
        () ->
            new Attributes(
                Map.of(
                    "a" + random.nextInt(1_000),
                    make(Attributes.Value.Measure.class),
                    "mode",
                    make(Attributes.Value.Word.class))));
    makers.put(Condition.class, this::condition);
    makers.put(BigDecimal.class, () -> BigDecimal.valueOf(random.nextInt(1, 1_000_000), 4));
    makers.put(NodeCalendar.class, this::calendar);
    makers.put(Validity.class, this::validity);
    makers.put(RateCard.class, this::card);
    makers.put(Item.class, () -> item(new Sku(text())));
    makers.put(Order.class, this::order);
    makers.put(SourcingInputs.class, this::inputs);
  }

  public <T> T make(Class<T> type) {
    return type.cast(value(type));
  }

  /// Every case of a sealed interface made so far.
  public Set<Class<?>> seen() {
    return seen;
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[0];
      List<Object> elements = list(element, random.nextInt(1, 4));
      return generic.getRawType() == Set.class ? new LinkedHashSet<>(elements) : elements;
    }
    if (!(type instanceof Class<?> of)) {
      throw new IllegalArgumentException("Nobody makes a " + type + ".");
    }
    Supplier<Object> maker = makers.get(of);
    if (maker != null) {
      return maker.get();
    }
    if (of.isEnum()) {
      return pick(List.of(of.getEnumConstants()));
    }
    if (of.isInterface() && of.isSealed()) {
      Class<?> chosen = pick(List.of(of.getPermittedSubclasses()));
      seen.add(chosen);
      return value(chosen);
    }
    return record(of);
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(components[i].getGenericType());
      types[i] = components[i].getType();
    }
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("A random " + type + " is refused.", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Object> list(Type element, int length) {
    var elements = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      elements.add(value(element));
    }
    return elements;
  }

  private TransitDistribution distribution() {
    var days = new ArrayList<Double>();
    double last = 0;
    for (int i = 0; i < TransitDistribution.LEVELS.size(); i++) {
      last += random.nextDouble();
      days.add(last);
    }
    return new TransitDistribution(new Probability(random.nextDouble(0.1)), days);
  }

  private NodeCalendar calendar() {
    var friday =
        new OpenDay(DayOfWeek.FRIDAY, LocalTime.of(8, 15), LocalTime.MIDNIGHT, LocalTime.of(16, 0));
    return new NodeCalendar(
        pick(ZONES),
        List.of(friday, OpenDay.allDay(DayOfWeek.of(1 + random.nextInt(4)), make(LocalTime.class))),
        List.of(
            new ServiceCutoff(
                make(CarrierServiceId.class), DayOfWeek.FRIDAY, LocalTime.of(17, 30))),
        make(Duration.class),
        Set.of(LocalDate.ofEpochDay(3), LocalDate.ofEpochDay(random.nextInt(5, 30_000))));
  }

  private Validity validity() {
    LocalDate from = make(LocalDate.class);
    return random.nextBoolean()
        ? Validity.ALWAYS
        : new Validity(from, from.plusDays(random.nextInt(100)));
  }

  private RateCard card() {
    Currency currency = pick(CURRENCIES);
    var zones = new ArrayList<RateZone>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      var steps = new ArrayList<WeightStep>();
      for (int step = 1; step <= random.nextInt(4); step++) {
        steps.add(new WeightStep(step * 500L, money(currency)));
      }
      zones.add(
          new RateZone(
              text(),
              "",
              text(),
              text(),
              List.of("1" + i, "20"),
              random.nextInt(20_000),
              validity(),
              new Tariff(
                  money(currency), new Cost(random.nextLong(1L << 40)), steps, money(currency)),
              random.nextInt(9)));
    }
    var surcharge =
        new Surcharge(
            text(),
            money(currency),
            make(BigDecimal.class),
            make(BigDecimal.class),
            random.nextInt(10),
            random.nextInt(10),
            random.nextInt(10),
            random.nextInt(10),
            List.of("99"),
            List.of("US"),
            validity());
    return new RateCard(
        currency, random.nextInt(6_000), 1 + random.nextInt(500), zones, List.of(surcharge));
  }

  private Money money(Currency currency) {
    return new Money(random.nextInt(1_000_000), currency);
  }

  private Item item(Sku sku) {
    return new Item(
        sku,
        text(),
        random.nextLong(1L << 40),
        2,
        30,
        20,
        random.nextInt(20),
        random.nextBoolean());
  }

  private Order order() {
    Currency currency = pick(CURRENCIES);
    List<OrderLine> lines = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      lines.add(
          new OrderLine(
              new OrderLineId("line " + i),
              new Sku("sku-" + random.nextInt(3)),
              1 + random.nextInt(5),
              new Money(random.nextInt(100_000), currency),
              random.nextBoolean()
                  ? List.of()
                  : List.of(new Component(new Sku("sku-0"), 1), new Component(new Sku("sku-2"), 3)),
              random.nextBoolean(),
              random.nextBoolean() ? Attributes.NONE : make(Attributes.class)));
    }
    return new Order(
        make(OrderId.class),
        text(),
        text(),
        text(),
        text(),
        make(Destination.class),
        make(Promise.class),
        currency,
        instant(),
        lines,
        random.nextBoolean() ? Attributes.NONE : make(Attributes.class),
        random.nextBoolean() ? Order.Extent.OF_LINES : make(Order.Extent.class));
  }

  private NodeState state(ShipNodeId node) {
    return new NodeState(
        node,
        List.of(
            new StockPosition(node, new Sku("sku-0"), 9, 2, 1, make(Cost.class)),
            new StockPosition(node, new Sku("sku-1"), 0, 0, 0, Cost.ZERO)),
        List.of(new NodeState.DayLoad(make(LocalDate.class), random.nextInt(50))),
        make(Acceptance.class),
        make(Cost.class));
  }

  private SourcingInputs inputs() {
    Order order = order();
    List<Item> items = order.unitsBySku().keySet().stream().map(this::item).toList();
    List<ShipNode> nodes = List.of(make(ShipNode.class), make(ShipNode.class));
    return new SourcingInputs(
        new Market.Reference(
            nodes,
            List.of(make(CarrierService.class), make(CarrierService.class)),
            List.of(rate(), rate())),
        new Case(
            order,
            instant(),
            nodes.stream().map(node -> state(node.id())).toList(),
            items,
            List.of(make(RecentTransit.class)),
            List.of(measured(), MeasuredTransit.none(make(CarrierServiceId.class))),
            List.of(
                new Case.LineReturnHistory(
                    order.lines().getFirst().id(), make(ReturnHistory.class))),
            make(Demands.class),
            new Conditions(random.nextBoolean() ? List.of() : List.of(condition(), condition()))));
  }

  private Condition condition() {
    Instant from = instant();
    return new Condition(
        text(), text(), from, from.plusSeconds(1 + random.nextInt(9_000)), make(Attributes.class));
  }

  private MeasuredTransit measured() {
    return new MeasuredTransit(
        make(CarrierServiceId.class), random.nextInt(1, 999), distribution().days());
  }

  private ExchangeRate rate() {
    return new ExchangeRate(
        CURRENCIES.get(0),
        CURRENCIES.get(1),
        make(BigDecimal.class),
        make(LocalDate.class),
        text());
  }

  private Instant instant() {
    return Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
  }

  /// Numbers people use, and numbers only machines do.
  private double number() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(100);
      case 1 -> random.nextInt(10_000) / 100.0;
      case 2 -> random.nextDouble() * 1e-9;
      case 3 -> random.nextDouble() * 1e18;
      default -> random.nextDouble(1, 1_000);
    };
  }

  private String text() {
    String any = "aZ9 \"\\/\u2028äß漢😀{}[]:,.-";
    var text = new StringBuilder("x" + random.nextInt(1_000_000));
    int[] points = any.codePoints().toArray();
    for (int i = 0; i < random.nextInt(6); i++) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
