package dev.whence.rules.tables.analysis;

import dev.whence.domain.inventory.NodeType;
import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Parsed;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.cells.TestSyntax;
import dev.whence.rules.tables.schema.HitPolicy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A small first-match table without a flaw, and then with one that was planted. What is wrong with
/// it is known by going through every case; that is what was planted and nothing else.
///
/// A column's values lie in slots: of numbers and days every named value and every gap between two,
/// of words each word, of open text also all other words.
///
/// @param rows by column the slots that they let pass
public record PlantedTable(List<Kind> columns, List<Box> rows) {
  private static final int COLUMNS = 3;
  private static final int BASE_ROWS = 10;

  /// @param slots by column
  public record Box(List<BitSet> slots, String outcome) {
    private boolean has(int[] point) {
      for (int c = 0; c < point.length; c++) {
        if (!slots.get(c).get(point[c])) {
          return false;
        }
      }
      return true;
    }

    private boolean contains(Box other) {
      return IntStream.range(0, slots.size())
          .allMatch(c -> isWithin(other.slots.get(c), slots.get(c)));
    }

    private Box with(int column, BitSet its, String answer) {
      var changed = new ArrayList<>(slots);
      changed.set(column, its);
      return new Box(changed, answer);
    }
  }

  /// What may be wrong with a first-match table.
  public enum Flaw {
    GAP("gap"),
    GAP_OF_ONE_VALUE("gap of one value"),
    OVERLAP("overlap with another outcome"),
    SHADOWED_BY_ONE("shadowed by one row"),
    SHADOWED_BY_MANY("shadowed by several rows"),
    COLUMN_NEVER_MATTERS("column that never matters");

    private final String words;

    Flaw(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /// What a column takes.
  @SuppressWarnings("ImmutableEnumChecker") // types are records, and the lists do not change
  public enum Kind {
    WHOLE(new CellType.Whole(0L, 1_000L, "units"), List.of("10", "20", "30", "70"), "number"),
    /// With a bound that is no sum of doubles, and one that is a hair away from it.
    DECIMAL(
        new CellType.Decimal(BigDecimal.ZERO, BigDecimal.ONE, "probability"),
        List.of("0.1", "0.3", "0.300000000000001", "0.7"),
        "number"),
    DAY(
        new CellType.Day(),
        List.of("2026-01-01", "2026-02-28", "2026-03-02", "2026-11-27"),
        "date"),
    /// A closed list.
    WORD(
        new CellType.Words<>(NodeType.class),
        EnumSet.allOf(NodeType.class).stream().map(Enum::name).toList(),
        "string"),
    /// Any word; the last slot is of those that no cell names.
    TEXT(new CellType.Text(), List.of("web", "store", "b2b", "marketplace"), "string");

    private final CellType<?> type;
    private final List<String> named;
    private final String feel;

    Kind(CellType<?> type, List<String> named, String feel) {
      this.type = type;
      this.named = named;
      this.feel = feel;
    }

    /// The name of the type in FEEL.
    public String feel() {
      return feel;
    }

    /// Unary tests of all values, where they are listed.
    public String allowed() {
      return this == WORD ? quoted(named) : "";
    }

    private boolean isOrdered() {
      return this != WORD && this != TEXT;
    }

    int slots() {
      return switch (this) {
        case WORD -> named.size();
        case TEXT -> named.size() + 1;
        default -> 2 * named.size() + 1;
      };
    }

    private BitSet whole() {
      var all = new BitSet();
      all.set(0, slots());
      return all;
    }

    private boolean isWhole(BitSet some) {
      return some.cardinality() == slots();
    }

    /// The cell as Whence has it, blank for any value.
    String cell(BitSet some) {
      if (isWhole(some)) {
        return "";
      }
      if (!isOrdered()) {
        boolean others = this == TEXT && some.get(named.size());
        List<String> words = words(some, !others);
        return (others ? "not " : "")
            + (words.size() > 1 ? "in " + String.join(", ", words) : words.getFirst());
      }
      int first = some.nextSetBit(0);
      int last = some.length() - 1;
      if (first == last && first % 2 == 1) {
        return named.get(first / 2);
      }
      String low = first == 0 ? "" : (first % 2 == 1 ? ">= " : "> ") + named.get((first - 1) / 2);
      String high = last == slots() - 1 ? "" : (last % 2 == 1 ? "<= " : "< ") + named.get(last / 2);
      return low.isEmpty() || high.isEmpty() ? low + high : low + " and " + high;
    }

    /// The cell as unary tests of FEEL.
    public String unaryTests(BitSet some) {
      if (isWhole(some)) {
        return "-";
      }
      if (!isOrdered()) {
        boolean others = this == TEXT && some.get(named.size());
        String words = quoted(words(some, !others));
        return others ? "not(" + words + ")" : words;
      }
      int first = some.nextSetBit(0);
      int last = some.length() - 1;
      if (first == last && first % 2 == 1) {
        return literal(first / 2);
      }
      String low = first == 0 ? "" : literal((first - 1) / 2);
      String high = last == slots() - 1 ? "" : literal(last / 2);
      if (low.isEmpty()) {
        return (last % 2 == 1 ? "<= " : "< ") + high;
      }
      if (high.isEmpty()) {
        return (first % 2 == 1 ? ">= " : "> ") + low;
      }
      return (first % 2 == 1 ? "[" : "(") + low + ".." + high + (last % 2 == 1 ? "]" : ")");
    }

    private String literal(int value) {
      return this == DAY ? "date(\"" + named.get(value) + "\")" : named.get(value);
    }

    private static String quoted(List<String> words) {
      return words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", "));
    }

