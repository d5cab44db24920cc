package dev.whence.domain.attributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.attributes.Attributes.Value;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  private static final Instant TEN = Instant.parse("2026-05-04T10:00:00Z");

  private static Instant at(int hours) {
    return TEN.plusSeconds(hours * 3_600L);
  }

  private static Condition condition(
      String region, int from, int until, String name, double value) {
    return new Condition(
        "US", region, at(from), at(until), new Attributes(Map.of(name, new Value.Measure(value))));
  }

  private static double temp(Conditions conditions, String region, int hour) {
    return conditions.at("US", region, at(hour)).number("temp").orElse(Double.NaN);
  }

  @Test
  void aConditionHoldsFromItsBeginningUntilItsEnd_whereItIs() {
    var conditions = new Conditions(List.of(condition("NV", 1, 3, "temp", 5)));

    assertThat(temp(conditions, "NV", 0)).isNaN();
    assertThat(temp(conditions, "NV", 1)).isEqualTo(5);
    assertThat(temp(conditions, "NV", 2)).isEqualTo(5);
    assertThat(temp(conditions, "NV", 3)).isNaN();
    assertThat(temp(conditions, "CA", 2)).isNaN();
    assertThat(conditions.at("SG", "NV", at(2)).isEmpty()).isTrue();
  }

  @Test
  void ofSeveralTheOneThatBeginsLaterCounts_thenTheOneThatEndsSooner_inWhateverOrderTheyCome() {
    List<Condition> all =
        List.of(
            condition("NV", 0, 9, "temp", 1),
            condition("NV", 2, 9, "temp", 2),
            condition("NV", 2, 4, "temp", 3),
            condition("NV", 0, 8, "wind", 7));
    for (List<Condition> each : List.of(all, all.reversed())) {
      var conditions = new Conditions(each);

      assertThat(temp(conditions, "NV", 1)).isEqualTo(1);
      assertThat(temp(conditions, "NV", 3)).isEqualTo(3);
      assertThat(temp(conditions, "NV", 5)).isEqualTo(2);
      assertThat(conditions.at("US", "NV", at(3)).number("wind")).hasValue(7);
      assertThat(conditions).isEqualTo(new Conditions(all));
    }
  }

  @Test
  void itIsTheSameAsLookingThroughAllOfThem() {
    var random = new SplittableRandom(3);
    for (int round = 0; round < 200; round++) {
      var byKey = new TreeMap<String, Condition>();
      for (int i = random.nextInt(30); i > 0; i--) {
        String region = List.of("", "CA", "NV", "TX").get(random.nextInt(4));
        int from = random.nextInt(10);
        int until = from + 1 + random.nextInt(10);
        byKey.put(region + from + "-" + until, condition(region, from, until, "temp", i));
      }
      var conditions = new Conditions(List.copyOf(byKey.values()));
      for (String region : List.of("", "AA", "CA", "NV", "TX", "ZZ")) {
        for (int hour = -1; hour < 21; hour++) {
          Instant instant = at(hour);
          var expected =
              byKey.values().stream()
                  .filter(each ->
                      each.region().equals(region)
                          && !each.from().isAfter(instant)
                          && each.until().isAfter(instant))
                  .max(
                      Comparator.comparing(Condition::from)
                          .thenComparing(Condition::until, Comparator.reverseOrder()))
                  .map(Condition::attributes)
                  .orElse(Attributes.NONE);
          assertThat(conditions.at("US", region, instant)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void whatCoversNoneOfTheInstantsIsLeftOut() {
    var conditions =
        new Conditions(List.of(condition("NV", 0, 1, "temp", 1), condition("CA", 1, 2, "temp", 2)));

    assertThat(conditions.covering(List.of(at(1))).all())
        .containsExactly(condition("CA", 1, 2, "temp", 2));
    assertThat(conditions.covering(List.of(at(0), at(1)))).isEqualTo(conditions);
    assertThat(conditions.covering(List.of())).isEqualTo(Conditions.NONE);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> condition("NV", 1, 1, "temp", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is over at");
    assertThatThrownBy(() ->
            new Conditions(
                List.of(condition("NV", 1, 2, "temp", 1), condition("NV", 1, 2, "wind", 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("US NV from 2026-05-04T11:00:00Z");
    assertThatThrownBy(() -> condition("NV", 1, 2, "t".repeat(53), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no name of an attribute");
  }

  @Test
  void attributesStandOverOthers_asFarAsThereIsRoom() {
    Map<String, Value> many = new TreeMap<>();
    for (int i = 0; i < Attributes.MOST; i++) {
      many.put("a%02d".formatted(i), new Value.Measure(i));
    }
    var full = new Attributes(many);
    var one = new Attributes(Map.of("a00", new Value.Word("mine")));

    assertThat(one.over(full).word("a00")).hasValue("mine");
    assertThat(one.over(full).number("a63")).hasValue(63);
    assertThat(one.over(Attributes.NONE)).isEqualTo(one);
    assertThat(Attributes.NONE.over(one)).isEqualTo(one);
    assertThat(full.overAsFarAsThereIsRoom(one)).isEqualTo(full);
    assertThat(one.behind("there_").word("there_a00")).hasValue("mine");
    var another = new Attributes(Map.of("b", new Value.Measure(1)));
    assertThatThrownBy(() -> another.over(full)).hasMessageContaining("65 attributes");
  }
}
