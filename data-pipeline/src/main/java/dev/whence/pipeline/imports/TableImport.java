package dev.whence.pipeline.imports;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.HistoryWriter;
import dev.whence.pipeline.imports.Fault.FaultException;
import dev.whence.pipeline.imports.ImportReport.Counts;
import dev.whence.pipeline.imports.ImportReport.TableCounts;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// One table on its way from the driving source to its file.
///
/// The database joins the rows and, where they are grouped, brings those of a group together; here
/// the recipes make canonical rows of them, one group in memory at a time; the database finds the
/// keys that come twice and sorts.
final class TableImport<T> {

  /// Canonical rows before they are sorted, as texts: `seq` numbers them in the order of the file,
  /// `lines` are those of the file that a row was made of.
  private static final String BUILT = "built";

  private final CanonicalTable<T> target;
  private final List<CanonicalTable.Column> targetColumns;
  private final Map<String, Integer> targetPlaces = new HashMap<>();
  private final Mapping.Table table;
  private final Map<String, StoredSource> sources;
  private final StoredSource from;
  private final Scratch scratch;
  private final RejectFile rejects;
  private final OtherTables others;
  private final Importer.Limits limits;
  private final PossibleTimes possible;
  private final Counts.Builder counts = new Counts.Builder();

  TableImport(
      CanonicalTable<T> target,
      Mapping.Table table,
      Map<String, StoredSource> sources,
      Scratch scratch,
      RejectFile rejects,
      OtherTables others,
      Importer.Limits limits) {
    this.target = target;
    this.targetColumns = List.copyOf(target.columns().values());
    for (int i = 0; i < targetColumns.size(); i++) {
      targetPlaces.put(targetColumns.get(i).name(), i);
    }
    this.table = table;
    this.sources = sources;
    this.from = source(table.from());
    this.scratch = scratch;
    this.rejects = rejects;
    this.others = others;
    this.limits = limits;
    this.possible = new PossibleTimes(limits.now());
  }

  private Cells cells(List<String> texts) {
    return new Cells(targetPlaces, texts, limits.shiftDays());
  }

  private StoredSource source(String name) {
    StoredSource source = sources.get(name);
    if (source == null) {
      throw new IllegalStateException("No source " + name + " is stored.");
    }
    return source;
  }

  /// Writes the table's file into a folder.
  TableCounts run(Path folder, ImportStages stages, ImportStages.Work work) throws IOException {
    stages.joining(work);
    if (table.match().isPresent()) {
      match(table.match().get());
    }
    scratch.run(
        "CREATE TABLE %s (seq BIGINT, lines VARCHAR, line_count BIGINT, key VARCHAR, second BIGINT, nano INTEGER, id VARCHAR, id2 VARCHAR, %s)"
            .formatted(BUILT, columns(" VARCHAR")));
    try (var joined = new Joined();
        var built = scratch.append(BUILT)) {
      stages.building(work);
      build(joined, built, stages);
    }
    if (table.match().isPresent()) {
      scratch.run("DROP TABLE " + EarlierUnits.TABLE);
    }
    stages.sorting(work);
    dropRepeatedKeys();
    dropRefused();
    long written = write(folder, stages, work);
    scratch.run("DROP TABLE " + BUILT);
    return new TableCounts(counts.build(), written);
  }

  private String columns(String suffix) {
    return targetColumns.stream()
        .map(column -> column.name() + suffix)
        .collect(Collectors.joining(", "));
  }

  private void match(Mapping.Match match) throws IOException {
    new EarlierUnits(match, from, source(match.source()), scratch)
        .find(
            new EarlierUnits.Told() {
              @Override
              public void read() {
                counts.read(1);
              }

              @Override
              public void took(int parts) {
                if (parts == 0) {
                  counts.filtered(Mapping.Match.UNMATCHED, 1);
                } else {
                  counts.read(parts - 1L); // it is so many rows from here on
                }
              }

              @Override
              public void cannot(long line, Fault fault) throws IOException {
                reject(List.of(line), List.of(fault));
              }
            });
  }

