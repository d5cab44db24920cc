package dev.whence.service.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.GeoPoint;
import dev.whence.service.console.DrawnMap.Kind;
import dev.whence.service.console.DrawnMap.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class DrawnMapTest {
  private static Place place(String name, double latitude, double longitude, int parcels) {
    return new Place(
        name,
        new GeoPoint(latitude, longitude),
        parcels > 0 ? Kind.CHOSEN : Kind.LOST,
        parcels,
        name);
  }

  @Test
  void northIsUpAndEastIsRight() {
    var map =
        DrawnMap.of(
            "HOME",
            new GeoPoint(40, -100),
            0,
            List.of(place("NORTH", 45, -100, 1), place("EAST", 40, -90, 0)));

    assertThat(dot(map, "NORTH").y()).isLessThan(map.destination().y());
    assertThat(dot(map, "NORTH").x()).isEqualTo(map.destination().x());
    assertThat(dot(map, "EAST").x()).isGreaterThan(map.destination().x());
    assertThat(map.arcs()).hasSize(1);
  }

  @Test
  void acrossTheDateLineTheShortWayIsDrawn() {
    var map =
        DrawnMap.of("FIJI", new GeoPoint(-17.7, 178), 0, List.of(place("SAMOA", -13.8, -171.8, 1)));

    assertThat(dot(map, "SAMOA").x()).isGreaterThan(map.destination().x());
    assertThat(map.scale().label()).isEqualTo("200 km");
  }

  @Test
  void whateverIsDrawnLiesOnTheMap_andNamesNeverCoverOneAnother() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (int round = 0; round < 500; round++) {
      var places = new ArrayList<Place>();
      double around = random.nextDouble(0.001, 60);
      double latitude = random.nextDouble(-70, 70);
      double longitude = random.nextDouble(-180, 180);
      for (int i = random.nextInt(0, 30); i > 0; i--) {
        double lon = longitude + random.nextDouble(-around, around);
        places.add(
            place(
                "NODE-" + i,
                Math.clamp(latitude + random.nextDouble(-around, around), -90, 90),
                lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon,
                random.nextInt(0, 2)));
      }

      var map = DrawnMap.of("HERE", new GeoPoint(latitude, longitude), 10, places);

      assertThat(map.dots())
          .hasSize(places.size())
          .allSatisfy(dot -> {
            assertThat(dot.x()).isBetween(0.0, (double) map.width());
            assertThat(dot.y()).isBetween(0.0, (double) map.height());
          });
      List<DrawnMap.Dot> named =
          map.dots().stream()
              .filter(dot -> dot.kind() == Kind.LOST && dot.anchor().equals("start"))
              .toList();
      for (DrawnMap.Dot one : named) {
        assertThat(named)
            .filteredOn(other -> !other.name().equals(one.name()))
            .noneMatch(other ->
                Math.abs(other.textX() - one.textX()) < 40
                    && Math.abs(other.textY() - one.textY()) < 12);
      }
    }
  }

  /// Two ship nodes and a customer on the eastern seaboard, and one far off that widens the map.
  @Test
  void namesOfWhatWasChosenFindRoomAtTheEdgeToo() {
    var map =
        DrawnMap.of(
            "PA 19103 US",
            new GeoPoint(39.8, -75.3),
            0,
            List.of(
                place("DC-COLUMBUS", 39.96, -83, 1),
                place("DC-DALLAS", 32.78, -96.8, 1),
                place("DC-PHILADELPHIA", 39.95, -75.17, 1),
                place("STORE-CHICAGO", 41.88, -87.63, 0)));

    var named = new ArrayList<>(map.dots());
    named.add(map.destination());
    for (DrawnMap.Dot one : named) {
      assertThat(one.anchor()).as(one.name()).isNotEmpty();
      for (DrawnMap.Dot other : named) {
        boolean beside = right(one) <= left(other) || right(other) <= left(one);
        assertThat(
                one.name().equals(other.name())
                    || beside
                    || Math.abs(one.textY() - other.textY()) >= 12)
            .as("%s and %s", one, other)
            .isTrue();
      }
    }
  }

  private static double left(DrawnMap.Dot dot) {
    double wide = dot.name().length() * 7.5;
    return switch (dot.anchor()) {
      case "start" -> dot.textX();
      case "end" -> dot.textX() - wide;
      default -> dot.textX() - wide / 2;
    };
  }

  private static double right(DrawnMap.Dot dot) {
    return left(dot) + dot.name().length() * 7.5;
  }

  @Test
  void ofThousandsTheNearestAreDrawn_andTheOthersCounted() {
    var places = new ArrayList<Place>();
    for (int i = 0; i < 4_000; i++) {
      places.add(place("N" + i, -60 + i * 0.03, i * 0.02, i == 3_999 ? 1 : 0));
    }

    var map = DrawnMap.of("HERE", new GeoPoint(-60, 0), 0, places);

    assertThat(map.dots()).hasSize(150);
    assertThat(map.notDrawn()).isEqualTo(3_850);
    assertThat(dot(map, "N3999").kind()).isEqualTo(Kind.CHOSEN);
  }

  private static DrawnMap.Dot dot(DrawnMap map, String name) {
    return map.dots().stream().filter(dot -> dot.name().equals(name)).findFirst().orElseThrow();
  }
}
