package dev.whence.rules.tables.analysis;

import dev.whence.rules.tables.schema.HitPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Asks all questions about one table.
final class Analyst {
  /// Of work, in words of 64 pieces looked at: between one and two seconds.
  static final long LIMIT = 250_000_000;

  /// Findings of one kind that are listed.
  static final int MOST_GAPS = 20;

  static final int MOST_OVERLAPS = 200;

  private static final int[] NO_POINT = {};

  private final AnalyzedTable table;
  private final Cases cases;
  private final Effort effort;
  private final long limit;
  private final int[] outcomes;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Undecided> undecided = new ArrayList<>();

  /// A case that each row answers, [#NO_POINT] where none is known.
  private final int[][] answered;

  Analyst(AnalyzedTable table, long limit) {
    this.table = table;
    this.limit = limit;
    effort = new Effort(limit);
    cases = new Cases(table.columns(), table.rows().size());
    outcomes = outcomes(table);
    answered = new int[table.rows().size()][];
    Arrays.fill(answered, NO_POINT);
  }

  TableAnalysis analyze() {
    if (!table.rows().isEmpty()) {
      findRowsThatNeverAnswer();
      findGaps();
      findColumnsThatNeverMatter();
      findOverlaps();
    }
    findings.sort(Comparator.comparing(Finding::severity));
    return new TableAnalysis(table.name(), findings, undecided);
  }

  private static int[] outcomes(AnalyzedTable table) {
    var numbers = new HashMap<Object, Integer>();
    return table.rows().stream()
        .mapToInt(row -> numbers.computeIfAbsent(row.outcome(), _ -> numbers.size()))
        .toArray();
  }

  private boolean isFirstMatch() {
    return table.hitPolicy() == HitPolicy.FIRST_MATCH;
  }

  private boolean endsBlank() {
    return isFirstMatch() && table.isBlank(table.rows().size() - 1);
  }

  private void findRowsThatNeverAnswer() {
    for (int i = 0; i < answered.length; i++) {
      int row = i;
      int[] before = isFirstMatch() ? IntStream.range(0, row).toArray() : NO_POINT;
      if (cases.space().isEmpty(row)) {
        findings.add(neverAnswers(row, new BitSet(), Optional.empty()));
        continue;
      }
      long[][] box = cases.space().box(row);
      Covering.Answer answer =
          effort.ask(limit / 20, part -> Covering.of(cases.space(), part, box, before));
      switch (answer) {
        case Covering.Answer.Open open -> answered[row] = open.point();
        case Covering.Answer.Covered(var by) -> {
          BitSet needed =
              effort.ask(
                  limit / 20, part -> Covering.needed(cases.space(), part, box, single(row, by)));
          int[] point = Arrays.stream(box).mapToInt(Bits::first).toArray();
          findings.add(neverAnswers(row, needed, Optional.of(witness(point, row))));
        }
        case Covering.Answer.Unsettled() ->
            undecided.add(
                new Undecided(
                    table.name(),
                    "Whether %s ever answers was not settled within the limit of work."
                        .formatted(table.address(row)),
                    "No row above it answers all of its cases alone."));
      }
    }
  }

  /// One row alone, if there is one.
  private BitSet single(int row, BitSet cover) {
    for (int earlier = 0; earlier < row; earlier++) {
      if (cases.space().contains(earlier, row)) {
        var one = new BitSet();
        one.set(earlier);
        return one;
      }
    }
    return cover;
  }

  private Finding.NeverAnswers neverAnswers(int row, BitSet by, Optional<Witness> witness) {
    return new Finding.NeverAnswers(
        table.name(),
        table.address(row),
        by.stream().mapToObj(table::address).toList(),
        witness,
        row == answered.length - 1 && endsBlank());
  }

  /// Cases that no row with conditions answers, as few boxes as one row each can name.
  private void findGaps() {
    if (!isFirstMatch() || (endsBlank() && answered.length == 1)) {
      return;
    }
    int last = answered.length - 1;
    int[] rows = IntStream.range(0, endsBlank() ? last : last + 1).toArray();
    Gaps gaps = effort.ask(limit / 4, part -> cases.gaps(part, rows, MOST_GAPS));
    var ids = new ArrayList<String>();
    for (Cases.Hole hole : gaps.holes()) {
      var row = new ReadyRow(newId(ids), hole.cells(), table.header());
      Witness witness = hole.witness();
      findings.add(
          endsBlank()
              ? new Finding.LeftToLastRow(table.name(), table.address(last), row, witness)
              : new Finding.Gap(table.name(), row, witness));
    }
    if (!gaps.areAll()) {
      undecided.add(
          new Undecided(
              table.name(),
              endsBlank()
                  ? "There may be more cases that only the last row answers."
                  : "There may be more cases that no row answers.",
              gaps.holes().isEmpty()
                  ? "None was found within the limit of work."
                  : "Those that are listed are proved; close them and look again."));
    }
  }

