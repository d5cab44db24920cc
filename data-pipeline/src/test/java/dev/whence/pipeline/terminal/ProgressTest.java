package dev.whence.pipeline.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long now;

  private Progress lines() {
    return new Progress.Lines(new PrintStream(bytes, true, UTF_8), () -> now);
  }

  private void pass(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  private List<String> shown() {
    return bytes.toString(UTF_8).lines().map(String::strip).toList();
  }

  @Test
  void withoutATerminalThereIsALineAStage_andFurtherOnesEveryTwoSeconds() {
    try (var progress = lines()) {
      progress.only("Simulating", " days", 200);
      for (long day = 1; day <= 5; day++) {
        pass(1);
        progress.at(day * 20);
      }
    }

    assertThat(shown())
        .containsExactly(
            "0.0 s  Simulating",
            "2.0 s  Simulating: 20 % (40 of 200 days), about 8 s left",
            "4.0 s  Simulating: 40 % (80 of 200 days), about 6 s left");
  }

  @Test
  void aLongStageHasEverFewerLines_ofRoundNumbers() {
    try (var progress = lines()) {
      progress.only("Reading", " bytes", 10_000);
      for (long step = 1; step <= 1_000; step++) {
        pass(10);
        progress.at(step * 10);
      }
    }

    assertThat(shown()).hasSizeBetween(15, 40);
    assertThat(shown())
        .contains("500.0 s  Reading: 5 % (500 of 10000 bytes), about 2 h 35 min left");
  }

  @Test
  void whatIsLeftIsOfAllStages_byTheirCost_atTheRateUntilNow() {
    try (var progress = lines()) {
      progress.expect(100);
      progress.stage("Reading", 10);
      pass(20);
      progress.stage("Fitting", "", 10, 40);
      pass(40);
      progress.at(5);
      progress.stage("Measuring", 50);
    }

    assertThat(shown())
        .containsExactly(
            "0.0 s  Reading",
            "20.0 s  Fitting, about 3 min left",
            "60.0 s  Fitting: 50 % (5 of 10), about 2 min left",
            "60.0 s  Measuring, about 60 s left");
  }

  @Test
  void whatIsKnownBetterLaterCounts_fromThenOn() {
    try (var progress = lines()) {
      progress.expect(100);
      progress.stage("Reading", 10);
      pass(10);
      progress.expect(30);
      progress.stage("Measuring", 30);
    }

    assertThat(shown()).containsExactly("0.0 s  Reading", "10.0 s  Measuring, about 30 s left");
  }

  @Test
  void nothingIsGuessed_beforeAnythingIsDone_norWhereNothingIsExpected() {
    try (var progress = lines()) {
      progress.stage("Looking", 0);
      pass(30);
      progress.expect(1_000);
      progress.stage("Reading", "", 100, 1_000);
      pass(10);
      progress.at(1);
    }

    assertThat(shown())
        .containsExactly("0.0 s  Looking", "30.0 s  Reading", "40.0 s  Reading: 1 % (1 of 100)");
  }

  @Test
  void ofWorkAfterWhichMoreIsToCome_theTimeLeftIsThatOfAll() {
    try (var progress = lines()) {
      Progress first = progress.before(30);
      first.expect(10);
      first.stage("Exporting", "", 10, 10);
      pass(5);
      first.at(5);
      pass(5);
      progress.expect(30);
      progress.stage("Training", 30);
    }

    assertThat(shown())
        .containsExactly(
            "0.0 s  Exporting",
            "5.0 s  Exporting: 50 % (5 of 10), about 35 s left",
            "10.0 s  Training, about 30 s left");
  }
}
