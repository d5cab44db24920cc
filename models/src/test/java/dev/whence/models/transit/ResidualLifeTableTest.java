package dev.whence.models.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResidualLifeTableTest {
  private static final double START = Double.NEGATIVE_INFINITY;
  private static final double[] EVEN = ResidualLifeTable.evenShape();

  @Test
  void countsOfOneStretchMakeItsShare() {
    var table = new ResidualLifeTable();
    for (int i = 0; i < 8; i++) {
      table.underway(START, 1.0);
    }
    for (int i = 0; i < 2; i++) {
      table.arrived(0.9, 1.0, EVEN);
    }

    // 2 of 9 passes, as each that arrives passes half of the stretch
    assertThat(table.neverShare()).isCloseTo(Math.exp(-2.0 / 9), within(1e-9));
    assertThat(table.quantiles(List.of(0.5)).getFirst()).isBetween(0.9, 1.0);
  }

  @Test
  void whatIsUnderwayTellsOnlyThatItHasNotArrivedYet() {
    var arrived = new ResidualLifeTable();
    var withNewcomers = new ResidualLifeTable();
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      double u = random.nextGaussian();
      arrived.arrived(u - 0.05, u + 0.05, EVEN);
      arrived.underway(START, u - 0.05);
      withNewcomers.arrived(u - 0.05, u + 0.05, EVEN);
      withNewcomers.underway(START, u - 0.05);
      // watched until an instant that has nothing to do with it
      double watched = 4 * random.nextDouble() - 2;
      double other = random.nextGaussian();
      if (other < watched) {
        withNewcomers.underway(START, other - 0.05);
        withNewcomers.arrived(other - 0.05, other + 0.05, EVEN);
      } else {
        withNewcomers.underway(START, watched);
      }
    }

    List<Double> levels = List.of(0.1, 0.5, 0.9);
    List<Double> normal = List.of(-1.2816, 0.0, 1.2816);
    for (int i = 0; i < levels.size(); i++) {
      assertThat(arrived.quantiles(levels).get(i)).isCloseTo(normal.get(i), within(0.05));
      assertThat(withNewcomers.quantiles(levels).get(i)).isCloseTo(normal.get(i), within(0.05));
    }
  }

  @Test
  void thoseThatNeverArriveAreAShareOfTheirOwn() {
    var table = new ResidualLifeTable();
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      if (i % 20 == 0) {
        table.underway(START, Double.POSITIVE_INFINITY);
      } else {
        double u = random.nextGaussian();
        table.underway(START, u - 0.05);
        table.arrived(u - 0.05, u + 0.05, EVEN);
      }
    }

    assertThat(table.neverShare()).isCloseTo(0.05, within(0.005));
    assertThat(table.quantiles(List.of(0.5)).getFirst()).isCloseTo(0, within(0.05));
  }

  @Test
  void aTableMadeOfADistributionTellsIt() {
    var table =
        ResidualLifeTable.of(List.of(-2.0, 0.0, 1.0, 3.0), List.of(0.0, 0.45, 0.72, 0.9), 50);

    assertThat(table.neverShare()).isCloseTo(0.1, within(1e-9));
    assertThat(table.quantiles(List.of(0.5)).getFirst()).isCloseTo(0, within(1e-6));
    assertThat(table.quantiles(List.of(0.8)).getFirst()).isCloseTo(1, within(1e-6));
  }

  @Test
  void fadedCountsWeighLess() {
    var table = new ResidualLifeTable();
    table.underway(START, 7);
    table.arrived(0, 0.1, EVEN);
    table.fade(0.25);

    assertThat(table.arrivals()).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void withoutAnArrivalThereIsNoQuantile() {
    var table = new ResidualLifeTable();
    table.underway(START, 2);

    assertThat(table.neverShare()).isEqualTo(1);
    assertThatThrownBy(() -> table.quantiles(List.of(0.5)))
        .isInstanceOf(IllegalStateException.class);
  }

  /// What arrives beyond the outermost stretches counts in them.
  @Test
  void extremesAreKept() {
    var table = new ResidualLifeTable();
    table.arrived(START, START, EVEN);
    table.underway(START, 50);
    table.arrived(50, 60, EVEN);

    assertThat(table.arrivals()).isCloseTo(2, within(1e-9));
    assertThat(table.quantiles(List.of(0.01, 0.999))).allMatch(Double::isFinite).isSorted();
  }
}