  /// The rows of the driving source with everything joined; matched ones once for each row that
  /// they take from. Rows of a group come one after the other.
  private final class Joined implements AutoCloseable {
    private final List<String> references = table.references().distinct().sorted().toList();
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<String, String> expressions = new HashMap<>();
    private final Scratch.Rows rows;

    private Joined() throws IOException {
      var select = new StringBuilder();
      String order = table.match().isPresent() ? "t.seq" : "d.line";
      select.append("SELECT ").append(order).append(", d.line");
      var tables = new StringBuilder(" FROM " + from.table() + " AS d");
      call(table.from(), "d", from);
      table
          .match()
          .ifPresent(match -> {
            StoredSource earlier = source(match.source());
            tables.append(
                " JOIN %s AS t ON t.line = d.line JOIN %s AS m ON m.line = t.part_line"
                    .formatted(EarlierUnits.TABLE, earlier.table()));
            call(match.as(), "m", earlier);
            expressions.put(match.as() + "." + Mapping.Match.TAKEN, "t.units");
          });
      for (int i = 0; i < table.joins().size(); i++) {
        Mapping.Join join = table.joins().get(i);
        StoredSource partner = source(join.source());
        String alias = "j" + i;
        tables.append(" LEFT JOIN %s AS %s ON ".formatted(partner.table(), alias));
        for (int k = 0; k < join.on().size(); k++) {
          tables.append(k == 0 ? "" : " AND ");
          tables.append(alias + "." + partner.key().get(k) + " = " + sql(join.on().get(k)));
        }
        call(join.as(), alias, partner);
        select.append(", " + alias + ".line");
      }
      for (int i = 0; i < references.size(); i++) {
        places.put(references.get(i), i);
        select.append(", ").append(sql(references.get(i)));
      }
      select.append(tables);
      if (!table.groupBy().isEmpty()) {
        table.groupBy().forEach(reference -> groupOrder(select, sql(reference)));
        select.append(", " + order);
      }
      rows = scratch.query(select.toString());
    }

    private static void groupOrder(StringBuilder select, String expression) {
      select.append(select.indexOf(" ORDER BY ") < 0 ? " ORDER BY " : ", ").append(expression);
    }

    private void call(String name, String alias, StoredSource source) {
      references.stream()
          .filter(reference -> reference.startsWith(name + "."))
          .forEach(reference ->
              expressions.putIfAbsent(
                  reference, alias + "." + source.column(reference.substring(name.length() + 1))));
    }

    private String sql(String reference) {
      String expression = expressions.get(reference);
      if (expression == null) {
        throw new IllegalStateException("Nothing is called " + reference);
      }
      return expression;
    }

    private boolean next() throws IOException {
      return rows.next();
    }

    private long seq() throws IOException {
      return rows.number(1);
    }

    private Row row() throws IOException {
      var values = new ArrayList<String>(references.size());
      for (int i = 0; i < references.size(); i++) {
        values.add(rows.text(3 + table.joins().size() + i));
      }
      return new Row(rows.number(2), places, values);
    }

    /// What a row lacks: the partner of a join that is not optional.
    private Optional<Fault> lacks(Row row) throws IOException {
      for (int i = 0; i < table.joins().size(); i++) {
        Mapping.Join join = table.joins().get(i);
        if (!join.optional() && rows.number(3 + i) == 0) {
          List<String> key = join.on().stream().map(row::get).toList();
          return Optional.of(source(join.source()).noPartner(key).fault());
        }
      }
      return Optional.empty();
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }

