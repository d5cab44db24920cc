package dev.whence.pipeline.imports;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.HistoryWriter;
import dev.whence.pipeline.imports.Fault.FaultException;
import dev.whence.pipeline.imports.ImportReport.Counts;
import dev.whence.pipeline.imports.ImportReport.TableCounts;
import dev.whence.pipeline.imports.LoadedSource.SourceRow;
import dev.whence.text.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Brings a history of CSV files into canonical Parquet files.
///
/// Every row read ends in a table, under a filter's name, or in `rejects.csv`; the counts are
/// checked to add up. The sources are held in memory, with the columns that the mapping uses.
///
/// The tables are written beside the old ones and take their place, one after the other, when all
/// of them are there and useful; so a run that fails, is killed or finds a full disk before leaves
/// the old history. What a killed run has left is cleared by the next.
public final class Importer {

  private static final String DRAFT = ".import-";

  private final Mapping mapping;
  private final Path sourceFolder;
  private final Path out;
  private final Path draft;
  private final Limits limits;
  private final LongConsumer progress;

  private Importer(
      Mapping mapping,
      Path sourceFolder,
      Path out,
      Path draft,
      Limits limits,
      LongConsumer progress) {
    this.mapping = mapping;
    this.sourceFolder = sourceFolder;
    this.out = out;
    this.draft = draft;
    this.limits = limits;
    this.progress = progress;
  }

  /// What an import is to do beside its mapping.
  ///
  /// @param shiftDays moves every time and date, for instance to make an old history look new
  /// @param mostRejected share of the rows of a file or table, 0 to 1, above which the history that
  ///   lies there stays
  public record Limits(long shiftDays, double mostRejected) {}

  /// @param progress is told how many bytes of the source files, as they lie there, are read
  /// @return what was done; the tables were put in place if it [ImportReport#isUseful]
  /// @throws WrongMappingException if the mapping is wrong; nothing is written then
  /// @throws IOException if a file cannot be read or written
  public static ImportReport run(
      Path mappingFile, Path sourceFolder, Path out, Limits limits, LongConsumer progress)
      throws IOException {
    Mapping mapping = MappingReader.read(mappingFile, sourceFolder);
    Files.createDirectories(out);
    try (var left = Files.newDirectoryStream(out, DRAFT + "*")) {
      for (Path folder : left) {
        FileTree.delete(folder);
      }
    }
    Path draft = Files.createTempDirectory(out, DRAFT);
    try {
      ImportReport report = new Importer(mapping, sourceFolder, out, draft, limits, progress).run();
      if (report.isUseful(limits.mostRejected())) {
        for (Mapping.Table table : mapping.tables()) {
          HistoryTable<?> history = table.target().history();
          Files.move(history.file(draft), history.file(out), REPLACE_EXISTING, ATOMIC_MOVE);
        }
      }
      return report;
    } finally {
      FileTree.delete(draft);
    }
  }

  /// Bytes of all source files that a mapping names and that are there: the whole of `read`.
  ///
  /// @throws WrongMappingException if the mapping is wrong
  public static long bytesToRead(Path mappingFile, Path sourceFolder) throws IOException {
    long bytes = 0;
    for (Mapping.Source source : MappingReader.read(mappingFile, sourceFolder).sources().values()) {
      bytes += Files.size(MappingReader.find(sourceFolder, source).orElseThrow());
    }
    return bytes;
  }

  private ImportReport run() throws IOException {
    try (RejectFile rejects = RejectFile.create(out)) {
      Map<String, LoadedSource> sources = load(rejects);
      var sourceCounts = new LinkedHashMap<String, Counts>();
      sources.forEach((name, source) -> sourceCounts.put(name, source.counts()));
      var tableCounts = new LinkedHashMap<String, TableCounts>();
      for (Mapping.Table table : mapping.tables()) {
        TableCounts counts = new TableRun<>(table.target(), table, sources, rejects).run();
        tableCounts.put(table.target().name(), counts);
      }
      return new ImportReport(limits.shiftDays(), sourceCounts, tableCounts);
    }
  }

