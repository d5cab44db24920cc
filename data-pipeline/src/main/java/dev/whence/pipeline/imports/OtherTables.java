package dev.whence.pipeline.imports;

import dev.whence.pipeline.history.HistoryTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Holds freshly built rows to those of other tables, and of the history that they are added to:
/// returns to their lines, lines to what came back of them, groups to the rows they would replace.
///
/// What cannot be is noted in the table [#REFUSED], by `seq` of the built row, with the `field`,
/// `value` and `reason` of a [Fault]. The database joins and sorts; one row is in memory.
final class OtherTables {

  static final String REFUSED = "refused";

  private static final String MICROS = "(second * 1000000 + nano // 1000)";

  private final Scratch scratch;
  private final Path built;
  private final Optional<Path> history;
  private final long shiftDays;

  /// @param built where the tables lie that this import has made so far
  /// @param history that the rows are added to, if they are
  OtherTables(Scratch scratch, Path built, Optional<Path> history, long shiftDays) {
    this.scratch = scratch;
    this.built = built;
    this.history = history;
    this.shiftDays = shiftDays;
  }

  /// @param rows the table of built rows
  void check(Mapping.Table table, String rows) throws IOException {
    scratch.run(
        "CREATE OR REPLACE TABLE %s (seq BIGINT, field VARCHAR, value VARCHAR, reason VARCHAR)"
            .formatted(REFUSED));
    if (history.isPresent() && !table.groupBy().isEmpty() && !table.wholeGroups()) {
      checkGroups(table, history.get(), rows);
    }
    if (table.target().equals(CanonicalTable.RETURNS)) {
      checkReturns(rows);
    }
    if (table.target().equals(CanonicalTable.ORDER_LINES) && history.isPresent()) {
      checkLines(history.get(), rows);
    }
  }

  /// Nobody can tell whether a group is all of the older row or what was missing of it.
  private void checkGroups(Mapping.Table table, Path folder, String rows) throws IOException {
    CanonicalTable<?> target = table.target();
    List<Path> files = target.history().files(folder);
    if (files.isEmpty()) {
      return;
    }
    HistoryAddition.view(scratch, target.history(), "older", files);
    var same = new ArrayList<String>();
    for (String column : target.named()) {
      String fresh =
          switch (Optional.ofNullable(target.columns().get(column)).orElseThrow().type()) {
            case TIME ->
                "epoch_us(b.%s::TIMESTAMPTZ) + %d".formatted(column, shiftDays * 86_400_000_000L);
            default -> "coalesce(b.%s, '')".formatted(column);
          };
      same.add(
          fresh.startsWith("epoch_us")
              ? "%s = epoch_us(o.%s)".formatted(fresh, column)
              : "%s = coalesce(o.%s::VARCHAR, '')".formatted(fresh, column));
    }
    scratch.run(
        "INSERT INTO %s SELECT seq, '%s', concat_ws(' ', %s), 'has rows in the history already, and nobody can tell whether these are all of the group; maybe bring all rows of a group in one file, and say so: groups: whole' FROM %s AS b SEMI JOIN older AS o ON (%s)"
            .formatted(
                REFUSED,
                String.join(" ", target.named()),
                target.named().stream().map(name -> "b." + name).collect(Collectors.joining(", ")),
                rows,
                String.join(" AND ", same)));
  }

  /// In the order of their times, returns take what is left of their line.
  private void checkReturns(String rows) throws IOException {
    if (!viewLines()) {
      return;
    }
    viewOlderReturns(rows);
    try (var returns =
            scratch.query(
                """
                SELECT b.seq, %1$s, b.units::BIGINT, l.quantity, l.ordered, coalesce(t.units, 0),
                  b.order_id, b.line_id, b.returned_at, b.units,
                  CASE WHEN l.order_id IS NULL THEN 'none' WHEN l.canceled THEN 'canceled' ELSE '' END
                FROM %2$s AS b
                LEFT JOIN known_lines AS l ON b.order_id = l.order_id AND b.line_id = l.line_id
                LEFT JOIN (SELECT order_id, line_id, sum(units)::BIGINT AS units FROM older_returns
                  GROUP BY ALL) AS t ON b.order_id = t.order_id AND b.line_id = t.line_id
                WHERE seq NOT IN (SELECT seq FROM %3$s)
                ORDER BY b.order_id, b.line_id, %1$s, b.seq
                """
                    .formatted(MICROS, rows, REFUSED));
        var refused = scratch.append(REFUSED)) {
      String line = "";
      long left = 0;
      while (returns.next()) {
        String id = returns.text(7) + " " + returns.text(8);
        if (!id.equals(line)) {
          line = id;
          left = returns.number(4) - returns.number(6);
        }
        Optional<Fault> fault = fault(returns, id, left);
        if (fault.isPresent()) {
          refuse(refused, returns.number(1), fault.get());
        } else {
          left -= returns.number(3);
        }
      }
    }
  }

