package dev.whence.service.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.store.DatabaseAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/// The demonstration's orders as the release before slim records wrote them, with both models and
/// all explanations: rows of the tables `rule_sets` and `decisions`, word by word.
public final class GoldenDecisions {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Path FILE =
      Path.of("src/test/resources/records/decisions-format-2.jsonl.gz");

  private GoldenDecisions() {}

  /// One of them, read.
  ///
  /// @param row of the table, as JSON
  public record Golden(
      String id,
      String row,
      String request,
      SourcingInputs inputs,
      EstimateLog estimates,
      SourcingDecision decision) {
    static Golden of(String row) {
      JsonNode members = tree(row);
      return new Golden(
          members.path("id").asText(),
          row,
          members.path("request").toString(),
          CanonicalJson.read(members.path("inputs").toString(), SourcingInputs.class),
          CanonicalJson.read(members.path("estimates").toString(), EstimateLog.class),
          CanonicalJson.read(members.path("decision").toString(), SourcingDecision.class));
    }

    DecisionRecord record() {
      return DecisionRecord.of(told(), request, inputs, estimates);
    }

    DecisionRecord.Told told() {
      return DecisionRecord.Told.of(
          inputs, decision, new TreeMap<>(Map.of("read", Duration.ofNanos(1_234_567))), List.of());
    }
  }

  public static List<Golden> all() {
    return lines(FILE).stream().skip(1).map(Golden::of).toList();
  }

  /// Puts all of them and their rule set into a store.
  public static void insert(DatabaseAddress address) {
    List<String> rows = lines(FILE);
    try (var connection =
            DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
        var ruleSet =
            connection.prepareStatement(
                """
                INSERT INTO rule_sets SELECT * FROM json_populate_record(NULL::rule_sets, ?::json)
                ON CONFLICT DO NOTHING
                """);
        var decision =
            connection.prepareStatement(
                """
                INSERT INTO decisions SELECT * FROM json_populate_record(NULL::decisions, ?::json)
                """)) {
      ruleSet.setString(1, rows.getFirst());
      ruleSet.executeUpdate();
      for (String row : rows.subList(1, rows.size())) {
        decision.setString(1, row);
        decision.executeUpdate();
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  static List<String> lines(Path file) {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
