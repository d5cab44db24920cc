package dev.whence.training.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.attributes.Attributes;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    return row(id, orderedAt, journey, Optional.empty());
  }

  private static ShipmentRow row(
      String id, Instant orderedAt, Journey journey, Optional<Instant> promisedUntil) {
    return TestShipments.row(id, orderedAt, Optional.empty(), CHICAGO, 100, journey, promisedUntil);
  }

  @Test
  void arrivalCountsForOrdersAfterItWasKnownNotAfterItHappened() {
    ShipmentRow first = row("a", hours(0), new Journey.Delivered(hours(2), hours(20), hours(30)));
    Journey open = new Journey.Underway(hours(31), false);

    List<Parcel> parcels =
        Parcels.of(
                List.of(first, row("b", hours(30), open), row("c", hours(31), open)),
                Optional.empty())
            .all();

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

  @Test
  void wherePromiseIsAnInstantItEndsThen_notWithTheDay() {
    Instant promised = hours(40);
    for (int minutes : List.of(-1, 0)) {
      Instant door = promised.plus(Duration.ofMinutes(minutes));
      Journey journey = new Journey.Delivered(hours(2), door, door);

      Parcel parcel =
          Parcels.of(List.of(row("a", hours(0), journey, Optional.of(promised))), Optional.empty())
              .all()
              .getFirst();

      assertThat(parcel.isLate()).as("%d minutes", minutes).isEqualTo(minutes == 0);
    }
  }

  private static Parcel delivered(Instant at) {
    Journey journey = new Journey.Delivered(hours(2), at, at);
    return Parcels.of(List.of(row("a", hours(0), journey)), Optional.empty()).all().getFirst();
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
                Optional.empty())
            .all();

    assertThat(parcels).hasSize(2).allMatch(Parcel::isLate);
  }

  @Test
  void whatBecameKnownLaterIsForgotten() {
    Parcels parcels =
        Parcels.of(
            List.of(row("a", hours(0), new Journey.Delivered(hours(2), hours(20), hours(30)))),
            Optional.empty());

    assertThat(parcels.asOf(hours(31)).all()).allMatch(Parcel::isDelivered).hasSize(1);
    assertThat(parcels.asOf(hours(30)).all()).noneMatch(Parcel::isDelivered).hasSize(1);
  }

  @Test
  void newestOrdersAreHeldOutWithAllThatWasKnownSince() {
    List<ShipmentRow> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(
          row("o" + i, hours(i), new Journey.Delivered(hours(i + 1), hours(i + 2), hours(i + 3))));
    }

    Parcels parcels = Parcels.of(rows, Parcels.newest(rows, 3));

    assertThat(parcels.knownUntil()).isEqualTo(hours(7));
    assertThat(parcels.all()).as("the seventh had not left yet").hasSize(6);
    assertThat(parcels.all().stream().filter(Parcel::isDelivered)).hasSize(4);
  }

  @Test
  void daysRunFromThePlannedHandOver_neverFromTheRealOneThatNobodyKnew() {
    Instant planned = hours(6);
    for (Instant real : List.of(hours(3), hours(30))) {
      Parcel parcel =
          Parcels.of(
                  List.of(planned(planned, new Journey.Delivered(real, hours(54), hours(54)))),
                  Optional.empty())
              .all()
              .getFirst();

      assertThat(parcel.days()).as("left at %s", real).isEqualTo(2.0);
      assertThat(parcel.query().handover().toInstant()).isEqualTo(planned);
    }
  }

  private static ShipmentRow planned(Instant at, Journey journey) {
    return TestShipments.with(
        row("a", hours(0), journey), Optional.of(at), journey, Attributes.NONE);
  }

  /// Ten parcels of a node that takes 48 hours, then one whose plan nobody wrote down.
  @Test
  void whereNoPlanIsKnownTheNodesUsualDelayIsExpected_ofWhatHadLeftBefore() {
    List<ShipmentRow> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(row("o" + i, hours(i), new Journey.Underway(hours(i + 48), false)));
    }
    rows.add(row("early", hours(47), new Journey.Underway(hours(60), false)));
    rows.add(row("late", hours(60), new Journey.Underway(hours(500), false)));

    Parcels parcels = Parcels.of(rows, Optional.empty());

    assertThat(waits(parcels, 10)).as("nothing had left").isCloseTo(24, within(1e-6));
    // everybody: (10 ln 48 + 5 ln 24) / 15; the node again (10 ln 48 + 5 everybody) / 15
    double everybody = (10 * Math.log(48) + 5 * Math.log(24)) / 15;
    assertThat(waits(parcels, 11))
        .isCloseTo(Math.exp((10 * Math.log(48) + 5 * everybody) / 15), within(1e-3));
  }

  private static double waits(Parcels parcels, int i) {
    Parcel parcel = parcels.all().get(i);
    return Duration.between(parcel.orderedAt(), parcel.leavesAt()).toMillis() / 3_600_000.0;
  }

  @Test
  void nothingAfterTheEndIsKnown_neitherOrdersNorArrivalsNorHandOvers() {
    List<ShipmentRow> rows =
        List.of(
            row("arrived", hours(0), new Journey.Delivered(hours(1), hours(9), hours(10))),
            row("arrives", hours(1), new Journey.Delivered(hours(2), hours(9), hours(20))),
            row("leaves", hours(2), new Journey.Delivered(hours(20), hours(30), hours(30))),
            row("comes", hours(20), new Journey.Delivered(hours(21), hours(30), hours(30))));

    Parcels parcels = Parcels.of(rows, Optional.of(hours(20)));

    assertThat(parcels.all()).hasSize(2);
    assertThat(parcels.all().get(0).isDelivered()).isTrue();
    assertThat(parcels.all().get(1).isDelivered()).isFalse();
  }

  /// Log-normal days around 2 with a spread of 0.3; one parcel in fifty never arrives, and the
  /// newest are underway when the data ends.
  @Test
  void shapeIsTheTrueOne_howeverManyAreUnderwayStill() {
    Random random = new Random(4);
    int count = 20_000;
    Instant end = hours(24 * 10);
    List<Parcel> parcels = new ArrayList<>();
    float[] mu = new float[count];
    float[] logSigma = new float[count];
    for (int i = 0; i < count; i++) {
      mu[i] = (float) Math.log(2);
      logSigma[i] = (float) Math.log(0.3);
      Instant leaves = hours(0).plusSeconds(random.nextInt(10 * 86_400));
      long millis = Math.round(86_400_000 * Math.exp(mu[i] + 0.3 * random.nextGaussian()));
      Instant arrival = i % 50 == 0 ? Instant.MAX : leaves.plusMillis(millis);
      parcels.add(
          TestShipments.parcel(leaves, hours(48), arrival, false, Attributes.NONE).asOf(end));
    }

    var table = LifeTables.of(parcels, mu, logSigma, end);

    assertThat(table.neverShare()).isCloseTo(0.02, within(0.006));
    List<Double> quantiles = table.quantiles(List.of(0.1, 0.5, 0.9));
    assertThat(quantiles.get(0)).isCloseTo(-1.28, within(0.2));
    assertThat(quantiles.get(1)).isCloseTo(0, within(0.1));
    assertThat(quantiles.get(2)).isCloseTo(1.28, within(0.15));
  }

  /// Flights take a fraction of a day; asked at the end of each day, all of them look alike.
  @Test
  void whereInstantsCount_theShapeIsFoundWithinTheDay() {
    List<Double> byInstant = quantilesOfFlights(true);
    assertThat(byInstant.get(0)).isCloseTo(-1.28, within(0.15));
    assertThat(byInstant.get(1)).isCloseTo(0, within(0.1));
    assertThat(byInstant.get(2)).isCloseTo(1.28, within(0.15));

    assertThat(quantilesOfFlights(false).get(0)).isLessThan(-1.8);
  }

  private static List<Double> quantilesOfFlights(boolean byInstant) {
    Random random = new Random(4);
    List<Parcel> parcels = new ArrayList<>();
    int count = 4_000;
    float[] mu = new float[count];
    float[] logSigma = new float[count];
    Instant end = hours(24 * 10);
    for (int i = 0; i < count; i++) {
      mu[i] = (float) Math.log(0.1);
      logSigma[i] = (float) Math.log(0.3);
      Instant leaves = hours(0).plusSeconds(random.nextInt(10 * 86_400));
      Instant arrival =
          leaves.plusMillis(Math.round(86_400_000 * Math.exp(mu[i] + 0.3 * random.nextGaussian())));
      parcels.add(
          TestShipments.parcel(
                  leaves, leaves.plusSeconds(9_000), arrival, byInstant, Attributes.NONE)
              .asOf(end));
    }
    return LifeTables.of(parcels, mu, logSigma, end).quantiles(List.of(0.1, 0.5, 0.9));
  }
}
