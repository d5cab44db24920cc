package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of ten thousand rows with more than fifteen cells each are checked in a heap of 96 MB: by
/// a JVM of their own, so that nothing else fills it.
class SmallHeapTest {
  private static final String TABLE = "sourcing-policy";
  private static final int ROWS = 10_000;

  @TempDir private Path folder;

  @Test
  void aLargeTableIsChecked_asCsvAndAsWorkbook_andWhatIsNotProvedIsTold() throws Exception {
    String text = table();
    Path csv = Files.writeString(folder.resolve(TABLE + ".csv"), text);
    Path xlsx =
        Files.write(
            folder.resolve(TABLE + ".xlsx"), RuleBook.toXlsx(TABLE, text, LoadedIds.NOTHING));

    for (Path file : List.of(csv, xlsx)) {
      assertThat(checked(file))
          .as(file.toString())
          .containsExactly(
              "0 errors",
              "sourcing-policy: 10001 rows name so many values that what they take needs 45 MB, more than the 24 MB of an analysis. Nothing was proved about the table; its cells were checked.",
              "Maybe let a row name several values, or ranges that other rows name, too.");
    }
  }

  private List<String> checked(Path file) throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Checked.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("within two minutes").isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    return Files.readAllLines(said);
  }

  /// What the other JVM runs.
  static final class Checked {
    private Checked() {}

    public static void main(String[] files) throws IOException {
      Path file = Path.of(files[0]);
      TableReport report =
          RuleBook.check(Map.of(String.valueOf(file.getFileName()), Files.readAllBytes(file)));
      System.out.println(report.errors().size() + " errors");
      report.analyses().stream()
          .flatMap(analysis -> analysis.undecided().stream())
          .forEach(open -> System.out.println(open.message()));
    }
  }

  /// Customer classes, channels, values and days, and the costs of the last shipped row.
  private static String table() {
    List<String> shipped =
        RuleBook.shipped().canonicalTexts().getOrDefault(TABLE, "").lines().toList();
    String names =
        shipped.stream().filter(line -> line.startsWith("rule id,")).findFirst().orElseThrow();
    int first = Arrays.asList(names.split(",")).indexOf("late cost");
    String actions = from(names, first).replace(",note", "");
    int count = actions.split(",").length;
    String costs =
        String.join(
            ",", Arrays.asList(shipped.getLast().split(",", -1)).subList(first, first + count));
    var text =
        new StringBuilder("table,sourcing-policy\nhit policy,first match\nowner,somebody\n")
            .append("rule id,channel,customer class,order value minor,order date,")
            .append(actions)
            .append('\n');
    var random = new SplittableRandom(1);
    for (int row = 0; row < ROWS; row++) {
      int low = random.nextInt(1, 90_000);
      text.append(
          "row-%d,channel-%d,class-%d,%d..%d,2026-01-01..2026-%02d-%02d,%s%n"
              .formatted(
                  row,
                  random.nextInt(400),
                  random.nextInt(900),
                  low,
                  low + random.nextInt(1, 9_000),
                  random.nextInt(1, 13),
                  random.nextInt(1, 29),
                  costs));
    }
    return text.append("otherwise,,,,,").append(costs).append('\n').toString();
  }

  private static String from(String line, int cell) {
    return String.join(",", Arrays.asList(line.split(",")).subList(cell, line.split(",").length));
  }
}