  private void build(Joined joined, Scratch.Appender built, ImportStages stages)
      throws IOException {
    var group = new ArrayList<Row>();
    List<String> groupKey = List.of();
    long seq = 0;
    long row = 0;
    while (joined.next()) {
      stages.row(++row);
      if (table.match().isEmpty()) {
        counts.read(1);
      }
      Row driving = joined.row();
      Optional<Fault> lacks = joined.lacks(driving);
      if (lacks.isPresent()) {
        reject(List.of(driving.line()), List.of(lacks.get()));
        continue;
      }
      if (isFiltered(driving)) {
        continue;
      }
      List<String> key = table.groupBy().stream().map(driving::get).toList();
      if (!group.isEmpty() && (key.isEmpty() || !key.equals(groupKey))) {
        build(seq, new Row.Group(group), built);
        group.clear();
      }
      if (group.isEmpty()) {
        seq = joined.seq();
        groupKey = key;
      }
      group.add(driving);
    }
    if (!group.isEmpty()) {
      build(seq, new Row.Group(group), built);
    }
  }

  /// Whether the row was counted as filtered, or rejected as nobody can tell.
  private boolean isFiltered(Row row) throws IOException {
    for (Condition filter : table.filters()) {
      try {
        if (!filter.keeps(new Row.Group(List.of(row)))) {
          counts.filtered(filter.name(), 1);
          return true;
        }
      } catch (FaultException e) {
        reject(List.of(row.line()), List.of(e.fault()));
        return true;
      }
    }
    return false;
  }

  private void build(long seq, Row.Group group, Scratch.Appender built) throws IOException {
    var texts = new ArrayList<String>(targetColumns.size());
    var faults = new ArrayList<Fault>();
    for (CanonicalTable.Column column : targetColumns) {
      try {
        texts.add(text(column, group));
      } catch (FaultException e) {
        Fault fault = e.fault();
        String source = fault.field().isEmpty() ? "" : " (" + fault.field() + ")";
        faults.add(new Fault(column.name() + source, fault.value(), fault.reason()));
      }
    }
    if (faults.isEmpty()) {
      try {
        append(seq, group, target.build().apply(cells(texts)), texts, built);
        counts.kept(group.rows().size());
        return;
      } catch (FaultException e) {
        faults.add(e.fault());
      } catch (IllegalArgumentException | ArithmeticException e) {
        faults.add(new Fault("", "", String.valueOf(e.getMessage()).replace('\n', ' ')));
      }
    }
    reject(group.rows().stream().map(Row::line).toList(), faults);
  }

  private String text(CanonicalTable.Column column, Row.Group group) {
    if (column.type() == Type.ATTRIBUTES) {
      return AttributeCells.of(table.attributes(), group);
    }
    Recipe recipe = table.columns().get(column.name());
    String told = recipe == null ? "" : recipe.of(group);
    String text = column.type() == Type.TEXT ? told : Blanks.strip(told);
    if (text.isEmpty()) {
      return column.fallback().orElseThrow(() -> new FaultException("", "", "is missing"));
    }
    var complaint = column.type().complaint(text).or(() -> possible.complaint(column.type(), text));
    if (complaint.isPresent()) {
      throw new FaultException("", text, complaint.get());
    }
    return text;
  }

  private void append(long seq, Row.Group group, T row, List<String> texts, Scratch.Appender built)
      throws IOException {
    CanonicalTable.Place place = target.place().apply(row);
    Instant at = place.at();
    var values = new ArrayList<Object>(8 + targetColumns.size());
    values.add(seq);
    values.add(
        group.rows().stream()
            .map(part -> Long.toString(part.line()))
            .collect(Collectors.joining(" ")));
    values.add((long) group.rows().size());
    values.add(target.key().apply(row));
    values.add(at.getEpochSecond());
    values.add(at.getNano());
    values.add(place.id());
    values.add(place.id2());
    for (int i = 0; i < targetColumns.size(); i++) {
      String text = texts.get(i);
      boolean whole = targetColumns.get(i).type() == Type.WHOLE && !text.isEmpty();
      values.add(whole ? new BigDecimal(text).toBigIntegerExact().toString() : text);
    }
    built.row(values);
  }

  private void reject(List<Long> lines, List<Fault> faults) throws IOException {
    counts.rejected(lines.size());
    for (long line : lines) {
      for (Fault fault : faults) {
        rejects.write(from.fileName(), line, fault, target.name());
      }
    }
  }

