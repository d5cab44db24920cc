package dev.whence.pipeline.imports;

import dev.whence.pipeline.history.HistoryDraft;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.HistoryWriter;
import dev.whence.pipeline.imports.ImportReport.Added;
import java.io.IOException;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Adds freshly imported rows of one table to those of the history that lies there: what has the
/// key of an older row takes its place, everything else stays.
///
/// The table lies by month afterwards. Only months that a row comes to or goes from are written;
/// the files of the others are taken over as they lie.
final class HistoryAddition<T> {

  private static final String FRESH = "fresh";

  private static final String OLD = "old";

  private final CanonicalTable<T> table;
  private final HistoryTable<T> history;
  private final Path folder;
  private final HistoryDraft draft;
  private final Scratch scratch;
  private final List<Path> oldFiles;
  private final String keys;

  private HistoryAddition(
      CanonicalTable<T> table, Path folder, HistoryDraft draft, Scratch scratch) {
    this.table = table;
    this.history = table.history();
    this.draft = draft;
    this.scratch = scratch;
    this.folder = folder.toAbsolutePath();
    this.oldFiles = history.files(this.folder);
    this.keys = String.join(", ", table.named());
  }

  /// @param fresh folder with the rows to add, in one file of the table
  /// @param folder of the history that lies there; nothing of it is changed
  /// @param draft gets the table
  /// @throws java.io.UncheckedIOException if an old file is not readable as this table
  static <T> Added add(
      CanonicalTable<T> table, Path fresh, Path folder, HistoryDraft draft, Scratch scratch)
      throws IOException {
    table.history().check(folder);
    return new HistoryAddition<>(table, folder, draft, scratch).add(table.history().file(fresh));
  }

  private Added add(Path fresh) throws IOException {
    view(scratch, history, FRESH, List.of(fresh));
    if (oldFiles.isEmpty()) {
      scratch.run(
          "CREATE OR REPLACE VIEW %s AS SELECT *, '' AS file FROM %s LIMIT 0"
              .formatted(OLD, FRESH));
    } else {
      view(scratch, history, OLD, oldFiles);
    }
    long added = count(FRESH);
    long old = count(OLD);
    long replaced =
        scratch.number(
            "SELECT count(*) FROM %s SEMI JOIN %s USING (%s)".formatted(OLD, FRESH, keys));
    Set<Path> rewritten = rewritten();
    Set<YearMonth> months = write(rewritten);
    for (Path file : oldFiles) {
      if (!rewritten.contains(file)) {
        draft.keep(file);
      }
    }
    return new Added(
        added - replaced,
        replaced,
        old - replaced,
        months.stream().map(YearMonth::toString).toList(),
        history.files(draft.folder()).size());
  }

  private long count(String rows) throws IOException {
    return scratch.number("SELECT count(*) FROM " + rows);
  }

  /// The rows of files, with all columns; one that a file lacks is null, and gets its default when
  /// the row is read.
  static void view(Scratch scratch, HistoryTable<?> history, String name, List<Path> files)
      throws IOException {
    String read =
        "read_parquet(%s, union_by_name = true, hive_partitioning = false, filename = 'file')"
            .formatted(files.stream().map(Scratch::quoted).toList());
    var there = new HashSet<String>();
    try (var columns = scratch.query("DESCRIBE SELECT * FROM " + read)) {
      while (columns.next()) {
        there.add(columns.text(1));
      }
    }
    scratch.run(
        "CREATE OR REPLACE VIEW %s AS SELECT file, %s FROM %s"
            .formatted(
                name,
                history.columns().stream()
                    .map(column -> there.contains(column) ? column : "NULL AS " + column)
                    .collect(Collectors.joining(", ")),
                read));
  }

