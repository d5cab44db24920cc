package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.pipeline.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What somebody is told who waits for an import.
class ImportStagesTest {

  private static final String MAPPING =
      """
      sources:
        goods: {file: goods.csv}
        kinds: {file: kinds.csv, key: [kind]}
      tables:
        items:
          from: goods
          join: [{source: kinds, on: [goods.kind]}]
          columns: {sku: goods.sku, category: kinds.name}
      """;

  @TempDir private Path folder;

  /// Stages, and what is expected; a share of what was expected last.
  private static final class Heard implements Progress {
    private final List<String> told = new ArrayList<>();
    private double expected;
    private double begun;
    private long steps;
    private long last;

    @Override
    public void expect(double cost) {
      expected = cost;
      begun = 0;
      told.add("expect");
    }

    @Override
    public void stage(String what, String unit, long steps, double cost) {
      told.add(what + (unit.isEmpty() ? "" : " of " + steps + unit));
      begun += cost;
      assertThat(begun).isLessThanOrEqualTo(expected * 1.000001);
      assertThat(cost).isPositive();
      this.steps = steps;
      last = 0;
    }

    @Override
    public void at(long step) {
      assertThat(step).isBetween(last, steps);
      last = step;
    }

    @Override
    public void close() {}
  }

  @Test
  void everyStageIsTold_andNoneAfterTheLastThatWasExpected() throws IOException {
    Files.writeString(folder.resolve("mapping.yaml"), MAPPING);
    var goods = new StringBuilder("sku,kind\n");
    for (int i = 0; i < 2_500; i++) {
      goods.append("S%d,%s\n".formatted(i, i == 7 ? "none" : "cup"));
    }
    Files.writeString(folder.resolve("goods.csv"), goods);
    Files.writeString(folder.resolve("kinds.csv"), "kind,name\ncup,Cups\n");
    long bytes = Files.size(folder.resolve("goods.csv")) + Files.size(folder.resolve("kinds.csv"));
    var heard = new Heard();

    run(heard, false);

    assertThat(heard.told)
        .containsExactly(
            "expect",
            "Reading of " + bytes + " bytes",
            "expect",
            "Joining items",
            "Building items of 2500 rows",
            "Sorting items",
            "Writing items of 2499 rows");
    assertThat(heard.begun).as("all that was expected").isCloseTo(heard.expected, within(heard));

    var added = new Heard();
    run(added, true);

    assertThat(added.told.subList(7, added.told.size()))
        .containsExactly("expect", "Adding to items");
  }

  private static org.assertj.core.data.Offset<Double> within(Heard heard) {
    return org.assertj.core.api.Assertions.within(heard.expected / 1_000);
  }

  private void run(Progress progress, boolean adds) throws IOException {
    Importer.run(
        folder.resolve("mapping.yaml"),
        folder,
        folder.resolve("out"),
        new Importer.Limits(0, 1, adds),
        progress);
  }
}