  /// Of rows with one key the first stays.
  private void dropRepeatedKeys() throws IOException {
    scratch.run(
        """
        CREATE TABLE repeated AS
        SELECT seq, lines, line_count, key FROM %1$s
        JOIN (SELECT key, min(seq) AS first_seq FROM %1$s GROUP BY key HAVING count(*) > 1)
        USING (key) WHERE seq > first_seq
        """
            .formatted(BUILT));
    boolean any = false;
    try (var rows = scratch.query("SELECT lines, line_count, key FROM repeated")) {
      while (rows.next()) {
        any = true;
        counts.kept(-rows.number(2));
        reject(
            lines(rows),
            List.of(
                new Fault(
                    String.join(" ", target.named()),
                    rows.text(3),
                    "is the key of an earlier row, too; maybe equal rows: first, or another column names rows")));
      }
    }
    if (any) {
      scratch.run("DELETE FROM %s WHERE seq IN (SELECT seq FROM repeated)".formatted(BUILT));
    }
    scratch.run("DROP TABLE repeated");
  }

  /// Rows that do not go with those of other tables.
  private void dropRefused() throws IOException {
    others.check(table, BUILT);
    boolean any = false;
    try (var rows =
        scratch.query(
            "SELECT lines, line_count, r.field, r.value, r.reason FROM %s JOIN %s AS r USING (seq) ORDER BY seq"
                .formatted(BUILT, OtherTables.REFUSED))) {
      while (rows.next()) {
        any = true;
        counts.kept(-rows.number(2));
        reject(lines(rows), List.of(new Fault(rows.text(3), rows.text(4), rows.text(5))));
      }
    }
    if (any) {
      scratch.run(
          "DELETE FROM %s WHERE seq IN (SELECT seq FROM %s)".formatted(BUILT, OtherTables.REFUSED));
    }
    scratch.run("DROP TABLE " + OtherTables.REFUSED);
  }

  private static List<Long> lines(Scratch.Rows rows) throws IOException {
    return List.of(rows.text(1).split(" ")).stream().map(Long::valueOf).toList();
  }

  private long write(Path folder, ImportStages stages, ImportStages.Work work) throws IOException {
    HistoryTable<T> history = target.history();
    long rowsBuilt = scratch.number("SELECT count(*) FROM " + BUILT);
    long row = 0;
    try (HistoryWriter<T> writer = history.create(folder);
        var rows = scratch.query(sorted())) {
      stages.writing(work, rowsBuilt);
      while (rows.next()) {
        stages.row(++row);
        int more = targetColumns.size();
        var texts = new ArrayList<String>(more);
        for (int i = 0; i < more; i++) {
          texts.add(rows.text(i + 1));
        }
        T built = target.build().apply(cells(texts));
        if (target.totals().isPresent()) {
          built =
              target
                  .totals()
                  .get()
                  .with(
                      built,
                      Math.toIntExact(rows.number(more + 1)),
                      Math.toIntExact(rows.number(more + 2)),
                      Math.toIntExact(rows.number(more + 3)));
        }
        writer.write(built);
      }
      writer.commit();
      return writer.rows();
    }
  }

  private String sorted() {
    String order = " ORDER BY second, nano, id, id2, seq";
    if (target.totals().isEmpty()) {
      return "SELECT " + columns("") + " FROM " + BUILT + order;
    }
    return """
    SELECT %1$s, units, lines_of_order, in_category
    FROM %2$s
    JOIN (SELECT order_id, sum(quantity::BIGINT)::BIGINT AS units, count(*) AS lines_of_order
          FROM %2$s GROUP BY order_id) USING (order_id)
    JOIN (SELECT order_id, coalesce(category, '') AS of_category,
                 sum(quantity::BIGINT)::BIGINT AS in_category
          FROM %2$s GROUP BY ALL) AS c USING (order_id)
    WHERE of_category = coalesce(category, '')
    """
            .formatted(columns(""), BUILT)
        + order;
  }
}