  /// The old files that cannot stay as they are: of months that rows come to, or with a row whose
  /// place is taken or whose order has a line more, and all that share a month with one of them; or
  /// the one file of all months.
  private Set<Path> rewritten() throws IOException {
    if (table.dated().isEmpty() || oldFiles.contains(history.file(folder))) {
      return Set.copyOf(oldFiles);
    }
    var months = new HashSet<>(texts("SELECT DISTINCT %s FROM %s".formatted(month(), FRESH)));
    var files =
        new HashSet<>(
            texts(
                "SELECT DISTINCT file FROM %s SEMI JOIN %s USING (%s)"
                    .formatted(OLD, FRESH, together())));
    record Lying(String file, String month) {}
    var lying = new ArrayList<Lying>();
    try (var rows = scratch.query("SELECT DISTINCT file, %s FROM %s".formatted(month(), OLD))) {
      while (rows.next()) {
        lying.add(new Lying(rows.text(1), rows.text(2)));
      }
    }
    int known;
    do {
      known = months.size() + files.size();
      for (Lying each : lying) {
        if (months.contains(each.month()) || files.contains(each.file())) {
          months.add(each.month());
          files.add(each.file());
        }
      }
    } while (months.size() + files.size() > known);
    return oldFiles.stream()
        .filter(file -> files.contains(file.toString()))
        .collect(Collectors.toSet());
  }

  /// What rows have in common that have to be written together.
  private String together() {
    return table.totals().isPresent() ? "order_id" : keys;
  }

  private String month() {
    return "strftime(%s, '%%Y-%%m')".formatted(table.dated());
  }

  private List<String> texts(String sql) throws IOException {
    var texts = new ArrayList<String>();
    try (var rows = scratch.query(sql)) {
      while (rows.next()) {
        texts.add(rows.text(1));
      }
    }
    return texts;
  }

  private Set<YearMonth> write(Set<Path> rewritten) throws IOException {
    String columns = String.join(", ", history.columns());
    String among = rewritten.stream().map(Scratch::quoted).collect(Collectors.joining(", "));
    String older =
        rewritten.isEmpty()
            ? ""
            : " UNION ALL SELECT %s FROM (SELECT * FROM %s WHERE file IN (%s)) ANTI JOIN %s USING (%s)"
                .formatted(columns, OLD, among, FRESH, keys);
    scratch.run(
        "CREATE OR REPLACE VIEW together AS SELECT %s FROM %s%s".formatted(columns, FRESH, older));
    var months = new TreeSet<YearMonth>();
    Optional<HistoryWriter<T>> writer = Optional.empty();
    try (var rows =
        scratch.query("SELECT * FROM (%s) ORDER BY %s".formatted(withTotals(), table.sqlOrder()))) {
      if (table.dated().isEmpty()) {
        writer = Optional.of(history.create(draft.folder()));
      }
      while (rows.next()) {
        T row = rows.row(history);
        if (!table.dated().isEmpty()) {
          YearMonth month = YearMonth.from(table.place().apply(row).at().atOffset(ZoneOffset.UTC));
          if (months.add(month)) {
            writer.ifPresent(HistoryWriter::commit);
            writer = Optional.of(history.create(draft.folder(), month));
          }
        }
        writer.orElseThrow().write(row);
      }
      writer.ifPresent(HistoryWriter::commit);
    } finally {
      writer.ifPresent(HistoryWriter::close);
    }
    return months;
  }

  /// What a line knows of its whole order is known anew where the order has got lines.
  private String withTotals() {
    if (table.totals().isEmpty()) {
      return "SELECT * FROM together";
    }
    return """
    SELECT together.* REPLACE (
      coalesce(o.units, order_units) AS order_units,
      coalesce(o.lines, order_lines) AS order_lines,
      coalesce(c.units, same_category_units) AS same_category_units)
    FROM together
    LEFT JOIN (SELECT order_id, sum(coalesce(quantity, 1))::BIGINT AS units, count(*) AS lines
      FROM together SEMI JOIN fresh USING (order_id) GROUP BY order_id) AS o
      ON together.order_id = o.order_id
    LEFT JOIN (SELECT order_id, coalesce(category, '') AS category,
        sum(coalesce(quantity, 1))::BIGINT AS units
      FROM together SEMI JOIN fresh USING (order_id) GROUP BY ALL) AS c
      ON together.order_id = c.order_id AND coalesce(together.category, '') = c.category
    """;
  }
}
