package dev.whence.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/settings.md` and the configuration file of the installation say what [ConfigKey] says.
class SettingsTest {
  private static final Path GUIDE = Path.of("../docs/settings.md");
  private static final Path CONFIGURATION = Path.of("../distribution/conf/whence.yaml");
  private static final Path LAUNCHER = Path.of("../whence");
  private static final Pattern ROWS =
      Pattern.compile(
          "(?<=\\| key \\| variable \\| default \\| what \\|\n\\|---\\|---\\|---\\|---\\|\n)(\\|.*\n)*");

  @Test
  void theGuideListsEverySettingAsItIs() throws IOException {
    String rows =
        Arrays.stream(ConfigKey.values())
            .map(key ->
                "| `%s` | `%s` | %s | %s |\n"
                    .formatted(
                        key.key(),
                        key.variable(),
                        key.usual().isEmpty() ? "" : "`" + key.usual() + "`",
                        key.description()))
            .collect(Collectors.joining());
    String guide = Files.readString(GUIDE);
    assertSame(GUIDE, ROWS.matcher(guide).replaceFirst(rows.replace("\\", "\\\\")));
    assertThat(Files.readString(GUIDE)).contains(rows); // there is a table
  }

  @Test
  void theConfigurationFileOfTheInstallationShowsEverySetting_andSetsNone() throws IOException {
    String text =
        "# Settings of this installation; docs/settings.md says more. Take the # away from what you set.\n"
            + Arrays.stream(ConfigKey.values())
                .map(key ->
                    "\n# %s\n#%s: %s".formatted(key.description(), key.key(), key.usual()).strip())
                .map(lines -> "\n" + lines + "\n")
                .collect(Collectors.joining());
    assertSame(CONFIGURATION, text);

    assertThat(ConfigSource.ofFile(CONFIGURATION).values()).isEmpty();
    Path uncommented = Files.createTempFile("whence", ".yaml");
    try {
      Files.writeString(uncommented, text.replaceAll("(?m)^#(?! )", ""));
      assertThat(ServiceConfig.of(Path.of("/opt"), List.of(ConfigSource.ofFile(uncommented))))
          .usingRecursiveComparison()
          .ignoringFields("settings") // tell where they stand
          .isEqualTo(ServiceConfig.of(Path.of("/opt"), List.of()));
    } finally {
      Files.delete(uncommented);
    }
  }

  @Test
  void theVariablesOfTheLauncherAreThoseThatTheServiceLeavesToIt() throws IOException {
    var read =
        Pattern.compile("WHENCE_[A-Z_]+")
            .matcher(Files.readString(LAUNCHER))
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    read.removeAll(ConfigKey.variables());

    assertThat(read).isEqualTo(new TreeSet<>(ConfigSource.OTHER_VARIABLES));
    assertThat(Files.readString(GUIDE))
        .contains(ConfigSource.OTHER_VARIABLES)
        .contains(ConfigSource.CLIENT_VARIABLES);
  }

  private static void assertSame(Path file, String text) throws IOException {
    if (System.getProperty("golden", "").equals("write")) {
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file))
        .as("run the tests with -Dgolden=write and review the difference of %s", file)
        .isEqualTo(text);
  }
}
