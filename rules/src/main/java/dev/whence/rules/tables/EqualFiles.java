package dev.whence.rules.tables;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.whence.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// The CSV and the workbook of each shipped table, which a test of the build has found to say the
/// same, byte for byte as they are. A workbook that nobody touched says nothing of its own: it need
/// not be read, which costs a start a second or two, and does not speak against a CSV that somebody
/// edited.
final class EqualFiles {
  static final String RESOURCE = "equal-files.sha256";

  private static final Set<String> PAIRS = read();

  private EqualFiles() {}

  /// Whether the workbook is one that came with this release, as it came.
  static boolean isUntouched(byte[] xlsx) {
    String digest = Sha256.hex(xlsx);
    return PAIRS.stream().anyMatch(pair -> pair.endsWith(" " + digest));
  }

  /// A line of the resource: both digests (SHA-256, hex).
  static String pair(byte[] csv, byte[] xlsx) {
    return Sha256.hex(csv) + " " + Sha256.hex(xlsx);
  }

  private static Set<String> read() {
    try (InputStream in = EqualFiles.class.getResourceAsStream(RESOURCE)) {
      return in == null
          ? Set.of()
          : new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .collect(toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the program's file " + RESOURCE + ".", e);
    }
  }
}
