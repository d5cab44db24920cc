package dev.whence.rules.tables;

import dev.whence.rules.tables.analysis.PlantedTable;
import dev.whence.rules.tables.analysis.PlantedTable.Flaw;
import dev.whence.rules.tables.analysis.PlantedTable.Kind;
import dev.whence.rules.tables.analysis.TableAnalysis;
import java.io.PrintStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.kie.api.builder.Message;
import org.kie.dmn.api.core.DMNMessage;
import org.kie.dmn.api.core.DMNMessageType;
import org.kie.dmn.validation.DMNValidator;
import org.kie.dmn.validation.DMNValidatorFactory;

/// Prints which flaws that were planted in small tables are found by whom, what is told that is not
/// so, and how long it takes. What is so is known by going through every case of a table.
///
/// KIE analyzes a table by its hit policy, so it is asked three times, and whatever it says once
/// counts as found: first match as it is; unique, where it looks for overlaps and for rows to be
/// joined; and by priority in the order of the rows, which means the same as first match where all
/// outcomes differ, and where it looks for masked rows.
public final class AnalysisComparison {
  private static final int TABLES = Integer.getInteger("tables", 20);
  private static final Map<String, List<Kind>> ROUNDS = new LinkedHashMap<>();

  static {
    ROUNDS.put("whole numbers", List.of(Kind.WHOLE, Kind.WHOLE, Kind.WHOLE));
    ROUNDS.put("decimals", List.of(Kind.DECIMAL, Kind.DECIMAL, Kind.DECIMAL));
    ROUNDS.put("days", List.of(Kind.DAY, Kind.DAY, Kind.WHOLE));
    ROUNDS.put("words of a list", List.of(Kind.WORD, Kind.WORD, Kind.WHOLE));
    ROUNDS.put("open text", List.of(Kind.TEXT, Kind.TEXT, Kind.WHOLE));
  }

  private static final List<String> HIT_POLICIES = List.of("FIRST", "UNIQUE", "PRIORITY");
  private static final DMNValidator KIE = DMNValidatorFactory.newValidator();

  private AnalysisComparison() {}

  /// What an analysis told of a table.
  ///
  /// @param untrue in words, what it told that is not so
  /// @param refused in words, what it could not look at, empty for nothing
  /// @param nanos of one analysis
  private record Told(Set<Flaw> flaws, Set<String> untrue, String refused, long nanos) {}

  private static final class Score {
    private final Map<Flaw, Integer> found = new EnumMap<>(Flaw.class);
    private final Map<String, Integer> untrue = new LinkedHashMap<>();
    private final Map<String, Integer> refused = new LinkedHashMap<>();
    private final List<Long> nanos = new ArrayList<>();

    void add(
        PlantedTable table, Set<Flaw> planted, Flaw flaw, Function<PlantedTable, Told> analysis) {
      Told told = analysis.apply(table);
      nanos.add(told.nanos());
      if (told.flaws().containsAll(planted)) {
        found.merge(flaw, 1, Integer::sum);
      }
      told.untrue().forEach(each -> untrue.merge(each, 1, Integer::sum));
      if (!told.refused().isEmpty()) {
        refused.merge(told.refused(), 1, Integer::sum);
      }
    }

    void addClean(PlantedTable table, Function<PlantedTable, Told> analysis) {
      Told told = analysis.apply(table);
      told.untrue()
          .forEach(each -> untrue.merge(each + " in a table without a flaw", 1, Integer::sum));
    }

    String milliseconds() {
      List<Long> sorted = nanos.stream().sorted().toList();
      return "%.1f".formatted(sorted.get(sorted.size() / 2) / 1e6);
    }

    String untrue() {
      return untrue.isEmpty() ? "none" : untrue.toString();
    }
  }

  /// `-Dtables=20` is how many tables there are of each kind; sizes of large tables follow as
  /// arguments.
  public static void main(String[] sizes) {
    PrintStream out = System.out;
    out.println("| columns | flaw | tables | Whence | KIE |");
    out.println("|---|---|---|---|---|");
    var scores = new LinkedHashMap<String, List<Score>>();
    ROUNDS.forEach((round, kinds) -> {
      var random = new Random(round.hashCode());
      var whence = new Score();
      var kie = new Score();
      scores.put(round, List.of(whence, kie));
      for (int i = 0; i < TABLES; i++) {
        PlantedTable clean = PlantedTable.clean(random, kinds);
        whence.addClean(clean, AnalysisComparison::whence);
        kie.addClean(clean, AnalysisComparison::kie);
      }
      for (Flaw flaw : Flaw.values()) {
        for (int i = 0; i < TABLES; i++) {
          PlantedTable table = PlantedTable.with(flaw, random, kinds);
          whence.add(table, table.flaws(), flaw, AnalysisComparison::whence);
          kie.add(table, table.flaws(), flaw, AnalysisComparison::kie);
        }
        out.printf(
            "| %s | %s | %d | %d | %d |%n",
            round,
            flaw.words(),
            TABLES,
            whence.found.getOrDefault(flaw, 0),
            kie.found.getOrDefault(flaw, 0));
      }
    });
    out.println();
    out.println("| columns | | told that is not so | not looked at | ms a table, median |");
    out.println("|---|---|---|---|---|");
    scores.forEach((round, both) -> {
      for (int i = 0; i < 2; i++) {
        Score score = both.get(i);
        out.printf(
            "| %s | %s | %s | %s | %s |%n",
            round,
            i == 0 ? "Whence" : "KIE",
            score.untrue(),
            score.refused.isEmpty() ? "none" : score.refused,
            score.milliseconds());
      }
    });
    Arrays.stream(sizes).map(Integer::valueOf).forEach(rows -> large(out, rows));
  }

