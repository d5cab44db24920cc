package dev.whence.pipeline.imports;

import dev.whence.pipeline.history.DeclaredAttributes;
import dev.whence.pipeline.history.HistoryShift;
import dev.whence.pipeline.imports.Importer.Limits;
import dev.whence.text.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What an import is to bring where.
///
/// @param out the folder of the history
record ImportTask(Path mappingFile, Mapping mapping, Path sourceFolder, Path out, Limits limits) {

  /// To be raised when a release must not go on with what one before it began.
  private static final int FORM = 3;

  Path file(Mapping.Source source) {
    return MappingReader.find(sourceFolder, source).orElseThrow();
  }

  /// Bytes of all source files, as they lie there.
  long bytes() throws IOException {
    long bytes = 0;
    for (Mapping.Source source : mapping.sources().values()) {
      bytes += Files.size(file(source));
    }
    return bytes;
  }

  /// What reading all source files costs, see [ImportStages].
  double readingCost() throws IOException {
    double cost = 0;
    for (Mapping.Source source : mapping.sources().values()) {
      cost += ImportStages.reading(source, plainBytes(source));
    }
    return cost;
  }

  private long plainBytes(Mapping.Source source) throws IOException {
    Path file = file(source);
    return ImportStages.plainBytes(
        Files.size(file), String.valueOf(file.getFileName()).endsWith(".gz"));
  }

  /// How many rows drive a table, before they are counted.
  long guessedRows(Mapping.Table table) {
    Mapping.Source source = mapping.sources().get(table.from());
    try {
      return source == null ? 0 : ImportStages.guessedRows(plainBytes(source));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Everything that the tables depend on: an import may go on with the work of another one that
  /// says the same.
  String identity() throws IOException {
    var identity = new StringBuilder();
    identity.append("form %d%n".formatted(FORM));
    identity.append("release ").append(Importer.class.getPackage().getImplementationVersion());
    identity.append("%nmapping %s%n".formatted(Sha256.hex(Files.readAllBytes(mappingFile))));
    identity.append("shifted by %d days%n".formatted(limits.shiftDays()));
    for (Mapping.Source source : mapping.sources().values()) {
      Path file = file(source).toAbsolutePath();
      identity.append(
          "%s %d %s%n".formatted(file, Files.size(file), Files.getLastModifiedTime(file)));
    }
    return identity.toString();
  }

  /// The attributes of the history that this makes.
  ///
  /// @throws WrongMappingException if rows are to be added to others that know of them otherwise
  DeclaredAttributes declared() {
    if (!limits.adds()) {
      return mapping.declared();
    }
    try {
      return DeclaredAttributes.read(out).plus(mapping.declared());
    } catch (IllegalArgumentException e) {
      throw new WrongMappingException(
          mappingFile,
          "%s\nMaybe bring it to one kind and unit in the mapping, or import the history anew."
              .formatted(e.getMessage()));
    }
  }

  /// @throws WrongMappingException if rows are to be added to others that were moved by other days
  void requireOneShift() throws IOException {
    if (!limits.adds() || CanonicalTable.ALL.stream().noneMatch(t -> t.history().existsIn(out))) {
      return;
    }
    long shift = HistoryShift.read(out);
    if (shift != limits.shiftDays()) {
      throw new WrongMappingException(
          mappingFile,
          "The history in %s was shifted by %d days, these rows would be by %d.\nMaybe give --shift-days %d."
              .formatted(out, shift, limits.shiftDays(), shift));
    }
  }
}
