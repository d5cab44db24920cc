package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberStepTest {
  private static String times(String before, String after) {
    return NumberStep.times(before, after).map(each -> each.toPlainString()).orElse("none");
  }

  @Test
  void aDigitTooManyOrTooFewIsTold() {
    assertThat(times("< 2500", "< 25000")).isEqualTo("10");
    assertThat(times("30", "3")).isEqualTo("0.1");
    assertThat(times("0.05", "0.5")).isEqualTo("10");
    assertThat(times("100..200", "100 .. 2000")).isEqualTo("10");
  }

  @Test
  void whatIsNearOrNoNumberOnBothSidesIsNot() {
    assertThat(times("100", "499")).isEqualTo("none");
    assertThat(times("100", "500")).isEqualTo("5");
    assertThat(times("100", "20")).isEqualTo("0.2");
    assertThat(times("100", "21")).isEqualTo("none");
    assertThat(times("0", "60")).isEqualTo("none");
    assertThat(times("< 2500", ">= 25000")).isEqualTo("none");
    assertThat(times("", "25000")).isEqualTo("none");
    assertThat(times("10..20", "10")).isEqualTo("none");
  }
}
