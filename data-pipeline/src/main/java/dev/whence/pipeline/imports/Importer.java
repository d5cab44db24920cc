package dev.whence.pipeline.imports;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.whence.pipeline.history.HistoryDraft;
import dev.whence.pipeline.imports.ImportReport.Counts;
import dev.whence.pipeline.imports.ImportReport.TableCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
/// The tables take the place of the old history as a whole ([HistoryDraft]), if they are useful.
public final class Importer {

  private final Mapping mapping;
  private final Path sourceFolder;
  private final Path draft;
  private final Limits limits;
  private final LongConsumer progress;

  private Importer(
      Mapping mapping, Path sourceFolder, Path draft, Limits limits, LongConsumer progress) {
    this.mapping = mapping;
    this.sourceFolder = sourceFolder;
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
    try (HistoryDraft draft = HistoryDraft.in(out)) {
      ImportReport report =
          new Importer(mapping, sourceFolder, draft.folder(), limits, progress).run();
      if (report.isUseful(limits.mostRejected())) {
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
    try (Scratch scratch = Scratch.open(draft.resolve("scratch"));
        RejectFile rejects = RejectFile.create(draft, scratch)) {
      Map<String, StoredSource> sources = load(rejects, scratch);
      var sourceCounts = new LinkedHashMap<String, Counts>();
      sources.forEach((name, source) -> sourceCounts.put(name, source.counts()));
      var tableCounts = new LinkedHashMap<String, TableCounts>();
      for (Mapping.Table table : mapping.tables()) {
        TableCounts counts =
            new TableImport<>(table.target(), table, sources, scratch, rejects, limits.shiftDays())
                .run(draft);
        tableCounts.put(table.target().name(), counts);
      }
      mapping.declared().write(draft);
      return new ImportReport(limits.shiftDays(), sourceCounts, tableCounts);
    }
  }

  private Map<String, StoredSource> load(RejectFile rejects, Scratch scratch) throws IOException {
    var loaded = new LinkedHashMap<String, StoredSource>();
    long done = 0;
    for (Mapping.Source source : mapping.sources().values()) {
      Path file = MappingReader.find(sourceFolder, source).orElseThrow();
      long before = done;
      loaded.put(
          source.name(),
          StoredSource.load(
              source,
              file,
              "source" + loaded.size(),
              usedColumns(source),
              rejects,
              scratch,
              n -> progress.accept(before + n)));
      done += Files.size(file);
      progress.accept(done);
    }
    return loaded;
  }

  private Set<String> usedColumns(Mapping.Source source) {
    var used = new HashSet<>(source.key());
    for (Recipe computed : source.computed().values()) {
      computed.references().map(Importer::columnOf).forEach(used::add);
    }
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
}
