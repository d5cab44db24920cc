package dev.whence.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.training.transit.TransitSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train transit-time", "train return-risk", "evaluate", "score"})
  void helpTeachesWithAnExample(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();
    assertThat(out.toString()).contains("Example: whence", "--history");
  }

  @ParameterizedTest
  @ValueSource(strings = {"transit-time", "return-risk"})
  void withoutItsLibrariesSparkIsOneSentenceWithAdvice(String model, @TempDir Path work) {
    int code =
        run(
            "train",
            model,
            "--engine=spark",
            "--history",
            work.toString(),
            "--out",
            work.resolve("o").toString());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .contains("Spark is not on the class path", "mvn -P spark")
        .doesNotContain("Exception");
  }

  @Test
  void whatIsForSparkIsRefusedWithoutIt() {
    assertThat(run("train", "transit-time", "--history", "h", "--out", "o", "--sample", "0.1"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("Maybe add --engine spark");
    assertThat(
            run(
                "train",
                "transit-time",
                "--history",
                "h",
                "--out",
                "o",
                "--engine",
                "spark",
                "--sample",
                "2"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("The sample is 2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"transit-time", "return-risk"})
  void missingHistoryIsOneSentenceWithAdvice(String model, @TempDir Path work) {
    int code =
        run("train", model, "--history", work.toString(), "--out", work.resolve("o").toString());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .contains("There is no", ".parquet", "Maybe run")
        .doesNotContain("at dev");
  }

  @Test
  void fileWithOtherColumnsIsOneSentence(@TempDir Path work) throws IOException {
    Files.copy(
        HistoryTable.ORDER_LINES.file(SimulatedHistory.folder()),
        HistoryTable.SHIPMENTS.file(work));

    int code =
        run(
            "train",
            "transit-time",
            "--history",
            work.toString(),
            "--out",
            work.resolve("o").toString());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .contains("cannot be read as shipments", "docs/history.md")
        .doesNotContain("at dev");
  }

  @Test
  void damagedFileIsOneSentence(@TempDir Path work) throws IOException {
    Files.writeString(HistoryTable.ORDER_LINES.file(work), "not Parquet");

    int code =
        run(
            "train",
            "return-risk",
            "--history",
            work.toString(),
            "--out",
            work.resolve("o").toString());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("cannot be read as order_lines").doesNotContain("at dev");
  }

  @Test
  void everyOptionIsUnderstood(@TempDir Path work) {
    int code =
        run(
            ("train transit-time --history h --out o --version 1 --source x --seed 1"
                    + " --until 2026-05-01"
                    + " --test-share 0.1 --calibrate-share 0.1 --force --embargo-days 3"
                    + " --hold-out-orders 5 --depth 3 --rounds 9")
                .split(" "));
    int other =
        run(
            ("train return-risk --history h --out o --kind onnx --return-window-days 30"
                    + " --embargo-days 31")
                .split(" "));

    assertThat(err.toString()).contains("There is no").doesNotContain("Unknown", "Usage");
    assertThat(code).isEqualTo(1);
    assertThat(other).isEqualTo(1);
  }

  @Test
  void missingBundleIsOneSentence(@TempDir Path work) {
    int code =
        run("evaluate", "--bundle", work.resolve("none").toString(), "--history", work.toString());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("There is no folder");
  }

  @Test
  void commandWithoutModelSaysWhatThereIs() {
    assertThat(run("train")).isEqualTo(2);
    assertThat(err.toString()).contains("transit-time", "return-risk");
  }

  @Test
  void helpSaysWhatCountsOtherwise() {
    String help = help("train", "transit-time");
    var settings = TransitSettings.DEFAULT.center();

    assertThat(help)
        .contains("levels of splits in a tree (default %d)".formatted(settings.depth()))
        .contains("most trees for the middle (default %d)".formatted(settings.mostRounds()))
        .contains(
            "(default 42)", "never learned from (default 0.2)", "which calibrates (default 0.2)");
    assertThat(help("train", "return-risk")).contains("(default AUTO)", "(default 60)");
  }

  private static String help(String... path) {
    CommandLine command = Main.commandLine();
    for (String name : path) {
      command = Objects.requireNonNull(command.getSubcommands().get(name), name);
    }
    return command.getUsageMessage().replaceAll("\\s+", " ");
  }

  @Test
  void whatCannotBeReadOnTheCommandLineIsAUsageError() {
    assertThat(run("train", "transit-time", "--history", "h", "--out", "o", "--sede=1"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("Unknown option: '--sede=1'", "--seed");
    assertThat(run("train", "transit-time", "--history", "h", "--out", "o", "--seed=many"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("Invalid value for option '--seed': 'many'");
    assertThat(run("train", "transit-time", "--history")).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required parameter for option '--history'");
    assertThat(run("evaluate")).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required options").doesNotContain("\tat ");
  }
}
