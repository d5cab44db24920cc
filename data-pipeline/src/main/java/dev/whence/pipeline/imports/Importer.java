package dev.whence.pipeline.imports;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.whence.pipeline.history.DeclaredAttributes;
import dev.whence.pipeline.history.HistoryDraft;
import dev.whence.pipeline.history.HistoryShift;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.imports.ImportReport.Added;
import dev.whence.pipeline.imports.ImportReport.Counts;
import dev.whence.pipeline.imports.ImportReport.TableCounts;
import dev.whence.pipeline.imports.Steps.Done;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.text.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Brings a history of CSV files into canonical Parquet files.
///
/// Every row read ends in a table, under a filter's name, or in `rejects.csv`; the counts are
/// checked to add up. Sources and tables lie on disk while they are joined, grouped and sorted
/// ([Scratch]), so memory does not grow with them.
///
/// The tables take the place of the old history as a whole ([HistoryDraft]), or of it with them
/// added ([HistoryAddition]), if they are useful. What a run had done that was killed, the next one
/// goes on with if it is to do the same ([Steps]).
public final class Importer {

  /// In a draft: what is done on the way, and is no part of a history.
  private static final String WORK = "work";

  /// In [#WORK]: the [ImportTask#identity] of what is done there.
  private static final String TASK = "task";

  private final ImportTask task;
  private final Mapping mapping;
  private final HistoryDraft draft;
  private final ImportStages stages;
  private final Set<String> resumed = new LinkedHashSet<>();

  private Importer(ImportTask task, HistoryDraft draft, ImportStages stages) {
    this.task = task;
    this.mapping = task.mapping();
    this.draft = draft;
    this.stages = stages;
  }

  /// What an import is to do beside its mapping.
  ///
  /// @param shiftDays moves every time and date, for instance to make an old history look new
  /// @param mostRejected share of the rows of a file or table, 0 to 1, above which the history that
  ///   lies there stays
  /// @param adds whether the rows are added to the history that lies there; else they take its
  ///   place
  /// @param now after which nothing can have happened
  public record Limits(long shiftDays, double mostRejected, boolean adds, Instant now) {
    public Limits(long shiftDays, double mostRejected, boolean adds) {
      this(shiftDays, mostRejected, adds, Instant.now());
    }
  }

  /// As [#run(Path, Path, Path, Limits, Progress)].
  ///
  /// @param bytesRead is told how many bytes of the source files, as they lie there, are read
  public static ImportReport run(
      Path mappingFile, Path sourceFolder, Path out, Limits limits, LongConsumer bytesRead)
      throws IOException {
    return run(mappingFile, sourceFolder, out, limits, new BytesOnly(bytesRead));
  }

  /// @return what was done; the tables were put in place if it [ImportReport#isUseful]
  /// @throws WrongMappingException if the mapping is wrong, or does not fit the history that rows
  ///   are to be added to; nothing is written then
  /// @throws IOException if a file cannot be read or written
  public static ImportReport run(
      Path mappingFile, Path sourceFolder, Path out, Limits limits, Progress progress)
      throws IOException {
    Mapping mapping = MappingReader.read(mappingFile, sourceFolder);
    var task = new ImportTask(mappingFile, mapping, sourceFolder, out, limits);
    if (limits.adds()) {
      WrongMappingException.throwIfAny(mappingFile, mapping.unfitToAdd());
    }
    task.requireOneShift();
    DeclaredAttributes declared = task.declared();
    String identity = task.identity();
    try (HistoryDraft draft = HistoryDraft.in(out, left -> isOf(left, identity))) {
      begin(draft.folder(), identity);
      ImportReport report = new Importer(task, draft, new ImportStages(progress)).run(declared);
      if (report.isUseful(limits.mostRejected())) {
        declared.write(draft.folder());
        HistoryShift.write(draft.folder(), limits.shiftDays());
        draft.commit();
      } else {
        Files.move(
            draft.folder().resolve(RejectFile.NAME),
            out.resolve(RejectFile.NAME),
            REPLACE_EXISTING,
            ATOMIC_MOVE);
      }
      return report;
    }
  }

