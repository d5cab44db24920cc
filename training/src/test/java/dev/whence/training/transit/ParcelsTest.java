package dev.whence.training.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.Promise;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.training.split.TemporalParts.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What a parcel may know, and what becomes of it.
class ParcelsTest {
  private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
  private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");

  private static Instant hours(long hours) {
    return MONDAY.plus(Duration.ofHours(hours));
  }

  private static ShipmentRow row(String id, Instant orderedAt, Journey journey) {
    return new ShipmentRow(
        id,
        new OrderId(id),
        new ShipNodeId("DC"),
        new CarrierServiceId("GROUND"),
        orderedAt,
        "US",
        "IL",
        CHICAGO,
        "US",
        "IL",
        CHICAGO,
        100,
        2,
        new Probability(0.9),
        500,
        1,
        0,
        Currency.getInstance("USD"),
        new Promise.On(LocalDate.of(2026, 3, 4)),
        journey);
  }

  @Test
  void arrivalCountsForOrdersAfterItWasKnownNotAfterItHappened() {
    ShipmentRow first = row("a", hours(0), new Journey.Delivered(hours(2), hours(20), hours(30)));
    Journey open = new Journey.Underway(hours(31), false);

    List<Parcel> parcels =
        Parcels.of(List.of(first, row("b", hours(30), open), row("c", hours(31), open)), 0).all();

    assertThat(parcels.stream().map(p -> p.query().recent().lane().parcels()))
        .containsExactly(0L, 0L, 1L);
  }

  @Test
  void promiseEndsWithTheDayAtTheDestination() {
    Instant midnight = LocalDate.of(2026, 3, 5).atStartOfDay(CHICAGO).toInstant();
    Parcel justInTime = delivered(midnight.minusMillis(1));
    Parcel justLate = delivered(midnight);

    assertThat(justInTime.isLate()).isFalse();
    assertThat(justLate.isLate()).isTrue();
  }

  private static Parcel delivered(Instant at) {
    Journey journey = new Journey.Delivered(hours(2), at, at);
    return Parcels.of(List.of(row("a", hours(0), journey)), 0).all().getFirst();
  }

  @Test
  void lostAndUnscannedParcelsAreLate() {
    List<Parcel> parcels =
        Parcels.of(
                List.of(
                    row("lost", hours(0), new Journey.Lost(hours(2), hours(400))),
                    row("silent", hours(0), new Journey.Underway(hours(2), false)),
                    row("canceled", hours(0), new Journey.Underway(hours(2), true)),
                    row("waiting", hours(0), new Journey.NotHandedOver(false))),
                0)
            .all();

    assertThat(parcels).hasSize(2).allMatch(Parcel::isLate);
  }

  @Test
  void outcomeKnownAfterThePartIsForgotten() {
    Parcels parcels =
        Parcels.of(
            List.of(row("a", hours(0), new Journey.Delivered(hours(2), hours(20), hours(30)))), 0);

    assertThat(parcels.in(new Part(hours(0), hours(10), hours(31))))
        .allMatch(Parcel::isDelivered)
        .hasSize(1);
    assertThat(parcels.in(new Part(hours(0), hours(10), hours(30))))
        .noneMatch(Parcel::isDelivered)
        .hasSize(1);
  }

  @Test
  void newestOrdersAreHeldOutWithAllThatWasKnownSince() {
    List<ShipmentRow> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(
          row("o" + i, hours(i), new Journey.Delivered(hours(i + 1), hours(i + 2), hours(i + 3))));
    }

    Parcels parcels = Parcels.of(rows, 3);

    assertThat(parcels.all()).hasSize(7);
    assertThat(parcels.knownUntil()).isEqualTo(hours(7));
  }

  /// Log-normal days around 2 with a spread of 0.3; one parcel in fifty never arrives.
  @Test
  void dayEndQuantilesAreNotDraggedOutByTheMissing() {
    Random random = new Random(4);
    int count = 4_000;
    List<Parcel> parcels = new ArrayList<>();
    float[] mu = new float[count];
    float[] logSigma = new float[count];
    for (int i = 0; i < count; i++) {
      mu[i] = (float) Math.log(2);
      logSigma[i] = (float) Math.log(0.3);
      Instant handedOver = hours(0).plusSeconds(random.nextInt(86_400));
      long millis = Math.round(86_400_000 * Math.exp(mu[i] + 0.3 * random.nextGaussian()));
      Instant arrival = i % 50 == 0 ? Instant.MAX : handedOver.plusMillis(millis);
      parcels.add(
          new Parcel(
              new TransitQuery(
                  10,
                  2,
                  Probability.ONE,
                  100,
                  handedOver.atZone(ZoneOffset.UTC),
                  false,
                  RecentTransit.none(new CarrierServiceId("X"), "A", "B")),
              hours(0),
              ZoneOffset.UTC,
              hours(48),
              arrival,
              arrival));
    }

    List<Double> quantiles = DayEndQuantiles.of(parcels, mu, logSigma, List.of(0.5, 0.9));

    // of all, missing included: the normal quantiles of 0.50 / 0.98 and 0.90 / 0.98
    assertThat(quantiles.get(0)).isCloseTo(0.026, within(0.15));
    assertThat(quantiles.get(1)).isCloseTo(1.394, within(0.25));
  }
}
