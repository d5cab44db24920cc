package dev.whence.domain.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
  @Test
  void whoHasNotAnsweredIsBelievedWhatTheCodeSays() {
    assertThat(Acceptance.of(0, 0, times())).isEqualTo(Acceptance.UNKNOWN);
  }

  @Test
  void oneRefusalDoesNotJudgeANode_twentyDo() {
    assertThat(Acceptance.of(0, 1, times()).percent()).isEqualTo(86);
    assertThat(Acceptance.of(0, 20, times()).percent()).isEqualTo(32);
    assertThat(Acceptance.of(90, 10, times()).percent()).isEqualTo(90);
    assertThat(Acceptance.of(0, 1_000_000_000, times()).percent()).isZero();
    assertThat(Acceptance.of(1_000_000_000, 0, times()).percent()).isEqualTo(100);
  }

  @Test
  void theMedianStaysAtThePriorUntilMoreThanTenSayOtherwise() {
    assertThat(Acceptance.of(9, 0, times(2_000, 9)).minutes()).isEqualTo(30);
    assertThat(Acceptance.of(10, 0, times(90, 10)).minutes()).isEqualTo(30);
    // 11 of the 21 times stand at 30 or below when half of one of the 11 does.
    assertThat(Acceptance.of(11, 0, times(90, 11)).minutes()).isEqualTo(63);
    assertThat(Acceptance.of(30, 0, times(3, 30)).minutes()).isEqualTo(3);
    assertThat(Acceptance.of(30, 0, times(2_000, 30)).minutes()).isEqualTo(1_440);
    assertThat(Acceptance.of(30, 0, times(40, 30)).minutes()).isEqualTo(40);
  }

  @Test
  void aTimeFallsIntoTheFirstClassThatReachesIt() {
    assertThat(Acceptance.classOf(0)).isZero();
    assertThat(Acceptance.classOf(5)).isZero();
    assertThat(Acceptance.classOf(6)).isEqualTo(1);
    assertThat(Acceptance.classOf(1_440)).isEqualTo(7);
    assertThat(Acceptance.classOf(1_441)).isEqualTo(8);
  }

  private static List<Integer> times() {
    return Collections.nCopies(Acceptance.CLASSES.size() + 1, 0);
  }

  private static List<Integer> times(long minutes, int parcels) {
    var times = new ArrayList<>(times());
    times.set(Acceptance.classOf(minutes), parcels);
    return times;
  }
}
