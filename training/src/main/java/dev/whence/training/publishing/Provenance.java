package dev.whence.training.publishing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Where a model comes from: the digest of its data and the versions of what made it.
public final class Provenance {
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "xgboost4j", "ml.dmlc/xgboost4j_2.12",
          "tribuo", "org.tribuo/tribuo-core");

  private Provenance() {}

  /// SHA-256 over the rows in their order, as records print themselves, lower-case hex. Not over
  /// the file: Parquet may write equal rows in different bytes.
  public static String sha256(Stream<? extends Record> rows) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      rows.forEach(row -> digest.update((row + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /// Versions by name, Java's among them.
  public static Map<String, String> libraries() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("java", Runtime.version().toString());
    LIBRARIES.forEach((name, artifact) -> versions.put(name, version(artifact)));
    return versions;
  }

  private static String version(String artifact) {
    String file = "/META-INF/maven/" + artifact + "/pom.properties";
    try (InputStream in = Provenance.class.getResourceAsStream(file)) {
      if (in == null) {
        return "unknown";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
