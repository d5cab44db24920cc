package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Test;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The pieces of a column of text: named words and all others.
final class TextPieces extends Pieces<String> {
  private final Map<String, Integer> cuts = new HashMap<>();
  private final Integer others;

  TextPieces(CellType.Textual type, List<Test<String>> tests) {
    super(members(type, named(tests)), tests, type::mayBe);
    List<String> named = named(tests);
    for (int i = 0; i < named.size(); i++) {
      cuts.put(named.get(i), i);
    }
    others = named.size();
  }

  @Override
  int cut(String value) {
    return cuts.getOrDefault(value, others);
  }

  private static List<String> members(CellType.Textual type, List<String> named) {
    var members = new ArrayList<>(named);
    members.add(
        type.published().stream()
            .filter(code -> !named.contains(code))
            .findFirst()
            .orElseGet(() -> anotherThan(named)));
    return members;
  }

  private static String anotherThan(List<String> named) {
    String other = "other";
    for (int i = 2; named.contains(other); i++) {
      other = "other-" + i;
    }
    return other;
  }
}
