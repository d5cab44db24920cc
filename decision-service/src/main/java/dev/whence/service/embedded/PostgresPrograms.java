package dev.whence.service.embedded;

import dev.whence.service.store.StoreUnavailableException;
import dev.whence.text.FileTree;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// The programs of PostgreSQL, unpacked once from the class path.
///
/// @param home holds `bin`, `lib` and `share`; readable by everyone
record PostgresPrograms(Path home) {
  /// The major version whose data directories these programs read.
  static final String MAJOR_VERSION = "18";

  private static final Set<String> FOLDERS = Set.of("bin", "lib", "share");

  String initdb() {
    return home.resolve("bin/initdb").toString();
  }

  String pgCtl() {
    return home.resolve("bin/pg_ctl").toString();
  }

  Path postgres() {
    return home.resolve("bin/postgres");
  }

  /// Unpacks the programs below `folder`, unless an earlier start did.
  ///
  /// They appear under their name only when complete.
  ///
  /// @throws StoreUnavailableException if there are none for this kind of machine
  static PostgresPrograms unpack(Path folder) throws IOException {
    URL archive = archive();
    long size = archive.openConnection().getContentLengthLong();
    Path home = folder.resolve("programs-%s-%d".formatted(MAJOR_VERSION, size));
    if (!Files.isDirectory(home)) {
      Path unfinished = folder.resolve("programs.unfinished");
      FileTree.delete(unfinished);
      unpack(archive, unfinished);
      Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    }
    return new PostgresPrograms(home);
  }

  private static URL archive() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String os = system.startsWith("mac") ? "darwin" : system;
    String arch =
        switch (machine) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> machine;
        };
    URL archive = PostgresPrograms.class.getResource("/postgres-%s-%s.txz".formatted(os, arch));
    if (archive == null) {
      throw new StoreUnavailableException(
          "This build holds no embedded database for %s on %s.\nMaybe build on this machine, or name a PostgreSQL with --db-url."
              .formatted(system, machine));
    }
    return archive;
  }

  private static void unpack(URL archive, Path home) throws IOException {
    try (InputStream raw = new BufferedInputStream(archive.openStream(), 1 << 16);
        var tar = new TarArchiveInputStream(new XZCompressorInputStream(raw))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = home.resolve(entry.getName()).normalize();
        if (isWanted(home, target)) {
          unpack(entry, tar, target);
        }
      }
    }
    openToEveryone(home);
  }

  private static boolean isWanted(Path home, Path target) {
    return target.startsWith(home)
        && !target.equals(home)
        && FOLDERS.contains(home.relativize(target).getName(0).toString())
        && !target.toString().endsWith(".a");
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      Files.copy(content, target);
      boolean program = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  /// The database may have to run as another user than the one who unpacked it.
  private static void openToEveryone(Path home) throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      for (Path folder : (Iterable<Path>) all.filter(Files::isDirectory)::iterator) {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }
}
