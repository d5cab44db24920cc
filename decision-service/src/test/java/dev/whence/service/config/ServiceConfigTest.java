package dev.whence.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.service.config.ServiceConfig.OrderStore;
import dev.whence.service.config.ServiceConfig.RuleTableSource;
import dev.whence.service.config.ServiceConfig.TimeOfDecision;
import dev.whence.service.config.ServiceConfig.Webhooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceConfigTest {
  private static final Path HOME = Path.of("/opt/whence");

  @TempDir Path folder;

  @Test
  void withoutSettingsItListensOnLoopbackWithADatabaseOfItsOwn() {
    assertThat(ServiceConfig.of(HOME, List.of()))
        .isEqualTo(
            new ServiceConfig(
                "127.0.0.1",
                8080,
                new OrderStore.Embedded(HOME.resolve(".whence"), 16),
                new RuleTableSource.Shipped(),
                HOME.resolve("models/released"),
                false,
                TimeOfDecision.LIVE,
                Duration.ofDays(3),
                3,
                1 << 20,
                16 << 20,
                2_048,
                Duration.ofSeconds(30),
                Duration.ofSeconds(75),
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                16,
                32,
                Duration.ofSeconds(5),
                new Webhooks(
                    false,
                    Stream.of(5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800)
                        .map(Duration::ofSeconds)
                        .toList()),
                ServiceConfig.of(HOME, List.of()).settings()));
  }

  @Test
  void everyKeyCanBeSetInAFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("whence.yaml"),
            """
            bind-address: 0.0.0.0
            bulk-bytes: 2000000
            data-directory: /var/lib/whence
            db-connections: 4
            db-password: secret
            db-password-file:
            db-url: jdbc:postgresql://db.example.com/whence
            db-user: whence
            decision-time: when-ordered
            drain-seconds: 7
            version-patience-seconds: 9
            held-hours: 8
            keep-alive-seconds: 90
            models-directory: /srv/models
            most-connections: 500
            most-refusals: 5
            port: 0
            request-bytes: 5000
            requests-at-once: 6
            requests-waiting: 0
            time-budget-milliseconds: 750
            silence-seconds: 5
            tables-directory: tables
            webhook-private-addresses: allow
            webhook-retry-seconds: 1, 2
            """);

    ServiceConfig config = ServiceConfig.of(HOME, List.of(ConfigSource.ofFile(file)));

    assertThat(Files.readAllLines(file)).hasSize(ConfigKey.values().length);
    assertThat(config)
        .isEqualTo(
            new ServiceConfig(
                "0.0.0.0",
                0,
                new OrderStore.Remote(
                    "jdbc:postgresql://db.example.com/whence", "whence", "secret", 4),
                new RuleTableSource.Folder(HOME.resolve("tables"), true),
                Path.of("/srv/models"),
                true,
                TimeOfDecision.WHEN_ORDERED,
                Duration.ofHours(8),
                5,
                5_000,
                2_000_000,
                500,
                Duration.ofSeconds(5),
                Duration.ofSeconds(90),
                Duration.ofSeconds(7),
                Duration.ofSeconds(9),
                6,
                0,
                Duration.ofMillis(750),
                new Webhooks(true, List.of(Duration.ofSeconds(1), Duration.ofSeconds(2))),
                config.settings()));
    assertThat(config.settings())
        .hasSize(ConfigKey.values().length)
        .noneMatch(ServiceConfig.Setting::fromDefault)
        .filteredOn(setting -> setting.key().equals("db-password"))
        .extracting(ServiceConfig.Setting::value)
        .containsExactly("***");
    assertThat(config.toString()).doesNotContain("secret");
  }

  @Test
  void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() {
    ServiceConfig config =
        ServiceConfig.of(
            HOME,
            List.of(
                new ConfigSource("file", Map.of("port", "1", "bind-address", "::1")),
                ConfigSource.ofEnvironment(Map.of("WHENCE_PORT", "2", "WHENCE_HEAP", "1g")),
                new ConfigSource("command line", Map.of("port", "3"))));

    assertThat(config.port()).isEqualTo(3);
    assertThat(config.bindAddress()).isEqualTo("::1");
  }

  @Test
  void everyErrorIsToldWithItsSource() {
    var file = new ConfigSource("whence.yaml", Map.of("port", "eighty", "prot", "1"));
    var flags = new ConfigSource("command line", Map.of("db-url", "mysql://x"));

    assertThatThrownBy(() -> ServiceConfig.of(HOME, List.of(file, flags)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("[whence.yaml] There is no setting 'prot'.\nMaybe port was meant.")
        .hasMessageContaining(
            "[whence.yaml] port must be a whole number from 0 to 65535, not 'eighty'.")
        .hasMessageContaining(
            "[command line] db-url must be a URL that starts with jdbc:postgresql:, not 'mysql://x'.");
  }

  @Test
  void whatIsNearNothingIsToldAllThereIs() {
    assertThatThrownBy(() -> of("whence.yaml", Map.of("timezone-of-the-shop", "UTC")))
        .hasMessageContaining("'timezone-of-the-shop'.\nMaybe one of bind-address, bulk-bytes,");
  }

  @Test
  void anUnknownVariableIsRefused_andAdviceIsGivenForThoseOfKubernetes() {
    assertThat(
            of(Map.of(
                    "WHENCE_COLLECTOR", "G1", "WHENCE_HEAP", "1g", "WHENCE_JIT", "1", "HOME", "/x"))
                .port())
        .isEqualTo(8080);
    assertThatThrownBy(() -> of(Map.of("WHENCE_DB_PASWORD", "x")))
        .hasMessage(
            "[environment] There is no setting 'WHENCE_DB_PASWORD'.\nMaybe WHENCE_DB_PASSWORD was meant.");
    for (String variable :
        List.of("WHENCE_SERVICE_HOST", "WHENCE_PORT_8080_TCP_ADDR", "WHENCE_API_SERVICE_PORT")) {
      assertThatThrownBy(() -> of(Map.of(variable, "10.0.0.1")))
          .hasMessageContaining("'" + variable + "'.\nMaybe Kubernetes made it")
          .hasMessageContaining("enableServiceLinks: false");
    }
  }

  @Test
  void thePasswordMayStandInAFileOfItsOwn() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), " s3cret \n");
    var remote = Map.of("db-url", "jdbc:postgresql://db/whence");
    var fromFile = new ConfigSource("flags", Map.of("db-password-file", file.toString()));

    assertThat(
            ServiceConfig.of(HOME, List.of(new ConfigSource("file", remote), fromFile))
                .orderStore())
        .isEqualTo(new OrderStore.Remote("jdbc:postgresql://db/whence", "", " s3cret ", 16));
    assertThatThrownBy(() ->
            ServiceConfig.of(
                HOME,
                List.of(
                    fromFile, ConfigSource.ofEnvironment(Map.of("WHENCE_DB_PASSWORD", "other")))))
        .hasMessage(
            "[flags] db-password-file is set, and so is db-password in environment.\nMaybe leave one out.");
    assertThatThrownBy(() -> of("flags", Map.of("db-password-file", "/none/password")))
        .hasMessage(
            "[flags] db-password-file: /none/password cannot be read.\nMaybe the path is wrong, or the file belongs to another user.");
  }

  @Test
  void aPasswordInTheUrlIsRefusedWithoutRepeatingIt() {
    for (String url :
        List.of(
            "jdbc:postgresql://db/whence?user=w&password=s3cret",
            "jdbc:postgresql://db/whence?sslpassword=s3cret",
            "postgres://w:s3cret@db/whence")) {
      assertThatThrownBy(() -> of("flags", Map.of("db-url", url)))
          .hasMessageContaining("[flags] db-url must not hold a password")
          .hasMessageContaining("WHENCE_DB_PASSWORD")
          .hasMessageNotContaining("s3cret");
    }
  }

  @Test
  void relativePathsStartWhereTheyWereWritten() {
    var file = new ConfigSource("file", Map.of("models-directory", "models"));
    var flags = new ConfigSource("flags", Map.of("data-directory", "data")).in(folder);

    ServiceConfig config = ServiceConfig.of(HOME, List.of(file, flags));

    assertThat(config.modelsDirectory()).isEqualTo(HOME.resolve("models"));
    assertThat(config.orderStore()).isEqualTo(new OrderStore.Embedded(folder.resolve("data"), 16));
  }

  private static ServiceConfig of(Map<String, String> environment) {
    return ServiceConfig.of(HOME, List.of(ConfigSource.ofEnvironment(environment)));
  }

  private static ServiceConfig of(String source, Map<String, String> settings) {
    return ServiceConfig.of(HOME, List.of(new ConfigSource(source, settings)));
  }

  @Test
  void aFileThatIsNoneIsOneSentence() throws IOException {
    Path nested = Files.writeString(folder.resolve("nested.yaml"), "db:\n  url: x\n");
    Path broken = Files.writeString(folder.resolve("broken.yaml"), "port: [1\n");
    Path list = Files.writeString(folder.resolve("list.yaml"), "- port\n");
    Path twice = Files.writeString(folder.resolve("twice.yaml"), "port: 1\nport: 2\n");

    assertThatThrownBy(() -> ConfigSource.ofFile(folder.resolve("none.yaml")))
        .hasMessageEndingWith("none.yaml] It cannot be read.\nMaybe the path is wrong.");
    assertThatThrownBy(() -> ConfigSource.ofFile(nested))
        .hasMessageContaining("nested.yaml line 2] db must be a text, not a map.");
    assertThatThrownBy(() -> ConfigSource.ofFile(broken))
        .hasMessageContaining("broken.yaml line 2] It is no YAML: expected ',' or ']'");
    assertThatThrownBy(() -> ConfigSource.ofFile(twice))
        .hasMessageContaining("twice.yaml line 2] port is a key twice, first in line 1");
    assertThatThrownBy(() -> ConfigSource.ofFile(list))
        .hasMessageContaining("list.yaml line 1] It must be a map.");
    Path unseen = Files.writeString(folder.resolve("unseen.yaml"), "d\u200bb:\n  url: x\n");
    assertThatThrownBy(() -> ConfigSource.ofFile(unseen))
        .hasMessageContaining("must be a text, not a map; U+200B in it cannot be seen");
  }

  @Test
  void aValueIsTheTextThatStandsInTheFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("whence.yaml"),
            """
            # written by hand
            db-url: jdbc:postgresql://db/whence
            db-user: NO
            db-password: 0123456
            port: 010
            bulk-bytes: 1_000_000
            models-directory: 1.10
            tables-directory:
            """);

    ConfigSource source = ConfigSource.ofFile(file);

    assertThat(source.values())
        .containsEntry("db-user", "NO")
        .containsEntry("db-password", "0123456")
        .containsEntry("models-directory", "1.10")
        .containsEntry("tables-directory", "");
    assertThatThrownBy(() -> ServiceConfig.of(HOME, List.of(source)))
        .hasMessage(
            "[%s line 6] bulk-bytes must be a whole number from 1024 to 1073741824, not '1_000_000'."
                .formatted(file));
    assertThat(
            ServiceConfig.of(
                    HOME, List.of(source, new ConfigSource("flags", Map.of("bulk-bytes", "2048"))))
                .port())
        .isEqualTo(10);
  }

  @Test
  void anEmptyFileSetsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("whence.yaml"), "# port: 80\n");

    assertThat(ServiceConfig.of(HOME, List.of(ConfigSource.ofFile(file))))
        .isEqualTo(ServiceConfig.of(HOME, List.of()));
  }
}
