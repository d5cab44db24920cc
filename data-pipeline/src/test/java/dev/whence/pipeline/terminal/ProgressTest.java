package dev.whence.pipeline.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  @Test
  void withoutATerminalThereIsALineAStage_andOneEveryTenthOfManySteps() {
    var bytes = new ByteArrayOutputStream();

    try (var progress = new Progress.Lines(new PrintStream(bytes, true, UTF_8))) {
      progress.stage("Simulating", " days", 200);
      for (int day = 1; day <= 45; day++) {
        progress.at(day);
      }
      progress.stage("Fitting", 3);
      progress.at(3);
    }

    assertThat(bytes.toString(UTF_8).lines().map(line -> line.replaceFirst("^ +[0-9.]+ s  ", "")))
        .containsExactly(
            "Simulating",
            "Simulating: 10 % (20 of 200 days)",
            "Simulating: 20 % (40 of 200 days)",
            "Fitting");
  }
}
