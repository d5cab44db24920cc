package dev.whence.service;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.management.JMException;
import javax.management.ObjectName;

/// An archive of the classes that a run has loaded and linked (class data sharing, JEP 350): a
/// start that maps it is a quarter faster. It is made where a run that was up stops, because a run
/// that failed to start has seen only some of the classes.
///
/// The launcher chooses the file: its name changes with the JDK and with the jars, and the JVM
/// itself refuses an archive of another JDK or class path. It asks for one only where there is
/// none.
final class ClassArchive {
  private static final System.Logger LOG = System.getLogger(ClassArchive.class.getName());

  private ClassArchive() {}

  /// Writes the archive that the launcher asked for with `-Dwhence.class-archive=FILE`. Failing is
  /// no failure: the next start is as slow as this one was.
  static void write() {
    String file = System.getProperty("whence.class-archive", "");
    if (!file.isEmpty()) {
      try {
        write(Path.of(file));
      } catch (IOException | JMException | RuntimeException e) {
        LOG.log(System.Logger.Level.INFO, "No class archive was written: {0}", e.toString());
      }
    }
  }

  private static void write(Path archive) throws IOException, JMException {
    Path unfinished =
        archive.resolveSibling("unfinished-" + ProcessHandle.current().pid() + ".jsa");
    try {
      dump(unfinished);
      Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    try (DirectoryStream<Path> archives =
        Files.newDirectoryStream(archive.resolveSibling(""), "classes-*.jsa")) {
      for (Path older : archives) {
        if (!older.equals(archive)) {
          Files.deleteIfExists(older);
        }
      }
    }
  }

  /// What `jcmd PID VM.cds dynamic_dump FILE` does, from within.
  private static void dump(Path file) throws JMException {
    Object said =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "vmCds",
                new Object[] {new String[] {"dynamic_dump", file.toString()}},
                new String[] {String[].class.getName()});
    if (!Files.exists(file)) {
      throw new IllegalStateException(String.valueOf(said).strip());
    }
  }
}
