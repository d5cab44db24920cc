package dev.whence.rules.tables;

import dev.whence.rules.tables.schema.HitPolicy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one table was asked in a decision, and which rows answered.
///
/// @param asked how many facts it was asked about
/// @param cases facts that the table cannot tell apart are one; those that a row answered come
///   first, then in the order in which they were asked
/// @param leftOut further cases, which are not told
public record TableTrace(
    String table, HitPolicy hitPolicy, int asked, List<Case> cases, int leftOut) {
  public TableTrace {
    cases = List.copyOf(cases);
  }

  /// Facts that the table cannot tell apart.
  ///
  /// @param times how many facts
  /// @param about which ship nodes, carrier services and categories these were, by column
  /// @param facts of the columns that any row tests, as cells have them, in the schema's order
  /// @param fired the rows that answered, in rule-id order; one of a first-match table
  /// @param near rows that did not answer, the nearest first
  public record Case(
      int times,
      Map<String, List<String>> about,
      Map<String, String> facts,
      List<FiredRow> fired,
      List<NearRow> near) {
    public Case {
      about = Collections.unmodifiableMap(new LinkedHashMap<>(about));
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
      fired = List.copyOf(fired);
      near = List.copyOf(near);
    }
  }

  /// A row that answered.
  ///
  /// @param met its cells that are not blank, with the values that met them
  /// @param outcome action cells by column
  public record FiredRow(String ruleId, List<MetCell> met, Map<String, String> outcome) {
    public FiredRow {
      met = List.copyOf(met);
      outcome = Collections.unmodifiableMap(new LinkedHashMap<>(outcome));
    }
  }

  /// @param cell as the table has it
  public record MetCell(String column, String cell, String value) {}

  /// A row that did not answer.
  ///
  /// @param failed the cells that kept it; none where it matches and stands below the row that
  ///   answered
  public record NearRow(String ruleId, List<CellMiss> failed) {
    public NearRow {
      failed = List.copyOf(failed);
    }
  }
}