    private List<String> words(BitSet some, boolean in) {
      return IntStream.range(0, named.size())
          .filter(i -> some.get(i) == in)
          .mapToObj(named::get)
          .toList();
    }

    private AnalyzedTable.Column<?> column(String name, List<BitSet> rows) {
      List<String> cells = rows.stream().map(this::cell).toList();
      return switch (type) {
        case CellType.Whole whole -> column(whole, name, cells);
        case CellType.Decimal decimal -> column(decimal, name, cells);
        case CellType.Day day -> column(day, name, cells);
        case CellType.Text text -> column(text, name, cells);
        default -> column(new CellType.Words<>(NodeType.class), name, cells);
      };
    }

    private static <T extends Comparable<? super T>> AnalyzedTable.Column<T> column(
        CellType<T> type, String name, List<String> cells) {
      return new AnalyzedTable.Column<>(
          name, type, cells.stream().map(cell -> read(type, cell)).toList());
    }

    private static <T extends Comparable<? super T>> Test<T> read(CellType<T> type, String cell) {
      return switch (TestSyntax.read(type, cell)) {
        case Parsed.Good<Test<T>>(var test) -> test;
        case Parsed.Bad<Test<T>>(var flaw) -> throw new AssertionError(cell + ": " + flaw);
      };
    }
  }

  /// A table without a flaw: its rows part all cases, and each answers something else.
  public static PlantedTable clean(Random random, List<Kind> kinds) {
    return new PlantedTable(kinds, parted(random, kinds, COLUMNS));
  }

  /// A table with this flaw and no other.
  public static PlantedTable with(Flaw flaw, Random random, List<Kind> kinds) {
    for (int attempt = 0; attempt < 10_000; attempt++) {
      boolean spares = flaw == Flaw.COLUMN_NEVER_MATTERS;
      List<Box> rows = parted(random, kinds, spares ? COLUMNS - 1 : COLUMNS);
      plant(flaw, random, kinds, rows);
      var table = new PlantedTable(kinds, List.copyOf(rows));
      Flaw found = flaw == Flaw.GAP_OF_ONE_VALUE ? Flaw.GAP : flaw;
      if (table.flaws().equals(Set.of(found))) {
        return table;
      }
    }
    throw new AssertionError("No table with " + flaw + " of " + kinds + " was found.");
  }

