package dev.whence.rules.tables;

import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.places.PostalAreas;
import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Loaded;
import dev.whence.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// The ids in a version of the tables that nothing is loaded for, found once for a version of the
/// tables and of the reference data. Immutable.
public final class UnknownIds {
  /// Columns whose value an order has as a whole, in every table that has them.
  static final Map<String, Function<Order, ?>> OF_THE_ORDER =
      Map.ofEntries(
          Map.entry("channel", Order::channel),
          Map.entry("customer class", Order::customerClass),
          Map.entry("customer id", Order::customerId),
          Map.entry("service level", Order::serviceLevel),
          Map.entry("destination country", order -> order.destination().country()),
          Map.entry("destination region", order -> order.destination().region()),
          Map.entry(
              "destination postal code",
              order -> PostalAreas.normalized(order.destination().postalCode())),
          Map.entry("po box", order -> order.destination().poBox()),
          Map.entry("military", order -> order.destination().military()),
          Map.entry("order date", UnknownIds::orderDate));

  private final List<Found> found;
  private final OtherSpellings spellings;
  private final Set<Loaded> unchecked;

  private UnknownIds(List<Found> found, OtherSpellings spellings, Set<Loaded> unchecked) {
    this.found = List.copyOf(found);
    this.spellings = spellings;
    this.unchecked = Collections.unmodifiableSet(unchecked);
  }

  static UnknownIds in(List<CheckedTable<?, ?>> tables, LoadedIds loaded) {
    var found = new ArrayList<Found>();
    var named = EnumSet.noneOf(Loaded.class);
    var spellings = new OtherSpellings();
    tables.forEach(table -> addAll(found, spellings, named, table, loaded));
    named.removeIf(kind -> !loaded.of(kind).isEmpty());
    return new UnknownIds(found, spellings, named);
  }

  /// In table, row and column order.
  public List<UnknownId> all() {
    return found.stream().map(Found::id).toList();
  }

  /// What the tables name and nothing is loaded of, so that no id of the kind was looked at.
  public Set<Loaded> unchecked() {
    return unchecked;
  }

  /// Those in rows that may have mattered to a decision on the order, after words of the tables
  /// that the order has in another spelling.
  ///
  /// An id in a condition: the row's conditions on what the order has as a whole (channel,
  /// customer, service level, destination, day) hold, and in a first-match table no earlier row
  /// answered every question. An id in a ranking: the row answered.
  ///
  /// @param answered rule ids of the rows of first-match tables that answered, by table; a table
  ///   that was not asked is not there
  public List<UnknownId> touching(Order order, Map<String, Set<String>> answered) {
    var touching =
        new ArrayList<>(spellings.touching(new OtherSpellings.Question(order, answered)));
    found.stream()
        .filter(unknown -> unknown.isTouched(order, answered))
        .map(Found::id)
        .forEach(touching::add);
    return touching;
  }

  private static Object orderDate(Order order) {
    Destination destination = order.destination();
    return order.orderedAt().atZone(destination.timeZone()).toLocalDate();
  }

  private static <F extends Record, A> void addAll(
      List<Found> found,
      OtherSpellings spellings,
      Set<Loaded> named,
      CheckedTable<F, A> table,
      LoadedIds loaded) {
    var reach = new Reach(table.schema().hitPolicy(), new HashMap<>());
    for (Row<F, A> row : table.rows()) {
      reach.positions().put(row.ruleId(), reach.positions().size());
      for (CellTest<F, ?> cell : row.tests()) {
        Condition<F, ?> column = cell.column();
        addSpellings(spellings, table, row, cell, reach);
        if (column.names() == Loaded.NOTHING) {
          continue;
        }
        Set<String> ids = names(cell.test());
        add(named, ids, column.names());
        for (String id : unknown(ids, column.names(), loaded)) {
          var unknown = unknown(table, row, column.name(), cell.text(), column.names(), id, loaded);
          found.add(new Found.InCondition(unknown, ofTheOrder(row), reach));
        }
      }
      for (Action<?> action : table.schema().actions()) {
        if (action.type() instanceof CellType.Ranking ranking) {
          @SuppressWarnings("unchecked") // a ranking holds a list of ids
          List<String> ids = (List<String>) row.actions().get(action);
          add(named, ids, action.names());
          for (String id : unknown(ids, action.names(), loaded)) {
            found.add(
                new Found.InRanking(
                    unknown(
                        table,
                        row,
                        action.name(),
                        ranking.write(ids),
                        action.names(),
                        id,
                        loaded)));
          }
        }
      }
    }
  }

