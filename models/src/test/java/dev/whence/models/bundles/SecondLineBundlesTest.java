package dev.whence.models.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.models.bundles.LoadResult.Check;
import dev.whence.models.bundles.LoadResult.Loaded;
import dev.whence.models.bundles.LoadResult.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bundles with a second line beside the first.
class SecondLineBundlesTest {
  @TempDir Path root;

  @Test
  void bothLinesAreWrittenAndLoaded() throws IOException {
    Path folder = SmallBundles.writeTransitWithSecond(root, "7");

    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "card.json",
            "golden.csv",
            "model.onnx",
            "second-card.json",
            "second-golden.csv",
            "second-model.json");
    LoadResult result = ReleasedModels.load(root, "transit-time");
    try {
      assertThat(((Loaded) result).bundle().card().version()).isEqualTo("7");
      Bundle second = ((Loaded) result.second().orElseThrow()).bundle();
      assertThat(second.card().ref()).hasToString("transit-time@7+second");
      assertThat(second.scorer().mayHang()).isFalse();
      assertThat(second.scorer().score(new float[] {400}, 1)[0]).containsExactly(1f);
    } finally {
      result.close();
    }
  }

  @Test
  void aBundleWithoutASecondLineHasNone() throws IOException {
    assertThat(Bundles.load(SmallBundles.writeTransit(root, "7")).second()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.onnx", "card.json", "golden.csv"})
  void theSecondLineLoadsWhereTheFirstIsCutShort(String file) throws IOException {
    Path folder = SmallBundles.writeTransitWithSecond(root, "7");
    byte[] bytes = Files.readAllBytes(folder.resolve(file));
    Files.write(folder.resolve(file), Arrays.copyOf(bytes, bytes.length / 2));

    LoadResult result = ReleasedModels.load(root, "transit-time");

    assertThat(result).isInstanceOf(Refused.class);
    assertThat(result.second()).containsInstanceOf(Loaded.class);
    result.close();
  }

  @ParameterizedTest
  @CsvSource({
    "second-model.json, DIGEST",
    "second-card.json, CARD",
    "second-golden.csv, GOLDEN",
  })
  void aSecondLineThatLacksAFileIsTold_andTheFirstLoads(String file, Check check)
      throws IOException {
    Path folder = SmallBundles.writeTransitWithSecond(root, "7");
    Files.delete(folder.resolve(file));

    LoadResult result = Bundles.load(folder);
    result.close();

    assertThat(result).isInstanceOf(Loaded.class);
    assertThat(result.second())
        .hasValueSatisfying(second ->
            assertThat(second)
                .isInstanceOfSatisfying(
                    Refused.class,
                    refused -> {
                      assertThat(refused.check()).isEqualTo(check);
                      assertThat(refused.detail())
                          .contains("second line (files second-*)", "it is not there");
                    }));
  }

  @Test
  void aSecondLineOfAnotherVersionIsRefused() throws IOException {
    Path seven = SmallBundles.writeTransitWithSecond(root, "7");
    Path eight = SmallBundles.writeTransitWithSecond(root, "8");
    Files.copy(
        seven.resolve("second-card.json"),
        eight.resolve("second-card.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    LoadResult result = Bundles.load(eight);
    result.close();

    assertThat(((Refused) result.second().orElseThrow()).detail())
        .contains("transit-time@7+second, the bundle needs transit-time@8+second");
  }

  @Test
  void anOnnxModelIsNoSecondLine() {
    ModelCard card = SmallBundles.transitCard("7");
    ModelCard second = SmallBundles.transitCard("7" + Bundles.SECOND_SUFFIX);
    var first =
        new Bundles.Parts(card, SmallBundles.transitGraph(), SmallBundles.transitGolden(card));
    var same =
        new Bundles.Parts(second, SmallBundles.transitGraph(), SmallBundles.transitGolden(card));

    assertThatThrownBy(() -> Bundles.write(root, first, Optional.of(same)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The second line is of the kind ONNX, which needs a native library");
    assertThat(root.resolve("transit-time/7")).doesNotExist();
  }

  @Test
  void aFirstLineCannotTakeTheVersionOfASecond() {
    ModelCard card = SmallBundles.transitCard("7+second");

    assertThatThrownBy(() ->
            Bundles.write(
                root, card, SmallBundles.transitGraph(), SmallBundles.transitGolden(card)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The version is '7+second'");
  }
}
