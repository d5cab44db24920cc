package dev.whence.pipeline.imports;

import dev.whence.pipeline.imports.Fault.FaultException;
import dev.whence.pipeline.imports.ImportReport.Counts;
import dev.whence.text.CsvText;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One source file as a table on disk: its good rows, with the columns the mapping uses, and what
/// became of the others.
final class StoredSource {

  private static final String NUMBER = "line";

  private final Mapping.Source source;
  private final Path file;
  private final String table;
  private final List<String> columns;
  private final Map<String, Integer> places;
  private final RejectFile rejects;
  private final Scratch scratch;
  private final Counts.Builder counts;

  /// @param table its name in the scratch database, of no other source
  /// @param used the columns worth keeping
  /// @param known what became of its rows, if they are in the table already
  StoredSource(
      Mapping.Source source,
      Path file,
      String table,
      Set<String> used,
      Optional<Counts> known,
      RejectFile rejects,
      Scratch scratch) {
    this.source = source;
    this.file = file;
    this.table = table;
    this.columns = used.stream().filter(name -> !name.equals(Row.LINE)).sorted().toList();
    this.counts = known.map(Counts.Builder::new).orElseGet(Counts.Builder::new);
    this.places = places(columns, column -> source.name() + "." + column);
    this.rejects = rejects;
    this.scratch = scratch;
  }

  String fileName() {
    return String.valueOf(file.getFileName());
  }

  /// The name of its table in the scratch database. Each row has a `line` and the columns that
  /// [#column] tells.
  String table() {
    return table;
  }

  Counts counts() {
    return counts.build();
  }

  List<String> key() {
    return source.key().stream().map(this::column).toList();
  }

  /// What a column of the file is called in its table: positions, as files may call theirs
  /// anything.
  String column(String name) {
    return name.equals(Row.LINE) ? NUMBER : "c" + columns.indexOf(name);
  }

  /// The text of a fault, for a join that finds nothing.
  FaultException noPartner(List<String> key) {
    return new FaultException(
        String.join(" ", source.key()), String.join(" ", key), "has no row in " + fileName());
  }

  /// All rows, in no order, with columns called `source.column`.
  RowReader rows() throws IOException {
    return reader("SELECT line" + comma(columnNames()) + " FROM " + table);
  }

  /// Reads rows one by one.
  record RowReader(Scratch.Rows rows, Map<String, Integer> places, int columns)
      implements AutoCloseable {
    boolean next() throws IOException {
      return rows.next();
    }

    Row row() throws IOException {
      var values = new ArrayList<String>(columns + 1);
      for (int i = 0; i < columns; i++) {
        values.add(rows.text(i + 2));
      }
      values.add(rows.text(1));
      return new Row(rows.number(1), places, values);
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }

  private RowReader reader(String sql) throws IOException {
    return new RowReader(scratch.query(sql), places, columns.size());
  }

  /// The line number stands behind the columns.
  private static Map<String, Integer> places(
      List<String> columns, Function<String, String> reference) {
    var places = new HashMap<String, Integer>();
    for (int i = 0; i < columns.size(); i++) {
      places.put(reference.apply(columns.get(i)), i);
    }
    places.put(reference.apply(Row.LINE), columns.size());
    return Map.copyOf(places);
  }

  private List<String> columnNames() {
    return IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).toList();
  }

  private static String comma(List<String> names) {
    return names.stream().map(name -> ", " + name).collect(Collectors.joining());
  }

  private void create(String name, String more) throws IOException {
    scratch.run(
        "CREATE TABLE %s (line BIGINT%s%s)"
            .formatted(
                name,
                comma(columnNames().stream().map(column -> column + " VARCHAR").toList()),
                more));
  }

  /// Reads the file into the table.
  void read(LongConsumer bytesRead) throws IOException {
    boolean byTime = source.duplicates() instanceof Mapping.Duplicates.ByTime;
    create(table, byTime ? ", second BIGINT, nano INTEGER" : "");
    if (source.dropEqual()) {
      readFirstOfEqual(bytesRead);
    } else {
      try (var good = scratch.append(table)) {
        parse(bytesRead, (row, all) -> accept(row, good));
      }
    }
    if (!source.key().isEmpty()) {
      switch (source.duplicates()) {
        case Mapping.Duplicates.Reject reject -> dropRepeatedKeys();
        case Mapping.Duplicates.First first -> dropRepeatedKeys();
        case Mapping.Duplicates.ByTime(var _, var latest) -> keepByTime(latest);
        case Mapping.Duplicates.Keep keep -> {}
        case Mapping.Duplicates.Mean(var averaged) -> average(averaged);
      }
    }
  }

  private interface Parsed {
    /// @param all the fields of the row, also of columns that are not used
    void row(Row row, List<String> all) throws IOException;
  }

