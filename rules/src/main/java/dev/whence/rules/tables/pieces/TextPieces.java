package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Test;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The pieces of a column of text: named words, texts by the longest start named that they have,
/// and all others.
final class TextPieces extends Pieces<String> {
  private final Map<String, Integer> words = new HashMap<>();
  private final Map<String, Integer> starts = new HashMap<>();

  /// Of the starts, longest first.
  private final int[] lengths;

  private final int others;

  TextPieces(CellType.Textual type, List<Test<String>> tests) {
    super(Cuts.text(named(tests), rest(type, named(tests), starts(tests))), tests, type::mayBe);
    for (String word : named(tests)) {
      words.put(word, words.size());
    }
    for (String start : starts(tests)) {
      starts.put(start, words.size() + starts.size());
    }
    others = words.size() + starts.size();
    lengths =
        starts.keySet().stream().mapToInt(start -> -start.length()).distinct().sorted().toArray();
  }

  @Override
  int cut(String value) {
    Integer word = words.get(value);
    if (word != null) {
      return word;
    }
    for (int negative : lengths) {
      if (-negative <= value.length()) {
        Integer start = starts.get(value.substring(0, -negative));
        if (start != null) {
          return start;
        }
      }
    }
    return others;
  }

  static List<String> starts(List<Test<String>> tests) {
    var starts = new TreeSet<String>();
    tests.stream()
        .flatMap(TextPieces::parts)
        .forEach(part -> {
          if (part instanceof Test.StartsWith(var start)) {
            starts.add(start);
          }
        });
    return List.copyOf(starts);
  }

  private static Stream<Test<String>> parts(Test<String> test) {
    return switch (test) {
      case Test.AnyOf<String>(var parts) -> parts.stream();
      case Test.NoneOf<String>(var parts) -> parts.stream();
      default -> Stream.of(test);
    };
  }

  /// A text for each start, and one for all others.
  private static List<String> rest(CellType.Textual type, List<String> named, List<String> starts) {
    var taken = new HashSet<>(named);
    var rest = new ArrayList<String>();
    for (String start : starts) {
      Set<String> longer = new HashSet<>(starts);
      longer.removeIf(other -> other.length() <= start.length());
      rest.add(anotherThan(taken, longer, start, ""));
    }
    rest.add(
        type.published().stream()
            .filter(code -> !taken.contains(code))
            .findFirst()
            .orElseGet(() -> anotherThan(taken, Set.copyOf(starts), "", "other")));
    return rest;
  }

  /// A text with this start that is none of the words and has none of the other starts.
  private static String anotherThan(
      Set<String> words, Set<String> others, String start, String rest) {
    String text = start + rest;
    for (int i = 2; isOne(text, words, others); i++) {
      text = start + (i % 2 == 0 ? rest : Character.toString(0x2460 + i)) + "-" + i;
    }
    return text;
  }

  private static boolean isOne(String text, Set<String> words, Set<String> starts) {
    return words.contains(text) || starts.stream().anyMatch(text::startsWith);
  }
}
