package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.TUESDAY;
import static dev.whence.rules.sourcing.Scenario.WEDNESDAY;
import static dev.whence.rules.sourcing.Scenario.against;
import static dev.whence.rules.sourcing.Scenario.plain;
import static dev.whence.rules.sourcing.Scenario.shipments;
import static dev.whence.rules.sourcing.Scenario.shortages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.places.Located;
import dev.whence.domain.places.Precision;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.RelaxStep;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/// Decisions by the tables that come with the program.
class ShippedRulesTest {
  private static final RuleTables TABLES = RuleBook.shipped().compile();

  private static final RuleTables SCANNED = RuleBook.shipped().scan();

  private static final String SERVICES =
      """
      service          days  parcel  kg   km
      PARCEL_GROUND    3     700     0    4000
      PARCEL_NEXT_DAY  1     2600    0    4000
      POSTAL_SAVER     4     300     0    4000
      """;

  private static final String ONE = "node km A C parcels\nONE 100 99 99 50";

  private static Scenario order(String lines) {
    return Scenario.of(lines, ONE).services(SERVICES);
  }

  @Test
  void hopelessNextDayPromiseTakes7DollarsNot26WhereBothArriveTheSameDay() {
    var decision =
        order("A 1")
            .services(
                """
                service          days  parcel  kg   km
                PARCEL_GROUND    3     700     0    4000
                PARCEL_NEXT_DAY  1     2600    0    4000
                """)
            .serviceLevel("NEXT_DAY")
            .estimator(Scenario.alwaysOneDay())
            .at("2026-11-02T15:00:00Z")
            .decideBy(TABLES);

    assertThat(decision.promise().requested()).isEqualTo(TUESDAY);
    assertThat(shipments(decision)).containsExactly("ONE PARCEL_GROUND 11-03 L1*1");
    assertThat(plain(decision.cost().freight())).isEqualTo("700");
    assertThat(decision.promise().kept()).isFalse();
    assertThat(decision.promise().reachable()).containsExactly(WEDNESDAY);
    assertThat(decision.promise().steps()).extracting(RelaxStep::relaxedDays).containsExactly(0, 1);
  }

  /// Parcels that are filled unit by unit are asked about once for each limit that they grow beyond
  /// where the tables are compiled, and at each step where they are scanned.
  @Test
  void parcelsOfManyUnitsAreFilledAlikeByTablesThatAreAskedAtEachStep() {
    var random = new Random(11);
    int divided = 0;
    for (int round = 0; round < 40; round++) {
      var lines = new StringJoiner(", ");
      for (String sku : List.of("A", "B", "C", "D")) {
        lines.add(sku + " " + (2 + random.nextInt(9)));
      }
      var scenario =
          Scenario.of(
                  lines.toString(), "node km A B C D parcels flags\nONE 100 99 99 99 99 50 hazmat")
              .services(SERVICES + "SAME_DAY_COURIER 1 900 0 4000\n")
              .item(item("A", "home", random))
              .item(item("B", "home", random))
              .item(item("C", "furniture", random))
              .item(item("D", "toys", random));

      var decision = scenario.decideBy(TABLES);

      assertThat(decision).as(lines.toString()).isEqualTo(scenario.decideBy(SCANNED));
      divided += decision.outcome().shipments().size() > 1 ? 1 : 0;
    }
    assertThat(divided).isGreaterThan(5);
  }

  private static Item item(String sku, String category, Random random) {
    return new Item(
        new Sku(sku),
        category,
        200 + random.nextInt(15_000),
        500 + random.nextInt(20_000),
        100 + random.nextInt(800),
        random.nextInt(4) == 0);
  }

  /// Compiled tables are asked once for goods that they cannot tell apart; scanned ones for all.
  @Test
  void goodsThatTheTablesTellApartKeepFindingsOfTheirOwn() {
    var scenario =
        Scenario.of(
                "A 1, B 1, C 1, D 1", "node km A B C D parcels flags\nONE 100 9 9 9 9 50 hazmat")
            .services(SERVICES)
            .item(new Item(new Sku("A"), "furniture", 300, 2_000, 300, false))
            .item(new Item(new Sku("B"), "home", 300, 2_000, 300, true))
            .item(new Item(new Sku("C"), "home", 500, 1_000, 200, false))
            .item(new Item(new Sku("D"), "home", 40_000, 1_000, 200, false));

    var decision = scenario.decideBy(TABLES);

    assertThat(decision).isEqualTo(scenario.decideBy(SCANNED));
    assertThat(against(decision, "ONE", "POSTAL_SAVER"))
        .contains("furniture-not-by-small-parcel", "hazmat-not-by-post", "postal-too-heavy");
    assertThat(shipments(decision)).isNotEmpty();
  }