  private void parse(LongConsumer bytesRead, Parsed parsed) throws IOException {
    try (CsvFile csv = CsvFile.open(file, source.encoding(), source.delimiter(), bytesRead)) {
      csv.skip(source.skippedLines());
      List<String> header =
          csv.next().orElseThrow() instanceof CsvFile.Entry.Fields(var line, var names)
              ? names
              : List.of();
      List<String> called = ColumnNames.of(header);
      List<Integer> used = columns.stream().map(called::indexOf).toList();
      var fillDown = new FillDown(source.fillDown().stream().map(called::indexOf).toList());
      for (var entry = csv.next(); entry.isPresent(); entry = csv.next()) {
        counts.read(1);
        switch (entry.get()) {
          case CsvFile.Entry.Blank blank -> counts.filtered("blank-line", 1);
          case CsvFile.Entry.Malformed(var line, var text, var reason) -> {
            fillDown.forget();
            reject(line, new Fault("", text, reason));
          }
          case CsvFile.Entry.Fields(var line, var read) -> {
            List<String> values = ColumnNames.fitted(header, read);
            if (values.size() == header.size()) {
              List<String> filled = fillDown.filled(values);
              parsed.row(new Row(line, places, used(used, filled, line)), filled);
            } else {
              fillDown.forget();
              reject(
                  line,
                  new Fault(
                      "",
                      String.join(String.valueOf(source.delimiter()), values),
                      "has %d fields, the header %d".formatted(values.size(), header.size())));
            }
          }
        }
      }
    }
  }

  private List<String> used(List<Integer> used, List<String> values, long line) {
    var texts = new ArrayList<String>(used.size() + 1);
    for (int column : used) {
      texts.add(column < 0 ? "" : present(value(values.get(column))));
    }
    texts.add(Long.toString(line));
    return texts;
  }

  private String value(String text) {
    return source.trims() ? Blanks.strip(text) : text;
  }

  private String present(String value) {
    return source.missing().contains(value) ? "" : value;
  }

  private void readFirstOfEqual(LongConsumer bytesRead) throws IOException {
    String all = table + "_all";
    create(all, ", whole VARCHAR");
    try (var rows = scratch.append(all)) {
      parse(
          bytesRead,
          (row, fields) ->
              rows.row(
                  Stream.concat(cells(row, row.values()).stream(), Stream.of(CsvText.row(fields)))
                      .toList()));
    }
    scratch.run(
        "CREATE TABLE first_line AS SELECT min(line) AS line FROM %s GROUP BY whole"
            .formatted(all));
    counts.filtered(
        "equal-row",
        scratch.number("SELECT count(*) FROM " + all)
            - scratch.number("SELECT count(*) FROM first_line"));
    try (var firsts =
            reader(
                "SELECT line%s FROM %s SEMI JOIN first_line USING (line)"
                    .formatted(comma(columnNames()), all));
        var good = scratch.append(table)) {
      while (firsts.next()) {
        accept(firsts.row(), good);
      }
    }
    scratch.run("DROP TABLE first_line");
    scratch.run("DROP TABLE " + all);
  }

  /// A row as the table has it.
  private List<Object> cells(Row row, List<String> values) {
    var cells = new ArrayList<Object>(columns.size() + 1);
    cells.add(row.line());
    cells.addAll(values.subList(0, columns.size()));
    return cells;
  }

  private void accept(Row row, Scratch.Appender good) throws IOException {
    for (Condition filter : source.filters()) {
      try {
        if (!filter.keeps(new Row.Group(List.of(row)))) {
          counts.filtered(filter.name(), 1);
          return;
        }
      } catch (FaultException e) {
        reject(row.line(), e.fault());
        return;
      }
    }
    if (!compute(row)) {
      return;
    }
    if (key(row).contains("")) {
      reject(row.line(), new Fault(String.join(" ", source.key()), "", "has no key"));
      return;
    }
    if (source.duplicates() instanceof Mapping.Duplicates.Mean(var averaged)) {
      for (String column : averaged) {
        String text = Blanks.strip(row.get(source.name() + "." + column));
        Optional<BigDecimal> number = source.numbers().number(text);
        if (number.isEmpty()) {
          reject(row.line(), new Fault(column, text, source.numbers().complaint(text)));
          return;
        }
        row.values().set(columns.indexOf(column), number.get().toPlainString());
      }
    }
    if (source.duplicates() instanceof Mapping.Duplicates.ByTime(var by, var _)) {
      Optional<Instant> time = time(by, row);
      if (time.isPresent()) {
        var cells = new ArrayList<Object>(cells(row, row.values()));
        Instant at = time.get();
        cells.add(at.getEpochSecond());
        cells.add(at.getNano());
        counts.kept(1);
        good.row(cells);
      }
      return;
    }
    counts.kept(1);
    good.row(cells(row, row.values()));
  }

  /// By which of several rows one is chosen; empty if the row was rejected for it.
  private Optional<Instant> time(Recipe by, Row row) throws IOException {
    String field = "by (%s)".formatted(String.join(" ", by.references().toList()));
    String text = "";
    try {
      text = by.of(new Row.Group(List.of(row)));
      return Optional.of(Instant.parse(text));
    } catch (FaultException e) {
      Fault fault = e.fault();
      reject(row.line(), new Fault(field, fault.value(), fault.reason()));
    } catch (DateTimeException e) {
      reject(
          row.line(), new Fault(field, text, "is no instant to choose a row by; maybe {time: …}"));
    }
    return Optional.empty();
  }

