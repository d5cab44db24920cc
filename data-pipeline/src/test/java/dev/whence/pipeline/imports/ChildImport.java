package dev.whence.pipeline.imports;

import dev.whence.pipeline.Main;
import java.nio.file.Path;
import java.util.List;

/// An import in a JVM of its own, whose heap can be small and which can be killed.
final class ChildImport {
  private ChildImport() {}

  /// @param heap as `-Xmx` wants it, for instance `64m`
  /// @param folder holds the sources and `mapping.yaml`, and gets `out`
  static List<String> command(String heap, Path folder) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heap,
        "-XX:+UseSerialGC",
        // A killed one leaves a library there that was unpacked.
        "-Djava.io.tmpdir=" + folder,
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "import",
        "--mapping",
        folder.resolve("mapping.yaml").toString(),
        "--source",
        folder.toString(),
        "--out",
        folder.resolve("out").toString());
  }
}
