package dev.whence.rules.tables;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/// Pairs of a CSV and a workbook that a test of the build has found to say the same, byte for byte
/// as they are. Reading a workbook costs a start a second or two; one that nobody touched need not
/// be.
final class EqualFiles {
  static final String RESOURCE = "equal-files.sha256";

  private static final Set<String> PAIRS = read();

  private EqualFiles() {}

  static boolean contains(byte[] csv, byte[] xlsx) {
    return PAIRS.contains(pair(csv, xlsx));
  }

  /// A line of the resource: both digests (SHA-256, hex).
  static String pair(byte[] csv, byte[] xlsx) {
    return sha256(csv) + " " + sha256(xlsx);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
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
