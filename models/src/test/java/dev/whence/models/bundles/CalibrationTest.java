package dev.whence.models.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.estimates.TransitDistribution;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTest {
  @ParameterizedTest
  @CsvSource({"0, 0.1", "0.2, 0.1", "0.3, 0.2", "0.4, 0.3", "0.6, 0.3", "0.9, 0.7", "1, 0.7"})
  void isotonicIsLinearBetweenPoints_andLevelBeyond(double raw, double calibrated) {
    var isotonic =
        new Calibration.Isotonic(List.of(0.2, 0.4, 0.6, 0.9), List.of(0.1, 0.3, 0.3, 0.7));

    assertThat(isotonic.calibrated(raw)).isCloseTo(calibrated, within(1e-12));
  }

  @Test
  void plattMovesTheLogit() {
    var platt = new Calibration.Platt(2, 1);

    assertThat(platt.calibrated(0.5)).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-12));
    assertThat(platt.calibrated(0)).isBetween(0.0, 1e-20);
    assertThat(platt.calibrated(1)).isBetween(1 - 1e-12, 1.0);
  }

  @Test
  void quantilesFollowTheResiduals() {
    var quantiles = SmallBundles.standardNormal();

    TransitDistribution transit =
        new Calibration.LogNormal(0.02, quantiles).distribution(Math.log(4), Math.log(0.5));

    assertThat(transit.percentile(50)).isCloseTo(4, within(1e-12));
    int p95 = TransitDistribution.LEVELS.indexOf(0.95);
    assertThat(transit.percentile(95))
        .isCloseTo(4 * Math.exp(0.5 * quantiles.get(p95)), within(1e-12));
    assertThat(transit.arrivesWithin(4).value()).isCloseTo(0.98 * 0.5, within(1e-12));
  }

  @Test
  void tablesThatAreNoneAreRefused() {
    var falling = new java.util.ArrayList<>(SmallBundles.standardNormal());
    Collections.swap(falling, 3, 4);

    assertThatThrownBy(() -> new Calibration.LogNormal(0, falling))
        .hasMessageContaining("never fall");
    assertThatThrownBy(() -> new Calibration.LogNormal(0, List.of(1.0)))
        .hasMessageContaining("1 residual quantiles given for 21 levels");
    assertThatThrownBy(() -> new Calibration.Isotonic(List.of(0.5, 0.5), List.of(0.1, 0.2)))
        .hasMessageContaining("must rise");
    assertThatThrownBy(() -> new Calibration.Isotonic(List.of(0.5), List.of(1.2)))
        .hasMessageContaining("1.2");
    assertThatThrownBy(() -> new Calibration.Platt(-1, 0)).hasMessageContaining("-1.0");
  }
}