  private Map<String, LoadedSource> load(RejectFile rejects) throws IOException {
    var loaded = new LinkedHashMap<String, LoadedSource>();
    long done = 0;
    for (Mapping.Source source : mapping.sources().values()) {
      Path file = MappingReader.find(sourceFolder, source).orElseThrow();
      long before = done;
      loaded.put(
          source.name(),
          LoadedSource.load(
              source, file, usedColumns(source), rejects, n -> progress.accept(before + n)));
      done += Files.size(file);
      progress.accept(done);
    }
    return loaded;
  }

  private Set<String> usedColumns(Mapping.Source source) {
    var used = new HashSet<>(source.key());
    for (Condition filter : source.filters()) {
      filter.value().references().map(Importer::columnOf).forEach(used::add);
    }
    if (source.duplicates() instanceof Mapping.Duplicates.Mean(var columns)) {
      used.addAll(columns);
    }
    for (Mapping.Table table : mapping.tables()) {
      Set<String> aliases =
          Stream.concat(
                  table.joins().stream(),
                  table.match().stream()
                      .map(match -> new Mapping.Join(match.source(), match.as(), List.of(), false)))
              .filter(join -> join.source().equals(source.name()))
              .map(Mapping.Join::as)
              .collect(Collectors.toCollection(HashSet::new));
      if (table.from().equals(source.name())) {
        aliases.add(source.name());
      }
      table
          .references()
          .filter(reference -> aliases.contains(reference.substring(0, reference.indexOf('.'))))
          .map(Importer::columnOf)
          .forEach(used::add);
    }
    return used;
  }

  private static String columnOf(String reference) {
    return reference.substring(reference.indexOf('.') + 1);
  }

  /// One table on its way from the driving source to its file.
  private final class TableRun<T> {
    private final CanonicalTable<T> target;
    private final Mapping.Table table;
    private final Map<String, LoadedSource> sources;
    private final LoadedSource from;
    private final RejectFile rejects;
    private final Counts.Builder counts = new Counts.Builder();
    private final Set<String> keys = new HashSet<>();

    private TableRun(
        CanonicalTable<T> target,
        Mapping.Table table,
        Map<String, LoadedSource> sources,
        RejectFile rejects) {
      this.target = target;
      this.table = table;
      this.sources = sources;
      this.from = get(table.from(), sources);
      this.rejects = rejects;
    }

    private TableCounts run() throws IOException {
      var groups = new LinkedHashMap<List<String>, List<Row>>();
      for (Row row : driving()) {
        if (isFiltered(row)) {
          continue;
        }
        List<String> key =
            table.groupBy().isEmpty()
                ? List.of(Integer.toString(groups.size()))
                : table.groupBy().stream().map(row::get).toList();
        groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
      }
      var rows = new ArrayList<T>();
      for (List<Row> group : groups.values()) {
        build(new Row.Group(group), rows);
      }
      rows.sort(target.order());
      return new TableCounts(counts.build(), write(target.finish().apply(rows)));
    }

    /// The rows of the driving source with everything joined; matched ones once for each row that
    /// they take from.
    private List<Row> driving() throws IOException {
      var rows = new ArrayList<Row>();
      if (table.match().isEmpty()) {
        for (SourceRow sourceRow : from.rows()) {
          counts.read(1);
          joined(from.asRow(sourceRow)).ifPresent(rows::add);
        }
        return rows;
      }
      Mapping.Match match = table.match().get();
      var earlier = new EarlierUnits(match, get(match.source(), sources));
      var inTime = new TreeMap<Instant, List<Row>>();
      for (SourceRow sourceRow : from.rows()) {
        counts.read(1);
        Row row = from.asRow(sourceRow);
        try {
          inTime.computeIfAbsent(earlier.at(row), _ -> new ArrayList<>()).add(row);
        } catch (FaultException e) {
          reject(List.of(row), List.of(e.fault()));
        }
      }
      for (List<Row> atOnce : inTime.values()) {
        for (Row row : atOnce) {
          try {
            List<EarlierUnits.Taken> taken = earlier.take(row);
            if (taken.isEmpty()) {
              counts.filtered(Mapping.Match.UNMATCHED, 1);
              continue;
            }
            counts.read(taken.size() - 1L); // it is so many rows from here on
            for (EarlierUnits.Taken part : taken) {
              joined(with(row, match, part)).ifPresent(rows::add);
            }
          } catch (FaultException e) {
            reject(List.of(row), List.of(e.fault()));
          }
        }
      }
      return rows;
    }

