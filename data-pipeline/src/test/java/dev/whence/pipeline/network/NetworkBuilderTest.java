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
import java.time.LocalTime;
import java.util.Map;
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

  @Test
  void wordsAreTextUntilTheirKeyWantsSomethingElse() throws IOException {
    Assumptions read =
        assumptions(
            ASSUMPTIONS
                .replace("country: US, region: KS", "country: NO, region: 01")
                .replace("name: H", "name: on")
                .replace("cutoff: \"16:00\"", "cutoff: 9:00")
                .replace("handles-hazmat: true", "handles-hazmat: No")
                .replace("processing-minutes: 60", "processing-minutes: 060"));

    Assumptions.HypotheticalNode node = read.hypotheticalNodes().getFirst();
    assertThat(node.country()).isEqualTo("NO");
    assertThat(node.region()).isEqualTo("01");
    assertThat(node.name()).isEqualTo("on");
    assertThat(read.nodes().cutoff()).isEqualTo(LocalTime.of(9, 0));
    assertThat(read.nodes().handlesHazmat()).isFalse();
    assertThat(read.nodes().processingMinutes()).isEqualTo(60);
  }

  @Test
  void everythingThatIsWrongIsToldWithFileLineKeyAndValue() {
    assertThatThrownBy(() ->
            assumptions(
                ASSUMPTIONS
                    .replace("currency: USD", "currency: NO")
                    .replace("cutoff: \"16:00\"", "cutoff: 4 pm")
                    .replace("parcels-per-day: 10", "parcels-per-day: 1_0")
                    .replace("handles-hazmat: true", "handles-hazmat: ~")
                    .replace("unit-handling-minor: 10", "unit-handling-minor:")
                    .replace("stock-margin-units: 2", "stock-margin-units: 2.5")
                    .replace("country: US", "country: no")
                    .replace("{500: 3,", "{1_000: 3,")))
        .hasMessage(
            """
            %1$s: line 1: currency: 'NO' is no ISO 4217 currency
            %1$s: line 4: nodes.cutoff: '4 pm' is not a time of day such as 16:30
            %1$s: line 6: nodes.parcels-per-day: '1_0' is not a whole number from 0 to 10000000
            %1$s: line 8: nodes.unit-handling-minor: has no value
            %1$s: line 9: nodes.handles-hazmat: '~' is neither true nor false
            %1$s: line 11: hypothetical-nodes[1].country: 'no' is no ISO 3166-1 alpha-2 country
            %1$s: line 13: stock-margin-units: '2.5' is not a whole number from 0 to 1000000000
            %1$s: line 16: carrier-services[1].transit-days.1_000: the distance '1_000' is not a whole number from 0 to 20100
            Maybe compare with examples/olist/network.yaml.\
            """
                .formatted(folder.resolve("network.yaml")));
    assertThatThrownBy(() -> assumptions(ASSUMPTIONS + "currency: EUR\n"))
        .hasMessageContaining("line 17: currency: is a key twice, first in line 1");
    assertThatThrownBy(() -> assumptions("")).hasMessageContaining("currency: is missing");
  }

  @Test
  void theAssumptionsOfTheExampleAreWhatTheySay() throws IOException {
    Assumptions example = Assumptions.read(Path.of("../examples/olist/network.yaml"));

    assertThat(example.currency()).isEqualTo("BRL");
    assertThat(example.nodes().cutoff()).isEqualTo(LocalTime.of(16, 0));
    assertThat(example.nodes().workingDays()).hasSize(5);
    assertThat(example.hypotheticalNodes()).hasSize(4);
    assertThat(example.hypotheticalNodes().getFirst().latitude()).isEqualTo(-23.53);
    assertThat(example.carrierServices().getLast().priceFactor()).isEqualTo(1.8);
    assertThat(example.carrierServices().getLast().transitDays())
        .containsExactly(
            Map.entry(100, 7),
            Map.entry(400, 7),
            Map.entry(1000, 9),
            Map.entry(2000, 11),
            Map.entry(5000, 15));
  }

  private Assumptions assumptions(String yaml) throws IOException {
    return Assumptions.read(Files.writeString(folder.resolve("network.yaml"), yaml));
  }
}
