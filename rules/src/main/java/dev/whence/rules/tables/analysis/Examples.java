package dev.whence.rules.tables.analysis;

import dev.whence.rules.tables.schema.HitPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Finds facts that show what each row of a table takes: made of the pieces that the analysis works
/// with, so each lies exactly where it is said to lie.
public final class Examples {
  /// Of work for one question, a part of [Analyst#LIMIT].
  private static final int PARTS = 1_000;

  private final AnalyzedTable table;
  private final Cases cases;
  private final Effort effort = new Effort(Analyst.LIMIT);

  private Examples(AnalyzedTable table) {
    this.table = table;
    this.cases = new Cases(table.columns(), table.rows().size());
  }

  /// Of a table whose text columns look for too many parts to be analyzed, or whose rows name too
  /// many values, none are found.
  public static Examples of(AnalyzedTable table) {
    return new Examples(
        ColumnPieces.areTooMuch(table.columns())
            ? new AnalyzedTable(
                table.name(), table.hitPolicy(), List.of(), List.of(), table.header())
            : table);
  }

  /// A case inside of the row, then for each of its conditions those on the ends and just beyond.
  /// None for a row that never answers; fewer where the limit of work is reached.
  public List<Example> of(int row) {
    if (row >= table.rows().size()) {
      return List.of();
    }
    Optional<int[]> inside = answeredBy(row, cases.space().box(row));
    if (inside.isEmpty()) {
      return List.of();
    }
    var examples = new ArrayList<Example>();
    examples.add(new Example(Example.Kind.INSIDE, "", cases.literals(inside.get())));
    for (int c = 0; c < table.columns().size(); c++) {
      if (table.columns().get(c).isTestedBy(row)) {
        for (ColumnPieces.Edge edge : cases.edges(c, row)) {
          add(examples, row, c, edge, inside.get());
        }
      }
    }
    return examples;
  }

  private void add(
      List<Example> examples, int row, int column, ColumnPieces.Edge edge, int[] inside) {
    String name = table.columns().get(column).name();
    // Where no earlier row answers, so that a row which took too much would be seen.
    int[] beyond =
        edge.outside()
            .flatMap(value -> answeredBy(row, narrowed(row, column, value.piece())))
            .orElse(inside);
    edge.inside()
        .flatMap(value -> {
          int[] same = beyond.clone();
          same[column] = value.piece();
          return isFree(row, same)
              ? Optional.of(same)
              : answeredBy(row, narrowed(row, column, value.piece()));
        })
        .ifPresent(point ->
            examples.add(
                new Example(
                    Example.Kind.BOUNDARY,
                    name,
                    with(point, name, edge.inside().orElseThrow().literal()))));
    edge.outside()
        .ifPresent(value ->
            examples.add(
                new Example(Example.Kind.OUTSIDE, name, with(beyond, name, value.literal()))));
  }

  private Map<String, String> with(int[] point, String column, String literal) {
    var facts = new LinkedHashMap<>(cases.literals(point));
    facts.put(column, literal);
    return facts;
  }

  private long[][] narrowed(int row, int column, int piece) {
    long[][] sides = cases.space().box(row).clone();
    sides[column] = new long[sides[column].length];
    Bits.add(sides[column], piece);
    return sides;
  }

  private boolean isFree(int row, int[] point) {
    return Arrays.stream(others(row)).noneMatch(other -> cases.space().has(other, point));
  }

  private int[] others(int row) {
    return table.hitPolicy() == HitPolicy.FIRST_MATCH
        ? IntStream.range(0, row).toArray()
        : IntStream.range(0, table.rows().size()).filter(other -> other != row).toArray();
  }

  /// A case of a region that no other row takes first; of an all-matches table any case, if need
  /// be.
  private Optional<int[]> answeredBy(int row, long[][] region) {
    long[][] sides = cases.writable(region);
    Covering.Answer answer =
        effort.ask(
            Analyst.LIMIT / PARTS, part -> Covering.of(cases.space(), part, sides, others(row)));
    if (answer instanceof Covering.Answer.Open open) {
      return Optional.of(open.point());
    }
    boolean any =
        table.hitPolicy() == HitPolicy.ALL_MATCHES && Arrays.stream(sides).noneMatch(Bits::isEmpty);
    return any
        ? Optional.of(Arrays.stream(sides).mapToInt(Bits::first).toArray())
        : Optional.empty();
  }
}
