package dev.whence.service.tabletests;

import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;

/// In how many decisions of a day each row answered. Thread-safe, also for several processes.
public final class RowCountStore {
  /// Rows in the order of the key, so that two processes do not wait for each other crosswise.
  private static final String ADD =
      """
      INSERT INTO rule_row_days (rule_set, day, table_name, rule_id, decisions)
      SELECT rule_set, day::date, table_name, rule_id, decisions
      FROM unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::int[])
        AS counted (rule_set, day, table_name, rule_id, decisions)
      ORDER BY 1, 2, 3, 4
      ON CONFLICT (rule_set, day, table_name, rule_id)
      DO UPDATE SET decisions = rule_row_days.decisions + excluded.decisions
      """;

  private static final String FORGET = "DELETE FROM rule_row_days WHERE day = ?";

  private static final String SINCE =
      """
      SELECT rule_set, day, table_name, rule_id, decisions FROM rule_row_days
      WHERE day >= ? ORDER BY day, rule_set, table_name, rule_id
      """;

  private static final String DECISIONS =
      """
      SELECT id::text FROM decisions
      WHERE decided_at >= ?::date AT TIME ZONE 'UTC'
        AND decided_at < (?::date + 1) AT TIME ZONE 'UTC' AND rule_set_version IS NOT NULL
        AND id > ?::text::uuid
      ORDER BY id LIMIT ?
      """;

  private final Database database;

  public RowCountStore(Database database) {
    this.database = database;
  }

  /// @param table empty for the decisions themselves
  /// @param ruleId likewise
  public record RowDay(int ruleSet, LocalDate day, String table, String ruleId)
      implements Comparable<RowDay> {
    private static final Comparator<RowDay> ORDER =
        Comparator.comparingInt(RowDay::ruleSet)
            .thenComparing(RowDay::day)
            .thenComparing(RowDay::table)
            .thenComparing(RowDay::ruleId);

    static RowDay ofDecisions(int ruleSet, LocalDate day) {
      return new RowDay(ruleSet, day, "", "");
    }

    public boolean isOfDecisions() {
      return table.isEmpty();
    }

    @Override
    public int compareTo(RowDay other) {
      return ORDER.compare(this, other);
    }
  }

  /// @param decisions in which the row answered something
  public record Count(RowDay key, long decisions) {}

  void add(SortedMap<RowDay, Long> counts) {
    database.transact(connection -> {
      add(new StatementBatch(), counts).send(connection).close();
      return true;
    });
  }

  private static StatementBatch add(StatementBatch batch, SortedMap<RowDay, Long> counts) {
    List<RowDay> keys = new ArrayList<>(counts.keySet());
    return batch.add(
        ADD,
        new IntArray(keys.stream().map(RowDay::ruleSet).toList()),
        TextArray.of(keys.stream().map(key -> key.day().toString()).toList()),
        TextArray.of(keys.stream().map(RowDay::table).toList()),
        TextArray.of(keys.stream().map(RowDay::ruleId).toList()),
        new IntArray(counts.values().stream().map(Math::toIntExact).toList()));
  }

  /// Puts counts in the place of those of a day.
  void replace(LocalDate day, SortedMap<RowDay, Long> counts) {
    database.transact(connection -> {
      var batch = new StatementBatch().add(FORGET, day);
      if (!counts.isEmpty()) {
        add(batch, counts);
      }
      batch.send(connection).close();
      return true;
    });
  }

  /// All counts from a day on, of all rule sets.
  public List<Count> since(LocalDate day) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(SINCE, day).send(connection)) {
        return answers.rows(
            SINCE,
            row ->
                new Count(
                    new RowDay(
                        row.getInt("rule_set"),
                        row.getObject("day", LocalDate.class),
                        row.getString("table_name"),
                        row.getString("rule_id")),
                    row.getLong("decisions")));
      }
    });
  }

  /// Decisions of a day by their ids, a part.
  List<String> decisions(LocalDate day, String after, int most) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(DECISIONS, day, day, after, most).send(connection)) {
        return answers.rows(DECISIONS, row -> row.getString(1));
      }
    });
  }
}
