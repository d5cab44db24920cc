package dev.whence.models.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.models.bundles.LoadResult.Check;
import dev.whence.models.bundles.LoadResult.Loaded;
import dev.whence.models.bundles.LoadResult.Missing;
import dev.whence.models.bundles.LoadResult.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasedModelsTest {
  @TempDir Path root;

  @Test
  void versionsAreComparedRunByRun() {
    assertThat(
            List.of("2026-11-01-b", "1.10", "2026-11-01", "1.9", "2026-04-12", "1.9.1", "beta")
                .stream()
                .sorted(ReleasedModels.VERSION_ORDER))
        .containsExactly(
            "1.9", "1.9.1", "1.10", "2026-04-12", "2026-11-01", "2026-11-01-b", "beta");
  }

  @Test
  void theNewestVersionIsLoaded_draftsAndFilesIgnored() throws IOException {
    SmallBundles.writeTransit(root, "2026-9");
    SmallBundles.writeTransit(root, "2026-10");
    Files.createDirectory(root.resolve("transit-time/.2027-draft"));
    Files.createFile(root.resolve("transit-time/2028"));

    assertThat(ReleasedModels.versions(root, "transit-time")).containsExactly("2026-9", "2026-10");
    assertThat(ReleasedModels.load(root, "transit-time"))
        .isInstanceOfSatisfying(
            Loaded.class,
            loaded -> {
              assertThat(loaded.bundle().card().version()).isEqualTo("2026-10");
              loaded.bundle().close();
            });
  }

  @Test
  void noVersionIsMissing() {
    assertThat(ReleasedModels.load(root, "return-risk"))
        .isInstanceOfSatisfying(
            Missing.class, missing -> assertThat(missing.model()).isEqualTo("return-risk"));
  }

  @Test
  void aBundleInTheWrongPlaceIsRefused() throws IOException {
    Path folder = SmallBundles.writeTransit(root, "1");
    Files.createDirectory(root.resolve("return-risk"));
    Files.move(folder, root.resolve("return-risk/2"));

    assertThat(ReleasedModels.load(root, "return-risk"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.model()).isEqualTo("return-risk");
              assertThat(refused.check()).isEqualTo(Check.CARD);
              assertThat(refused.detail()).contains("holds the card of transit-time/1");
            });
  }
}
