package dev.whence.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.whence.pipeline.export.StoreAddress;
import dev.whence.pipeline.export.UnusableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The store is found as the service finds it: file, environment, command line.
class StoreOptionsTest {
  @TempDir private Path home;

  private StoreAddress address(Map<String, String> environment, String... arguments) {
    var options = new StoreOptions();
    new CommandLine(new Holder(options)).parseArgs(arguments);
    return options.address(environment, home);
  }

  @CommandLine.Command
  private record Holder(@CommandLine.Mixin StoreOptions options) {}

  @Test
  void laterSourcesWin_andThePasswordIsInNoText() throws IOException {
    Files.createDirectories(home.resolve("conf"));
    Files.writeString(
        home.resolve("conf/whence.yaml"),
        "db-url: jdbc:postgresql://file/whence\ndb-user: of-the-file\nport: 8080\n");
    Path password = Files.writeString(home.resolve("password"), "secret\n");

    assertThat(address(Map.of()))
        .isEqualTo(new StoreAddress("jdbc:postgresql://file/whence", "of-the-file", ""));
    assertThat(address(Map.of("WHENCE_DB_USER", "variable", "WHENCE_DB_PASSWORD", "p")))
        .isEqualTo(new StoreAddress("jdbc:postgresql://file/whence", "variable", "p"));
    StoreAddress named =
        address(
            Map.of("WHENCE_DB_USER", "variable"),
            "--db-url=jdbc:postgresql://line/whence",
            "--db-user=line",
            "--db-password-file=" + password);
    assertThat(named)
        .isEqualTo(new StoreAddress("jdbc:postgresql://line/whence", "line", "secret"));
    assertThat(named.toString()).doesNotContain("secret");
  }

  @Test
  void whatCannotBeAStoreIsSaid() throws IOException {
    assertThatExceptionOfType(UnusableStore.class)
        .isThrownBy(() -> address(Map.of()))
        .withMessageContaining("There is no order store in " + home.resolve(".whence"));
    Files.createDirectories(home.resolve("mine/postgres/data"));
    assertThatExceptionOfType(UnusableStore.class)
        .isThrownBy(() -> address(Map.of(), "--data-directory=" + home.resolve("mine")))
        .withMessageContaining("does not run")
        .withMessageContaining("Maybe start its service first");
    assertThatExceptionOfType(WrongInput.class)
        .isThrownBy(() -> address(Map.of(), "--db-url=postgres://host/whence"))
        .withMessageContaining("postgres://host/whence is no JDBC URL");
    Files.createDirectories(home.resolve("conf"));
    Files.writeString(home.resolve("conf/whence.yaml"), "db-url: [a\n");
    assertThatExceptionOfType(WrongInput.class)
        .isThrownBy(() -> address(Map.of()))
        .withMessageContaining("whence.yaml");
  }
}
