package dev.whence.service.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.whence.service.embedded.EmbeddedPostgres.Settings;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.StoreUnavailableException;
import dev.whence.text.FileTree;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Starts and stops real servers. Those that work on one folder run in order and find what the one
/// before left, as starts of a real service do.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class EmbeddedPostgresTest {
  @TempDir static Path home;

  private static Path folder() {
    return home.resolve("deep/postgres");
  }

  @Test
  @Order(1)
  void firstStartMakesADurableServer_andASecondServiceOnItsFolderIsRefused() throws Exception {
    Instant begin = Instant.now();
    try (var server = EmbeddedPostgres.start(Settings.in(folder()))) {
      report("first start", begin);

      assertThat(ask(server, "SHOW fsync")).isEqualTo("on");
      assertThat(ask(server, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(ask(server, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(ask(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      ask(
          server,
          "CREATE SCHEMA notes; CREATE TABLE notes.kept AS SELECT 'by the first' AS what; SELECT 1");
      assertThatThrownBy(() -> EmbeddedPostgres.start(Settings.in(folder())))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageStartingWith("Another Whence uses the data in " + folder());
    }
  }

  @Test
  @Order(2)
  void laterStartFindsTheData_onThePortGiven() throws Exception {
    int port = freePort();
    Instant begin = Instant.now();
    try (var server = EmbeddedPostgres.start(new Settings(folder(), port, true))) {
      report("later start", begin);

      assertThat(server.address().jdbcUrl()).contains("127.0.0.1:" + port);
      assertThat(ask(server, "SELECT what FROM notes.kept")).isEqualTo("by the first");
    }
    assertThat(folder().resolve("data/postmaster.pid")).doesNotExist();
  }

  @Test
  @Order(3)
  void serviceKilledHardLeavesAnOrphan_whichTheNextStartTakesOver() throws Exception {
    Process service = serviceProcess();
    long orphan = postmaster();
    service.destroyForcibly().waitFor();
    assertThat(ProcessHandle.of(orphan)).isPresent();

    Instant begin = Instant.now();
    try (var server = EmbeddedPostgres.start(Settings.in(folder()))) {
      report("start over an orphan", begin);

      assertThat(postmaster()).isNotEqualTo(orphan);
      assertThat(ask(server, "SELECT count(*) FROM notes.written")).isEqualTo("1");
    }
  }

  @Test
  @Order(4)
  void serverKilledHardRecoversWhatWasAnswered() throws Exception {
    var first = EmbeddedPostgres.start(Settings.in(folder()));
    ask(first, "INSERT INTO notes.written VALUES ('after'); SELECT 1");
    ProcessHandle.of(postmaster()).ifPresent(ProcessHandle::destroyForcibly);
    first.close();

    try (var server = EmbeddedPostgres.start(Settings.in(folder()))) {
      assertThat(ask(server, "SELECT count(*) FROM notes.written")).isEqualTo("2");
    }
  }

  @Test
  @Order(5)
  void interruptedServiceStopsItsServerCleanly() throws Exception {
    Process service = serviceProcess();
    assertThat(folder().resolve("data/postmaster.pid")).exists();

    new ProcessBuilder("kill", stopSignal(), String.valueOf(service.pid())).start().waitFor();

    assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(folder().resolve("data/postmaster.pid")).doesNotExist();
  }

  /// Ctrl-C, unless this test runs where it is ignored: in the background of a shell, which
  /// children inherit.
  private static String stopSignal() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return "-INT";
    }
    long ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .findFirst()
            .orElse(0);
    boolean interruptIgnored = (ignored & (1L << 1)) != 0;
    return interruptIgnored ? "-TERM" : "-INT";
  }

  @Test
  @Order(6)
  void processThatOnlyBearsTheNumberOfAnOldServerIsNotTouched() throws Exception {
    Process innocent = new ProcessBuilder("sleep", "60").start();
    Files.writeString(folder().resolve("data/postmaster.pid"), innocent.pid() + "\n");

    try (var server = EmbeddedPostgres.start(Settings.in(folder()))) {
      assertThat(ask(server, "SELECT 1")).isEqualTo("1");
      assertThat(innocent.isAlive()).isTrue();
    } finally {
      innocent.destroyForcibly();
    }
  }

  @Test
  @Order(6)
  void poolThatLostItsServerWorksAgainWhenTheServerIsBack() throws Exception {
    int port = freePort();
    var settings = new Settings(folder(), port, true);
    Database database;
    try (var server = EmbeddedPostgres.start(settings)) {
      database = Database.open(server.address(), 2);
      assertThat(database.outage()).isEmpty();
    }

    try (database) {
      assertThat(answersWithin(database, Duration.ofMillis(500))).isFalse();
      try (var server = EmbeddedPostgres.start(settings)) {
        assertThat(server.address().jdbcUrl()).contains(":" + port);
        assertThat(answersWithin(database, Duration.ofSeconds(10))).isTrue();
      }
    }
  }

  @Test
  @Order(6)
  void serverWhosePortIsTakenWhenItIsStartedAgainMoves_andThePoolFollows() throws Exception {
    try (var server = EmbeddedPostgres.start(Settings.in(folder()));
        var database = Database.open(server::address, 2, new SimpleMeterRegistry())) {
      String before = server.address().jdbcUrl();
      int port = URI.create(before.substring("jdbc:".length())).getPort();
      ProcessHandle.of(postmaster()).orElseThrow().destroyForcibly();

      try (var thief = takeOver(port)) {
        assertThat(answersWithin(database, Duration.ofSeconds(30))).isTrue();
        assertThat(thief.getLocalPort()).isEqualTo(port);
        assertThat(server.address().jdbcUrl()).isNotEqualTo(before);
        assertThat(database.outage()).isEmpty();
        assertThat(server.trouble()).isEmpty();
      }
    }
  }

  private static ServerSocket takeOver(int port) throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    for (Instant end = Instant.now().plusSeconds(5); ; Thread.onSpinWait()) {
      try {
        return new ServerSocket(port, 1, loopback);
      } catch (IOException e) {
        if (Instant.now().isAfter(end)) {
          throw e;
        }
      }
    }
  }

  /// A connection of the old server may fail once more: the pool trusts those it used just now.
  private static boolean answersWithin(Database database, Duration patience) {
    Instant end = Instant.now().plus(patience);
    while (!answers(database)) {
      if (Instant.now().isAfter(end)) {
        return false;
      }
    }
    return true;
  }

  private static boolean answers(Database database) {
    try {
      return database.run(connection -> connection.isValid(1));
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  @Test
  @Order(7)
  void takenPortIsOneSentence() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> EmbeddedPostgres.start(new Settings(folder(), socket.getLocalPort(), true)))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageStartingWith(
              "Port %d on 127.0.0.1, meant for the embedded database, is taken."
                  .formatted(socket.getLocalPort()));
    }
  }

  @Test
  @Order(8)
  void dataOfAnotherMajorVersionIsOneSentence_andStaysAsItIs(@TempDir Path old) throws IOException {
    Files.createDirectories(old.resolve("data"));
    Files.writeString(old.resolve("data/PG_VERSION"), "17\n");

    assertThatThrownBy(() -> EmbeddedPostgres.start(Settings.in(old)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageStartingWith(
            "The data in %s were written by PostgreSQL 17; this release runs PostgreSQL 18."
                .formatted(old.resolve("data")));
  }

  @Test
  @Order(9)
  void folderThatIsAFileIsOneSentence(@TempDir Path place) throws IOException {
    Path file = Files.writeString(place.resolve("postgres"), "not a folder");

    assertThatThrownBy(() -> EmbeddedPostgres.start(Settings.in(file)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageStartingWith(
            "The embedded database cannot use the folder %s: %s is a file.".formatted(file, file));
  }

  @Test
  @Order(10)
  void rootWithoutUserNamespacesRunsTheServerAsNobody_elsewhereIfNobodyMayNotEnter(
      @TempDir Path onlyRootEnters) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")));
    Files.setPosixFilePermissions(onlyRootEnters, PosixFilePermissions.fromString("rwx------"));
    Path folder = onlyRootEnters.resolve("postgres");

    try (var server = EmbeddedPostgres.start(new Settings(folder, 0, false))) {
      ask(
          server,
          "CREATE SCHEMA notes; CREATE TABLE notes.kept AS SELECT 'by nobody' AS what; SELECT 1");
      assertThat(folder).isSymbolicLink();
      assertThat(folder.toRealPath()).startsWith(DatabaseUser.ELSEWHERE);
      assertThat(Files.getOwner(folder.resolve("data")).getName()).isEqualTo("nobody");
      assertThat(userOf(postmaster(folder))).contains("nobody");
    }
    // User namespaces are back: the data stay with their owner.
    try (var server = EmbeddedPostgres.start(Settings.in(folder))) {
      assertThat(ask(server, "SELECT what FROM notes.kept")).isEqualTo("by nobody");
    }
    FileTree.delete(folder.toRealPath());
  }

  @Test
  @Order(11)
  void dataMadeInAUserNamespaceOpenWithoutOne() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")));
    letEveryoneEnter(home);

    try (var server = EmbeddedPostgres.start(new Settings(folder(), 0, false))) {
      assertThat(ask(server, "SELECT what FROM notes.kept")).isEqualTo("by the first");
    }
  }

  /// A service of its own that starts the server, writes a row and waits to be ended.
  private static Process serviceProcess() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ServiceProcess.class.getName(),
                folder().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int ready = process.getInputStream().read();
    assertThat(ready).as("the service process says when it is ready").isEqualTo('r');
    return process;
  }

  /// What `main` of the service does about its database.
  static final class ServiceProcess {
    private ServiceProcess() {}

    public static void main(String[] arguments) throws Exception {
      var server = EmbeddedPostgres.start(Settings.in(Path.of(arguments[0])));
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      ask(
          server,
          "CREATE TABLE IF NOT EXISTS notes.written (what text);"
              + " INSERT INTO notes.written VALUES ('before'); SELECT 1");
      System.out.print('r');
      System.out.flush();
      Thread.sleep(Duration.ofMinutes(2));
    }
  }

  private static void letEveryoneEnter(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static long postmaster() throws IOException {
    return postmaster(folder());
  }

  private static long postmaster(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("data/postmaster.pid"));
    return Long.parseLong(lines.getFirst().strip());
  }

  private static java.util.Optional<String> userOf(long process) {
    return ProcessHandle.of(process).flatMap(handle -> handle.info().user());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void report(String what, Instant begin) {
    System.out.printf("%s: %d ms%n", what, Duration.between(begin, Instant.now()).toMillis());
  }

  /// The last value that some statements answer.
  private static String ask(EmbeddedPostgres server, String sql) throws SQLException {
    DatabaseAddress address = server.address();
    try (Connection connection =
            DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
        var statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (!rows) {
        rows = statement.getMoreResults();
      }
      var row = statement.getResultSet();
      row.next();
      return row.getString(1);
    }
  }
}
