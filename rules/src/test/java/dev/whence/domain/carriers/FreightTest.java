package dev.whence.domain.carriers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FreightTest {
  private static final Currency EUR = Currency.getInstance("EUR");
  private static final LocalDate DAY = LocalDate.of(2026, 11, 27);
  private static final Lane LANE = new Lane("DE", "BY", "DE", "BE", "10115", 500, DAY);

  @Test
  void mixedGoodsAreChargedByTheHeavierOfScaleAndVolumeOfTheWholeParcel() {
    RateCard card = new RateCard(EUR, 5_000, 1, List.of(zone(twoPart(0, "100"))), List.of());

    // 10 kg of one litre and 100 g of fifty, at 100 a kilogram: 10.2 kg.
    assertThat(price(card, 10_100_000, 51_000)).isEqualTo("1020");
  }

  @Test
  void aParcelPaysTheLightestStepThatItFits() {
    Tariff tariff = tariff(100, "0", 0, 500, 250, 2_000, 400, 5_000, 390);

    assertThat(minor(tariff.price(0))).isEqualTo("350");
    assertThat(minor(tariff.price(500))).isEqualTo("350");
    assertThat(minor(tariff.price(501))).isEqualTo("500");
    assertThat(minor(tariff.price(5_000))).isEqualTo("490");
    assertThat(tariff.price(5_001)).isEmpty();
  }

  @Test
  void aboveTheLastStepEveryGramIsPaidOnTopOfIt() {
    Tariff tariff = tariff(100, "62.5", 0, 500, 250, 2_000, 400);

    assertThat(minor(tariff.price(2_001))).isEqualTo("500.0625");
    assertThat(minor(tariff.price(3_000))).isEqualTo("562.5");
  }

  @Test
  void nothingIsChargedBelowTheMinimum() {
    Tariff tariff = tariff(100, "50", 300);

    assertThat(minor(tariff.price(1_000))).isEqualTo("300");
    assertThat(minor(tariff.price(4_000))).isEqualTo("300");
    assertThat(minor(tariff.price(4_001))).isEqualTo("300.05");
  }

  @Test
  void aRateFinerThanAMinorUnitIsKeptAndRoundedUpToATenThousandth() {
    assertThat(minor(twoPart(0, "0.0001").price(1))).isEqualTo("0.0001");
    assertThat(minor(twoPart(0, "0.0001").price(1_001))).isEqualTo("0.0002");
    assertThat(minor(twoPart(0, "12.3456").price(1_500))).isEqualTo("18.5184");
  }

  @Test
  void stepsOutOfOrderNegativePricesAndMixedCurrenciesAreRefused() {
    assertThatThrownBy(() -> tariff(0, "0", 0, 500, 100, 500, 120))
        .hasMessageContaining("up to 500 g follows one up to 500 g");
    assertThatThrownBy(() -> tariff(-1, "0", 0)).hasMessageContaining("no price may be negative");
    assertThatThrownBy(() -> new WeightStep(0, euro(1))).hasMessageContaining("above 0");
    assertThatThrownBy(() ->
            new Tariff(euro(1), Cost.ZERO, List.of(new WeightStep(5, Money.of(1, "USD"))), euro(0)))
        .hasMessageContaining("costs 0.01 USD in a tariff in EUR");
  }

  @Test
  void fuelIsAShareOfTheTariffsChargeAndOfNoOtherSurcharge() {
    RateCard card =
        card(
            twoPart(1_000, "0"),
            surcharge("fuel", 0, "12.5", "0"),
            surcharge("toll", 40, "0", "0"));

    assertThat(price(card, parcel(1_000, 0, 0, 0))).isEqualTo("1165");
    assertThat(freight(card).surchargesOn(parcel(1_000, 0, 0, 0))).containsExactly("fuel", "toll");
  }

  @Test
  void aLimitIsExceededByOneMillimeterOneMilligramAndOneMinorUnit() {
    Surcharge heavy = limited("heavy", 500, 30_000, 0, 0, 0);
    Surcharge longSide = limited("long", 700, 0, 1_200, 0, 0);
    Surcharge girth = limited("girth", 1_100, 0, 0, 3_000, 0);
    Surcharge dear = limited("dear", 1_300, 0, 0, 0, 50_000);
    RateCard card = card(twoPart(0, "0"), heavy, longSide, girth, dear);

    assertThat(price(card, new ParcelMeasures(30_000_000, 1, 1_200, 3_000, 50_000, 1, 0)))
        .isEqualTo("0");
    assertThat(price(card, new ParcelMeasures(30_000_001, 1, 1_200, 3_000, 50_000, 1, 0)))
        .isEqualTo("500");
    assertThat(price(card, new ParcelMeasures(30_000_000, 1, 1_201, 3_000, 50_000, 1, 0)))
        .isEqualTo("700");
    assertThat(price(card, new ParcelMeasures(30_000_000, 1, 1_200, 3_001, 50_000, 1, 0)))
        .isEqualTo("1100");
    assertThat(price(card, new ParcelMeasures(30_000_000, 1, 1_200, 3_000, 50_001, 1, 0)))
        .isEqualTo("1300");
    assertThat(price(card, new ParcelMeasures(30_000_001, 1, 1_201, 3_001, 50_001, 1, 0)))
        .isEqualTo("3600");
  }

  @Test
  void insuranceIsAShareOfTheGoods() {
    RateCard card = card(twoPart(0, "0"), surcharge("insurance", 0, "0", "0.35"));

    assertThat(price(card, parcel(1, 0, 0, 12_345))).isEqualTo("43.2075");
  }

  @Test
  void remoteAreasPeakSeasonAndCountriesAreConditions() {
    Surcharge islands = on("islands", 900, List.of("27 498", "2649"), List.of(), Validity.ALWAYS);
    Surcharge peak = on("peak", 55, List.of(), List.of(), new Validity(DAY, DAY.plusDays(3)));
    Surcharge customs = on("customs", 2_000, List.of(), List.of("CH", "GB"), Validity.ALWAYS);
    RateCard card = card(twoPart(0, "0"), islands, peak, customs);

    assertThat(price(card, LANE)).isEqualTo("55");
    assertThat(price(card, to("DE", "27498", DAY.minusDays(1)))).isEqualTo("900");
    assertThat(price(card, to("DE", "27498", DAY.plusDays(3)))).isEqualTo("955");
    assertThat(price(card, to("DE", "27497", DAY.plusDays(4)))).isEqualTo("0");
    assertThat(price(card, to("CH", "8001", DAY.plusDays(4)))).isEqualTo("2000");
  }

  @Test
  void aNegativeSurchargeIsRefused() {
    assertThatThrownBy(() -> surcharge("rebate", 0, "-5", "0"))
        .hasMessageContaining("rebate has a negative amount")
        .hasMessageContaining("\nMaybe ");
  }

  @Test
  void whatCannotBeCountedThrowsAndACardThatCannotCountTheLargestParcelIsTold() {
    RateCard card = card(twoPart(0, "1000000000"), surcharge("fuel", 0, "1000", "0"));
    var thousandOfTwoTons = new ParcelMeasures(2_000_000_000_000L, 0, 0, 0, 0, 1_000, 0);
    var oneOfTwoTons = new ParcelMeasures(2_000_000_000L, 0, 0, 0, 0, 1, 0);

    assertThatThrownBy(() -> freight(card).price(thousandOfTwoTons))
        .isInstanceOf(ArithmeticException.class);
    assertThat(Freight.canCount(card, card.zones().getFirst(), oneOfTwoTons)).isTrue();
    assertThat(Freight.canCount(card, card.zones().getFirst(), thousandOfTwoTons)).isFalse();
  }

  @Test
  void aCardOfIndonesianRupiahIsCounted() {
    RateCard rupiah =
        new RateCard(EUR, 6_000, 1_000, List.of(zone(twoPart(0, "5000000"))), List.of());
    var pallet = new ParcelMeasures(800_000_000L, 2_000_000, 1_200, 4_400, 90_000_000_000L, 40, 0);

    assertThat(minor(freight(rupiah).price(pallet))).isEqualTo("4000000000");
  }

  @Test
  void onlyATwoPartTariffByTheScaleWithoutSurchargesIsAffine() {
    Tariff plain = twoPart(400, "50");

    assertThat(freight(new RateCard(EUR, 0, 1, List.of(zone(plain)), List.of())).isAffine())
        .isTrue();
    assertThat(freight(new RateCard(EUR, 5_000, 1, List.of(zone(plain)), List.of())).isAffine())
        .isFalse();
    assertThat(freight(new RateCard(EUR, 0, 500, List.of(zone(plain)), List.of())).isAffine())
        .isFalse();
    assertThat(freight(card(plain, surcharge("fuel", 0, "1", "0"))).isAffine()).isFalse();
    assertThat(tariff(400, "50", 401).isAffine()).isFalse();
    assertThat(tariff(400, "50", 400).isAffine()).isTrue();
    assertThat(tariff(400, "50", 0, 500, 90).isAffine()).isFalse();
  }

  @Test
  void theBoundIsTightWhereEverythingTravelsTogether() {
    Freight steps = freight(card(tariff(0, "0", 0, 1_000, 400, 2_000, 500, 5_000, 700)));

    assertThat(steps.bound(4_000).of(4_000)).isEqualTo(7_000_000);
    assertThat(steps.bound(800).of(800)).isEqualTo(4_000_000);
    assertThat(freight(card(twoPart(300, "50"))).bound(4_000))
        .isEqualTo(new Freight.Bound(3_000_000, 500_000));
  }

  /// Steps that fall and rise, tails, minimums, volume, increments and surcharges.
  @Test
  void noParcelUndercutsTheBound_norDoSeveralTogether() {
    var random = new SplittableRandom(5);
    long compared = 0;
    for (int run = 0; run < 3_000; run++) {
      Freight freight = freight(randomCard(random));
      long most = random.nextLong(12_000);
      Freight.Bound bound = freight.bound(most);
      assertThat(bound.fixed()).isNotNegative();
      assertThat(bound.perKilogram()).isNotNegative();
      for (int pack = 0; pack < 20; pack++) {
        long grams = 0;
        long price = 0;
        int parcels = 1 + random.nextInt(4);
        int priced = 0;
        for (int i = 0; i < parcels; i++) {
          long weight = random.nextInt(4) == 0 ? most : random.nextLong(most + 1);
          OptionalLong cost = freight.price(randomParcel(random, weight));
          if (cost.isPresent()) {
            grams += weight;
            price += cost.getAsLong();
            priced++;
          }
        }
        long floor = bound.fixed() * priced + Math.ceilDiv(bound.perKilogram() * grams, 1_000L);
        assertThat(floor)
            .as("%d g in %d parcels of up to %d g: %s", grams, priced, most, freight.zone())
            .isLessThanOrEqualTo(price);
        compared += priced;
      }
    }
    assertThat(compared).isGreaterThan(50_000);
  }

  @Test
  void aBoundIsNotIdle() {
    var random = new SplittableRandom(6);
    int tight = 0;
    int runs = 1_000;
    for (int run = 0; run < runs; run++) {
      RateZone zone = zone(randomTariff(random));
      long most = 1 + random.nextLong(12_000);
      Freight freight = freight(new RateCard(EUR, 0, 1, List.of(zone), List.of()));
      OptionalLong together = zone.tariff().price(most);
      if (together.isEmpty() || freight.bound(most).of(most) >= together.getAsLong() * 0.75) {
        tight++;
      }
    }
    assertThat(tight).isGreaterThan(runs * 6 / 10);
  }

  @Test
  void goodsInOneParcelCostNoMoreThanInSeveralWhereTheFreightSaysSo() {
    var random = new SplittableRandom(7);
    int compared = 0;
    int dearerTogether = 0;
    for (int run = 0; run < 4_000; run++) {
      Freight freight = freight(randomCard(random));
      for (int pair = 0; pair < 30; pair++) {
        ParcelMeasures one = randomParcel(random, random.nextLong(8_000));
        ParcelMeasures other = randomParcel(random, random.nextLong(8_000));
        OptionalLong price = freight.price(one);
        OptionalLong otherPrice = freight.price(other);
        OptionalLong together = freight.price(sum(one, other));
        if (price.isEmpty() || otherPrice.isEmpty() || together.isEmpty()) {
          continue;
        }
        // Percentages are rounded to the nearest ten-thousandth, each for itself.
        long dearer = together.getAsLong() - price.getAsLong() - otherPrice.getAsLong();
        if (freight.isSubadditive()) {
          assertThat(dearer)
              .as("%s and %s: %s", one, other, freight.zone())
              .isLessThanOrEqualTo(freight.hasSurcharges() ? 3 : 0);
          compared++;
        } else if (dearer > 3) {
          dearerTogether++;
        }
      }
    }
    assertThat(compared).isGreaterThan(10_000);
    assertThat(dearerTogether).as("so the question is worth asking").isGreaterThan(100);
  }

  private static ParcelMeasures sum(ParcelMeasures one, ParcelMeasures other) {
    return new ParcelMeasures(
        one.milligrams() + other.milligrams(),
        one.volumeCm3() + other.volumeCm3(),
        Math.max(one.longestSideMm(), other.longestSideMm()),
        Math.max(one.girthMm(), other.girthMm()),
        one.valueMinor() + other.valueMinor(),
        one.units() + other.units(),
        one.hazmatUnits() + other.hazmatUnits());
  }

  private static RateCard randomCard(SplittableRandom random) {
    var surcharges = new ArrayList<Surcharge>();
    if (random.nextInt(3) == 0) {
      surcharges.add(surcharge("fuel", random.nextInt(50), "7.25", "0.1"));
      surcharges.add(limited("heavy", 300, 1_000, 0, 0, 0));
    }
    return new RateCard(
        EUR,
        random.nextInt(3) == 0 ? 5_000 : 0,
        random.nextInt(3) == 0 ? 1 + random.nextInt(700) : 1,
        List.of(zone(randomTariff(random))),
        surcharges);
  }

  private static Tariff randomTariff(SplittableRandom random) {
    var steps = new ArrayList<WeightStep>();
    long grams = 0;
    long price = random.nextInt(600);
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      grams += 1 + random.nextInt(2_500);
      price = Math.max(0, price + random.nextInt(-120, 400));
      steps.add(new WeightStep(grams, euro(price)));
    }
    return new Tariff(
        euro(random.nextInt(3) == 0 ? 0 : random.nextInt(500)),
        new Cost(
            switch (random.nextInt(4)) {
              case 0 -> 0;
              case 1 -> random.nextInt(9);
              default -> random.nextInt(3_000_000);
            }),
        steps,
        euro(random.nextInt(3) == 0 ? random.nextInt(1_500) : 0));
  }

  private static ParcelMeasures randomParcel(SplittableRandom random, long grams) {
    return new ParcelMeasures(
        grams * 1_000, random.nextInt(80_000), 100, 400, random.nextInt(100_000), 1, 0);
  }

  private static Surcharge surcharge(String name, long minor, String ofFreight, String ofValue) {
    return new Surcharge(
        name,
        euro(minor),
        new BigDecimal(ofFreight),
        new BigDecimal(ofValue),
        0,
        0,
        0,
        0,
        List.of(),
        List.of(),
        Validity.ALWAYS);
  }

  private static Surcharge limited(
      String name, long minor, long grams, int longest, int girth, long value) {
    return new Surcharge(
        name,
        euro(minor),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        grams,
        longest,
        girth,
        value,
        List.of(),
        List.of(),
        Validity.ALWAYS);
  }

  private static Surcharge on(
      String name, long minor, List<String> prefixes, List<String> countries, Validity valid) {
    return new Surcharge(
        name,
        euro(minor),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        0,
        0,
        0,
        0,
        prefixes,
        countries,
        valid);
  }

  private static RateCard card(Tariff tariff, Surcharge... surcharges) {
    return new RateCard(EUR, 0, 1, List.of(zone(tariff)), List.of(surcharges));
  }

  private static RateZone zone(Tariff tariff) {
    return new RateZone("", "", "", "", List.of(), 5_000, Validity.ALWAYS, tariff, 2);
  }

  private static Tariff twoPart(long perParcel, String perKilogram) {
    return Tariff.twoPart(euro(perParcel), Cost.ofMinorUnits(new BigDecimal(perKilogram)));
  }

  private static Tariff tariff(long perParcel, String perKilogram, long minimum, long... steps) {
    var all = new ArrayList<WeightStep>();
    for (int i = 0; i < steps.length; i += 2) {
      all.add(new WeightStep(steps[i], euro(steps[i + 1])));
    }
    return new Tariff(
        euro(perParcel), Cost.ofMinorUnits(new BigDecimal(perKilogram)), all, euro(minimum));
  }

  private static ParcelMeasures parcel(long grams, int longest, int girth, long value) {
    return new ParcelMeasures(grams * 1_000, 0, longest, girth, value, 1, 0);
  }

  private static Freight freight(RateCard card) {
    return Freight.on(card, card.zones().getFirst(), LANE);
  }

  private static String price(RateCard card, long milligrams, long volumeCm3) {
    return price(card, new ParcelMeasures(milligrams, volumeCm3, 0, 0, 0, 2, 0));
  }

  private static String price(RateCard card, ParcelMeasures parcel) {
    return minor(freight(card).price(parcel));
  }

  private static String price(RateCard card, Lane lane) {
    return minor(Freight.on(card, card.zones().getFirst(), lane).price(parcel(1, 0, 0, 0)));
  }

  private static Lane to(String country, String postalCode, LocalDate handover) {
    return new Lane("DE", "BY", country, "", postalCode, 500, handover);
  }

  private static String minor(OptionalLong tenThousandths) {
    return new Cost(tenThousandths.orElseThrow()).minorUnits().stripTrailingZeros().toPlainString();
  }

  private static Money euro(long minor) {
    return new Money(minor, EUR);
  }
}
