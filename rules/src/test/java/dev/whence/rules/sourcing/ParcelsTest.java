package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.against;
import static dev.whence.rules.sourcing.Scenario.cost;
import static dev.whence.rules.sourcing.Scenario.plain;
import static dev.whence.rules.sourcing.Scenario.shipments;
import static dev.whence.rules.sourcing.Scenario.shortages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.OrderLine;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/// Limits and prices hold for the parcel as it is packed.
class ParcelsTest {
  private static final String POST =
      """
      service  days  parcel  kg   km
      POST     1     300     0    4000
      """;

  private static final String POST_AND_GROUND =
      """
      service  days  parcel  kg   km
      POST     1     300     0    4000
      GROUND   1     3000    0    4000
      """;

  private static final String ONE = "node km A B C parcels flags\nONE 100 99 99 99 50 hazmat";

  private static TestTables upTo400Dollars(TestTables tables) {
    return tables.limit(
        "post-value",
        Reason.CarrierCode.VALUE_TOO_HIGH,
        fact -> fact.carrierService().equals("POST") && fact.parcelValueMinor() > 40_000);
  }

  private static Policy free() {
    return new Policy().late(0, 0).returns(0).most(9);
  }

  /// What is added piece by piece measures the same as all of it at once, also where it is more
  /// than can be counted.
  @Test
  @SuppressWarnings("NullAway") // without goods nobody asks for their kinds
  void aParcelThatIsBeingFilledMeasuresWhatIsInIt() {
    var random = new java.util.Random(7);
    for (int round = 0; round < 500; round++) {
      var wants = new java.util.ArrayList<Want>();
      int count = 1 + random.nextInt(6);
      OrderLine line = Scenario.of("A 1", ONE).order().lines().getFirst();
      for (int w = 0; w < count; w++) {
        long size = random.nextInt(20) == 0 ? Long.MAX_VALUE / 3 : random.nextInt(5_000);
        var unit =
            new Want.Measures(
                size,
                random.nextInt(9_000),
                random.nextInt(900),
                random.nextInt(500),
                random.nextInt(300),
                random.nextBoolean());
        wants.add(
            new Want(
                0, line, 9, java.util.List.of(), null, 0, random.nextInt(9_000), 0, 0, 0, unit));
      }
      var parcel = new Parcels.Filling(count, 1);
      int[] units = new int[count];
      for (int step = 0; step < 8; step++) {
        int w = random.nextInt(count);
        int more = 1 + random.nextInt(4);
        units[w] += more;
        assertThat(parcel.with(wants.get(w), more)).isEqualTo(Parcels.measure(wants, units));
        parcel.add(w, wants.get(w), more, null);
        assertThat(parcel.units).isEqualTo(units);
      }
    }
  }

  @Test
  void sixLinesOf399DollarsByAServiceUpTo400AreSixParcels() {
    var scenario =
        Scenario.of("A 1 @39900, A 1 @39900, A 1 @39900, A 1 @39900, A 1 @39900, A 1 @39900", ONE)
            .services(POST)
            .tables(ParcelsTest::upTo400Dollars)
            .policy(free().most(6));

    var six = scenario.decide();
    var five = scenario.policy(free().most(5)).decide();

    assertThat(six.outcome().shipments()).hasSize(6);
    // 6 * 300; 6 * (50 + 10); five parcels after the first.
    assertThat(cost(six.cost())).isEqualTo("freight 1800, handling 360, split 500");
    assertThat(five.outcome().shipments()).hasSize(5);
    assertThat(five.outcome().shortages())
        .singleElement()
        .satisfies(
            s -> assertThat(s.reason().toString()).isEqualTo("TooManyParcels[mostParcels=5]"));
  }

  @Test
  void unitsWorth400DollarsAndACentMayNotGoByTheLimitedServiceEvenAlone() {
    var scenario =
        Scenario.of("A 1 @40001", ONE)
            .services(POST_AND_GROUND)
            .tables(ParcelsTest::upTo400Dollars)
            .policy(free());

    var decision = scenario.decide();

    assertThat(shipments(decision)).containsExactly("ONE GROUND 11-02 L1*1");
    assertThat(against(decision, "ONE", "POST"))
        .isEqualTo("post-value: does not take parcels worth 400.01 USD");
    assertThat(shipments(scenario.order("A 1 @40000").decide()))
        .containsExactly("ONE POST 11-02 L1*1");
  }

