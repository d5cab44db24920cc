package dev.whence.rules.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedTest {
  @Test
  void withFewOrdersItIsThePairedT() {
    var paired = new Paired();
    double[] differences = {1, 2, 3, 4, 10};
    for (double difference : differences) {
      paired.add(100, 100 + difference);
    }

    // Mean 4, standard deviation sqrt(12.5), t(4) = 2.776.
    double half = 2.776 * Math.sqrt(12.5 / 5);
    Paired.Interval interval = paired.interval().orElseThrow();
    assertThat(interval.low()).isCloseTo(4 - half, within(1e-9));
    assertThat(interval.high()).isCloseTo(4 + half, within(1e-9));
    assertThat(paired.before()).isEqualTo(500);
    assertThat(paired.after()).isEqualTo(520);
  }

  @Test
  void oneOrderTellsNothing_andNoDifferenceIsNoDifference() {
    var paired = new Paired();
    assertThat(paired.interval()).isEmpty();
    paired.add(1, 2);
    assertThat(paired.interval()).isEmpty();

    var same = new Paired();
    for (int i = 0; i < 1_000; i++) {
      same.add(i, i);
    }
    assertThat(same.interval()).contains(new Paired.Interval(0, 0));
  }

  /// Differences that come in runs of fifty, as where an order takes the stock of the next ones: an
  /// interval over single orders would hold the true mean far less often.
  @Test
  void theIntervalHoldsTheTrueMeanAboutAsOftenAsItSays_thoughOrdersDependOnEachOther() {
    var random = new SplittableRandom(7);
    int held = 0;
    int rounds = 1_000;
    for (int round = 0; round < rounds; round++) {
      var paired = new Paired();
      double shared = 0;
      for (int i = 0; i < 20_000; i++) {
        if (i % 50 == 0) {
          shared = random.nextGaussian();
        }
        paired.add(10, 10 + 0.5 + shared + 0.2 * random.nextGaussian());
      }
      Paired.Interval interval = paired.interval().orElseThrow();
      if (interval.low() <= 0.5 && interval.high() >= 0.5) {
        held++;
      }
    }
    assertThat(held / (double) rounds).isBetween(0.92, 0.98);
  }
}
