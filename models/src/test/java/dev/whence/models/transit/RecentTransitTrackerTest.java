package dev.whence.models.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.carriers.TransitWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecentTransitTrackerTest {
  private static final CarrierServiceId GROUND = new CarrierServiceId("GROUND");
  private static final CarrierServiceId AIR = new CarrierServiceId("AIR");
  private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");

  private final RecentTransitTracker tracker = new RecentTransitTracker();

  @Test
  void anArrivalCountsFromJustAfterItIsKnownForItsWholeWindow() {
    tracker.add(arrival(GROUND, "A", "B", DAY, 50));
    var one = new TransitWindow(1, 50, 48);

    assertThat(at(DAY).lane()).isEqualTo(TransitWindow.EMPTY);
    assertThat(at(DAY.plusNanos(1_000)).lane()).isEqualTo(one);
    assertThat(at(DAY.plus(Duration.ofDays(28))).lane()).isEqualTo(one);
    assertThat(at(DAY.plus(Duration.ofDays(28)).plusNanos(1_000)).lane())
        .isEqualTo(TransitWindow.EMPTY);
    assertThat(at(DAY.plus(Duration.ofDays(14))).destination()).isEqualTo(one);
    assertThat(at(DAY.plus(Duration.ofDays(14)).plusNanos(1_000)).destination())
        .isEqualTo(TransitWindow.EMPTY);
  }

  @Test
  void lanesServicesAndDestinationsAreKeptApart() {
    tracker.add(arrival(GROUND, "A", "B", DAY, 10));
    tracker.add(arrival(GROUND, "C", "B", DAY, 20));
    tracker.add(arrival(AIR, "A", "B", DAY, 40));
    tracker.add(arrival(GROUND, "A", "D", DAY.plusSeconds(1), 80));

    RecentTransit recent = at(DAY.plusSeconds(2));

    assertThat(recent.lane().actualHours()).isEqualTo(10);
    assertThat(recent.destination().actualHours()).isEqualTo(70);
    assertThat(recent.service().actualHours()).isEqualTo(110);
    assertThat(recent.newestKnownAt()).isEqualTo(DAY.plusSeconds(1));
  }

  @Test
  void withoutArrivalsThereIsNothing() {
    assertThat(at(DAY)).isEqualTo(RecentTransit.none(GROUND, "A", "B"));
  }

  @Test
  void hoursAreRoundedDown() {
    var almost =
        new Arrival(GROUND, "A", "B", DAY, DAY.plus(Duration.ofHours(30)).minusMillis(1), DAY, 48);

    assertThat(almost.actualHours()).isEqualTo(29);
  }

  @Test
  void arrivalsMustComeInTheOrderTheyBecameKnown() {
    tracker.add(arrival(GROUND, "A", "B", DAY, 10));

    assertThatThrownBy(() -> tracker.add(arrival(GROUND, "A", "B", DAY.minusMillis(1), 10)))
        .hasMessageContaining("2026-02-28T23:59:59.999Z")
        .hasMessageContaining("Maybe sort");
  }

  @Test
  void anArrivalCannotPrecedeItsHandOver() {
    assertThatThrownBy(() -> new Arrival(GROUND, "A", "B", DAY, DAY.minusSeconds(1), DAY, 48))
        .hasMessageContaining("cannot be delivered at 2026-02-28T23:59:59Z");
  }

  @Test
  void everyAnswerEqualsASumOverAllArrivals() {
    var random = new Random(11);
    var arrivals = new ArrayList<Arrival>();
    Instant known = DAY;
    for (int i = 0; i < 2_000; i++) {
      known = known.plusSeconds(random.nextInt(7_200));
      arrivals.add(
          arrival(
              random.nextBoolean() ? GROUND : AIR,
              random.nextBoolean() ? "A" : "C",
              random.nextBoolean() ? "B" : "D",
              known,
              random.nextInt(200)));
    }
    arrivals.forEach(tracker::add);

    for (int i = 0; i < 300; i++) {
      Instant now = arrivals.get(random.nextInt(arrivals.size())).knownAt();
      RecentTransit recent = at(now);

      assertThat(recent.destination())
          .isEqualTo(sum(arrivals, now, 14, a -> a.destinationRegion().equals("B")));
      assertThat(recent.service())
          .isEqualTo(sum(arrivals, now, 28, a -> a.carrierService().equals(GROUND)));
      assertThat(recent.lane())
          .isEqualTo(
              sum(
                  arrivals,
                  now,
                  28,
                  a ->
                      a.carrierService().equals(GROUND)
                          && a.originRegion().equals("A")
                          && a.destinationRegion().equals("B")));
    }
  }

  private static TransitWindow sum(
      List<Arrival> arrivals, Instant now, int days, Predicate<Arrival> in) {
    Stream<Arrival> window =
        arrivals.stream()
            .filter(in)
            .filter(a -> a.knownAt().isBefore(now))
            .filter(a -> !a.knownAt().isBefore(now.minus(Duration.ofDays(days))));
    return window
        .map(a -> new TransitWindow(1, a.actualHours(), a.expectedHours()))
        .reduce(TransitWindow.EMPTY, TransitWindow::plus);
  }

  private RecentTransit at(Instant now) {
    return tracker.at(now, GROUND, "A", "B");
  }

  private static Arrival arrival(
      CarrierServiceId service, String from, String to, Instant knownAt, int hours) {
    return new Arrival(
        service, from, to, knownAt.minus(Duration.ofHours(hours)), knownAt, knownAt, 48);
  }
}