  private static void large(PrintStream out, int rows) {
    GeneratedTable table = GeneratedTable.of(1, rows, false);
    for (int round = 0; round < 2; round++) {
      long start = System.nanoTime();
      int findings =
          RuleBook.check(Map.of("return-intervention.csv", table.csv())).analyses().stream()
              .mapToInt(each -> each.findings().size())
              .sum();
      out.printf(
          "%d rows, Whence: %d findings, %.0f ms%n",
          rows, findings, (System.nanoTime() - start) / 1e6);
    }
    long start = System.nanoTime();
    int messages = analyzed(table.dmn()).size();
    out.printf(
        "%d rows, KIE: %d messages, %.0f ms%n", rows, messages, (System.nanoTime() - start) / 1e6);
  }

  private static Told whence(PlantedTable table) {
    long start = System.nanoTime();
    TableAnalysis analysis = table.analyze();
    long nanos = System.nanoTime() - start;
    Set<Flaw> told = PlantedTable.told(analysis);
    Set<Flaw> flaws = table.flaws();
    var untrue = new TreeSet<String>();
    told.stream().filter(flaw -> !flaws.contains(flaw)).forEach(flaw -> untrue.add(flaw.words()));
    if (!PlantedTable.toldSilent(analysis).equals(table.silent())) {
      untrue.add("rows that never answer");
    }
    return new Told(told, untrue, "", nanos);
  }

  private static Told kie(PlantedTable table) {
    var told = EnumSet.noneOf(Flaw.class);
    var untrue = new TreeSet<String>();
    var refused = new TreeSet<String>();
    Set<Flaw> flaws = table.flaws();
    long nanos = 0;
    for (String hitPolicy : HIT_POLICIES) {
      long start = System.nanoTime();
      List<DMNMessage> messages = analyzed(dmn(table, hitPolicy));
      nanos += System.nanoTime() - start;
      for (DMNMessage message : messages) {
        DMNMessageType type = message.getMessageType();
        switch (type) {
          case DECISION_TABLE_GAP -> {
            told.add(Flaw.GAP);
            if (!flaws.contains(Flaw.GAP)) {
              untrue.add("gap");
            }
          }
          case DECISION_TABLE_OVERLAP, DECISION_TABLE_OVERLAP_HITPOLICY_UNIQUE -> {
            told.add(Flaw.OVERLAP);
            if (!table.isAnyTwoInOneCase()) {
              untrue.add("overlap");
            }
          }
          case DECISION_TABLE_MASKED_RULE -> {
            told.add(Flaw.SHADOWED_BY_ONE);
            told.add(Flaw.SHADOWED_BY_MANY);
            if (table.silent().isEmpty()) {
              untrue.add("masked rule");
            }
          }
          case DECISION_TABLE_CONTRACTION_RULE, DECISION_TABLE_2NDNFVIOLATION -> {
            told.add(Flaw.COLUMN_NEVER_MATTERS);
            if (!flaws.contains(Flaw.COLUMN_NEVER_MATTERS)) {
              untrue.add("contraction");
            }
          }
          case DECISION_TABLE_ANALYSIS_ERROR -> refused.add(refused(hitPolicy, message));
          default -> {
            if (message.getLevel() == Message.Level.ERROR
                && type != DMNMessageType.DECISION_TABLE_ANALYSIS_EMPTY
                && !type.name().startsWith("DECISION_TABLE_")) {
              refused.add(refused(hitPolicy, message));
            }
          }
        }
      }
    }
    return new Told(
        told, untrue, refused.isEmpty() ? "" : refused.first(), nanos / HIT_POLICIES.size());
  }

  /// Without what differs from table to table.
  private static String refused(String hitPolicy, DMNMessage message) {
    return hitPolicy
        + ": "
        + message.getText().replaceAll(" for rules: [0-9 ]+", " ").replaceAll(" \\(DMN id.*", "");
  }

  private static List<DMNMessage> analyzed(String dmn) {
    return KIE.validateUsing(DMNValidator.Validation.ANALYZE_DECISION_TABLE)
        .theseModels(new StringReader(dmn));
  }

  private static String dmn(PlantedTable table, String hitPolicy) {
    List<Kind> kinds = table.columns();
    return DmnText.of(
        hitPolicy,
        IntStream.range(0, kinds.size())
            .mapToObj(
                c -> new DmnText.Input("column" + c, kinds.get(c).feel(), kinds.get(c).allowed()))
            .toList(),
        table.rows().stream()
            .map(row ->
                new DmnText.Rule(
                    IntStream.range(0, kinds.size())
                        .mapToObj(c -> kinds.get(c).unaryTests(row.slots().get(c)))
                        .toList(),
                    row.outcome()))
            .toList());
  }
}
