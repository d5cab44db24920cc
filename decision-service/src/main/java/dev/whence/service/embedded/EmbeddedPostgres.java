package dev.whence.service.embedded;

import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.StoreUnavailableException;
import dev.whence.text.FileTree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A PostgreSQL server of our own: real, durable, on loopback only, started and stopped with the
/// service. Its data stay below one folder.
///
/// The server runs in a session of its own, so a Ctrl-C meant for the service does not reach it:
/// close it last. If the service dies without closing (`kill -9`), the server lives on as an
/// orphan; the next start on the same folder stops it and goes on with the data intact. If the
/// server dies, it is started again, for as long as it takes: on its port, or, if that was taken by
/// another program meanwhile and nobody chose it, on another.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
  private static final Duration LONGEST_BETWEEN_RESTARTS = Duration.ofSeconds(10);
  private static final String USER = "whence";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int START_TRIES = 5;

  /// Of `postmaster.pid`, counted from 0.
  private static final int PORT_LINE = 3;

  /// Checked by SQL after each start: an answered commit survives a power cut.
  private static final Map<String, String> DURABLE =
      Map.of("fsync", "on", "full_page_writes", "on", "synchronous_commit", "on");

  private static final Map<String, String> SETTINGS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("listen_addresses", "127.0.0.1"),
              Map.entry("unix_socket_directories", ""),
              Map.entry("max_connections", "60"),
              Map.entry("shared_buffers", "128MB"),
              // Large loads touch every page of an index again and again; each first touch after a
              // checkpoint is a whole page in the log.
              Map.entry("max_wal_size", "2GB"),
              Map.entry("wal_compression", "on"),
              Map.entry("checkpoint_timeout", "10min"),
              Map.entry("jit", "off"),
              Map.entry("random_page_cost", "1.1"),
              Map.entry("timezone", "UTC"),
              Map.entry("log_timezone", "UTC")));

  private final Path data;
  private final PostgresPrograms programs;
  private final DatabaseUser user;
  private final FileChannel lock;
  private final int wantedPort;
  private final String password;
  private volatile int port;
  private final Thread guard;
  private volatile boolean closing;
  private volatile String trouble = "";

  private EmbeddedPostgres(
      Path data,
      PostgresPrograms programs,
      DatabaseUser user,
      FileChannel lock,
      int wantedPort,
      int port,
      String password) {
    this.data = data;
    this.programs = programs;
    this.user = user;
    this.lock = lock;
    this.wantedPort = wantedPort;
    this.port = port;
    this.password = password;
    this.guard =
        Thread.ofPlatform().name("embedded-postgres-guard").daemon().unstarted(this::guard);
  }

  /// Where and how to run.
  ///
  /// @param folder for programs, data, log and password; made if missing
  /// @param port on loopback, 0 for any free one
  /// @param userNamespaces false keeps root from trying a user namespace
  public record Settings(Path folder, int port, boolean userNamespaces) {
    public static Settings in(Path folder) {
      return new Settings(folder, 0, true);
    }
  }

  /// Starts the server; the first start makes the data directory.
  ///
  /// @throws StoreUnavailableException with one sentence, if that cannot be
  public static EmbeddedPostgres start(Settings settings) {
    Path folder = settings.folder().toAbsolutePath().normalize();
    FileChannel lock = null;
    try {
      folder = DatabaseUser.makeFolder(folder, settings.userNamespaces());
      lock = lock(folder);
      EmbeddedPostgres server = start(settings, folder, lock);
      lock = null;
      return server;
    } catch (IOException e) {
      throw unusable(folder, e);
    } finally {
      release(lock);
    }
  }

  private static EmbeddedPostgres start(Settings settings, Path folder, FileChannel lock)
      throws IOException {
    Path data = folder.resolve("data");
    requireOurVersion(data);
    PostgresPrograms programs = PostgresPrograms.unpack(folder);
    DatabaseUser user =
        DatabaseUser.choose(folder, data, programs.postgres(), settings.userNamespaces());
    if (!Files.exists(data)) {
      initialize(folder, data, programs, user);
    }
    stopOrphan(data, programs, user);
    String password = Files.readString(passwordFile(folder)).strip();
    int port = launch(settings.port(), 0, folder, data, programs, user);
    var server = new EmbeddedPostgres(data, programs, user, lock, settings.port(), port, password);
    try {
      server.requireDurable();
    } catch (RuntimeException e) {
      server.stop();
      throw e;
    }
    server.guard.start();
    return server;
  }

  /// What keeps the server from running, one sentence; empty while it runs.
  public String trouble() {
    return trouble;
  }

  private void guard() {
    Duration pause = BETWEEN_LOOKS;
    try {
      while (!closing) {
        Thread.sleep(pause);
        pause = looked() ? BETWEEN_LOOKS : longer(pause);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /// @return whether the server runs, as far as can be told
  private boolean looked() {
    try {
      return isRunning() || restarted();
    } catch (OutOfMemoryError e) {
      // Or nobody would look any more.
      LOG.log(Level.WARNING, "The embedded database is looked at again later: " + e.getMessage());
      return true;
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_BETWEEN_RESTARTS) > 0 ? LONGEST_BETWEEN_RESTARTS : twice;
  }

  private boolean isRunning() {
    Path pidFile = data.resolve("postmaster.pid");
    try {
      return Files.exists(pidFile) && isAlive(pidFile);
    } catch (IOException | NumberFormatException e) {
      return false; // the file goes while it is read
    }
  }

  /// @return false if it does not start; the log is told when the reason is a new one
  private boolean restarted() {
    long start = System.nanoTime();
    if (trouble.isEmpty()) {
      trouble = "The embedded database was ended from outside and is being started again.";
      LOG.log(Level.WARNING, trouble);
    }
    try {
      stopOrphan(data, programs, user); // or rather, what a dead one left
      port = launch(wantedPort, port, folderOf(data), data, programs, user);
      requireDurable();
    } catch (IOException | StoreUnavailableException e) {
      String why = String.valueOf(e.getMessage());
      if (!closing && !trouble.equals(why)) {
        trouble = why;
        LOG.log(Level.ERROR, why + "\nIt is tried again every few seconds.");
      }
      return false;
    }
    trouble = "";
    LOG.log(
        Level.INFO,
        "The embedded database runs again, after %.1f s."
            .formatted((System.nanoTime() - start) / 1e9));
    return true;
  }

  /// Where the server listens now; after it was started again, that may be another port.
  public DatabaseAddress address() {
    return address(port, password);
  }

  /// Ends open transactions, writes everything out and stops the server. Harmless when repeated.
  @Override
  public void close() {
    if (lock.isOpen()) {
      try {
        endGuard();
        stop();
      } finally {
        release(lock);
      }
    }
  }

  private void endGuard() {
    closing = true;
    guard.interrupt();
    try {
      guard.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    try {
      stop(data, programs, user);
    } catch (IOException e) {
      throw new StoreUnavailableException("The embedded database cannot be stopped.", e);
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // held by this very process
    }
    channel.close();
    throw new StoreUnavailableException(
        "Another Whence uses the data in %s.\nMaybe stop it first, or name another folder with --data-directory."
            .formatted(folder));
  }

  private static void release(@org.jspecify.annotations.Nullable FileChannel lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        throw new StoreUnavailableException("The lock file cannot be closed.", e);
      }
    }
  }

  private static void requireOurVersion(Path data) throws IOException {
    Path file = data.resolve("PG_VERSION");
    if (Files.exists(file)) {
      String version = Files.readString(file).strip();
      if (!version.equals(PostgresPrograms.MAJOR_VERSION)) {
        throw new StoreUnavailableException(
            "The data in %s were written by PostgreSQL %s; this release runs PostgreSQL %s.\nMaybe dump them with the release that wrote them and load them into a new folder."
                .formatted(data, version, PostgresPrograms.MAJOR_VERSION));
      }
    }
  }

  private static DatabaseAddress address(int port, String password) {
    return new DatabaseAddress(
        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), USER, password);
  }

  /// Where a server that another process started in a folder listens.
  ///
  /// @param folder as in [Settings]
  /// @throws StoreUnavailableException if none runs there
  public static DatabaseAddress running(Path folder) {
    try {
      Path pidFile = folder.resolve("data").resolve("postmaster.pid");
      if (!Files.exists(pidFile) || !isAlive(pidFile)) {
        throw new StoreUnavailableException(
            "No order store runs in %s.\nMaybe another data-directory was meant, or its service does not run."
                .formatted(folder));
      }
      int port =
          Integer.parseInt(
              Files.readAllLines(pidFile, StandardCharsets.ISO_8859_1).get(PORT_LINE).strip());
      return address(port, Files.readString(passwordFile(folder)).strip());
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static Path passwordFile(Path folder) {
    return folder.resolve("password");
  }

  /// Makes a data directory that appears under its name only when complete.
  private static void initialize(
      Path folder, Path data, PostgresPrograms programs, DatabaseUser user) throws IOException {
    Path unfinished = folder.resolve("data.unfinished");
    FileTree.delete(unfinished);
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    Path password = passwordFile(folder);
    Files.deleteIfExists(password);
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, HexFormat.of().formatHex(secret));
    user.takeOver(folder, password);
    Outcome outcome =
        run(
            user,
            programs.initdb(),
            List.of(
                "--pgdata=" + unfinished,
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-instructions"));
    if (outcome.code() != 0) {
      throw failed("The embedded database cannot make its data directory", folder, outcome.text());
    }
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Stops a server that outlived its service. We hold the lock, so no service uses it; but the
  /// process id in its file may since belong to some other program, which must not be touched.
  private static void stopOrphan(Path data, PostgresPrograms programs, DatabaseUser user)
      throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    if (isAlive(pidFile)) {
      stop(data, programs, user);
    } else {
      Files.delete(pidFile);
    }
  }

  private static boolean isAlive(Path pidFile) throws IOException {
    List<String> lines = Files.readAllLines(pidFile, StandardCharsets.ISO_8859_1);
    return !lines.isEmpty()
        && ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
            .flatMap(process -> process.info().command())
            .filter(command -> Path.of(command).endsWith("bin/postgres"))
            .isPresent();
  }

  private static void stop(Path data, PostgresPrograms programs, DatabaseUser user)
      throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile) || !isAlive(pidFile)) {
      return; // killed by somebody else; the next start recovers
    }
    Outcome outcome =
        run(
            user,
            programs.pgCtl(),
            List.of(
                "stop",
                "--pgdata=" + data,
                "--mode=fast",
                "--wait",
                "--timeout=" + PATIENCE.toSeconds(),
                "--silent"));
    if (outcome.code() != 0 && Files.exists(pidFile) && isAlive(pidFile)) {
      throw failed("The embedded database does not stop", folderOf(data), outcome.text());
    }
  }

  /// @param wantedPort 0 for any
  /// @param lastPort where the server listened before, rather than on any; 0 if it did not
  private static int launch(
      int wantedPort,
      int lastPort,
      Path folder,
      Path data,
      PostgresPrograms programs,
      DatabaseUser user)
      throws IOException {
    Path log = folder.resolve("server.log");
    if (Files.exists(log)) {
      Files.move(log, folder.resolve("server.log.previous"), StandardCopyOption.REPLACE_EXISTING);
    }
    for (int tries = 1; ; tries++) {
      int port = choosePort(wantedPort, lastPort);
      Outcome outcome = run(user, programs.pgCtl(), startArguments(data, log, port));
      if (outcome.code() == 0) {
        return port;
      }
      String said = Files.exists(log) ? tail(log) : outcome.text();
      if (tries == START_TRIES || !isPassing(said, wantedPort)) {
        throw failed("The embedded database does not start", folder, said);
      }
      pause();
    }
  }

  private static List<String> startArguments(Path data, Path log, int port) {
    var options = new StringBuilder("-p " + port);
    SETTINGS.forEach((name, value) -> options.append(" -c %s='%s'".formatted(name, value)));
    DURABLE.forEach((name, value) -> options.append(" -c %s=%s".formatted(name, value)));
    return List.of(
        "start",
        "--pgdata=" + data,
        "--log=" + log,
        "--wait",
        "--timeout=" + PATIENCE.toSeconds(),
        "--silent",
        "--options=" + options);
  }

  /// What goes away by itself: a free port taken in between, or the last processes of a server that
  /// was killed.
  private static boolean isPassing(String said, int wantedPort) {
    return said.contains("shared memory block")
        || (wantedPort == 0 && said.contains("Address already in use"));
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("Interrupted while the database starts.", e);
    }
  }

  private static int choosePort(int wantedPort, int lastPort) throws IOException {
    if (wantedPort != 0) {
      return requireFree(wantedPort);
    }
    return lastPort != 0 && isFree(lastPort) ? lastPort : freePort();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    }
  }

  private static int requireFree(int port) {
    if (!isFree(port)) {
      throw new StoreUnavailableException(
          "Port %d on 127.0.0.1, meant for the embedded database, is taken.\nMaybe another server uses it; name another port, or 0 for any."
              .formatted(port));
    }
    return port;
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, loopback())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private void requireDurable() {
    DatabaseAddress address = address();
    try (Connection connection =
            DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
        Statement statement = connection.createStatement()) {
      for (var setting : DURABLE.entrySet()) {
        try (ResultSet row = statement.executeQuery("SHOW " + setting.getKey())) {
          row.next();
          if (!row.getString(1).equals(setting.getValue())) {
            throw new StoreUnavailableException(
                "The embedded database runs with %s = %s and could lose answered orders.\nMaybe remove that line from postgresql.conf or postgresql.auto.conf in %s."
                    .formatted(setting.getKey(), row.getString(1), data));
          }
        }
      }
    } catch (SQLException e) {
      throw new StoreUnavailableException(
          "The embedded database started but lets nobody in: %s\nMaybe its password file was changed; it lies beside %s."
              .formatted(e.getMessage(), data),
          e);
    }
  }

  private static StoreUnavailableException failed(String what, Path where, String said) {
    if (said.contains("No space left on device")) {
      return new StoreUnavailableException(
          "%s: the disk that holds %s is full.\nMaybe free some space and start again; nothing is lost."
              .formatted(what, where));
    }
    String reason =
        said.lines()
            .filter(
                line -> line.contains("FATAL") || line.contains("error") || line.contains("PANIC"))
            .reduce((first, last) -> last)
            .map(line -> line.replaceFirst("^[-0-9:. ]+UTC \\[[0-9]+\\] ", ""))
            .orElse(said.strip());
    return new StoreUnavailableException(
        "%s: %s\nMaybe %s says more.".formatted(what, reason, where.resolve("server.log")));
  }

  private static StoreUnavailableException unusable(Path folder, IOException e) {
    String why =
        switch (e) {
          case AccessDeniedException denied -> "it may not be written";
          case FileAlreadyExistsException exists -> exists.getFile() + " is a file";
          case NotDirectoryException file -> file.getFile() + " is a file";
          default ->
              String.valueOf(e.getMessage()).contains("No space left on device")
                  ? "the disk is full"
                  : String.valueOf(e.getMessage());
        };
    return new StoreUnavailableException(
        "The embedded database cannot use the folder %s: %s.\nMaybe name another one with --data-directory."
            .formatted(folder, why),
        e);
  }

  private static Path folderOf(Path data) {
    return data.resolveSibling("").normalize();
  }

  private static String tail(Path log) throws IOException {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - 4_096));
      byte[] bytes = new byte[4_096];
      int read = Math.max(0, file.read(bytes));
      return new String(bytes, 0, read, StandardCharsets.UTF_8);
    }
  }

  private static Outcome run(DatabaseUser user, String program, List<String> arguments)
      throws IOException {
    var builder = new ProcessBuilder(user.command(program, arguments));
    builder.environment().put("LC_ALL", "C");
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.directory(Path.of("/").toFile());
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Process process = builder.start();
    try {
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), text);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("Interrupted while the database works.", e);
    }
  }

  private record Outcome(int code, String text) {}
}
