package dev.whence.domain.estimates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.PromiseLevels.Levels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PromiseLevelsTest {
  private static final Levels CAREFUL = new Levels(List.of(0.6, 0.75, 0.9));

  @Test
  void whatHasToBeSaidAndWhatIsKeptAreTwoSidesOfOne() {
    assertThat(CAREFUL.kept(0.6)).isEqualTo(0.8);
    assertThat(CAREFUL.kept(0.75)).isEqualTo(0.9);
    assertThat(CAREFUL.kept(0.9)).isEqualTo(0.95);
    assertThat(CAREFUL.needed(0.9)).isEqualTo(0.75);
    // ln(0.7 / 0.3) = 0.847 lies at 0.638 between ln(0.6 / 0.4) = 0.405 and ln 3 = 1.099; so does
    // 1.904 between ln 4 = 1.386 and ln 9 = 2.197.
    assertThat(CAREFUL.kept(0.7)).isCloseTo(1 / (1 + Math.exp(-1.9031)), within(1e-4));
    // Beyond: ln 19 - ln 9 more.
    assertThat(CAREFUL.kept(0.99)).isCloseTo(1 / (1 + 1 / (99 * 19.0 / 9)), within(1e-9));
    assertThat(CAREFUL.kept(0.5)).isCloseTo(1 / (1 + 1 / (4 / 1.5)), within(1e-9));
    assertThat(CAREFUL.kept(0)).isEqualTo(0);
    assertThat(CAREFUL.kept(1)).isEqualTo(1);
  }

  @Test
  void bothRiseWhateverTheLevels() {
    var random = new Random(2);
    for (int i = 0; i < 2_000; i++) {
      List<Double> said = random.doubles(3, 0.02, 0.995).sorted().boxed().toList();
      if (said.get(0).equals(said.get(1)) || said.get(1).equals(said.get(2))) {
        continue;
      }
      var levels = new Levels(said);
      double a = random.nextDouble();
      double b = random.nextDouble();
      assertThat(levels.kept(Math.min(a, b))).isLessThanOrEqualTo(levels.kept(Math.max(a, b)));
      assertThat(levels.needed(levels.kept(a))).isCloseTo(a, within(1e-6));
      assertThat(levels.kept(a)).isBetween(0.0, 1.0);
    }
  }

  @Test
  void aServiceHasItsOwnLevelsOrThoseOfAllOthers() {
    var ground = new CarrierServiceId("GROUND");
    var levels =
        new PromiseLevels(
            Optional.empty(), Map.of(ground, CAREFUL), PromiseLevels.AS_SAID.others());

    assertThat(levels.of(ground)).isEqualTo(CAREFUL);
    assertThat(levels.of(new CarrierServiceId("AIR")).kept(0.1234)).isEqualTo(0.1234);
  }

  @Test
  void levelsThatDoNotRiseAreRefused() {
    assertThatThrownBy(() -> new Levels(List.of(0.8, 0.8, 0.9)))
        .hasMessage("Chances must rise between 0 and 1: [0.8, 0.8, 0.9]");
    assertThatThrownBy(() -> new Levels(List.of(0.8, 0.9, 1.0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Levels(List.of(0.8, 0.9)))
        .hasMessage("2 chances given for the shares [0.8, 0.9, 0.95].");
  }
}