  @Test
  void nextDayPromiseThatCanBeKeptTakesTheNextDayService() {
    var decision =
        order("A 1").serviceLevel("NEXT_DAY").at("2026-11-02T14:00:00Z").decideBy(TABLES);

    assertThat(shipments(decision)).containsExactly("ONE PARCEL_NEXT_DAY 11-02 L1*1");
    assertThat(against(decision, "ONE", "PARCEL_GROUND"))
        .isEqualTo("too-slow-for-next-day: does not meet NEXT_DAY");
  }

  @Test
  void postOfficeBoxAndArmedForcesAreServedByThePostOnly() {
    var box =
        new Destination(
            "US",
            "NY",
            "10001",
            new Located(new GeoPoint(0, 0), Precision.COORDINATES, 0),
            ZoneOffset.UTC,
            true);
    var forces = new Destination("US", "AP", "96201", new GeoPoint(0, 0), ZoneOffset.UTC);

    // Six kilograms are as heavy for all three, worth 60 dollars, and promised for tomorrow.
    for (Destination destination : java.util.List.of(box, forces)) {
      var decision = order("C 3").destination(destination).promise(TUESDAY).decideBy(TABLES);

      assertThat(shipments(decision)).containsExactly("ONE POSTAL_SAVER 11-02 L1*3");
    }
    assertThat(against(order("A 1").destination(box).decideBy(TABLES), "ONE", "PARCEL_GROUND"))
        .isEqualTo("po-box-by-post-only: does not serve post office boxes");
    assertThat(against(order("A 1").destination(forces).decideBy(TABLES), "ONE", "PARCEL_GROUND"))
        .isEqualTo("military-by-post-only: does not serve addresses of armed forces abroad");
  }

  @Test
  void sixLinesOf399DollarsDoNotTravelInOneParcelOfTheSaver() {
    String six = "A 1 @39900, A 1 @39900, A 1 @39900, A 1 @39900, A 1 @39900, A 1 @39900";

    // Three parcels are the most; one by PARCEL_GROUND takes them all.
    assertThat(shipments(order(six).decideBy(TABLES)))
        .containsExactly("ONE PARCEL_GROUND 11-02 L1*1 L2*1 L3*1 L4*1 L5*1 L6*1");
    var saver =
        Scenario.of(six, ONE)
            .services(
                """
                service          days  parcel  kg   km
                POSTAL_SAVER     4     300     0    4000
                """)
            .decideBy(TABLES);
    assertThat(saver.outcome().shipments()).hasSize(3);
    assertThat(shortages(saver))
        .hasSize(3)
        .allMatch(shortage -> shortage.endsWith("TooManyParcels[mostParcels=3]"));
  }

  @Test
  void nineWantedWithFourOnHandShipsFourAndBackordersFive() {
    var decision = order("A 9").nodes("node km A parcels\nONE 100 4 5").decideBy(TABLES);

    assertThat(decision.outcome()).isInstanceOf(Outcome.PartlyBackordered.class);
    assertThat(decision.outcome().shipments().getFirst().lines().getFirst().units()).isEqualTo(4);
    assertThat(shortages(decision)).containsExactly("L1*5 NoStock[]");
  }

  @Test
  void fullMondayIsNoReasonToRefuseAnOrder() {
    var full = order("A 1").nodes("node km A parcels flags\nONE 100 9 1 booked=2026-11-02/1");

    assertThat(full.decideBy(TABLES).outcome().shipments().getFirst().handoverDay())
        .isEqualTo(TUESDAY);
    var none = order("A 1").nodes("node km A parcels\nONE 100 9 0").decideBy(TABLES);
    assertThat(Scenario.render(none))
        .isEqualTo("ONE  out  capacity-used-up CapacityExhausted[horizonDays=10] L1\n");
  }
}