  private static boolean isOf(Path left, String identity) throws IOException {
    Path task = left.resolve(WORK).resolve(TASK);
    return Files.isRegularFile(task) && Files.readString(task).equals(identity);
  }

  /// Of a draft that is gone on with nothing stays but [#WORK].
  private static void begin(Path draft, String identity) throws IOException {
    try (var left = Files.newDirectoryStream(draft, file -> !file.endsWith(WORK))) {
      for (Path file : left) {
        FileTree.delete(file);
      }
    }
    Files.writeString(Files.createDirectories(draft.resolve(WORK)).resolve(TASK), identity);
  }

  private ImportReport run(DeclaredAttributes declared) throws IOException {
    Path work = draft.folder().resolve(WORK);
    Path built = work.resolve("built");
    try (Scratch scratch = Scratch.open(work)) {
      Steps steps = Steps.in(scratch, sourceTables());
      ImportReport report = build(built, steps, scratch);
      if (!report.isUseful(task.limits().mostRejected())) {
        return report;
      }
      if (task.limits().adds()) {
        return report
            .with(add(built, scratch))
            .with(
                AttributesThatEnd.in(declared, draft.folder(), scratch),
                MonthsWithoutRows.in(draft.folder(), scratch));
      }
      for (Mapping.Table table : mapping.tables()) {
        Path file = table.target().history().file(built);
        Files.move(file, draft.folder().resolve(built.relativize(file)));
      }
      return report.with(
          AttributesThatEnd.in(declared, draft.folder(), scratch),
          MonthsWithoutRows.in(draft.folder(), scratch));
    }
  }

  /// Makes the tables of what is in the sources.
  private ImportReport build(Path built, Steps steps, Scratch scratch) throws IOException {
    var sourceCounts = new LinkedHashMap<String, Counts>();
    var tableCounts = new LinkedHashMap<String, TableCounts>();
    try (RejectFile rejects = RejectFile.in(scratch)) {
      Map<String, StoredSource> sources = load(steps, rejects, scratch);
      sources.forEach((name, source) -> sourceCounts.put(name, source.counts()));
      stages.known(mapping.tables().stream().map(table -> work(table, sources)).toList());
      for (Mapping.Table table : mapping.tables()) {
        tableCounts.put(table.target().name(), new TableCounts(new Counts.Builder().build(), 0));
      }
      for (Mapping.Table table : returnsLast()) {
        tableCounts.put(
            table.target().name(), build(table, sources, steps, rejects, scratch, built));
      }
      rejects.write(draft.folder());
    }
    return new ImportReport(
        task.limits().shiftDays(),
        sourceCounts,
        tableCounts,
        task.limits().adds(),
        new LinkedHashMap<>(),
        List.copyOf(resumed),
        List.of(),
        List.of());
  }

  /// Returns are held to their lines, so those are made before.
  private List<Mapping.Table> returnsLast() {
    return mapping.tables().stream()
        .sorted(Comparator.comparing(table -> table.target().equals(CanonicalTable.RETURNS)))
        .toList();
  }

  private static String step(Mapping.Source source) {
    return "source " + source.name();
  }

  /// What the sources are called in the scratch database, by step.
  private Map<String, String> sourceTables() {
    var tables = new HashMap<String, String>();
    for (Mapping.Source source : mapping.sources().values()) {
      tables.put(step(source), "source" + tables.size());
    }
    return tables;
  }