  @Test
  void sixLinesGoInOneDearParcelWhereSixCheapOnesCostMore() {
    // Six by POST: 6 * 300 + 6 * 60 + 5 * 500; one by GROUND: 3000 + 50 + 60.
    var decision =
        Scenario.of("A 1 @39900, A 1 @39900, A 1 @39900, A 1 @39900, A 1 @39900, A 1 @39900", ONE)
            .services(POST_AND_GROUND)
            .tables(ParcelsTest::upTo400Dollars)
            .policy(free().split(500))
            .decide();

    assertThat(shipments(decision))
        .containsExactly("ONE GROUND 11-02 L1*1 L2*1 L3*1 L4*1 L5*1 L6*1");
    assertThat(plain(decision.cost().total())).isEqualTo("3110");
  }

  @Test
  void fourUnitsOf14900GramsByA15KilogramCourierAreFourParcels_oneUnitOf59600IsNone() {
    var scenario =
        Scenario.of("H 4", "node km H parcels\nONE 10 9 9")
            .item(new Item(new Sku("H"), "toys", 14_900, 0, 300, false))
            .services(
                """
                service  days  parcel  kg   km
                COURIER  1     900     0    4000
                """)
            .tables(t ->
                t.limit(
                    "courier-weight",
                    Reason.CarrierCode.TOO_HEAVY,
                    fact -> fact.parcelWeightGrams() > 15_000))
            .policy(free());

    var four = scenario.decide();
    var one =
        scenario.order("H 1").item(new Item(new Sku("H"), "toys", 59_600, 0, 300, false)).decide();

    assertThat(shipments(four)).hasSize(4).containsOnly("ONE COURIER 11-02 L1*1");
    assertThat(four.outcome().shipments())
        .allSatisfy(s -> assertThat(s.measures().grams()).isEqualTo(14_900));
    assertThat(one.outcome()).isInstanceOf(Outcome.Unfillable.class);
    assertThat(against(one, "ONE", "COURIER"))
        .isEqualTo("courier-weight: does not take parcels of 59.6 kg");
  }

  @Test
  void mixedGoodsAreChargedByTheWeightOrVolumeOfTheWhole() {
    // 10.1 kg on the scale, 51 l / 5000 = 10.2 kg by volume, at 100 a kilogram.
    var decision =
        Scenario.of("IRON 1, FOAM 1", "node km IRON FOAM parcels\nONE 100 1 1 5")
            .item(new Item(new Sku("IRON"), "toys", 10_000, 1_000, 100, false))
            .item(new Item(new Sku("FOAM"), "toys", 100, 50_000, 500, false))
            .services(
                """
                service  days  parcel  kg   km    flags
                GROUND   1     0       100  4000  divisor=5000
                DEAR     1     1500    0    4000
                """)
            .policy(free())
            .decide();

    assertThat(shipments(decision)).containsExactly("ONE GROUND 11-02 L1*1 L2*1");
    assertThat(plain(decision.cost().freight())).isEqualTo("1020");
  }

  @Test
  void zoneForCanadaBeatsTheZoneForAnyCountryWhateverTheOrderOfRows() {
    String any = "GROUND   1     9100    0    3000\n";
    String canada = "GROUND   1     1500    0    5000  to=CA\n";
    for (String zones : java.util.List.of(any + canada, canada + any)) {
      var decision =
          Scenario.of("A 1", ONE)
              .services("service  days  parcel  kg   km    flags\n" + zones)
              .destination(new Destination("CA", "ON", "K1A", new GeoPoint(0, 0), ZoneOffset.UTC))
              .policy(free())
              .decide();

      assertThat(plain(decision.cost().freight())).isEqualTo("1500");
    }
  }

