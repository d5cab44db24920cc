package dev.whence.models.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The runtime is started in processes of their own, because it starts only once in each.
class OnnxRuntimeTest {

  /// Scores one row on a thread with a stack as small as the platform's default.
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      byte[] graph = SmallGraphs.of(1).linear("y", new float[] {2}, 1).bytes();
      var outputs = List.of(OutputColumn.of("y", "y"));
      try (var scorer = OnnxScorer.open(graph, InputTensor.of(1), outputs)) {
        System.out.println("y = " + scorer.score(new float[] {20.5f}, 1)[0][0]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100_000})
  void startsWhateverTheLengthOfTheCommandLine(int length)
      throws IOException, InterruptedException {
    assertThat(run("--enable-native-access=ALL-UNNAMED", "x".repeat(length)))
        .contains("y = 42.0")
        .endsWith("exit 0");
  }

  @Test
  void saysSoWhereNativeAccessIsDenied() throws IOException, InterruptedException {
    assertThat(run("--illegal-native-access=deny", "x"))
        .contains("ONNX Runtime cannot run on this machine")
        .contains("Maybe start Java with --enable-native-access=ALL-UNNAMED");
  }

  private static String run(String option, String argument)
      throws IOException, InterruptedException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            option,
            "-cp",
            System.getProperty("java.class.path"),
            Probe.class.getName(),
            argument);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("ORT_DISABLE_TELEMETRY");
    var process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output + "exit " + process.waitFor();
  }
}
