package dev.whence.pipeline.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.pipeline.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedNetworkTest {
  private static int generate(Path out, String... sizes) {
    String[] arguments = new String[sizes.length + 3];
    arguments[0] = "generate-network";
    arguments[1] = "--out";
    arguments[2] = out.toString();
    System.arraycopy(sizes, 0, arguments, 3, sizes.length);
    return Main.run(arguments);
  }

  private static List<String> lines(Path zipped) throws IOException {
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(zipped)), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  @Test
  void itHasAsManyNodesItemsAndPositionsAsAskedFor_eachPositionOnceAndOfItsItems(@TempDir Path out)
      throws IOException {
    int exit = generate(out, "--nodes", "60", "--skus", "500", "--positions", "2003");

    assertThat(exit).isZero();
    List<String> items = lines(out.resolve("items.jsonl.gz"));
    List<String> stock = lines(out.resolve("stock.csv.gz"));
    assertThat(Files.readAllLines(out.resolve("ship-nodes.json"))).hasSize(60 + 2);
    assertThat(items).hasSize(500);
    assertThat(stock).hasSize(2003 + 1);
    var skus = new HashSet<String>();
    items.forEach(item -> skus.add(item.split("\"", 5)[3]));
    assertThat(skus).hasSize(500);
    var positions = new HashSet<String>();
    for (String row : stock.subList(1, stock.size())) {
      String[] cells = row.split(",", -1);
      assertThat(skus).contains(cells[1]);
      positions.add(cells[0] + " " + cells[1]);
    }
    assertThat(positions).hasSize(2003);
  }

  @Test
  void equalOptionsGiveEqualFiles_andAnotherSeedGivesOthers(@TempDir Path folder)
      throws IOException {
    String[] size = {"--nodes", "12", "--skus", "50", "--positions", "70"};

    generate(folder.resolve("a"), size);
    generate(folder.resolve("b"), size);
    generate(
        folder.resolve("c"), "--nodes", "12", "--skus", "50", "--positions", "70", "--seed", "2");

    for (String file : List.of("ship-nodes.json", "items.jsonl.gz", "stock.csv.gz")) {
      byte[] first = Files.readAllBytes(folder.resolve("a").resolve(file));
      assertThat(folder.resolve("b").resolve(file)).hasBinaryContent(first);
      assertThat(Files.readAllBytes(folder.resolve("c").resolve(file))).isNotEqualTo(first);
    }
  }

  @Test
  void moreSkusAtANodeThanThereAreIsRefused(@TempDir Path folder) {
    assertThat(
            generate(folder.resolve("out"), "--nodes", "2", "--skus", "10", "--positions", "100"))
        .isEqualTo(2);
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
