package dev.whence.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistoryAsOfTest {

  private static final Instant OUT = Instant.parse("2026-03-02T22:00:00Z");
  private static final Instant DOOR = Instant.parse("2026-03-05T18:00:00Z");
  private static final Instant KNOWN = Instant.parse("2026-03-06T08:00:00Z");

  @Test
  void anOutcomeIsKnownOnlyStrictlyAfterItBecameKnown() {
    var delivered = new Journey.Delivered(OUT, DOOR, KNOWN);

    assertThat(HistoryAsOf.asOf(delivered, KNOWN.plusNanos(1_000))).isEqualTo(delivered);
    assertThat(HistoryAsOf.asOf(delivered, KNOWN)).isEqualTo(new Journey.Underway(OUT, false));
    assertThat(HistoryAsOf.asOf(delivered, OUT)).isEqualTo(new Journey.NotHandedOver(false));
  }

  @Test
  void aLostParcelIsUnderwayUntilItIsGivenUp() {
    var lost = new Journey.Lost(OUT, KNOWN);

    assertThat(HistoryAsOf.asOf(lost, DOOR)).isEqualTo(new Journey.Underway(OUT, false));
    assertThat(HistoryAsOf.asOf(lost, KNOWN.plusSeconds(1))).isEqualTo(lost);
  }
}
