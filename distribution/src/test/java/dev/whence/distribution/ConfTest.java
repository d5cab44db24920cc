package dev.whence.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.whence.service.config.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What matters in the files for systemd and Docker, and that they name what is there.
final class ConfTest {
  private static final Path UNIT = Path.of("conf/systemd/whence.service");
  private static final Path COMPOSE = Path.of("conf/docker/compose.yaml");
  private static final Pattern VARIABLE = Pattern.compile("WHENCE_[A-Z_]*[A-Z]");
  private static final Pattern SECRET = Pattern.compile("(?i)password|secret|token");

  @Test
  void systemdFindsNothingWrongWithTheUnit(@TempDir Path folder) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "systemd is not installed");
    Path program = Files.createFile(folder.resolve("whence"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Path unit =
        Files.writeString(
            folder.resolve("whence.service"),
            Files.readString(UNIT).replace("/opt/whence/bin/whence", program.toString()));

    Shell.Result verified = systemd("verify", unit);
    assertThat(verified.text()).isEmpty();
    assertThat(verified.code()).isZero();
    Shell.Result security = systemd("security", unit, "--offline=true", "--threshold=20");
    assertThat(security.code()).as(security.text()).isZero();
  }

  private static Shell.Result systemd(String verb, Path unit, String... options) {
    var words =
        Stream.concat(
                Stream.of("systemd-analyze", verb, "--no-pager", unit.toString()),
                Arrays.stream(options))
            .toList();
    return Shell.run(Path.of("."), Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8"), words);
  }

  @Test
  void theUnitIsHardened_keepsItsData_andStopsTheServiceBeforeTheDatabase() throws IOException {
    Map<String, String> unit = directives();

    assertThat(unit)
        .containsEntry("ExecStart", "/opt/whence/bin/whence serve")
        .containsEntry("DynamicUser", "yes")
        .containsEntry("StateDirectory", "whence")
        .containsEntry("ProtectSystem", "strict")
        .containsEntry("ProtectHome", "yes")
        .containsEntry("NoNewPrivileges", "yes")
        .containsEntry("CapabilityBoundingSet", "")
        .containsEntry("Restart", "on-failure")
        .containsEntry("KillMode", "mixed")
        .containsEntry("SuccessExitStatus", "143")
        .containsKeys("TimeoutStopSec", "EnvironmentFile")
        .doesNotContainKey("MemoryDenyWriteExecute"); // a JVM compiles
    assertThat(unit.get("Environment"))
        .contains("WHENCE_DATA_DIRECTORY=%S/whence")
        .doesNotContain("PASSWORD");
  }

  @Test
  void theImageHoldsNoSecretAndRunsAsNobodyInParticular() throws IOException {
    List<Dockerfile.Instruction> image = Dockerfile.instructions();

    assertThat(image.getFirst().name()).isEqualTo("FROM");
    assertThat(image.getFirst().rest()).matches("[a-z-]+:25-[a-z0-9-]+"); // never latest
    assertThat(image)
        .allSatisfy(line ->
            assertThat(line.name())
                .isIn(
                    "FROM",
                    "RUN",
                    "COPY",
                    "ENV",
                    "VOLUME",
                    "EXPOSE",
                    "USER",
                    "STOPSIGNAL",
                    "HEALTHCHECK",
                    "ENTRYPOINT",
                    "CMD"));
    assertThat(image)
        .filteredOn(line -> line.name().equals("ENV"))
        .allSatisfy(line -> assertThat(line.rest()).doesNotContainPattern(SECRET));
    int user = image.indexOf(new Dockerfile.Instruction("USER", "10001:10001"));
    assertThat(user).isPositive();
    assertThat(image.subList(user + 1, image.size()))
        .extracting(Dockerfile.Instruction::name)
        .containsExactly("STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD");
    assertThat(Dockerfile.words(image.get(image.size() - 2).rest()))
        .containsExactly("/opt/whence/bin/whence");
    assertThat(Dockerfile.words(image.getLast().rest())).containsExactly("serve");
    assertThat(Dockerfile.healthCheck().getLast()).contains("/health/ready");
  }

  @Test
  void theBuilderGetsWhatTheImageCopies_andNothingElse() throws IOException {
    List<String> ignored = Files.readAllLines(Path.of("conf/docker/Dockerfile.dockerignore"));
    List<String> copied =
        Dockerfile.instructions().stream()
            .filter(line -> line.name().equals("COPY"))
            .flatMap(line -> {
              List<String> words = List.of(line.rest().split("\\s+"));
              return words.subList(0, words.size() - 1).stream();
            })
            .toList();

    assertThat(ignored).contains("*");
    assertThat(ignored.stream().filter(line -> line.startsWith("!")).map(line -> line.substring(1)))
        .containsExactlyInAnyOrderElementsOf(copied);
    assertThat(copied)
        .filteredOn(name -> !List.of("bin", "lib").contains(name)) // made by the assembly
        .allSatisfy(name -> assertThat(Path.of("..", name)).exists());
  }

  @Test
  void composeHandsThePasswordOverInAFile_andWaitsForTheDatabase() throws IOException {
    JsonNode compose = new YAMLMapper().readTree(COMPOSE.toFile());
    JsonNode database = compose.path("services").path("database");
    JsonNode whence = compose.path("services").path("whence");

    assertThat(compose.path("secrets").path("db-password").path("file").asText())
        .isEqualTo("./db-password.txt");
    for (JsonNode service : List.of(database, whence)) {
      assertThat(service.path("secrets")).anyMatch(name -> name.asText().equals("db-password"));
      service
          .path("environment")
          .properties()
          .forEach(variable -> {
            if (SECRET.matcher(variable.getKey()).find()) {
              assertThat(variable.getKey()).endsWith("_FILE");
              assertThat(variable.getValue().asText()).isEqualTo("/run/secrets/db-password");
            }
          });
      service
          .path("volumes")
          .forEach(volume ->
              assertThat(compose.path("volumes").has(volume.asText().split(":")[0])).isTrue());
    }
    assertThat(database.path("image").asText()).matches("postgres:\\d+");
    assertThat(database.path("healthcheck").path("test").get(1).asText()).isEqualTo("pg_isready");
    assertThat(whence.path("depends_on").path("database").path("condition").asText())
        .isEqualTo("service_healthy");
    assertThat(whence.path("environment").path("WHENCE_DB_URL").asText())
        .isEqualTo("jdbc:postgresql://database:5432/whence");
    assertThat(whence.path("build").path("context").asText()).isEqualTo("../..");
    assertThat(whence.path("build").path("dockerfile").asText())
        .isEqualTo("conf/docker/Dockerfile");
    assertThat(whence.path("ports").get(0).asText()).startsWith("127.0.0.1:");
    assertThat(whence.path("read_only").asBoolean()).isTrue();
    assertThat(whence.path("cap_drop").get(0).asText()).isEqualTo("ALL");
  }

  @Test
  void theyNameNoVariableThatIsNotThere() throws IOException {
    List<String> known = Arrays.stream(ConfigKey.values()).map(ConfigKey::variable).toList();
    for (Path file : List.of(UNIT, COMPOSE, Path.of("conf/docker/Dockerfile"))) {
      Matcher variables = VARIABLE.matcher(Files.readString(file));
      while (variables.find()) {
        assertThat(known).as(file.toString()).contains(variables.group());
      }
    }
  }

  private static Map<String, String> directives() throws IOException {
    var directives = new TreeMap<String, String>();
    Files.readString(UNIT)
        .lines()
        .filter(line -> line.matches("[A-Z]\\w+=.*"))
        .map(line -> line.split("=", 2))
        .forEach(words -> directives.merge(words[0], words[1], (one, other) -> one + " " + other));
    return directives;
  }
}
