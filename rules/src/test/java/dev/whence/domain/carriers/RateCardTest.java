package dev.whence.domain.carriers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RateCardTest {
  private static final Currency USD = Currency.getInstance("USD");
  private static final LocalDate DAY = LocalDate.of(2026, 11, 27);

  @Test
  void theWholeParcelIsWeighedAndMeasuredBeforeTheHeavierCounts() {
    var card = new RateCard(USD, 5_000, 1, List.of(), List.of());

    // 10 kg of one litre and 100 g of fifty: 10.1 kg on the scale, 51 l or 10.2 kg by volume.
    assertThat(card.chargedGrams(10_100_000, 51_000)).isEqualTo(10_200);
    assertThat(card.chargedGrams(10_300_000, 51_000)).isEqualTo(10_300);
  }

  @Test
  void theChargedWeightIsRoundedUpToTheIncrement() {
    var card = new RateCard(USD, 5_000, 500, List.of(), List.of());

    assertThat(card.chargedGrams(1_000_000, 0)).isEqualTo(1_000);
    assertThat(card.chargedGrams(1_000_001, 0)).isEqualTo(1_500);
    assertThat(card.chargedGrams(1, 2)).isEqualTo(500);
    assertThat(card.chargedGrams(0, 0)).isZero();
    assertThatThrownBy(() -> card.chargedGrams(0, Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void aZoneForTheCountryBeatsOneForAnyCountryThatReachesLessFar() {
    RateZone any = new RateZone("US", "", 3_000, price(9_100), price(0), 4);
    RateZone canada = new RateZone("US", "CA", 5_000, price(1_500), price(0), 4);

    for (List<RateZone> zones : List.of(List.of(any, canada), List.of(canada, any))) {
      assertThat(card(zones).findZone(lane("US", "", "CA", "", "", 700))).hasValue(canada);
      assertThat(card(zones).findZone(lane("US", "", "MX", "", "", 700))).hasValue(any);
      assertThat(card(zones).findZone(lane("US", "", "MX", "", "", 3_001))).isEmpty();
      assertThat(card(zones).tiedZones()).isEmpty();
    }
  }

  /// As postal areas find regions.
  @Test
  void aRegionIsTheSameInCapitalAndSmallLetters() {
    RateZone coast = zone("US", "nv", "US", "CA", List.of(), 3_000);
    RateZone country = zone("US", "", "US", "", List.of(), 3_000);

    assertThat(card(List.of(coast, country)).findZone(lane("US", "NV", "US", "ca", "", 700)))
        .hasValue(coast);
    assertThat(card(List.of(coast, country)).findZone(lane("US", "NV", "US", "or", "", 700)))
        .hasValue(country);
    assertThat(card(List.of(coast, zone("US", "NV", "US", "Ca", List.of(), 3_000))).tiedZones())
        .hasSize(1);
  }

  @Test
  void ofPrefixRegionCountryAndReachTheEarlierDecides() {
    RateZone near = zone("", "", "", "", List.of(), 100);
    RateZone origin = zone("DE", "", "", "", List.of(), 900);
    RateZone originRegion = zone("", "BY", "", "", List.of(), 900);
    RateZone country = zone("", "", "DE", "", List.of(), 900);
    RateZone region = zone("", "", "", "BE", List.of(), 900);
    RateZone prefix = zone("", "", "", "", List.of("1"), 900);
    RateZone longer = zone("", "", "", "", List.of("2", "101"), 900);
    var order = List.of(longer, prefix, region, country, originRegion, origin, near);
    Lane lane = lane("DE", "BY", "DE", "BE", "10115", 50);

    for (int from = 0; from < order.size(); from++) {
      var zones = new ArrayList<>(order.subList(from, order.size()));
      Collections.shuffle(zones, new Random(from));

      assertThat(card(zones).findZone(lane)).hasValue(order.get(from));
    }
  }

  @Test
  void postalCodesAreComparedWithoutSpacesHyphensAndCase() {
    RateZone london = zone("GB", "", "GB", "", List.of("sw1a"), 900);

    assertThat(london.postalPrefixes()).containsExactly("SW1A");
    assertThat(card(List.of(london)).findZone(lane("GB", "", "GB", "", "Sw1A 1aa", 9)))
        .hasValue(london);
    assertThat(card(List.of(london)).findZone(lane("GB", "", "GB", "", "SW1-A1", 9)))
        .hasValue(london);
    assertThat(card(List.of(london)).findZone(lane("GB", "", "GB", "", "SW1", 9))).isEmpty();
    assertThat(card(List.of(london)).findZone(lane("GB", "", "GB", "", "", 9))).isEmpty();
    assertThatThrownBy(() -> zone("GB", "", "GB", "", List.of("SW", " - "), 900))
        .hasMessageContaining("is empty")
        .hasMessageContaining("\nMaybe ");
  }

  @Test
  void aZoneHoldsFromItsFirstDayToItsLast() {
    RateZone autumn = zone("", "", "", "", List.of(), 900, DAY.minusDays(1), DAY);
    RateZone winter = zone("", "", "", "", List.of(), 900, DAY.plusDays(1), DAY.plusDays(2));
    RateCard card = card(List.of(autumn, winter));

    assertThat(card.tiedZones()).isEmpty();
    assertThat(card.findZone(on(DAY))).hasValue(autumn);
    assertThat(card.findZone(on(DAY.plusDays(1)))).hasValue(winter);
    assertThat(card.findZone(on(DAY.plusDays(3)))).isEmpty();
    assertThat(card.findZone(on(DAY.minusDays(2)))).isEmpty();
  }

  @Test
  void equalZonesAreTiedAndNamed() {
    RateZone one = zone("US", "", "CA", "", List.of("K", "M"), 900);
    RateZone two = zone("US", "", "CA", "", List.of("M", "V"), 900);
    RateZone other = zone("US", "", "CA", "", List.of("MM"), 900);

    assertThat(card(List.of(one, other, two)).tiedZones()).containsExactly(List.of(one, two));
    assertThat(one.description()).isEqualTo("US to CA K, M up to 900 km");
  }

  /// A tie is what random lanes show: two zones cover a lane, and which one is found depends on
  /// their order.
  @Test
  void tiedZonesAreExactlyThoseThatRandomLanesShow() {
    var random = new SplittableRandom(11);
    int ties = 0;
    for (int run = 0; run < 150; run++) {
      var zones = new ArrayList<RateZone>();
      for (int i = 0; i < 8; i++) {
        zones.add(randomZone(random, i));
      }
      Set<Set<RateZone>> seen = new HashSet<>();
      for (int i = 0; i < 1_500; i++) {
        Lane lane = randomLane(random);
        for (RateZone a : zones) {
          for (RateZone b : zones) {
            if (!a.equals(b)
                && card(List.of(a, b)).findZone(lane).equals(Optional.of(a))
                && card(List.of(b, a)).findZone(lane).equals(Optional.of(b))) {
              seen.add(Set.of(a, b));
            }
          }
        }
      }
      var told = new HashSet<Set<RateZone>>();
      card(zones).tiedZones().forEach(pair -> told.add(Set.copyOf(pair)));

      assertThat(told).isEqualTo(seen);
      ties += told.size();
    }
    assertThat(ties).isGreaterThan(50);
  }

  @Test
  void withoutTiesTheOrderOfTheRowsNeverMatters() {
    var random = new SplittableRandom(12);
    for (int run = 0; run < 300; run++) {
      var zones = new ArrayList<RateZone>();
      for (int i = 0; i < 6; i++) {
        zones.add(randomZone(random, i));
      }
      if (!card(zones).tiedZones().isEmpty()) {
        continue;
      }
      var shuffled = new ArrayList<>(zones);
      Collections.shuffle(shuffled, new Random(run));
      for (int i = 0; i < 50; i++) {
        Lane lane = randomLane(random);
        assertThat(card(shuffled).findZone(lane)).isEqualTo(card(zones).findZone(lane));
      }
    }
  }

  @Test
  void aPriceInAnotherCurrencyIsRefused() {
    RateZone yen = new RateZone("", "", 1, Money.of(1, "JPY"), Money.of(1, "JPY"), 1);

    assertThatThrownBy(() -> card(List.of(yen)))
        .hasMessageContaining("A card in USD has a price of 1 JPY")
        .hasMessageContaining("\nMaybe ");
  }

  private static RateZone randomZone(SplittableRandom random, int number) {
    List<String> prefixes =
        switch (random.nextInt(3)) {
          case 0 -> List.of();
          case 1 -> List.of(pick(random, "1", "10", "2"));
          default -> List.of(pick(random, "1", "12"), pick(random, "10", "2", "21"));
        };
    LocalDate from = DAY.plusDays(random.nextInt(4));
    return new RateZone(
        pick(random, "", "US"),
        pick(random, "", "CA"),
        pick(random, "", "US", "DE"),
        "",
        prefixes,
        100 * (1 + random.nextInt(2)),
        random.nextBoolean() ? Validity.ALWAYS : new Validity(from, from.plusDays(1)),
        Tariff.twoPart(price(number), Cost.ZERO),
        1);
  }

  private static Lane randomLane(SplittableRandom random) {
    return new Lane(
        pick(random, "US", "DE"),
        pick(random, "CA", "NV"),
        pick(random, "US", "DE"),
        "",
        pick(random, "1", "10", "12", "13", "2", "21", "", "3"),
        pick(random, "50", "150").equals("50") ? 50 : 150,
        DAY.plusDays(random.nextInt(6)));
  }

  private static String pick(SplittableRandom random, String... words) {
    return words[random.nextInt(words.length)];
  }

  private static RateCard card(List<RateZone> zones) {
    return new RateCard(USD, 0, 1, zones, List.of());
  }

  private static RateZone zone(
      String origin, String originRegion, String to, String region, List<String> prefixes, int km) {
    return zone(
        origin,
        originRegion,
        to,
        region,
        prefixes,
        km,
        Validity.ALWAYS.from(),
        Validity.ALWAYS.until());
  }

  private static RateZone zone(
      String origin,
      String originRegion,
      String to,
      String region,
      List<String> prefixes,
      int km,
      LocalDate from,
      LocalDate until) {
    return new RateZone(
        origin,
        originRegion,
        to,
        region,
        prefixes,
        km,
        new Validity(from, until),
        Tariff.twoPart(price(km + prefixes.size()), Cost.ZERO),
        2);
  }

  private static Lane lane(
      String origin, String originRegion, String to, String region, String postalCode, double km) {
    return new Lane(origin, originRegion, to, region, postalCode, km, DAY);
  }

  private static Lane on(LocalDate day) {
    return new Lane("US", "", "US", "", "", 10, day);
  }

  private static Money price(long minor) {
    return new Money(minor, USD);
  }
}