  private Optional<Fault> fault(Scratch.Rows returns, String id, long left) throws IOException {
    return switch (returns.text(11)) {
      case "none" ->
          Optional.of(
              new Fault(
                  "order_id line_id",
                  id,
                  "is no line of the history; maybe it was rejected, or comes in a later file"));
      case "canceled" ->
          Optional.of(new Fault("order_id line_id", id, "is a canceled line: nothing comes back"));
      default -> {
        if (returns.number(2) < returns.number(5)) {
          yield Optional.of(
              new Fault(
                  "returned_at",
                  returns.text(9),
                  "lies before the order of its line at %s; maybe the file has days only: at: \"23:59\""
                      .formatted(time(returns.number(5)))));
        }
        yield returns.number(3) > left
            ? Optional.of(
                new Fault(
                    "units",
                    returns.text(10),
                    "come back of line %s, which has %d left of %d; maybe a return stands there twice"
                        .formatted(id, Math.max(0, left), returns.number(4))))
            : Optional.empty();
      }
    };
  }

  /// A line that takes the place of an older one has to have what came back of that.
  private void checkLines(Path folder, String rows) throws IOException {
    List<Path> files = HistoryTable.RETURNS.files(folder);
    if (files.isEmpty()) {
      return;
    }
    HistoryAddition.view(scratch, HistoryTable.RETURNS, "returned", files);
    try (var lines =
            scratch.query(
                """
                SELECT b.seq, r.units, r.first, b.order_id, b.line_id
                FROM %s AS b
                JOIN (SELECT order_id, line_id, sum(coalesce(units, 1))::BIGINT AS units,
                  min(epoch_us(returned_at)) AS first FROM returned GROUP BY ALL) AS r
                  USING (order_id, line_id)
                WHERE (lower(canceled) = 'true' OR quantity::BIGINT < r.units OR %s > r.first)
                  AND seq NOT IN (SELECT seq FROM %s)
                """
                    .formatted(rows, MICROS, REFUSED));
        var refused = scratch.append(REFUSED)) {
      while (lines.next()) {
        refuse(
            refused,
            lines.number(1),
            new Fault(
                "order_id line_id",
                lines.text(4) + " " + lines.text(5),
                "has to be ordered by %s and to have %d units, which came back; maybe import the whole history anew"
                    .formatted(time(lines.number(3)), lines.number(2))));
      }
    }
  }

  private static void refuse(Scratch.Appender refused, long seq, Fault fault) throws IOException {
    refused.row(List.of(seq, fault.field(), fault.value(), fault.reason()));
  }

  /// As the files have it, before times were moved.
  private Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).minus(shiftDays, ChronoUnit.DAYS);
  }

  /// All lines of the history to be; false if it has no such table.
  private boolean viewLines() throws IOException {
    Path fresh = HistoryTable.ORDER_LINES.file(built);
    List<Path> older = history.map(HistoryTable.ORDER_LINES::files).orElse(List.of());
    var parts = new ArrayList<String>();
    String columns =
        "order_id, line_id, coalesce(quantity, 1)::BIGINT AS quantity, coalesce(canceled, false) AS canceled, epoch_us(ordered_at) AS ordered";
    if (Files.isRegularFile(fresh)) {
      HistoryAddition.view(scratch, HistoryTable.ORDER_LINES, "fresh_lines", List.of(fresh));
      parts.add("SELECT %s FROM fresh_lines".formatted(columns));
    }
    if (!older.isEmpty()) {
      HistoryAddition.view(scratch, HistoryTable.ORDER_LINES, "older_lines", older);
      parts.add(
          "SELECT %s FROM older_lines%s"
              .formatted(
                  columns,
                  parts.isEmpty() ? "" : " ANTI JOIN fresh_lines USING (order_id, line_id)"));
    }
    if (parts.isEmpty()) {
      return false;
    }
    scratch.run("CREATE OR REPLACE VIEW known_lines AS " + String.join(" UNION ALL ", parts));
    return true;
  }

  /// The older returns that stay.
  private void viewOlderReturns(String rows) throws IOException {
    List<Path> older = history.map(HistoryTable.RETURNS::files).orElse(List.of());
    if (older.isEmpty()) {
      scratch.run(
          "CREATE OR REPLACE VIEW older_returns AS SELECT '' AS order_id, '' AS line_id, 0 AS units LIMIT 0");
      return;
    }
    HistoryAddition.view(scratch, HistoryTable.RETURNS, "returned", older);
    scratch.run(
        """
        CREATE OR REPLACE VIEW older_returns AS
        SELECT order_id, line_id, coalesce(units, 1) AS units FROM returned AS r
        ANTI JOIN (SELECT order_id, line_id, %s AS micros FROM %s) AS b
          ON r.order_id = b.order_id AND r.line_id = b.line_id AND epoch_us(r.returned_at) = b.micros
        """
            .formatted(MICROS, rows));
  }
}
