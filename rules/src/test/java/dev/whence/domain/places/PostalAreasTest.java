package dev.whence.domain.places;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.GeoPoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PostalAreasTest {
  private final PostalAreas areas =
      areas(
          "US 9 37.0 -119.0 600 CA",
          "US 941 37.75 -122.43 10 CA",
          "US 94110 37.75 -122.41 2 CA",
          "DE 0 51.0 13.0 150 -",
          "GB SW1A 51.50 -0.13 1 England",
          "GB SW 51.47 -0.17 8 England",
          "JP 100 35.68 139.76 4 Tokyo");

  @Test
  void theLongestPrefixIsFound() {
    assertThat(prefix("US", "94110")).isEqualTo("94110");
    assertThat(prefix("US", "94110-1234")).isEqualTo("94110");
    assertThat(prefix("US", "94111")).isEqualTo("941");
    assertThat(prefix("US", "94")).isEqualTo("9");
    assertThat(prefix("US", "10001")).isEqualTo("none");
    assertThat(prefix("US", "")).isEqualTo("none");
    assertThat(prefix("CA", "94110")).isEqualTo("none");
    assertThat(prefix("US", "94110" + "0".repeat(1_000))).isEqualTo("94110");
  }

  @Test
  void caseSpacesDashesAndWideDigitsDoNotMatter() {
    assertThat(prefix("GB", "sw1a 1aa")).isEqualTo("SW1A");
    assertThat(prefix("GB", " SW 1A1AA ")).isEqualTo("SW1A");
    assertThat(prefix("GB", "SW\u00a01A 1AA")).isEqualTo("SW1A");
    assertThat(prefix("GB", "SW2 4XY")).isEqualTo("SW");
    assertThat(prefix("DE", "01067")).isEqualTo("0");
    assertThat(prefix("JP", "100-0001")).isEqualTo("100");
    assertThat(prefix("JP", "１００−０００１")).isEqualTo("100");
    assertThat(prefix("JP", "100–0001")).isEqualTo("100");
  }

  @Test
  void onePrefixOfACountryMayStandOnce() {
    assertThatThrownBy(() -> areas("US 941 37 -122 1 CA", "US 941 38 -122 1 CA"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Postal area US 941 is given twice.");
    assertThat(areas("US 941 37 -122 1 CA", "MX 941 19 -99 1 CMX").find("MX", "94100")).isPresent();
  }

  @Test
  void areasThatMakeNoSenseAreRefused() {
    for (String prefix : List.of("", "sw1", "SW 1", "94-1", "1234567890123", "Ä1", "９")) {
      assertThatThrownBy(() -> new PostalArea("GB", prefix, new GeoPoint(51, 0), 1, ""))
          .as(prefix)
          .hasMessageContaining("cannot have the prefix '" + prefix + "'");
    }
    assertThatThrownBy(() -> area("UK SW1 51 0 1 -"))
        .hasMessage("UK is no country of ISO 3166-1.\nMaybe GB.");
    for (double radius : new double[] {-1, 20_101, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new PostalArea("GB", "SW1", new GeoPoint(51, 0), radius, ""))
          .hasMessageContaining("cannot have a radius of " + radius + " km");
    }
  }

  @Test
  void coordinatesComeFirst() {
    var given = new GeoPoint(1, 2);

    assertThat(Locator.locate("US", "CA", "94110", Optional.of(given), areas))
        .isEqualTo(new Located(given, Precision.COORDINATES, 0));
    assertThat(Locator.locate("nowhere", "", "", Optional.of(given), areas).point())
        .isEqualTo(given);
  }

  @Test
  void thenThePostalAreaThenTheRegionThenTheCountry() {
    assertThat(locate("US", "NV", "94111"))
        .isEqualTo(new Located(new GeoPoint(37.75, -122.43), Precision.POSTAL_AREA, 10));
    assertThat(locate("US", "CA", "").precision()).isEqualTo(Precision.REGION);
    assertThat(locate("US", " ca ", "10001").precision()).isEqualTo(Precision.REGION);
    assertThat(locate("US", "NV", "10001"))
        .isEqualTo(
            new Located(Countries.centroid("US"), Precision.COUNTRY, Countries.radiusKm("US")));
    assertThat(locate("US", "", "").precision()).isEqualTo(Precision.COUNTRY);
    assertThat(locate("DE", "", "80331").precision()).isEqualTo(Precision.COUNTRY);
    assertThat(locate("DE", "England", "").precision()).isEqualTo(Precision.COUNTRY);
    assertThat(Locator.locate("FR", "", "", Optional.empty(), PostalAreas.NONE).point())
        .isEqualTo(Countries.centroid("FR"));
    assertThatThrownBy(() -> locate("ZZ", "", "")).hasMessageStartingWith("ZZ is no country");
  }

  @Test
  void aRegionIsTheMiddleOfItsAreasAndReachesAsFarAsTheFarthest() {
    PostalAreas two = areas("NO 90 69 18 30 Troms", "NO 94 69 20 5 Troms", "NO 0 59.9 10.7 9 Oslo");

    Located troms = Locator.locate("NO", "TROMS", "", Optional.empty(), two);

    assertThat(troms.point().latitude()).isCloseTo(69.0, org.assertj.core.data.Offset.offset(0.02));
    assertThat(troms.point().longitude())
        .isCloseTo(19.0, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(troms.uncertaintyKm())
        .isEqualTo(troms.point().distanceKm(new GeoPoint(69, 18)) + 30);
    assertThat(troms.uncertaintyKm()).isBetween(69.0, 71.0);
  }

  @Test
  void aRegionAcrossTheDateLineHasItsMiddleThere() {
    PostalAreas fiji = areas("FJ 1 -17 179 10 North", "FJ 2 -17 -179 10 North");

    GeoPoint middle = Locator.locate("FJ", "North", "", Optional.empty(), fiji).point();

    assertThat(Math.abs(middle.longitude())).isGreaterThan(179.9);
  }

  @Test
  void theOrderOfAreasNeverMatters() {
    var random = new Random(3);
    List<PostalArea> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(
          area(
              "US %d %f %f 5 R%d"
                  .formatted(
                      i, 30 + random.nextDouble() * 15, -80 - random.nextDouble() * 40, i % 4)));
    }
    var first = new PostalAreas(all);
    for (int i = 0; i < 10; i++) {
      Collections.shuffle(all, random);
      var other = new PostalAreas(all);
      for (String region : List.of("R0", "R1", "R2", "R3")) {
        assertThat(other.findRegion("US", region)).isEqualTo(first.findRegion("US", region));
      }
      assertThat(other.find("US", "29911")).isEqualTo(first.find("US", "29911"));
    }
  }

  @Test
  void noPlaceIsUncertainByLessThanNothing() {
    for (double km : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Located(new GeoPoint(0, 0), Precision.COUNTRY, km))
          .hasMessageContaining("uncertain by " + km);
    }
  }

  private Located locate(String country, String region, String postalCode) {
    return Locator.locate(country, region, postalCode, Optional.empty(), areas);
  }

  private String prefix(String country, String postalCode) {
    return areas.find(country, postalCode).map(PostalArea::prefix).orElse("none");
  }

  private static PostalAreas areas(String... lines) {
    return new PostalAreas(List.of(lines).stream().map(PostalAreasTest::area).toList());
  }

  private static PostalArea area(String line) {
    String[] words = line.split(" ");
    return new PostalArea(
        words[0],
        words[1],
        new GeoPoint(Double.parseDouble(words[2]), Double.parseDouble(words[3])),
        Double.parseDouble(words[4]),
        words[5].equals("-") ? "" : words[5]);
  }
}