  private static void addSpellings(
      OtherSpellings spellings,
      CheckedTable<?, ?> table,
      Row<?, ?> row,
      CellTest<?, ?> cell,
      Reach reach) {
    String column = cell.column().name();
    if (!OtherSpellings.isLookedAt(column)) {
      return;
    }
    String name = table.schema().table();
    List<CellTest<?, ?>> others =
        ofTheOrder(row).stream().filter(other -> !other.column().name().equals(column)).toList();
    for (String word : names(cell.test())) {
      spellings.add(
          new UnknownId(
              name, row.ruleId(), column, cell.text(), Loaded.WORD_OF_THE_ORDER, word, ""),
          question ->
              reach.isLookedAt(row.ruleId(), question.answered().getOrDefault(name, Set.of()))
                  && others.stream().allMatch(other -> holds(other, question.order())));
    }
  }

  private static void add(Set<Loaded> named, Collection<String> ids, Loaded kind) {
    if (!ids.isEmpty()) {
      named.add(kind);
    }
  }

  private static List<CellTest<?, ?>> ofTheOrder(Row<?, ?> row) {
    return row.tests().stream()
        .filter(cell -> OF_THE_ORDER.containsKey(cell.column().name()))
        .<CellTest<?, ?>>map(cell -> cell)
        .toList();
  }

  private static UnknownId unknown(
      CheckedTable<?, ?> table,
      Row<?, ?> row,
      String column,
      String cell,
      Loaded kind,
      String id,
      LoadedIds loaded) {
    String nearest = Nearest.find(id, loaded.of(kind)).orElse("");
    return new UnknownId(table.schema().table(), row.ruleId(), column, cell, kind, id, nearest);
  }

  private static Set<String> unknown(Collection<String> ids, Loaded kind, LoadedIds loaded) {
    Set<String> known = loaded.of(kind);
    var unknown = new TreeSet<String>();
    if (!known.isEmpty()) {
      ids.stream().filter(id -> !known.contains(id)).forEach(unknown::add);
    }
    return unknown;
  }

  /// The ids that a test of texts names; an empty text is none.
  private static Set<String> names(Test<?> test) {
    var names = new TreeSet<String>();
    addNames(test, names);
    return names;
  }

  private static void addNames(Test<?> test, Set<String> names) {
    List<?> values =
        switch (test) {
          case Test.In<?>(var some) -> some;
          case Test.NotIn<?>(var some) -> some;
          case Test.AnyOf<?>(var parts) -> {
            parts.forEach(part -> addNames(part, names));
            yield List.of();
          }
          case Test.NoneOf<?>(var parts) -> {
            parts.forEach(part -> addNames(part, names));
            yield List.of();
          }
          case Test.Any<?> _,
              Test.AtLeast<?> _,
              Test.MoreThan<?> _,
              Test.AtMost<?> _,
              Test.LessThan<?> _,
              Test.Between<?> _,
              Test.Range<?> _,
              Test.StartsWith _,
              Test.Contains _,
              Test.Postal _ ->
              List.of();
        };
    values.stream().map(Object::toString).filter(id -> !id.isEmpty()).forEach(names::add);
  }

  /// Which rows of a table are looked at.
  ///
  /// @param positions of all rows by rule id
  private record Reach(HitPolicy hitPolicy, Map<String, Integer> positions) {
    /// @param answered the rows that answered
    boolean isLookedAt(String ruleId, Set<String> answered) {
      int position = positions.getOrDefault(ruleId, 0);
      return hitPolicy == HitPolicy.ALL_MATCHES
          || answered.stream().anyMatch(row -> positions.getOrDefault(row, -1) >= position);
    }
  }

  private sealed interface Found {
    UnknownId id();

    boolean isTouched(Order order, Map<String, Set<String>> answered);

    /// @param ofTheOrder the row's conditions on what an order has as a whole
    record InCondition(UnknownId id, List<CellTest<?, ?>> ofTheOrder, Reach reach)
        implements Found {
      @Override
      public boolean isTouched(Order order, Map<String, Set<String>> answered) {
        boolean maybeMeantAnother = id.what() != Loaded.CATEGORY || !id.nearest().isEmpty();
        return maybeMeantAnother
            && reach.isLookedAt(id.ruleId(), answered.getOrDefault(id.table(), Set.of()))
            && ofTheOrder.stream().allMatch(cell -> holds(cell, order));
      }
    }

    record InRanking(UnknownId id) implements Found {
      @Override
      public boolean isTouched(Order order, Map<String, Set<String>> answered) {
        return answered.getOrDefault(id.table(), Set.of()).contains(id.ruleId());
      }
    }
  }

  @SuppressWarnings("unchecked") // a column of that name has values of that type in every table
  private static <T extends Comparable<? super T>> boolean holds(CellTest<?, T> cell, Order order) {
    Function<Order, ?> value = OF_THE_ORDER.get(cell.column().name());
    return value == null || cell.test().matches((T) value.apply(order));
  }
}
