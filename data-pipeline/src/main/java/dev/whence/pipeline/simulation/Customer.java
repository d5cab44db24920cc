package dev.whence.pipeline.simulation;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.orders.Destination;
import dev.whence.pipeline.simulation.Draws.Stream;

/// Someone who orders now and then, always to one address.
///
/// @param returnTaste how much more, in logits, this customer sends back: a hidden truth
record Customer(
    String id, String customerClass, Metro metro, Destination address, double returnTaste) {

  private static final double RETURN_TASTE_DEVIATION = 0.6;
  private static final int TOTAL_THOUSANDS = Metro.ALL.stream().mapToInt(Metro::thousands).sum();

  static Customer of(long seed, int number) {
    Draws draws = Draws.of(seed, Stream.CUSTOMER, number, 0);
    Metro metro = metro(draws);
    double pick = draws.uniform();
    String customerClass = pick < 0.70 ? "regular" : pick < 0.93 ? "vip" : "business";
    return new Customer(
        "C%06d".formatted(number),
        customerClass,
        metro,
        address(metro, draws),
        draws.normal(0, RETURN_TASTE_DEVIATION));
  }

  /// People live where people live: areas by population.
  private static Metro metro(Draws draws) {
    int ticket = draws.below(TOTAL_THOUSANDS);
    for (Metro metro : Metro.ALL) {
      ticket -= metro.thousands();
      if (ticket < 0) {
        return metro;
      }
    }
    throw new IllegalStateException("A ticket beyond the population.");
  }

  private static Destination address(Metro metro, Draws draws) {
    return new Destination(
        "US",
        metro.state(),
        metro.postalCode(),
        new GeoPoint(
            hundredths(metro.center().latitude() + draws.normal(0, 0.15)),
            hundredths(metro.center().longitude() + draws.normal(0, 0.15))),
        metro.timeZone());
  }

  private static double hundredths(double degrees) {
    return Math.round(degrees * 100) / 100.0;
  }
}