  private String newId(List<String> taken) {
    for (int i = 1; ; i++) {
      String id = "left-over-" + i;
      if (!taken.contains(id) && table.rows().stream().noneMatch(row -> row.ruleId().equals(id))) {
        taken.add(id);
        return id;
      }
    }
  }

  private void findColumnsThatNeverMatter() {
    var difference = new Difference(cases.space(), table.hitPolicy(), outcomes);
    for (int c = 0; c < table.columns().size(); c++) {
      int column = c;
      String name = table.columns().get(c).name();
      boolean seen =
          isFirstMatch()
              && effort.ask(limit / 20, part -> difference.isSeenNear(part, answered, column));
      if (seen) {
        continue;
      }
      switch (effort.ask(limit / 20, part -> difference.search(part, column))) {
        case Difference.Answer.Matters _ -> {}
        case Difference.Answer.NeverMatters() ->
            findings.add(
                new Finding.ColumnNeverMatters(
                    table.name(),
                    table.address(name),
                    IntStream.range(0, answered.length)
                        .filter(row -> table.columns().get(column).isTestedBy(row))
                        .mapToObj(row -> table.address(row, name))
                        .toList()));
        case Difference.Answer.Unsettled() ->
            undecided.add(
                new Undecided(
                    table.name(),
                    "Whether the column %s ever matters was not settled within the limit of work."
                        .formatted(name),
                    "No case that was looked at showed a difference."));
      }
    }
  }

  /// Two rows that match one case, where the upper one answers, the answers differ, and neither row
  /// lies within the other: which of them stands above is not plain from what they say.
  private void findOverlaps() {
    if (!isFirstMatch()) {
      return;
    }
    int found = 0;
    int open = 0;
    for (int later = 1; later < answered.length; later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (!mayOverlap(earlier, later)) {
          continue;
        }
        if (found == MOST_OVERLAPS || effort.isSpent()) {
          undecided.add(
              new Undecided(
                  table.name(),
                  "There may be more rows that take cases from each other; from %s on they were not looked for."
                      .formatted(table.address(later)),
                  "Those that are listed are proved."));
          return;
        }
        int[] above = IntStream.range(0, earlier).toArray();
        long[][] both = cases.space().both(earlier, later);
        Covering.Answer answer =
            effort.ask(limit / 200, part -> Covering.of(cases.space(), part, both, above));
        switch (answer) {
          case Covering.Answer.Open hole -> {
            found++;
            findings.add(overlap(earlier, later, hole.point()));
          }
          case Covering.Answer.Covered _ -> {}
          case Covering.Answer.Unsettled() -> open++;
        }
      }
    }
    if (open > 0) {
      undecided.add(
          new Undecided(
              table.name(),
              "Whether %d more pairs of rows take cases from each other was not settled within the limit of work."
                  .formatted(open),
              "All other pairs were."));
    }
  }

  private boolean mayOverlap(int earlier, int later) {
    effort.spend(table.columns().size());
    return outcomes[earlier] != outcomes[later]
        && answered[earlier].length > 0
        && answered[later].length > 0
        && cases.space().meet(earlier, later)
        && !cases.space().contains(later, earlier)
        && !cases.space().contains(earlier, later);
  }

  private Finding.Overlap overlap(int earlier, int later, int[] point) {
    var cells = new ArrayList<CellAddress>(table.cells(later));
    cells.addAll(table.cells(earlier));
    return new Finding.Overlap(
        table.name(),
        table.address(earlier),
        table.address(later),
        cells,
        witness(point, earlier, later));
  }

  private Witness witness(int[] point, int... rows) {
    return cases.witness(
        point,
        table.columns().stream()
            .filter(column -> Arrays.stream(rows).anyMatch(column::isTestedBy))
            .map(AnalyzedTable.Column::name)
            .toList());
  }
}
