package dev.whence.training.returns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.models.bundles.Calibration;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// What is learned from few lines, and from many.
class ReturnCalibratorTest {
  /// What is chosen of lines in no order.
  ///
  /// @param odds raw log-odds for a standard normal
  /// @param chance that a line comes back, for the same
  private static ReturnCalibrator.Choice chosen(
      int lines, DoubleUnaryOperator odds, DoubleUnaryOperator chance) {
    Random random = new Random(7);
    double[] raw = new double[lines];
    boolean[] events = new boolean[lines];
    for (int i = 0; i < lines; i++) {
      double z = random.nextGaussian();
      raw[i] = share(odds.applyAsDouble(z));
      events[i] = random.nextDouble() < chance.applyAsDouble(z);
    }
    return ReturnCalibrator.choose(raw, events);
  }

  private static double share(double odds) {
    return 1 / (1 + Math.exp(-odds));
  }

  private static Calibration.Platt line(
      int lines, DoubleUnaryOperator odds, DoubleUnaryOperator chance) {
    return (Calibration.Platt) chosen(lines, odds, chance).calibration();
  }

  /// Trees that stopped after a few rounds say nearly the same of all; those that are fitted anew
  /// do not, and eight times their log-odds would be nonsense.
  @Test
  void fewLinesDoNotStretchWhatWasSaidEightfold() {
    DoubleUnaryOperator odds = z -> -2 + 0.1 * z;
    DoubleUnaryOperator chance = z -> share(-2.2 + 0.8 * z);

    Calibration.Platt few = line(600, odds, chance);
    Calibration.OfProbability many = chosen(200_000, odds, chance).calibration();

    assertThat(few.slope()).isBetween(0.9, 1.5);
    assertThat(few.calibrated(0.4)).isLessThan(0.5);
    assertThat(many.calibrated(share(odds.applyAsDouble(1.5))))
        .isCloseTo(chance.applyAsDouble(1.5), within(0.03));
  }

  @Test
  void aWrongLevelIsMovedByAHundredReturnedLinesHalfTheWay() {
    DoubleUnaryOperator odds = z -> -2.2 + 0.6 * z;
    DoubleUnaryOperator chance = z -> share(-2.7 + 0.6 * z);

    double half = line(1_400, odds, chance).calibrated(0.1);
    double whole = line(100_000, odds, chance).calibrated(0.1);

    assertThat(half).isBetween(0.075, 0.09);
    assertThat(whole).isBetween(0.06, 0.068);
  }

  @Test
  void stepsAreTakenOnlyWhereManyLinesCameBackAndSaySo() {
    DoubleUnaryOperator odds = z -> z;
    DoubleUnaryOperator steps = z -> z < 0 ? 0.05 : 0.3;

    assertThat(chosen(6_000, odds, steps).method()).isEqualTo("ISOTONIC");
    assertThat(chosen(600, odds, steps).method()).isEqualTo("PLATT");
    assertThat(chosen(6_000, odds, z -> share(z)).method()).isEqualTo("PLATT");
  }
}
