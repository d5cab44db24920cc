package dev.whence.training.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.training.reports.Report.Form;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoundAxisTest {
  private static final int MOST = 7;

  @Test
  void anyRangeHasRoundTicksAndEndsAtThem() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      double low = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-5, 7));
      double width = random.nextDouble() * Math.pow(10, random.nextInt(-3, 7));
      double high = low + Math.max(width, Math.abs(low) * 1e-3);

      RoundAxis axis = RoundAxis.over(low, high, MOST);

      List<Double> ticks = axis.ticks();
      String range = low + " to " + high + ": " + ticks;
      double step = axis.step().doubleValue();
      assertThat(axis.step().unscaledValue().intValueExact()).as(range).isIn(1, 2, 5);
      assertThat(ticks).as(range).hasSizeBetween(3, MOST).isSorted().doesNotHaveDuplicates();
      assertThat(axis.low()).as(range).isLessThanOrEqualTo(low + step * 1e-5);
      assertThat(axis.low()).as(range).isGreaterThan(low - step);
      assertThat(axis.high()).as(range).isGreaterThanOrEqualTo(high - step * 1e-5);
      assertThat(axis.high()).as(range).isLessThan(high + step);
      for (double tick : ticks) {
        double steps = tick / step;
        assertThat(steps).as(range).isCloseTo(Math.rint(steps), within(1e-6));
        assertThat(new BigDecimal(axis.label(tick, Form.NUMBER)).doubleValue())
            .as("a label is the tick, not something near it, in " + range)
            .isEqualTo(tick);
      }
    }
  }

  @Test
  void labelsHaveTheDigitsThatTheStepNeeds() {
    RoundAxis shares = RoundAxis.over(0, 0.253, MOST);
    RoundAxis days = RoundAxis.over(0.36, 0.53, MOST);

    assertThat(shares.ticks().stream().map(tick -> shares.label(tick, Form.SHARE)))
        .containsExactly("0 %", "5 %", "10 %", "15 %", "20 %", "25 %", "30 %");
    assertThat(days.ticks().stream().map(tick -> days.label(tick, Form.NUMBER)))
        .containsExactly("0.35", "0.40", "0.45", "0.50", "0.55");
  }

  @Test
  void oneValueHasAnAxisToo() {
    assertThat(RoundAxis.over(0, 0, MOST).ticks()).startsWith(0.0).endsWith(1.0);
    assertThat(RoundAxis.over(0.08, 0.08, MOST).ticks()).startsWith(0.0).endsWith(0.08);
    assertThat(RoundAxis.over(-3, -3, MOST).ticks()).startsWith(-3.0).endsWith(0.0);
  }

  @Test
  void whatIsNoRangeIsRefused() {
    assertThatThrownBy(() -> RoundAxis.over(1, 0, MOST)).hasMessageContaining("1.0 to 0.0");
    assertThatThrownBy(() -> RoundAxis.over(0, Double.NaN, MOST)).hasMessageContaining("NaN");
  }
}
