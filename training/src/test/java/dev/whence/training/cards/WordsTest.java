package dev.whence.training.cards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.training.cards.Words.Fate;
import dev.whence.training.cards.Words.Rival;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final Rival BEATEN = rival("constant", true, -0.03, -0.04, -0.02);
  private static final Rival CLOSER = rival("lane table", true, -0.01, -0.015, -0.005);
  private static final Rival TOO_CLOSE = rival("published table", true, 0.001, -0.002, 0.004);
  private static final Rival CHALLENGER = rival("logistic", false, 0.02, 0.01, 0.03);

  private static Rival rival(String name, boolean decides, double mean, double low, double high) {
    return new Rival(name, decides, new Interval(mean, low, high));
  }

  @Test
  void verdictNamesTheClosestWithItsInterval() {
    assertThat(Words.verdict(Fate.PUBLISHED, List.of(BEATEN, CLOSER)))
        .isEqualTo(
            "Published: the model beats the constant and the lane table, of which the lane table is closest, by 0.0100 log-loss (95 % interval by day 0.0050 to 0.0150).");
  }

  @Test
  void verdictSaysWhatIsNotBeatenAndThatNothingWasPublished() {
    assertThat(Words.verdict(Fate.NOT_PUBLISHED, List.of(BEATEN, TOO_CLOSE)))
        .isEqualTo(
            "Not published: the model does not beat the published table (log-loss +0.0010, 95 % interval by day -0.0020 to +0.0040), though it beats the constant.");
  }

  @Test
  void whoDoesNotDecideIsNamedToo() {
    assertThat(Words.verdict(Fate.MEASURED, List.of(BEATEN, CHALLENGER)))
        .isEqualTo(
            "The model beats the constant by 0.0300 log-loss (95 % interval by day 0.0200 to 0.0400); it loses to the logistic (log-loss +0.0200, 95 % interval by day +0.0100 to +0.0300).");
  }

  @Test
  void aSecondLineThatIsBetterIsNamedWithTheRemedy() {
    assertThat(
            Words.betterLine(
                List.of(rival("second line (logistic)", false, 0.02, 0.01, 0.03)), "wait"))
        .contains(
            "THE SECOND LINE (LOGISTIC) IS BETTER on the orders measured, by its interval. Nothing was chosen on them: the model was, on older ones. Maybe wait.");
    assertThat(Words.betterLine(List.of(rival("second line", false, 0.02, -0.01, 0.03)), "wait"))
        .isEmpty();
  }

  @Test
  void theModelAsReleasedIsNamedOnlyWhereItDiffers() {
    Rival same = rival(Words.AS_RELEASED, false, 0, 0, 0);
    Rival near = rival(Words.AS_RELEASED, false, 0.001, -0.001, 0.002);

    assertThat(Words.verdict(Fate.MEASURED, List.of(BEATEN, same))).doesNotContain("released");
    assertThat(Words.verdict(Fate.MEASURED, List.of(BEATEN, near)))
        .endsWith("; with the same model as released it is too close to call.");
  }
}
