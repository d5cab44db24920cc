package dev.whence.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Unpacks the archive that `mvn package` makes and uses it as an operator does who makes it hard:
/// in a read-only folder with umlauts and blanks, through two links, from another folder, in the
/// POSIX locale, as an account without a home.
///
/// Only the shell meets the folder with the umlauts, so that the test itself runs in any locale.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class InstallationTest {
  private static final Path ARCHIVE = Path.of(System.getProperty("whence.archive", ""));
  private static final String VERSION = System.getProperty("whence.version", "");
  private static final String TOP = "whence-" + VERSION + "/";
  private static final Pattern ANSWERS = Pattern.compile("Whence answers at (http://[0-9.:]+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

  private static final String UNPACK =
      """
      set -eu
      place=$(printf 'Gr\\303\\266\\303\\237e und Bl\\303\\244tter')
      mkdir "$place" store
      tar -xzf "$1" -C "$place"
      chmod -R a-w,a+rX "$place"
      mkdir links elsewhere
      ln -s "../$place/$2bin/whence" links/whence-current
      ln -s whence-current links/whence
      ln -s "$place/$2conf" conf
      """;

  /// Names, kinds, permissions and contents of everything below the installation. Without the
  /// totals: a file system may count the blocks of what is new only later.
  private static final String LISTING =
      """
      set -eu
      cd Gr*
      { ls -lRn --time-style=+%s . 2>/dev/null || ls -lRn .; } | grep -v '^total '
      find . -type f -exec cksum {} +
      """;

  @TempDir static Path folder;

  private static String installed = "";

  @BeforeAll
  static void unpack() {
    must("chmod 755 .");
    must(UNPACK, ARCHIVE.toAbsolutePath().toString(), TOP);
    if (IS_ROOT) {
      must("chown -R 65534:65534 store elsewhere"); // the account of the service
    }
    installed = must(LISTING);
  }

  @AfterAll
  static void removeWhatIsReadOnly() {
    must("chmod -R u+w Gr*; rm -rf Gr*");
  }

  @Test
  @Order(1)
  void theArchiveHoldsWhatAnInstallationNeeds_andNoPathOfTheMachineThatBuiltIt()
      throws IOException {
    Map<String, byte[]> entries = entries();

    assertThat(entries.keySet()).allSatisfy(name -> assertThat(name).startsWith(TOP));
    assertThat(entries.keySet())
        .contains(
            TOP + "LICENSE",
            TOP + "NOTICE",
            TOP + "README.md",
            TOP + "bin/whence",
            TOP + "conf/whence.yaml",
            TOP + "conf/systemd/whence.service",
            TOP + "conf/docker/Dockerfile",
            TOP + "conf/docker/Dockerfile.dockerignore",
            TOP + "conf/docker/compose.yaml",
            TOP + "docs/install.md",
            TOP + "docs/settings.md",
            TOP + "examples/demo/stock.csv",
            TOP + "examples/demo/orders/single-line.json",
            TOP + "lib/whence-decision-service-" + VERSION + ".jar");
    assertThat(entries.keySet()).noneMatch(name -> name.contains("/target/"));
    String builder = Path.of("..").toAbsolutePath().normalize().toString();
    entries.forEach((name, content) -> {
      if (!name.endsWith(".jar")) {
        assertThat(new String(content, StandardCharsets.UTF_8))
            .as(name)
            .doesNotContain(builder, ".m2/repository");
      }
    });
  }

  @Test
  @Order(1)
  void everyCommandFindsEveryLibraryThatItWasBuiltWith() throws IOException {
    Map<String, byte[]> entries = entries();
    for (String module : List.of("decision-service", "data-pipeline", "training")) {
      byte[] list = entries.getOrDefault(TOP + "lib/" + module + ".class-path", new byte[0]);
      String[] libraries = new String(list, StandardCharsets.UTF_8).strip().split(":");

      assertThat(libraries).as(module).hasSizeGreaterThan(20);
      assertThat(entries.keySet())
          .as("%s: if versions differ between modules, pin one in the parent's pom", module)
          .containsAll(Stream.of(libraries).map(library -> TOP + library).toList());
    }
  }

  @Test
  @Order(1)
  void itSaysWhatItIsAndWhatItCan() {
    Shell.Result version = whence(Map.of(), "--version");
    assertThat(version.text()).matches("Whence \\Q" + VERSION + "\\E on Java \\S+ \\(.*\\)\n");
    assertThat(version.code()).isZero();

    Shell.Result help = whence(Map.of(), "--help");
    assertThat(help.text())
        .contains("whence serve [options]", "whence --version")
        .doesNotContain("./whence", "build");
    assertThat(help.code()).isZero();

    assertThat(whence(Map.of(), "build").code()).isEqualTo(2);
    assertThat(whence(Map.of(), "serve", "--help").text())
        .contains("--db-password-file=VALUE")
        .doesNotContain("--db-password=");
    assertThat(whence(Map.of(), "pipeline", "--help").text()).contains("import");
    assertThat(whence(Map.of(), "train", "--help").text()).contains("transit-time");
  }

  @Test
  @Order(1)
  void aMisspeltVariableStopsTheStart() {
    Shell.Result result = whence(Map.of("WHENCE_PROT", "80"), "serve");

    assertThat(result.text())
        .isEqualTo(
            "[environment] There is no setting 'WHENCE_PROT'.\nMaybe WHENCE_PORT was meant.\n");
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  @Order(1)
  void withoutAFolderForItsDataItNamesTheOption() {
    Shell.Result result = whence(Map.of(), "serve", "--port=0");

    assertThat(result.text())
        .contains("/.whence/postgres", "may not be written", "--data-directory")
        .hasLineCount(2);
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  @Order(2)
  void theDemonstrationRunsFromTheInstallation_andStopsWhenTold() throws Exception {
    Running running = start("demo");
    running.await(Pattern.compile("The service keeps running"));

    assertThat(running.output())
        .contains("-- two lines that split")
        .contains("decided by  models: return-risk@", "reserved")
        .doesNotContain("refused (");
    assertThat(get(running.base() + "/v1/decisions?limit=20").body().split("\"orderId\""))
        .hasSize(9); // eight orders
    Shell.Result verified = whence(Map.of(), "verify", "--url", running.base());
    assertThat(verified.text()).endsWith("The order store agrees with itself.\n");
    assertThat(verified.code()).isZero();
    running.stop();
    assertThat(must("ls store/data/cache")).containsPattern("^classes-\\S+\\.jsa\n$");
  }

  @Test
  @Order(3)
  void aLaterStartFindsItsOrders_usesTheArchiveOfClasses_andIsHealthyForDocker() throws Exception {
    Running running = start("serve");

    assertThat(get(running.base() + "/health/ready").body()).contains("\"status\":\"UP\"");
    assertThat(get(running.base() + "/v1/decisions?limit=20").body().split("\"orderId\""))
        .hasSize(9);
    Path maps = Path.of("/proc", Long.toString(running.process().pid()), "maps");
    if (Files.exists(maps)) {
      assertThat(Files.readString(maps, StandardCharsets.ISO_8859_1))
          .containsPattern("/cache/classes-\\S+\\.jsa");
    }
    List<String> healthCheck = new ArrayList<>(Dockerfile.healthCheck());
    healthCheck.replaceAll(word -> word.replace("8080", running.base().replaceAll(".*:", "")));
    assertThat(Shell.run(folder, environment(), healthCheck).code()).isZero();
    running.stop();
    assertThat(Shell.run(folder, environment(), healthCheck).code()).isNotZero();
  }

  @Test
  @Order(3)
  void aBrokenArchiveOfClassesKeepsNothingFromStarting() throws Exception {
    must(
        "for archive in store/data/cache/*; do head -c 5000 \"$archive\" >cut; cp cut \"$archive\"; done");

    start("serve").stop();
  }

  @Test
  @Order(4)
  void theInstallationIsAsItWasUnpacked() {
    assertThat(must(LISTING)).isEqualTo(installed);
  }

  private record Running(Process process, Path log, String base) {
    String output() throws IOException {
      return Files.readString(log);
    }

    Matcher await(Pattern words) throws Exception {
      Instant end = Instant.now().plus(PATIENCE);
      while (Instant.now().isBefore(end) && process.isAlive()) {
        Matcher found = words.matcher(output());
        if (found.find()) {
          return found;
        }
        Thread.sleep(20);
      }
      process.destroyForcibly();
      throw new AssertionError("It does not say " + words + ":\n" + output());
    }

    void stop() throws Exception {
      process.destroy();
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(output()).isEqualTo(143); // by SIGTERM
      // The shipped tables name a category that the demonstration does not sell, and are told so.
      assertThat(output().lines().filter(line -> !line.contains(".TableWarnings: ")))
          .noneMatch(line ->
              Stream.of("WARNING", "SEVERE", "[warning]", "[error]", "\tat ")
                  .anyMatch(line::contains));
    }
  }

  /// From a folder of its own, with a data directory relative to that.
  private static Running start(String command) throws Exception {
    Path log = Files.createTempFile(folder, command, ".log");
    Process process =
        Shell.start(
            folder.resolve("elsewhere"),
            environment(),
            log,
            asAccount(List.of(command, "--port=0", "--data-directory", "../store/data")));
    var starting = new Running(process, log, "");
    return new Running(process, log, starting.await(ANSWERS).group(1));
  }

  private static Shell.Result whence(Map<String, String> more, String... arguments) {
    var environment = new HashMap<>(environment());
    environment.putAll(more);
    return Shell.run(folder.resolve("elsewhere"), environment, asAccount(List.of(arguments)));
  }

  /// Root may write to what is read-only, so root becomes the account that nobody logs in with.
  private static List<String> asAccount(List<String> arguments) {
    var words = new ArrayList<String>();
    if (IS_ROOT) {
      words.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    words.add("../links/whence");
    words.addAll(arguments);
    return words;
  }

  private static Map<String, String> environment() {
    return Map.of(
        "PATH", "/usr/local/bin:/usr/bin:/bin",
        "JAVA_HOME", System.getProperty("java.home"),
        "LANG", "C");
  }

  private static HttpResponse<String> get(String url) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static String must(String script, String... arguments) {
    var words = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    words.addAll(List.of(arguments));
    Shell.Result result = Shell.run(folder, environment(), words);
    assertThat(result.code()).as(result.text()).isZero();
    return result.text();
  }

  /// Of files: name and content, which is left out for libraries.
  private static Map<String, byte[]> entries() throws IOException {
    var entries = new TreeMap<String, byte[]>();
    try (var file = new BufferedInputStream(Files.newInputStream(ARCHIVE));
        var tar = new TarArchiveInputStream(new GzipCompressorInputStream(file))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile()) {
          boolean isLibrary = entry.getName().endsWith(".jar");
          entries.put(entry.getName(), isLibrary ? new byte[0] : tar.readAllBytes());
        }
      }
    }
    return entries;
  }
}