    private static Row with(Row row, Mapping.Match match, EarlierUnits.Taken part) {
      var cells = new HashMap<>(row.cells());
      part.row().values().forEach((column, value) -> cells.put(match.as() + "." + column, value));
      cells.put(
          match.as() + "." + Mapping.Match.TAKEN,
          part.units().stripTrailingZeros().toPlainString());
      return new Row(row.line(), cells);
    }

    /// The row with its partners; empty after it was rejected for the lack of one.
    private Optional<Row> joined(Row driving) throws IOException {
      try {
        return Optional.of(withPartners(driving));
      } catch (FaultException e) {
        reject(List.of(driving), List.of(e.fault()));
        return Optional.empty();
      }
    }

    private Row withPartners(Row driving) {
      var cells = new HashMap<>(driving.cells());
      var row = new Row(driving.line(), cells);
      for (Mapping.Join join : table.joins()) {
        List<String> key = join.on().stream().map(row::get).toList();
        LoadedSource source = get(join.source(), sources);
        var partner = source.find(key);
        if (partner.isEmpty() && !join.optional()) {
          throw source.noPartner(key);
        }
        partner.ifPresent(found ->
            found.values().forEach((column, value) -> cells.put(join.as() + "." + column, value)));
      }
      return row;
    }

    private boolean isFiltered(Row row) {
      for (Condition filter : table.filters()) {
        if (!filter.keeps(row)) {
          counts.filtered(filter.name(), 1);
          return true;
        }
      }
      return false;
    }

    private void build(Row.Group group, List<T> rows) throws IOException {
      var texts = new HashMap<String, String>();
      var faults = new ArrayList<Fault>();
      for (CanonicalTable.Column column : target.columns().values()) {
        try {
          texts.put(column.name(), text(column, group));
        } catch (FaultException e) {
          Fault fault = e.fault();
          String source = fault.field().isEmpty() ? "" : " (" + fault.field() + ")";
          faults.add(new Fault(column.name() + source, fault.value(), fault.reason()));
        }
      }
      if (faults.isEmpty()) {
        try {
          T row = target.build().apply(new Cells(texts, limits.shiftDays()));
          String key = target.key().apply(row);
          if (!keys.add(key)) {
            throw new FaultException("", key, "is the key of an earlier row, too");
          }
          rows.add(row);
          counts.kept(group.rows().size());
          return;
        } catch (FaultException e) {
          faults.add(e.fault());
        } catch (IllegalArgumentException | ArithmeticException e) {
          faults.add(new Fault("", "", String.valueOf(e.getMessage()).replace('\n', ' ')));
        }
      }
      reject(group.rows(), faults);
    }

    private String text(CanonicalTable.Column column, Row.Group group) {
      Recipe recipe = table.columns().get(column.name());
      String text = recipe == null ? "" : recipe.of(group);
      if (text.isEmpty()) {
        return column.fallback().orElseThrow(() -> new FaultException("", "", "is missing"));
      }
      var complaint = column.type().complaint(text);
      if (complaint.isPresent()) {
        throw new FaultException("", text, complaint.get());
      }
      return text;
    }

    private void reject(List<Row> rows, List<Fault> faults) throws IOException {
      counts.rejected(rows.size());
      for (Row row : rows) {
        for (Fault fault : faults) {
          rejects.write(from.fileName(), row.line(), fault, target.name());
        }
      }
    }

    private long write(List<T> rows) {
      HistoryTable<T> history = target.history();
      try (HistoryWriter<T> writer = history.create(draft)) {
        rows.forEach(writer::write);
        writer.commit();
        return writer.rows();
      }
    }

    private static LoadedSource get(String name, Map<String, LoadedSource> sources) {
      LoadedSource source = sources.get(name);
      if (source == null) {
        throw new IllegalStateException("No source " + name + " is loaded.");
      }
      return source;
    }
  }
}