  /// Fills the computed columns that are used; false if the row was rejected for it.
  private boolean compute(Row row) throws IOException {
    for (var computed : source.computed().entrySet()) {
      Integer place = places.get(source.name() + "." + computed.getKey());
      if (place == null) {
        continue;
      }
      try {
        row.values().set(place, computed.getValue().of(new Row.Group(List.of(row))));
      } catch (FaultException e) {
        Fault fault = e.fault();
        reject(
            row.line(),
            new Fault(
                "%s (%s)".formatted(computed.getKey(), fault.field()),
                fault.value(),
                fault.reason()));
        return false;
      }
    }
    return true;
  }

  List<String> key(Row row) {
    return source.key().stream().map(column -> row.get(source.name() + "." + column)).toList();
  }

  private void reject(long line, Fault fault) throws IOException {
    counts.rejected(1);
    rejects.write(fileName(), line, fault, "");
  }

  /// Of rows with one key the first stays.
  private void dropRepeatedKeys() throws IOException {
    String key = String.join(", ", key());
    scratch.run(
        """
        CREATE TABLE repeated AS
        SELECT line FROM %1$s
        JOIN (SELECT min(line) AS first_line, %2$s FROM %1$s GROUP BY %2$s HAVING count(*) > 1)
        USING (%2$s) WHERE line > first_line
        """
            .formatted(table, key));
    long repeated = scratch.number("SELECT count(*) FROM repeated");
    counts.kept(-repeated);
    if (source.duplicates() instanceof Mapping.Duplicates.First) {
      counts.filtered("duplicate-key", repeated);
    } else {
      try (var rows =
          reader(
              "SELECT line%s FROM %s SEMI JOIN repeated USING (line)"
                  .formatted(comma(columnNames()), table))) {
        while (rows.next()) {
          Row row = rows.row();
          reject(
              row.line(),
              new Fault(
                  String.join(" ", source.key()),
                  String.join(" ", key(row)),
                  "is the key of an earlier row, too; maybe another one of duplicates, or a further column in the key"));
        }
      }
    }
    if (repeated > 0) {
      scratch.run("DELETE FROM %s WHERE line IN (SELECT line FROM repeated)".formatted(table));
    }
    scratch.run("DROP TABLE repeated");
  }

  /// Of rows with one key the one with the first or last time stays, of several the first.
  private void keepByTime(boolean latest) throws IOException {
    scratch.run(
        """
        CREATE TABLE chosen AS
        SELECT %s(line, {'s': second, 'n': nano, 'l': %s}) AS line FROM %s GROUP BY %s
        """
            .formatted(
                latest ? "arg_max" : "arg_min",
                latest ? "-line" : "line",
                table,
                String.join(", ", key())));
    long others =
        scratch.number("SELECT count(*) FROM %s ANTI JOIN chosen USING (line)".formatted(table));
    if (others > 0) {
      scratch.run("DELETE FROM %s WHERE line NOT IN (SELECT line FROM chosen)".formatted(table));
    }
    counts.kept(-others);
    counts.filtered("duplicate-key", others);
    scratch.run("DROP TABLE chosen");
  }

  /// One row for each key: the first, with the means of all.
  private void average(List<String> averaged) throws IOException {
    String all = table + "_all";
    scratch.run("ALTER TABLE %s RENAME TO %s".formatted(table, all));
    create(table, "");
    try (var rows =
            reader(
                "SELECT line%s FROM %s ORDER BY %s, line"
                    .formatted(comma(columnNames()), all, String.join(", ", key())));
        var means = scratch.append(table)) {
      Pool pool = null;
      while (rows.next()) {
        Row row = rows.row();
        if (pool == null || !key(pool.first).equals(key(row))) {
          if (pool != null) {
            means.row(pool.mean());
          }
          pool = new Pool(row, averaged);
        }
        pool.add(row);
      }
      if (pool != null) {
        means.row(pool.mean());
      }
    }
    scratch.run("DROP TABLE " + all);
  }

  /// Rows of one key, to be averaged.
  private final class Pool {
    private final Row first;
    private final List<Integer> averaged;
    private final Map<Integer, BigDecimal> sums = new HashMap<>();
    private long count;

    private Pool(Row first, List<String> averaged) {
      this.first = first;
      this.averaged = averaged.stream().map(columns::indexOf).toList();
    }

    private void add(Row row) {
      for (int column : averaged) {
        sums.merge(column, new BigDecimal(row.values().get(column)), BigDecimal::add);
      }
      count++;
    }

    private List<Object> mean() {
      var values = new ArrayList<>(first.values());
      sums.forEach((column, sum) ->
          values.set(
              column,
              sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL64).toPlainString()));
      return cells(first, values);
    }
  }
}