  private static List<Box> parted(Random random, List<Kind> kinds, int columns) {
    var rows = new ArrayList<Box>();
    rows.add(new Box(kinds.stream().map(Kind::whole).toList(), "answer-0"));
    while (rows.size() < BASE_ROWS) {
      int row = random.nextInt(rows.size());
      int column = random.nextInt(columns);
      split(random, kinds.get(column), rows.get(row).slots().get(column))
          .ifPresent(part -> {
            Box whole = rows.get(row);
            var rest = (BitSet) whole.slots().get(column).clone();
            rest.andNot(part);
            rows.set(row, whole.with(column, part, whole.outcome()));
            rows.add(whole.with(column, rest, "answer-" + rows.size()));
          });
    }
    Collections.shuffle(rows, random);
    return rows;
  }

  /// A part of some slots, which for ordered kinds ends before a named value.
  private static java.util.Optional<BitSet> split(Random random, Kind kind, BitSet some) {
    var part = new BitSet();
    if (kind.isOrdered()) {
      part.set(0, 2 * random.nextInt(kind.named.size()) + 1);
    } else {
      IntStream.range(0, kind.slots()).filter(i -> random.nextBoolean()).forEach(part::set);
    }
    part.and(some);
    return part.isEmpty() || part.equals(some)
        ? java.util.Optional.empty()
        : java.util.Optional.of(part);
  }

  private static void plant(Flaw flaw, Random random, List<Kind> kinds, List<Box> rows) {
    int row = random.nextInt(rows.size());
    int column = random.nextInt(COLUMNS);
    Box box = rows.get(row);
    Kind kind = kinds.get(column);
    var its = (BitSet) box.slots().get(column).clone();
    switch (flaw) {
      case GAP -> rows.remove(row);
      case GAP_OF_ONE_VALUE -> {
        // From "at least" to "more than"; of words one word is lost.
        int first = its.nextSetBit(0);
        if (its.cardinality() > 1 && (!kind.isOrdered() || first % 2 == 1)) {
          its.clear(first);
          rows.set(row, box.with(column, its, box.outcome()));
        }
      }
      case OVERLAP -> {
        int more =
            kind.isOrdered() ? Math.max(0, its.nextSetBit(0) - 2) : random.nextInt(kind.slots());
        its.set(more, kind.isOrdered() ? its.nextSetBit(0) : more + 1);
        rows.set(row, box.with(column, its, box.outcome()));
      }
      case SHADOWED_BY_ONE ->
          split(random, kind, its)
              .ifPresent(part ->
                  rows.add(
                      random.nextInt(row + 1, rows.size() + 1),
                      box.with(column, part, "answer-shadowed")));
      case SHADOWED_BY_MANY -> {
        var slots = new ArrayList<BitSet>();
        for (Kind each : kinds) {
          slots.add(split(random, each, each.whole()).orElseGet(each::whole));
        }
        rows.add(new Box(slots, "answer-shadowed"));
      }
      case COLUMN_NEVER_MATTERS -> {
        int last = COLUMNS - 1;
        split(random, kinds.get(last), box.slots().get(last))
            .ifPresent(part -> {
              var rest = (BitSet) box.slots().get(last).clone();
              rest.andNot(part);
              rows.set(row, box.with(last, part, box.outcome()));
              rows.add(box.with(last, rest, box.outcome()));
            });
      }
    }
  }

  /// What going through every case finds; a gap of one value is a gap.
  public Set<Flaw> flaws() {
    var flaws = EnumSet.noneOf(Flaw.class);
    List<int[]> cases = cases();
    if (cases.stream().anyMatch(point -> answering(point) < 0)) {
      flaws.add(Flaw.GAP);
    }
    Set<Integer> silent = silent();
    for (int row : silent) {
      Box box = rows.get(row);
      flaws.add(
          rows.subList(0, row).stream().anyMatch(earlier -> earlier.contains(box))
              ? Flaw.SHADOWED_BY_ONE
              : Flaw.SHADOWED_BY_MANY);
    }
    for (int[] point : cases) {
      int first = answering(point);
      for (int row = first + 1; first >= 0 && row < rows.size(); row++) {
        Box upper = rows.get(first);
        Box lower = rows.get(row);
        if (lower.has(point)
            && !silent.contains(row)
            && !upper.outcome().equals(lower.outcome())
            && !upper.contains(lower)
            && !lower.contains(upper)) {
          flaws.add(Flaw.OVERLAP);
        }
      }
    }
    for (int column = 0; column < columns.size(); column++) {
      if (isTested(column) && !matters(column, cases)) {
        flaws.add(Flaw.COLUMN_NEVER_MATTERS);
      }
    }
    return flaws;
  }

