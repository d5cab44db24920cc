package dev.whence.training.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TooGoodTest {
  private static final int ROWS = 1000;
  private static final List<String> NAMES = List.of("noise", "other");

  private final boolean[] events = new boolean[ROWS];
  private final float[][] rows = new float[ROWS][2];

  TooGoodTest() {
    var random = new SplittableRandom(3);
    for (int i = 0; i < ROWS; i++) {
      events[i] = random.nextInt(10) == 0;
      rows[i][0] = random.nextInt(100);
      rows[i][1] = random.nextInt(100);
    }
  }

  private Optional<String> verdict(double area) {
    return TooGood.of(area, NAMES, rows, events, "what is late");
  }

  @Test
  void noiseAndAModelThatIsSometimesWrongAreBelieved() {
    assertThat(verdict(0.989)).isEmpty();
  }

  @Test
  void aModelThatIsHardlyEverWrongIsNot() {
    assertThat(verdict(0.99).orElseThrow())
        .isEqualTo(
            "TOO GOOD TO BE TRUE: the model tells what is late with an AUC of 0.990 on rows it has not seen: most likely some of its features are known only afterwards.");
  }

  @Test
  void aFeatureThatTellsByItselfIsNamed_inWhicheverDirection() {
    for (int i = 0; i < ROWS; i++) {
      rows[i][1] = events[i] ? -i : 1 + i;
    }

    assertThat(verdict(0.7).orElseThrow())
        .isEqualTo(
            "TOO GOOD TO BE TRUE: other (AUC 1.000) alone tells what is late (1,000 rows): most likely known only afterwards.");
  }

  @Test
  void aFeatureThatTellsByBeingMissingIsNamed() {
    for (int i = 0; i < ROWS; i++) {
      rows[i][1] = events[i] ? 7 : Float.NaN;
    }

    assertThat(verdict(0.7).orElseThrow()).contains("other (AUC 1.000)");
  }

  @Test
  void aFeatureThatTellsMostIsBelieved() {
    for (int i = 0; i < ROWS; i++) {
      rows[i][1] = events[i] ^ i % 20 == 0 ? 1 : 0;
    }

    assertThat(verdict(0.7)).isEmpty();
  }

  @Test
  void ofVeryManyRowsSomeAreEnough_spreadOverAll() {
    List<Integer> many = IntStream.range(0, 120_001).boxed().toList();

    assertThat(TooGood.some(many.subList(0, 50_000))).hasSize(50_000);
    assertThat(TooGood.some(many)).hasSize(40_000).startsWith(0, 3, 6).endsWith(119_997);
  }
}
