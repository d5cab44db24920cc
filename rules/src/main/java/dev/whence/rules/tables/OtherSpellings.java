package dev.whence.rules.tables;

import dev.whence.domain.orders.Order;
import dev.whence.domain.places.Subdivisions;
import dev.whence.rules.tables.schema.Loaded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Words of the caller as the tables write them, to be found by what an order says instead:
/// `next_day` or `Next Day` where a cell says `NEXT_DAY`, `California` for `CA`. For the tables
/// these are different words, and the row passes the order over without a word. Filled once, then
/// only read.
final class OtherSpellings {
  /// Columns with words that callers choose; ids are compared with what is loaded.
  private static final List<String> COLUMNS =
      List.of("channel", "customer class", "service level", "destination region");

  private static final Pattern SEPARATORS = Pattern.compile("[ _-]");
  private static final String REGION = "destination region";

  private final Map<Key, List<Named>> named = new HashMap<>();
  private final Map<Column, Set<String>> words = new HashMap<>();

  /// A word in a condition.
  ///
  /// @param mayMatter whether the row was looked at and its other conditions on the order hold
  record Named(UnknownId cell, Predicate<Question> mayMatter) {}

  /// @param answered rule ids of the rows of first-match tables that answered, by table
  record Question(Order order, Map<String, Set<String>> answered) {}

  private record Column(String table, String name) {}

  private record Key(String column, String folded) {}

  static boolean isLookedAt(String column) {
    return COLUMNS.contains(column);
  }

  /// @param cell whose value is the word
  void add(UnknownId cell, Predicate<Question> mayMatter) {
    named
        .computeIfAbsent(new Key(cell.column(), folded(cell.value())), _ -> new ArrayList<>())
        .add(new Named(cell, mayMatter));
    words
        .computeIfAbsent(new Column(cell.table(), cell.column()), _ -> new HashSet<>())
        .add(cell.value());
  }

  /// The words that the order may have meant, each once a table, in the first row that may have
  /// mattered; none for a word that the table's column has as the order says it.
  List<UnknownId> touching(Question question) {
    var found = new LinkedHashMap<List<String>, UnknownId>();
    for (String column : COLUMNS) {
      Function<Order, ?> of = UnknownIds.OF_THE_ORDER.get(column);
      String said = of == null ? "" : of.apply(question.order()).toString();
      for (String key : said.isEmpty() ? List.<String>of() : keys(column, said, question.order())) {
        for (Named each : named.getOrDefault(new Key(column, key), List.of())) {
          UnknownId cell = each.cell();
          if (!words.getOrDefault(new Column(cell.table(), column), Set.of()).contains(said)
              && each.mayMatter().test(question)) {
            found.putIfAbsent(
                List.of(cell.table(), column, cell.value()),
                new UnknownId(
                    cell.table(),
                    cell.ruleId(),
                    column,
                    cell.cell(),
                    Loaded.WORD_OF_THE_ORDER,
                    cell.value(),
                    said));
          }
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static List<String> keys(String column, String said, Order order) {
    var keys = new ArrayList<>(List.of(folded(said)));
    if (column.equals(REGION)) {
      Subdivisions.otherName(order.destination().country(), said)
          .map(OtherSpellings::folded)
          .ifPresent(keys::add);
    }
    return keys;
  }

  /// Without what people write in several ways.
  private static String folded(String word) {
    return SEPARATORS.matcher(word.toLowerCase(Locale.ROOT)).replaceAll("");
  }
}
