package dev.whence.domain.estimates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.Probability;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromiseOddsTest {
  /// Log-normal around a median.
  private static TransitDistribution days(double median, double spread, double lost) {
    return new TransitDistribution(
        new Probability(lost),
        TransitDistribution.LEVELS.stream()
            .map(level -> median * Math.exp(spread * Math.log(level / (1 - level)) / 1.7))
            .toList());
  }

  private static double late(TransitDistribution distribution, double promisedDays) {
    return distribution.arrivesWithin(promisedDays).complement().value();
  }

  private static double logOdds(double chance) {
    return Math.log(chance / (1 - chance));
  }

  /// Odds that say a chance of being late at one promise.
  private static PromiseOdds saying(double late, double promisedDays, double weight) {
    return new PromiseOdds(
        logOdds(late) + 2 * Math.log(promisedDays + PromiseOdds.SHIFT_DAYS), 2, weight);
  }

  @ParameterizedTest
  @CsvSource({"3, 0.05", "3, 0.4", "4, 0.02", "5, 0.3", "2.5, 0.8"})
  void atThePromiseTheLogOddsAreTheMean_ofThoseThatArrive(double promised, double said) {
    TransitDistribution days = days(3, 0.3, 0.01);
    double own = 1 - (1 - late(days, promised)) / 0.99;
    double mean = 1 / (1 + Math.exp(-(logOdds(own) + logOdds(1 - (1 - said) / 0.99)) / 2));

    double heard = late(saying(said, promised, 0.5).heardBeside(days, promised), promised);

    assertThat(heard).isCloseTo(1 - 0.99 * (1 - mean), within(1e-6));
  }

  /// However much surer one of them is of it.
  @Test
  void aPromiseThatIsSurelyKeptMovesNoDay() {
    TransitDistribution days = days(3, 0.3, 0.01);

    TransitDistribution heard = saying(0.0001, 9, 0.5).heardBeside(days, 9);

    for (int i = 0; i < heard.days().size(); i++) {
      assertThat(heard.days().get(i)).isCloseTo(days.days().get(i), within(1e-9));
    }
  }

  @Test
  void aloneTheyAreAllThatCounts() {
    TransitDistribution days = days(3, 0.3, 0.01);

    assertThat(late(saying(0.35, 3, 1).heardBeside(days, 3), 3)).isCloseTo(0.35, within(1e-6));
  }

  @Test
  void whatSaysTheSameChangesNothing() {
    TransitDistribution days = days(3, 0.3, 0.01);

    TransitDistribution heard = saying(late(days, 3.5), 3.5, 0.5).heardBeside(days, 3.5);

    for (int i = 0; i < heard.days().size(); i++) {
      assertThat(heard.days().get(i)).isCloseTo(days.days().get(i), within(1e-9));
    }
  }

  @Test
  void theOddsOfEveryDayMoveAlike_andLostOnesStayLost() {
    TransitDistribution days = days(3, 0.3, 0.01);

    TransitDistribution heard = saying(0.5, 4, 0.5).heardBeside(days, 4);

    assertThat(heard.lost()).isEqualTo(days.lost());
    double moved = logOdds(late(heard, 4) - 0.01) - logOdds(late(days, 4) - 0.01);
    assertThat(moved).isPositive();
    for (double day : List.of(2.5, 3.0, 3.5)) {
      assertThat(logOdds(late(heard, day) - 0.01) - logOdds(late(days, day) - 0.01))
          .isCloseTo(moved, within(0.25));
    }
  }

  /// In a decision the same promise is farther off for who hands over sooner.
  @Test
  void aLongerPromiseIsNeverLikelierToBeBroken() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 2_000; i++) {
      TransitDistribution days = days(0.5 + 6 * random.nextDouble(), random.nextDouble(), 0.02);
      var odds =
          new PromiseOdds(
              6 * random.nextDouble() - 3,
              5 * random.nextDouble(),
              0.01 + 0.99 * random.nextDouble());
      double before = 1;
      for (double promised = 0.5; promised < 9; promised += 0.5) {
        double now = late(odds.heardBeside(days, promised), promised);
        assertThat(now).as("%s, %s, %s", days, odds, promised).isLessThanOrEqualTo(before + 1e-6);
        before = now;
      }
    }
  }

  @Test
  void howeverFarTheyMove_itStaysADistribution() {
    var random = new SplittableRandom(6);
    for (int i = 0; i < 2_000; i++) {
      TransitDistribution days = days(0.1 + 9 * random.nextDouble(), 2 * random.nextDouble(), 0.3);
      double promised = 20 * random.nextDouble();
      TransitDistribution heard =
          new PromiseOdds(200 * random.nextDouble() - 100, 1, 1).heardBeside(days, promised);

      assertThat(heard.days()).isSorted();
      assertThat(late(heard, promised)).isBetween(0.3, 1.0);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -3, Double.POSITIVE_INFINITY})
  void aPromiseThatIsOverOrNone_changesNothing(double promisedDays) {
    TransitDistribution days = days(3, 0.3, 0.01);

    assertThat(saying(0.9, 3, 0.5).heardBeside(days, promisedDays)).isEqualTo(days);
  }

  @Test
  void oddsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new PromiseOdds(Double.NaN, 1, 0.5)).hasMessageContaining("base NaN");
    assertThatThrownBy(() -> new PromiseOdds(0, -1, 0.5)).hasMessageContaining("slope -1.0");
    assertThatThrownBy(() -> new PromiseOdds(0, 1, 0)).hasMessageContaining("weight 0.0");
    assertThatThrownBy(() -> new PromiseOdds(0, 1, 1.5)).hasMessageContaining("weight 1.5");
  }
}
