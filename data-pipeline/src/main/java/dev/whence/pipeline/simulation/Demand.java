package dev.whence.pipeline.simulation;

import dev.whence.domain.orders.OrderId;
import dev.whence.pipeline.simulation.Draws.Stream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When orders come and what is in them.
///
/// Arrivals are Poisson by hour and weekday, with one promotion (four days in July) and one peak
/// week (Thanksgiving to the Monday after next) a year.
final class Demand {

  /// One line of an order to be.
  record Line(Product product, int quantity) {}

  /// @param load orders of the day, 1 is an ordinary day
  record DemandedOrder(
      OrderId id,
      Instant orderedAt,
      Customer customer,
      String channel,
      String serviceLevel,
      List<Line> lines,
      boolean canceled,
      double load) {
    DemandedOrder {
      lines = List.copyOf(lines);
    }
  }

  /// The hours and weekdays of the merchant's clock.
  private static final ZoneId CLOCK = ZoneId.of("America/Chicago");

  /// Relative orders by hour of the day, from midnight.
  private static final double[] HOURS = {
    12, 7, 4, 3, 3, 5, 10, 19, 31, 42, 50, 54, 55, 53, 52, 50, 49, 50, 54, 60, 65, 62, 45, 25
  };

  /// Relative orders by weekday, from Monday.
  private static final double[] WEEKDAYS = {1.15, 1.08, 1.04, 1.0, 0.93, 0.85, 0.95};

  private static final double MORE_LINES_MEAN = 0.8;
  private static final int MOST_LINES = 8;
  private static final double CANCELED = 0.012;

  private final World world;
  private final double ordersPerDay;
  private final int customers;
  private final double[] popularityUpTo;
  private final Map<String, List<Product>> styles = new HashMap<>();

  Demand(World world, double ordersPerDay, int customers) {
    this.world = world;
    this.ordersPerDay = ordersPerDay;
    this.customers = customers;
    this.popularityUpTo = new double[world.products().size()];
    double total = 0;
    for (int i = 0; i < popularityUpTo.length; i++) {
      Product product = world.products().get(i);
      total += product.popularity();
      popularityUpTo[i] = total;
      if (product.sized()) {
        styles.computeIfAbsent(product.style(), style -> new ArrayList<>()).add(product);
      }
    }
  }

  /// The orders of one day by the merchant's clock, in the order of their times and ids.
  List<DemandedOrder> on(LocalDate date) {
    int[] arrivals = new int[HOURS.length];
    int total = 0;
    double hours = Arrays.stream(HOURS).sum();
    for (int hour = 0; hour < HOURS.length; hour++) {
      double mean = ordersPerDay * season(date) * HOURS[hour] / hours;
      arrivals[hour] =
          Draws.of(world.seed(), Stream.ARRIVALS, hour, date.toEpochDay()).poisson(mean);
      total += arrivals[hour];
    }
    double load = total / ordersPerDay;
    var orders = new ArrayList<DemandedOrder>(total);
    Instant midnight = date.atStartOfDay(CLOCK).toInstant();
    for (int hour = 0; hour < HOURS.length; hour++) {
      for (int i = 0; i < arrivals[hour]; i++) {
        orders.add(order(date, midnight.plus(Duration.ofHours(hour)), orders.size() + 1, load));
      }
    }
    orders.sort(Comparator.comparing(DemandedOrder::orderedAt).thenComparing(DemandedOrder::id));
    return orders;
  }

  /// How many times the orders of an ordinary day.
  private static double season(LocalDate date) {
    double factor = WEEKDAYS[date.getDayOfWeek().getValue() - 1];
    LocalDate peak = World.thanksgiving(date.getYear());
    if (!date.isBefore(peak) && date.isBefore(peak.plusDays(12))) {
      return factor * 2.4;
    }
    if (date.getMonthValue() == 12 && date.getDayOfMonth() <= 20) {
      return factor * 1.45;
    }
    boolean promotion =
        date.getMonthValue() == 7 && date.getDayOfMonth() >= 14 && date.getDayOfMonth() <= 17;
    return promotion ? factor * 1.9 : factor;
  }

  private DemandedOrder order(LocalDate date, Instant hour, int number, double load) {
    Draws draws = Draws.of(world.seed(), Stream.ORDER, number, date.toEpochDay());
    Instant orderedAt = hour.plusSeconds(draws.below(3_600));
    double loyal = draws.uniform();
    Customer customer = Customer.of(world.seed(), (int) (customers * loyal * loyal));
    double sold = draws.uniform();
    String channel = sold < 0.62 ? "web" : sold < 0.86 ? "app" : "marketplace";
    double speed = draws.uniform() + (customer.customerClass().equals("vip") ? 0.08 : 0);
    String serviceLevel = speed < 0.80 ? "STANDARD" : speed < 0.93 ? "EXPEDITED" : "NEXT_DAY";
    boolean canceled = draws.chance(CANCELED);
    return new DemandedOrder(
        new OrderId("O%s-%05d".formatted(date.toString().replace("-", ""), number)),
        orderedAt,
        customer,
        channel,
        serviceLevel,
        lines(draws),
        canceled,
        load);
  }

  private List<Line> lines(Draws draws) {
    int wanted = Math.min(MOST_LINES, 1 + draws.geometric(MORE_LINES_MEAN));
    var lines = new ArrayList<Line>();
    while (lines.size() < wanted) {
      Product product = pick(draws);
      lines.add(new Line(product, quantity(product, draws)));
      if (product.sized() && draws.chance(0.35)) {
        List<Product> sizes = styles.getOrDefault(product.style(), List.of());
        Product other = sizes.get((sizes.indexOf(product) + 1) % sizes.size());
        lines.add(new Line(other, 1));
      }
    }
    return lines;
  }

  private static int quantity(Product product, Draws draws) {
    boolean several = draws.chance(product.sized() ? 0.03 : 0.12);
    return several ? 2 + draws.below(2) : 1;
  }

  private Product pick(Draws draws) {
    double ticket = draws.uniform() * popularityUpTo[popularityUpTo.length - 1];
    int at = Arrays.binarySearch(popularityUpTo, ticket);
    return world.products().get(at >= 0 ? at : -at - 1);
  }
}