  private Map<String, StoredSource> load(Steps steps, RejectFile rejects, Scratch scratch)
      throws IOException {
    Map<String, String> tables = sourceTables();
    var loaded = new LinkedHashMap<String, StoredSource>();
    long read = 0;
    stages.reading(
        task.bytes(),
        task.readingCost(),
        mapping.tables().stream()
            .map(table -> new ImportStages.Work(table, task.guessedRows(table)))
            .toList());
    for (Mapping.Source source : mapping.sources().values()) {
      Path file = task.file(source);
      long before = read;
      String step = step(source);
      rejects.begin(loaded.size(), steps.done(step).isPresent());
      StoredSource stored =
          new StoredSource(
              source,
              file,
              tables.getOrDefault(step, ""),
              usedColumns(source),
              steps.done(step).map(Done::counts),
              rejects,
              scratch);
      if (steps.done(step).isPresent()) {
        resumed.add(step);
      } else {
        stored.read(bytes -> stages.at(before + bytes));
        rejects.end();
        steps.finish(step, stored.counts(), 0);
      }
      loaded.put(source.name(), stored);
      read += Files.size(file);
      stages.at(read);
    }
    return loaded;
  }

  private TableCounts build(
      Mapping.Table table,
      Map<String, StoredSource> sources,
      Steps steps,
      RejectFile rejects,
      Scratch scratch,
      Path built)
      throws IOException {
    String step = "table " + table.target().name();
    Optional<Done> done = steps.done(step);
    rejects.begin(sources.size() + mapping.tables().indexOf(table), done.isPresent());
    if (done.isPresent()) {
      resumed.add(step);
      return new TableCounts(done.get().counts(), done.get().written());
    }
    var others =
        new OtherTables(
            scratch,
            built,
            task.limits().adds() ? Optional.of(task.out()) : Optional.empty(),
            task.limits().shiftDays());
    TableCounts counts =
        new TableImport<>(table.target(), table, sources, scratch, rejects, others, task.limits())
            .run(built, stages, work(table, sources));
    rejects.end();
    steps.finish(step, counts.rows(), counts.written());
    return counts;
  }

  private static ImportStages.Work work(Mapping.Table table, Map<String, StoredSource> sources) {
    return new ImportStages.Work(
        table,
        Optional.ofNullable(sources.get(table.from()))
            .map(source -> source.counts().kept())
            .orElse(0L));
  }

  /// Adds what was built to the history that lies there; tables that the mapping does not fill
  /// stay.
  private SequencedMap<String, Added> add(Path built, Scratch scratch) throws IOException {
    var added = new LinkedHashMap<String, Added>();
    var additions = new ArrayList<ImportStages.Addition>();
    for (Mapping.Table table : mapping.tables()) {
      HistoryTable<?> history = table.target().history();
      additions.add(
          new ImportStages.Addition(
              new ImportStages.Work(table, history.count(built)), history.count(task.out())));
    }
    stages.adding(additions);
    for (ImportStages.Addition addition : additions) {
      Mapping.Table table = addition.work().table();
      stages.adding(addition);
      added.put(
          table.target().name(),
          HistoryAddition.add(table.target(), built, task.out(), draft, scratch));
    }
    for (HistoryTable<?> table : HistoryTable.ALL) {
      if (!added.containsKey(table.name())) {
        draft.keep(table);
      }
    }
    return added;
  }

  private Set<String> usedColumns(Mapping.Source source) {
    var used = new HashSet<>(source.key());
    for (Recipe computed : source.computed().values()) {
      computed.references().map(Importer::columnOf).forEach(used::add);
    }
    for (Condition filter : source.filters()) {
      filter.value().references().map(Importer::columnOf).forEach(used::add);
    }
    switch (source.duplicates()) {
      case Mapping.Duplicates.Mean(var columns) -> used.addAll(columns);
      case Mapping.Duplicates.ByTime(var by, var _) ->
          by.references().map(Importer::columnOf).forEach(used::add);
      case Mapping.Duplicates.Reject _, Mapping.Duplicates.First _, Mapping.Duplicates.Keep _ -> {}
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

  private static final class BytesOnly implements Progress {
    private final LongConsumer bytesRead;
    private boolean isReading;

    private BytesOnly(LongConsumer bytesRead) {
      this.bytesRead = bytesRead;
    }

    @Override
    public void expect(double cost) {}

    @Override
    public void stage(String what, String unit, long steps, double cost) {
      isReading = unit.equals(" bytes");
    }

    @Override
    public void at(long step) {
      if (isReading) {
        bytesRead.accept(step);
      }
    }

    @Override
    public void close() {}
  }
}