  private static Scenario twoUnitsAParcel(String order, String nodes) {
    return Scenario.of(order, nodes)
        .services(
            """
            service  days  parcel  kg   km
            GROUND   1     400     100  4000
            """)
        .tables(t ->
            t.limit("two-units", Reason.CarrierCode.TOO_MANY_UNITS, fact -> fact.parcelUnits() > 2))
        .policy(free());
  }

  @Test
  void eachParcelPaysItsFixedPart() {
    var decision = twoUnitsAParcel("A 5", ONE).decide();

    // Three parcels: 3 * 400 + 2.5 kg * 100; 3 * 50 + 5 * 10; two after the first.
    assertThat(decision.outcome().shipments()).hasSize(3);
    assertThat(cost(decision.cost())).isEqualTo("freight 1450, handling 200, split 200");
  }

  @Test
  void eachParcelCountsAgainstMostParcels() {
    var scenario = twoUnitsAParcel("A 5", ONE);

    var three = scenario.policy(free().most(3)).decide();
    var two = scenario.policy(free().most(2)).decide();
    var part = scenario.policy(free().most(2).partLines()).decide();

    assertThat(three.outcome().shipments()).hasSize(3);
    assertThat(two.outcome().shipments()).isEmpty();
    assertThat(shortages(two)).containsExactly("L1*5 TooManyParcels[mostParcels=2]");
    assertThat(shortages(part)).containsExactly("L1*1 TooManyParcels[mostParcels=2]");
  }

  @Test
  void eachParcelCountsAgainstTheCapacityOfItsDay() {
    var decision =
        twoUnitsAParcel("A 5", "node km A parcels\nONE 100 9 2").promise(Scenario.FRIDAY).decide();

    // Two parcels a day: the third leaves on Tuesday.
    assertThat(decision.outcome()).isInstanceOf(Outcome.Allocated.class);
    assertThat(
            decision.outcome().shipments().stream().map(s -> s.handoverDay().toString()).toList())
        .containsExactly("2026-11-02", "2026-11-02", "2026-11-03");
  }

  @Test
  void parcelsThatNoHandoverHasRoomForAreCountedByTheRoomNotByThePolicy() {
    // Two hand-overs of one parcel each in the horizon; three are needed and nine allowed.
    var decision =
        twoUnitsAParcel("A 5", "node km A parcels\nONE 100 9 1").policy(free().horizon(1)).decide();

    assertThat(shortages(decision)).containsExactly("L1*5 TooManyParcels[mostParcels=2]");
  }

  private static TestTables palletsFromFiveKilograms(TestTables tables) {
    return tables.limit(
        "pallet-from-5-kg",
        Reason.CarrierCode.TOO_LIGHT,
        fact -> fact.carrierService().equals("PALLET") && fact.parcelWeightGrams() < 5_000);
  }

  private static final String PALLET =
      """
      service  days  parcel  kg   km
      PALLET   1     300     0    4000
      """;

  @Test
  void moreGoodsMakeUpForATooLightLine() {
    // A weighs 0.5 kg, C 2 kg: 2 C and 2 A are 5 kg sharp, 2 C and 1 A are 4.5.
    var scenario =
        Scenario.of("A 2, C 2", ONE)
            .services(PALLET)
            .tables(ParcelsTest::palletsFromFiveKilograms)
            .policy(free());

    assertThat(shipments(scenario.decide())).containsExactly("ONE PALLET 11-02 L1*2 L2*2");
    assertThat(shipments(scenario.order("A 1, C 2").decide())).isEmpty();
  }

  @Test
  void orderThatIsTooLightForEveryServiceIsNotSaidToNeedMoreParcels() {
    var decision =
        Scenario.of("A 1", ONE)
            .services(PALLET)
            .tables(ParcelsTest::palletsFromFiveKilograms)
            .policy(free())
            .decide();

    assertThat(shortages(decision)).containsExactly("L1*1 NoEligibleNode[]");
    assertThat(against(decision, "ONE", "PALLET"))
        .isEqualTo("pallet-from-5-kg: does not take parcels as light as 500 g");
  }

