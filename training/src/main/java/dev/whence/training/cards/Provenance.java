package dev.whence.training.cards;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// Where a model comes from: the versions of what made it.
public final class Provenance {
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "xgboost4j", "ml.dmlc/xgboost4j_2.12",
          "tribuo", "org.tribuo/tribuo-core");

  private Provenance() {}

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
