package dev.whence.service.tabletests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TestFiles;
import dev.whence.service.failures.FieldErrors;
import java.util.Map;
import java.util.Optional;

/// Reads orders with networks of their own as the API reads orders and networks: of which this
/// package knows nothing.
public interface ExampleReading {
  /// Whether JSON is a test with an order of its own, not one of facts or of a recorded decision.
  static boolean isOne(JsonNode body) {
    return body.has("request") || body.has("network") || body.has("at");
  }

  /// @param id that the test has; the body may repeat it
  /// @param networks that it may name, JSON by name
  /// @return empty if there are errors
  Optional<TableTest.OfExample> read(
      JsonNode body, String id, Map<String, String> networks, FieldErrors errors);

  /// A network that tests share.
  ///
  /// @return its text, equal for equal networks; empty if there are errors
  Optional<String> readNetwork(JsonNode body, FieldErrors errors);

  /// The tests of files, those that are rows among them.
  ///
  /// @param files by name; others than those of tests are not looked at
  /// @param networks that tests may name besides those of the files; of two with one name that of
  ///   the files counts
  Files readFiles(Map<String, byte[]> files, Map<String, String> networks);

  /// @param content of the files, with a sentence for each error: file, line or row, what and why
  /// @param networks of the files, JSON by name
  record Files(TestFiles.Content content, Map<String, String> networks) {
    public Files {
      networks = Map.copyOf(networks);
    }
  }
}
