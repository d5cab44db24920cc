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

  private static final class Parcels {
    final float[][] rows = new float[ROWS][1];
    final double[] days = new double[ROWS];
    final double[] promised = new double[ROWS];
    final boolean[] late = new boolean[ROWS];

    /// Planned for 1 to 20 days, of which the plan is the only column.
    Parcels(long seed) {
      var random = new SplittableRandom(seed);
      for (int i = 0; i < ROWS; i++) {
        double planned = 1 + random.nextInt(20);
        days[i] = planned * random.nextDouble(0.7, 1.3);
        promised[i] = planned * random.nextDouble(0.9, 1.4);
        late[i] = days[i] > promised[i];
        rows[i][0] = (float) planned;
      }
    }

    Optional<String> verdict(String column) {
      return TooGood.ofDurations(List.of(column), rows, days, promised, late, "what is late");
    }
  }

  @Test
  void howLongTheyTakeTellsNothingAlone_butBesideThePromiseItDoes_inAnyUnit() {
    var parcels = new Parcels(5);
    var random = new SplittableRandom(6);
    for (int i = 0; i < ROWS; i++) {
      // Minutes on the road, counted down; the node took up to half a day.
      parcels.rows[i][0] = (float) (-1440 * (parcels.days[i] - random.nextDouble(0.5)));
    }

    assertThat(
            TooGood.of(0.7, List.of("attributes.road"), parcels.rows, parcels.late, "what is late"))
        .isEmpty();
    assertThat(parcels.verdict("attributes.road").orElseThrow())
        .matches(
            "TOO GOOD TO BE TRUE: attributes\\.road \\(AUC 0\\.9[5-9].\\) beside the promised days tells what is late \\(1,000 rows\\): most likely known only afterwards\\.");
    assertThat(parcels.verdict("distance_km")).as("only attributes can").isEmpty();
  }

  @Test
  void durationThatIsKnownForSomeOnlyAfterwardsIsNoticed_alsoWhereOthersAreMissing() {
    var parcels = new Parcels(7);
    for (int i = 0; i < ROWS; i++) {
      parcels.rows[i][0] = i % 20 < 2 ? Float.NaN : (float) parcels.days[i];
      parcels.days[i] = i % 20 == 0 ? Double.NaN : parcels.days[i];
    }

    assertThat(parcels.verdict("attributes.road")).isPresent();
    for (int i = 0; i < ROWS; i++) {
      parcels.rows[i][0] = i % 20 < 19 ? Float.NaN : (float) parcels.days[i];
    }
    assertThat(parcels.verdict("attributes.road")).as("of too few").isEmpty();
  }

  @Test
  void plannedDurationIsBelieved() {
    assertThat(new Parcels(8).verdict("attributes.planned")).isEmpty();
  }

  /// Half of them are promised for yesterday.
  @Test
  void wherePromisesAloneTellItNoAttributeIsBlamed() {
    var parcels = new Parcels(9);
    for (int i = 0; i < ROWS; i++) {
      parcels.promised[i] = i % 2 == 0 ? -1 : 40;
      parcels.late[i] = i % 2 == 0;
    }

    assertThat(parcels.verdict("attributes.planned")).isEmpty();
  }

  @Test
  void ofVeryManyRowsSomeAreEnough_spreadOverAll() {
    List<Integer> many = IntStream.range(0, 120_001).boxed().toList();

    assertThat(TooGood.some(many.subList(0, 50_000))).hasSize(50_000);
    assertThat(TooGood.some(many)).hasSize(40_000).startsWith(0, 3, 6).endsWith(119_997);
  }
}
