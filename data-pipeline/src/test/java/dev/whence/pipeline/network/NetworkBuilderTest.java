package dev.whence.pipeline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.inventory.StockPosition;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.simulation.SimulationPlan;
import dev.whence.pipeline.simulation.SimulationSize;
import dev.whence.pipeline.simulation.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkBuilderTest {

  private static final String ASSUMPTIONS =
      """
      currency: USD
      nodes:
        working-days: [MONDAY]
        cutoff: "16:00"
        processing-minutes: 60
        parcels-per-day: 10
        parcel-handling-minor: 100
        unit-handling-minor: 10
        handles-hazmat: true
      hypothetical-nodes:
        - {id: H, name: H, country: US, region: KS, latitude: 39, longitude: -98,
           time-zone: America/Chicago, best-sellers: 3, units-of-each: 7}
      stock-margin-units: 2
      carrier-services:
        - {id: ANY, carrier: C, name: N, volumetric-divisor: 0, published-on-time: 0.9,
           price-factor: 2, transit-days: {500: 3, 5000: 6}}
      """;

  @TempDir private Path folder;

  @Test
  void stockIsWhatWasSoldAndTheMarginAndHypotheticalNodesHoldTheBestSellers() throws IOException {
    Simulator.run(
        new SimulationPlan(SimulationSize.S, 3, 20, LocalDate.of(2026, 10, 31)), folder, day -> {});

    var built = NetworkBuilder.build(folder, assumptions(ASSUMPTIONS));

    try (var lines = HistoryTable.ORDER_LINES.read(folder)) {
      int sold =
          lines.filter(line -> !line.shipmentId().isEmpty()).mapToInt(l -> l.quantity()).sum();
      int positions = built.network().stock().size() - 3;
      int onHand = built.network().stock().stream().mapToInt(StockPosition::onHand).sum();
      assertThat(onHand).isEqualTo(sold + 2 * positions + 3 * 7);
    }
    var service = built.network().services().getFirst();
    assertThat(service.card().zones()).hasSize(2);
    assertThat(service.card().zones().getFirst().perParcel().minorUnits())
        .isEqualTo(2 * built.fits().getFirst().perParcelMinor());
  }

  @Test
  void aLineIsFittedExactlyWhenThereIsOne() {
    var sums = new FreightFit.Sums();
    for (int kg = 1; kg <= 10; kg++) {
      sums.add(kg, 500 + 80.0 * kg);
    }

    FreightFit fit = sums.fit(100);

    assertThat(fit.perParcelMinor()).isEqualTo(500);
    assertThat(fit.perKilogramMinor()).isEqualTo(80);
    assertThat(fit.explained()).isGreaterThan(0.999);
  }

  @Test
  void movedOrdersComeInOnThatDayAndKeepTheirDistanceToThePromise() {
    Simulator.run(
        new SimulationPlan(SimulationSize.S, 3, 3, LocalDate.of(2026, 10, 31)), folder, day -> {});

    var real = OrderRequests.newest(folder, 5, Optional.empty());
    var moved = OrderRequests.newest(folder, 5, Optional.of(LocalDate.of(2027, 1, 4)));

    assertThat(moved.requests()).hasSize(5);
    for (int i = 0; i < 5; i++) {
      OrderRequest before = real.requests().get(i);
      OrderRequest after = moved.requests().get(i);
      var zone = java.time.ZoneId.of(after.destination().timeZone());
      LocalDate from = java.time.Instant.parse(before.orderedAt()).atZone(zone).toLocalDate();
      LocalDate to = java.time.Instant.parse(after.orderedAt()).atZone(zone).toLocalDate();
      assertThat(to).isEqualTo(LocalDate.of(2027, 1, 4));
      assertThat(LocalDate.parse(after.promiseDate()).toEpochDay() - to.toEpochDay())
          .isEqualTo(LocalDate.parse(before.promiseDate()).toEpochDay() - from.toEpochDay());
    }
  }

  @Test
  void anUnknownOrMissingKeyIsRefused() {
    assertThatThrownBy(() -> assumptions(ASSUMPTIONS + "cutoffs: late\n"))
        .isInstanceOf(Assumptions.WrongAssumptionsException.class)
        .hasMessageContaining("cutoffs")
        .hasMessageContaining("\nMaybe ");
    assertThatThrownBy(() -> assumptions(ASSUMPTIONS.replace("cutoff: \"16:00\"", "")))
        .isInstanceOf(Assumptions.WrongAssumptionsException.class)
        .hasMessageContaining("cutoff")
        .hasMessageContaining("\nMaybe ");
  }

  private Assumptions assumptions(String yaml) throws IOException {
    return Assumptions.read(Files.writeString(folder.resolve("network.yaml"), yaml));
  }
}
