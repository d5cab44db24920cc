package dev.whence.rules.tables;

import dev.whence.rules.tables.analysis.AnalyzedTable;
import dev.whence.rules.tables.analysis.Finding;
import dev.whence.rules.tables.analysis.Overruling;
import dev.whence.rules.tables.analysis.Overruling.Part;
import dev.whence.rules.tables.schema.ActionValues;
import dev.whence.rules.tables.schema.CarrierEligibility;
import dev.whence.rules.tables.schema.CarrierRoutingGuide;
import dev.whence.rules.tables.schema.NodeEligibility;
import dev.whence.rules.tables.schema.ReservationPolicy;
import dev.whence.rules.tables.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Which tables make the answer of another one void.
///
/// Terms of stock and a ranking of services count only for a ship node that may send the line, and
/// a ranked service only if it may carry it: the two eligibility tables rule them out. No other
/// table looks at what another answers in words: prices, priorities, guards and actions on returns
/// stand side by side.
final class Overrules {
  /// Columns with one value in all tables that have them, for the same line, ship node and order.
  /// Weights, values, hazard and days to the promise are not among them: the tables see them of
  /// different parcels.
  private static final List<String> ALIKE =
      List.of(
          "ship node",
          "node type",
          "origin country",
          "origin region",
          "destination country",
          "destination region",
          "destination postal code",
          "po box",
          "military",
          "channel",
          "customer class",
          "customer id",
          "service level",
          "distance km",
          "order date");

  private Overrules() {}

  /// @param all the tables that there are
  static List<Finding> find(AnalyzedTable table, List<AnalyzedTable> all) {
    if (table.name().equals(ReservationPolicy.SCHEMA.table())) {
      return find(
          table, NodeEligibility.SCHEMA, alike(Map.of("category", "category")), whole(table), all);
    }
    if (table.name().equals(CarrierRoutingGuide.SCHEMA.table())) {
      var findings =
          new ArrayList<>(
              find(
                  table,
                  NodeEligibility.SCHEMA,
                  alike(Map.of("origin country", "country", "origin region", "region")),
                  whole(table),
                  all));
      findings.addAll(find(table, CarrierEligibility.SCHEMA, alike(Map.of()), ranked(table), all));
      return findings;
    }
    return List.of();
  }

  private static List<Finding> find(
      AnalyzedTable table,
      Schema<?, ?> by,
      Map<String, String> shared,
      List<Part> parts,
      List<AnalyzedTable> all) {
    Optional<AnalyzedTable> other =
        all.stream().filter(each -> each.name().equals(by.table())).findFirst();
    return other.map(rules -> Overruling.find(table, rules, shared, parts)).orElse(List.of());
  }

  private static Map<String, String> alike(Map<String, String> others) {
    var shared = new HashMap<String, String>();
    ALIKE.forEach(name -> shared.put(name, name));
    shared.putAll(others);
    return shared;
  }

  private static List<Part> whole(AnalyzedTable table) {
    return IntStream.range(0, table.rows().size()).mapToObj(row -> new Part(row, "", "")).toList();
  }

  /// The services that each row ranks.
  private static List<Part> ranked(AnalyzedTable table) {
    var parts = new ArrayList<Part>();
    for (int row = 0; row < table.rows().size(); row++) {
      if (table.rows().get(row).outcome() instanceof ActionValues values) {
        for (String service : CarrierRoutingGuide.ranked(values)) {
          parts.add(new Part(row, "carrier service", service));
        }
      }
    }
    return parts;
  }
}