  @Test
  void hazardousGoodsThatMayNotBeMixedTravelInAParcelOfTheirOwn() {
    var scenario = Scenario.of("A 1, B 1", ONE).services(POST).policy(free());
    var apart =
        scenario.tables(t ->
            t.limit("not-mixed", Reason.CarrierCode.HAZMAT_NOT_MIXED, fact -> fact.hazmatMixed()));

    assertThat(shipments(apart.decide()))
        .containsExactlyInAnyOrder("ONE POST 11-02 L1*1", "ONE POST 11-02 L2*1");
    assertThat(shipments(scenario.tables(t -> t).decide()))
        .containsExactly("ONE POST 11-02 L1*1 L2*1");
  }

  @Test
  void twoBoxesThatTogetherExceedTheGirthTravelApart() {
    // One box: 300 + 2 * (200 + 100) = 900 mm. Two: 12 l over 300 mm are 40 000 mm2, over 200 mm
    // they are 200 mm high: 300 + 2 * (200 + 200) = 1100 mm.
    var scenario =
        Scenario.of("BOX 2", "node km BOX parcels\nONE 100 9 9")
            .item(new Item(new Sku("BOX"), "toys", 1_000_000, 6_000, 300, 200, 100, false))
            .services(POST)
            .policy(free());

    var narrow =
        scenario
            .tables(t ->
                t.limit(
                    "girth",
                    Reason.CarrierCode.GIRTH_TOO_LARGE,
                    fact -> fact.parcelGirthMm() > 1_099))
            .decide();
    var wide =
        scenario
            .tables(t ->
                t.limit(
                    "girth",
                    Reason.CarrierCode.GIRTH_TOO_LARGE,
                    fact -> fact.parcelGirthMm() > 1_100))
            .decide();

    assertThat(narrow.outcome().shipments()).hasSize(2);
    assertThat(wide.outcome().shipments()).hasSize(1);
    assertThat(wide.outcome().shipments().getFirst().measures().girthMm()).isEqualTo(1_100);
  }

  @Test
  void tenMillionScrewsOf300MilligramsWeighThreeTonnes() {
    var decision =
        Scenario.of(
                "SCREW 10000000 @1",
                "node km SCREW parcels flags\nONE 100 10000000 9 handling=USD/50/0")
            .item(new Item(new Sku("SCREW"), "toys", 300, 0, 10, 0, 0, false))
            .services(
                """
                service  days  parcel  kg   km
                FREIGHT  1     400     100  4000
                """)
            .policy(free())
            .decide();

    // 3000 kg at 100 and 400 for the parcel.
    assertThat(shipments(decision)).containsExactly("ONE FREIGHT 11-02 L1*10000000");
    assertThat(plain(decision.cost().freight())).isEqualTo("300400");
  }

  @Test
  void weightStepsMakeTwoParcelsCheaperThanOneWhereTheCardSaysSo() {
    // One parcel of 4 kg costs 2000 + 50 + 20; two of 2 kg cost 1000 + 100 + 20 and the split.
    var scenario =
        Scenario.of("C 2", ONE)
            .services(
                """
                service  days  parcel  kg   km    flags
                STEPS    1     0       0    4000  steps=2000:500/5000:2000
                """);

    var two = scenario.policy(free().split(949)).decide();
    var one = scenario.policy(free().split(951)).decide();

    assertThat(two.outcome().shipments()).hasSize(2);
    assertThat(cost(two.cost())).isEqualTo("freight 1000, handling 120, split 949");
    assertThat(one.outcome().shipments()).hasSize(1);
    assertThat(cost(one.cost())).isEqualTo("freight 2000, handling 70");
  }

  @Test
  void parcelAboveTheLastStepOfACardIsNotPriced() {
    var scenario =
        Scenario.of("C 1", ONE)
            .services(
                """
                service  days  parcel  kg   km    flags
                STEPS    1     0       0    4000  steps=1999:500
                GROUND   1     3000    0    4000
                """)
            .policy(free());

    assertThat(shipments(scenario.decide())).containsExactly("ONE GROUND 11-02 L1*1");
  }
}
