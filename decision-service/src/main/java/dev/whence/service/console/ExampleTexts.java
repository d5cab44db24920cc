package dev.whence.service.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.rules.tables.ShippedTests;
import dev.whence.service.tabletests.TestJson;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// What a new text of a test begins with: a shipped one, for nobody knows the shape by heart.
final class ExampleTexts {
  private static final String NETWORK = "small.network.json";
  private static final String TEST = "near-node-sends.order.json";

  private ExampleTexts() {}

  static String network() {
    return TestJson.pretty(shipped(NETWORK));
  }

  /// @param network that it is in; empty for one of its own, the shipped one
  static String test(String network) {
    ObjectNode test = shipped(TEST).deepCopy();
    test.remove("test");
    test.put("note", "");
    if (network.isEmpty()) {
      test.set("network", shipped(NETWORK));
    } else {
      test.put("network", network);
    }
    return TestJson.pretty(test);
  }

  private static JsonNode shipped(String file) {
    return TestJson.parse(
        new String(Objects.requireNonNull(ShippedTests.files().get(file)), StandardCharsets.UTF_8));
  }
}
