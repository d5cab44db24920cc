package dev.whence.rules.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Examples of tests with orders in a small network, which hold for the tables of
/// [RuleBook#shipped]. They are in force nowhere: what new ones are begun with.
public final class ShippedTests {
  private static final List<String> FILES =
      List.of(
          "hazmat-leaves-from-who-may-send-it.order.json",
          "near-node-sends.order.json",
          "small.network.json",
          "units-that-are-nowhere-wait.order.json");

  private ShippedTests() {}

  /// By name.
  public static Map<String, byte[]> files() {
    var files = new TreeMap<String, byte[]>();
    for (String name : FILES) {
      try (InputStream in = ShippedTests.class.getResourceAsStream("/table-tests/" + name)) {
        if (in == null) {
          throw new IllegalStateException("The shipped test " + name + " is missing.");
        }
        files.put(name, in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the shipped test " + name + ".", e);
      }
    }
    return files;
  }
}
