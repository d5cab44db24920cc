package dev.whence.domain.places;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.GeoPoint;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CountriesTest {

  @Test
  void everyCodeOfIso3166AndKosovoHasAMiddle() {
    var expected = new TreeSet<>(java.util.List.of(Locale.getISOCountries()));
    expected.add("XK");

    assertThat(Countries.codes())
        .as("rows of country-centroids.csv; add what is missing")
        .containsExactlyElementsOf(expected);
    for (String code : Countries.codes()) {
      assertThat(Countries.isCode(code)).isTrue();
      assertThat(Countries.radiusKm(code)).as(code).isBetween(0.4, 2_400.0);
    }
  }

  @Test
  void noTwoCountriesHaveTheSameMiddle() {
    assertThat(Countries.codes().stream().map(Countries::centroid).toList())
        .doesNotHaveDuplicates();
  }

  /// South, north, west, east of the land meant, in whole degrees; and its area in 1000 km2.
  private static final String BOXES =
      """
      AE 22 27 51 57 84
      AR -56 -21 -74 -53 2780
      AT 46 50 9 18 84
      AU -44 -10 112 154 7690
      BD 20 27 88 93 148
      BE 49 52 2 7 31
      BR -34 6 -74 -34 8510
      CA 41 84 -142 -52 9980
      CH 45 48 5 11 41
      CL -56 -17 -76 -66 756
      CN 18 54 73 135 9600
      CO -5 13 -80 -66 1140
      CZ 48 52 12 19 79
      DE 47 56 5 16 358
      DK 54 58 8 13 43
      DZ 18 38 -9 12 2380
      EG 21 32 24 37 1000
      ES 36 44 -10 4 506
      ET 3 15 32 48 1100
      FI 59 71 19 32 338
      FR 42 52 -5 9 551
      GB 49 61 -9 2 243
      GR 34 42 19 29 132
      HU 45 49 16 23 93
      ID -11 6 95 141 1900
      IE 51 56 -11 -5 70
      IN 6 36 68 98 3290
      IR 25 40 44 64 1650
      IS 63 67 -25 -13 103
      IT 36 48 6 19 301
      JP 24 46 122 146 378
      KE -5 6 33 42 580
      KR 33 39 125 130 100
      KZ 40 56 46 88 2720
      MA 27 36 -14 0 447
      MX 14 33 -118 -86 1960
      NG 4 14 2 15 924
      NL 50 54 3 8 42
      NO 57 72 4 32 324
      NZ -48 -34 166 179 268
      PE -19 0 -82 -68 1290
      PH 4 21 116 127 300
      PK 23 38 60 78 882
      PL 49 55 14 25 313
      PT 36 43 -10 -6 92
      RO 43 49 20 30 238
      RU 41 82 19 180 17100
      SA 16 33 34 56 2150
      SE 55 70 10 25 450
      TH 5 21 97 106 513
      TR 35 43 25 45 784
      TW 21 26 119 123 36
      TZ -12 -1 29 41 947
      UA 44 53 22 41 604
      US 24 50 -125 -66 9830
      UY -35 -30 -59 -53 176
      UZ 37 46 55 74 447
      VN 8 24 102 110 331
      ZA -35 -22 16 33 1220
      """;

  @Test
  void middlesOfWellKnownCountriesLieInThemAndRadiusesFitTheirAreas() {
    assertThat(BOXES.lines().count()).isGreaterThanOrEqualTo(40);
    BOXES
        .lines()
        .forEach(line -> {
          String[] words = line.split(" ");
          GeoPoint middle = Countries.centroid(words[0]);
          double radiusKm = Countries.radiusKm(words[0]);

          assertThat(middle.latitude())
              .as(line)
              .isBetween(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
          assertThat(middle.longitude())
              .as(line)
              .isBetween(Double.parseDouble(words[3]), Double.parseDouble(words[4]));
          assertThat(Math.PI * radiusKm * radiusKm / 1_000)
              .as(line)
              .isCloseTo(
                  Double.parseDouble(words[5]), org.assertj.core.data.Percentage.withPercentage(2));
        });
  }

  @Test
  void neighborsAreAsFarApartAsTheyAre() {
    assertThat(distanceKm("VA", "IT")).isLessThan(200);
    assertThat(distanceKm("MC", "FR")).isBetween(300.0, 600.0);
    assertThat(distanceKm("SM", "IT")).isLessThan(200);
    assertThat(distanceKm("LI", "CH")).isLessThan(150);
    assertThat(distanceKm("HK", "MO")).isLessThan(80);
    assertThat(distanceKm("WS", "AS")).isLessThan(250);
    assertThat(distanceKm("FJ", "WF")).isLessThan(900);
    assertThat(distanceKm("NZ", "GB")).isGreaterThan(17_000);
  }

  private static double distanceKm(String one, String other) {
    return Countries.centroid(one).distanceKm(Countries.centroid(other));
  }

  @Test
  void whatWasMeantIsTold() {
    String meant =
        """
        UK GB
        U.K. GB
        us US
        USA US
        U.S.A. US
        usa US
        gb GB
        DEU DE
        GER DE
        Germany DE
        germany DE
        Germny DE
        Deutschland DE
        Allemagne DE
        Österreich AT
        España ES
        Espana ES
        Brasil BR
        Schweiz CH
        Suisse CH
        SUI CH
        EL GR
        England GB
        Great Britain GB
        United States US
        Untied States US
        The Netherlands NL
        Holland NL
        Côte d'Ivoire CI
        Ivory Coast CI
        South Korea KR
        Kosovo XK
        XKX XK
        Turkey TR
        Türkiye TR
        JPN JP
        Niger NE
        Nigeria NG
        """;
    meant
        .lines()
        .forEach(line -> {
          int space = line.lastIndexOf(' ');
          assertThat(Countries.advice(line.substring(0, space)))
              .as(line)
              .isEqualTo("Maybe " + line.substring(space + 1) + ".");
        });
  }

  @Test
  void whereNothingIsNearTheFormIsTold() {
    for (String wrong :
        new String[] {"", "ZZ", "XX", "EU", "QQQ", "Mars", "7", "Atlantis", "a".repeat(10_000)}) {
      assertThat(Countries.isCode(wrong)).as(wrong).isFalse();
      assertThat(Countries.advice(wrong))
          .as(wrong)
          .isEqualTo("Maybe two capital letters, for instance US.");
    }
  }

  @Test
  void noCodeHasNoMiddle() {
    assertThatThrownBy(() -> Countries.centroid("UK"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("UK is no country of ISO 3166-1.\nMaybe GB.");
    assertThatThrownBy(() -> Countries.radiusKm("zz"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("zz is no country");
  }
}