  /// Rows that answer no case, from 0.
  public Set<Integer> silent() {
    Set<Integer> answering = cases().stream().map(this::answering).collect(Collectors.toSet());
    return IntStream.range(0, rows.size())
        .filter(row -> !answering.contains(row))
        .boxed()
        .collect(Collectors.toSet());
  }

  /// Whether two rows have a case in common.
  public boolean isAnyTwoInOneCase() {
    return cases().stream()
        .anyMatch(point -> rows.stream().filter(row -> row.has(point)).count() > 1);
  }

  private boolean isTested(int column) {
    return rows.stream().anyMatch(row -> !columns.get(column).isWhole(row.slots().get(column)));
  }

  private boolean matters(int column, List<int[]> cases) {
    var answers = new HashMap<List<Integer>, String>();
    for (int[] point : cases) {
      int row = answering(point);
      String answer = row < 0 ? "none" : rows.get(row).outcome();
      var rest = new ArrayList<>(IntStream.of(point).boxed().toList());
      rest.set(column, -1);
      String before = answers.putIfAbsent(rest, answer);
      if (before != null && !before.equals(answer)) {
        return true;
      }
    }
    return false;
  }

  private int answering(int[] point) {
    for (int row = 0; row < rows.size(); row++) {
      if (rows.get(row).has(point)) {
        return row;
      }
    }
    return -1;
  }

  private List<int[]> cases() {
    Stream<int[]> points = Stream.of(new int[0]);
    for (Kind kind : columns) {
      points =
          points.flatMap(point ->
              IntStream.range(0, kind.slots())
                  .mapToObj(
                      slot -> IntStream.concat(IntStream.of(point), IntStream.of(slot)).toArray()));
    }
    return points.toList();
  }

  private static boolean isWithin(BitSet some, BitSet others) {
    var rest = (BitSet) some.clone();
    rest.andNot(others);
    return rest.isEmpty();
  }

  /// Rows are `row-0` and so on.
  private AnalyzedTable analyzed() {
    List<Integer> tested =
        IntStream.range(0, columns.size()).filter(this::isTested).boxed().toList();
    return new AnalyzedTable(
        "planted",
        HitPolicy.FIRST_MATCH,
        tested.stream()
            .<AnalyzedTable.Column<?>>map(c ->
                columns
                    .get(c)
                    .column("column" + c, rows.stream().map(row -> row.slots().get(c)).toList()))
            .toList(),
        IntStream.range(0, rows.size())
            .mapToObj(row -> new AnalyzedTable.Row("row-" + row, rows.get(row).outcome(), row + 5))
            .toList(),
        List.of("rule id"));
  }

  /// As Whence analyzes it.
  public TableAnalysis analyze() {
    return TableAnalysis.of(analyzed());
  }

  /// What Whence tells of a table.
  public static Set<Flaw> told(TableAnalysis analysis) {
    return analysis.findings().stream()
        .map(finding ->
            switch (finding) {
              case Finding.Gap _ -> Flaw.GAP;
              case Finding.Overlap _ -> Flaw.OVERLAP;
              case Finding.NeverAnswers(_, _, var takenBy, _, _) ->
                  takenBy.size() > 1 ? Flaw.SHADOWED_BY_MANY : Flaw.SHADOWED_BY_ONE;
              case Finding.ColumnNeverMatters _ -> Flaw.COLUMN_NEVER_MATTERS;
              case Finding.LeftToLastRow _, Finding.NobodyHas _, Finding.AlwaysOverridden _ ->
                  throw new AssertionError(finding);
            })
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Flaw.class)));
  }

  /// Rows of which Whence tells that they never answer, from 0.
  public static Set<Integer> toldSilent(TableAnalysis analysis) {
    return analysis.findings().stream()
        .filter(Finding.NeverAnswers.class::isInstance)
        .map(finding -> finding.cells().getFirst().ruleId().substring("row-".length()))
        .map(Integer::valueOf)
        .collect(Collectors.toSet());
  }
}
