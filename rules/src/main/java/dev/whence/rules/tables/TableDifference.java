package dev.whence.rules.tables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What differs between two texts of one rule table (CSV), whether or not their cells can be read:
/// rows are known by their ids, cells by row and column.
///
/// @param changes those of the lines above first, then by row as they stand in the later text; rows
///   that are gone come last
public record TableDifference(List<Change> changes) {
  public TableDifference {
    changes = List.copyOf(changes);
  }

  /// One thing that differs. Row ids that stand several times, or not at all, get the count of
  /// their place among their equals, for instance `#2`.
  public sealed interface Change {
    /// A line above the columns, for instance the owner.
    record Line(String name, String before, String after) implements Change {}

    /// @param cells by column, without blank ones
    record RowAdded(String ruleId, Map<String, String> cells) implements Change {}

    /// @param cells by column, without blank ones
    record RowRemoved(String ruleId, Map<String, String> cells) implements Change {}

    /// The row stands before or behind others than it did.
    ///
    /// @param before its place among the rows, from 1
    /// @param after likewise
    record RowMoved(String ruleId, int before, int after) implements Change {}

    record CellChanged(String ruleId, String column, String before, String after)
        implements Change {}
  }

  /// @param before CSV, as it was written
  /// @param after likewise
  public static TableDifference of(String before, String after) {
    var old = TableText.of(before);
    var now = TableText.of(after);
    var changes = new ArrayList<Change>();
    Set<String> lines = new LinkedHashSet<>(old.lines().keySet());
    lines.addAll(now.lines().keySet());
    for (String line : lines) {
      String was = old.lines().getOrDefault(line, "");
      String is = now.lines().getOrDefault(line, "");
      if (!was.equals(is)) {
        changes.add(new Change.Line(line, was, is));
      }
    }
    List<String> oldIds = List.copyOf(old.rows().keySet());
    List<String> newIds = List.copyOf(now.rows().keySet());
    Set<String> kept = inOrder(oldIds, newIds);
    for (Map.Entry<String, Map<String, String>> row : now.rows().entrySet()) {
      String id = row.getKey();
      Map<String, String> was = old.rows().get(id);
      if (was == null) {
        changes.add(new Change.RowAdded(id, row.getValue()));
        continue;
      }
      if (!kept.contains(id)) {
        changes.add(new Change.RowMoved(id, oldIds.indexOf(id) + 1, newIds.indexOf(id) + 1));
      }
      Set<String> columns = new LinkedHashSet<>(row.getValue().keySet());
      columns.addAll(was.keySet());
      for (String column : columns) {
        String cellBefore = was.getOrDefault(column, "");
        String cellAfter = row.getValue().getOrDefault(column, "");
        if (!cellBefore.equals(cellAfter)) {
          changes.add(new Change.CellChanged(id, column, cellBefore, cellAfter));
        }
      }
    }
    old.rows()
        .forEach((id, cells) -> {
          if (!now.rows().containsKey(id)) {
            changes.add(new Change.RowRemoved(id, cells));
          }
        });
    return new TableDifference(changes);
  }

  /// As [#of], but for what only is written otherwise, such as a list of words without spaces: that
  /// is left out of two texts that both can be read.
  ///
  /// @param table its name
  /// @throws IllegalArgumentException if there is no such table, which is a bug
  public static TableDifference inMeaning(String table, String before, String after) {
    if (before.equals(after)) {
      return new TableDifference(List.of());
    }
    Optional<String> was = RuleBook.findCanonicalText(table, before);
    Optional<String> is = was.isEmpty() ? was : RuleBook.findCanonicalText(table, after);
    return is.isEmpty() ? of(before, after) : of(was.orElseThrow(), is.get());
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /// As many ids as there can be that stand in the same order in both: all others were moved.
  private static Set<String> inOrder(List<String> before, List<String> after) {
    var places = new HashMap<String, Integer>();
    for (int i = 0; i < before.size(); i++) {
      places.put(before.get(i), i);
    }
    List<String> common = after.stream().filter(places::containsKey).toList();
    // The longest rising run of places (patience sorting).
    int[] tails = new int[common.size()];
    int[] previous = new int[common.size()];
    int length = 0;
    for (int i = 0; i < common.size(); i++) {
      int place = places.getOrDefault(common.get(i), -1);
      int low = 0;
      int high = length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (places.getOrDefault(common.get(tails[middle]), -1) < place) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      previous[i] = low > 0 ? tails[low - 1] : -1;
      tails[low] = i;
      length = Math.max(length, low + 1);
    }
    var kept = new LinkedHashSet<String>();
    for (int i = length > 0 ? tails[length - 1] : -1; i >= 0; i = previous[i]) {
      kept.add(common.get(i));
    }
    return kept;
  }
}
