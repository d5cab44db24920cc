package dev.whence.pipeline.imports;

import dev.whence.pipeline.imports.Fault.FaultException;
import dev.whence.pipeline.imports.ImportReport.Counts;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/// One source file in memory: its good rows, with the columns the mapping uses, and what became of
/// the others.
final class LoadedSource {

  /// A row's line in the file and its values by column name.
  record SourceRow(long line, Map<String, String> values) {}

  /// Rows of one key, to be averaged.
  private static final class Pool {
    private final SourceRow first;
    private final Map<String, BigDecimal> sums = new HashMap<>();
    private int count;

    private Pool(SourceRow first) {
      this.first = first;
    }
  }

  private final Mapping.Source source;
  private final Path file;
  private final Set<String> used;
  private final RejectFile rejects;
  private final Counts.Builder counts = new Counts.Builder();
  private final List<SourceRow> rows = new ArrayList<>();
  private final Map<List<String>, SourceRow> byKey = new HashMap<>();
  private final Map<List<String>, Pool> pools = new LinkedHashMap<>();
  private final Map<List<String>, List<SourceRow>> all = new HashMap<>();
  private final Set<List<String>> seen = new HashSet<>();

  private LoadedSource(Mapping.Source source, Path file, Set<String> used, RejectFile rejects) {
    this.source = source;
    this.file = file;
    this.used = used;
    this.rejects = rejects;
  }

  /// @param used the columns worth keeping
  static LoadedSource load(
      Mapping.Source source,
      Path file,
      Set<String> used,
      RejectFile rejects,
      LongConsumer bytesRead)
      throws IOException {
    var loaded = new LoadedSource(source, file, used, rejects);
    loaded.read(bytesRead);
    return loaded;
  }

  List<SourceRow> rows() {
    return rows;
  }

  Optional<SourceRow> find(List<String> key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /// All rows of a key, in file order; of a source with `duplicates: keep`.
  List<SourceRow> findAll(List<String> key) {
    return all.getOrDefault(key, List.of());
  }

  String fileName() {
    return String.valueOf(file.getFileName());
  }

  Mapping.Source mapping() {
    return source;
  }

  Counts counts() {
    return counts.build();
  }

  private void read(LongConsumer bytesRead) throws IOException {
    try (CsvFile csv = CsvFile.open(file, source.encoding(), source.delimiter(), bytesRead)) {
      List<String> header =
          csv.next().orElseThrow() instanceof CsvFile.Entry.Fields(var line, var names)
              ? names
              : List.of();
      for (var entry = csv.next(); entry.isPresent(); entry = csv.next()) {
        counts.read(1);
        switch (entry.get()) {
          case CsvFile.Entry.Blank blank -> counts.filtered("blank-line", 1);
          case CsvFile.Entry.Malformed(var line, var text, var reason) ->
              reject(line, new Fault("", text, reason));
          case CsvFile.Entry.Fields(var line, var values) -> accept(line, header, values);
        }
      }
    }
    pools.forEach((key, pool) -> keep(key, average(pool)));
    seen.clear();
  }

  private void accept(long line, List<String> header, List<String> values) throws IOException {
    if (values.size() != header.size()) {
      reject(
          line,
          new Fault(
              "",
              String.join(String.valueOf(source.delimiter()), values),
              "has %d fields, the header %d".formatted(values.size(), header.size())));
      return;
    }
    if (source.dropEqual() && !seen.add(values)) {
      counts.filtered("equal-row", 1);
      return;
    }
    var kept = new HashMap<String, String>();
    if (used.contains(Row.LINE)) {
      kept.put(Row.LINE, Long.toString(line));
    }
    for (int i = 0; i < header.size(); i++) {
      String value = values.get(i);
      if (used.contains(header.get(i)) && !value.isEmpty() && !source.missing().contains(value)) {
        kept.put(header.get(i), value);
      }
    }
    var row = new SourceRow(line, kept);
    for (Condition filter : source.filters()) {
      if (!filter.keeps(asRow(row))) {
        counts.filtered(filter.name(), 1);
        return;
      }
    }
    if (source.key().isEmpty()) {
      rows.add(row);
      counts.kept(1);
      return;
    }
    List<String> key = source.key().stream().map(column -> kept.getOrDefault(column, "")).toList();
    if (key.contains("")) {
      reject(line, new Fault(String.join(" ", source.key()), "", "has no key"));
      return;
    }
    switch (source.duplicates()) {
      case Mapping.Duplicates.Reject reject -> {
        if (byKey.containsKey(key)) {
          reject(
              line,
              new Fault(
                  String.join(" ", source.key()),
                  String.join(" ", key),
                  "is the key of an earlier row, too"));
        } else {
          counts.kept(1);
          keep(key, row);
        }
      }
      case Mapping.Duplicates.First first -> {
        if (byKey.containsKey(key)) {
          counts.filtered("duplicate-key", 1);
        } else {
          counts.kept(1);
          keep(key, row);
        }
      }
      case Mapping.Duplicates.Keep keep -> {
        counts.kept(1);
        rows.add(row);
        all.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
      }
      case Mapping.Duplicates.Mean(var columns) -> pool(key, row, columns);
    }
  }

  private void pool(List<String> key, SourceRow row, List<String> columns) throws IOException {
    var numbers = new HashMap<String, BigDecimal>();
    for (String column : columns) {
      String text = row.values().getOrDefault(column, "");
      try {
        numbers.put(column, new BigDecimal(text));
      } catch (NumberFormatException e) {
        reject(row.line(), new Fault(column, text, "is not a number"));
        return;
      }
    }
    Pool pool = pools.computeIfAbsent(key, _ -> new Pool(row));
    numbers.forEach((column, number) -> pool.sums.merge(column, number, BigDecimal::add));
    pool.count++;
    counts.kept(1);
  }

  private static SourceRow average(Pool pool) {
    var values = new HashMap<>(pool.first.values());
    pool.sums.forEach((column, sum) ->
        values.put(
            column,
            sum.divide(BigDecimal.valueOf(pool.count), MathContext.DECIMAL64).toPlainString()));
    return new SourceRow(pool.first.line(), values);
  }

  private void keep(List<String> key, SourceRow row) {
    byKey.put(key, row);
    rows.add(row);
  }

  private void reject(long line, Fault fault) throws IOException {
    counts.rejected(1);
    rejects.write(fileName(), line, fault, "");
  }

  /// The row with its columns called `source.column`.
  Row asRow(SourceRow row) {
    var cells = new HashMap<String, String>();
    row.values().forEach((column, value) -> cells.put(source.name() + "." + column, value));
    return new Row(row.line(), cells);
  }

  /// The text of a fault, for a join that finds nothing.
  FaultException noPartner(List<String> key) {
    return new FaultException(
        String.join(" ", source.key()), String.join(" ", key), "has no row in " + fileName());
  }
}
