package dev.whence.service.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShowTest {
  private static final Instant NOW = Instant.parse("2026-11-30T15:00:00Z");

  @Test
  void moneyHasTheDecimalsOfItsCurrency() {
    assertThat(Show.money(new BigDecimal("123456.5"), "USD")).isEqualTo("1,234.56 USD");
    assertThat(Show.money(new BigDecimal("1234"), "JPY")).isEqualTo("1,234 JPY");
    assertThat(Show.money(new BigDecimal("1234"), "KWD")).isEqualTo("1.234 KWD");
    assertThat(Show.difference(new BigDecimal("-5"), "USD")).isEqualTo("−0.05 USD");
  }

  @Test
  void aChanceThatIsNotSureIsNeverShownAsSure() {
    assertThat(List.of(1.0, 0.99951, 0.9994, 0.5, 0.0004, 0.0).stream().map(Show::percent))
        .containsExactly("100.0 %", "> 99.9 %", "99.9 %", "50.0 %", "< 0.1 %", "0.0 %");
  }

  @Test
  void timesAreRelativeInBothDirections() {
    assertThat(
            List.of(10L, 60L, 3_600L, 7_200L, -90_000L, -86_400L * 3, 86_400L * 100).stream()
                .map(seconds -> Show.relative(NOW.minusSeconds(seconds), NOW)))
        .containsExactly(
            "moments ago",
            "1 minute ago",
            "60 minutes ago",
            "2 hours ago",
            "in 25 hours",
            "in 3 days",
            "3 months ago");
  }

  @Test
  void manyNamesAreCutOff() {
    assertThat(Show.listed(List.of("A", "B", "C"))).isEqualTo("A, B and C");
    assertThat(Show.listed(List.of("A", "B", "C", "D"))).isEqualTo("A, B and 2 more");
  }
}
