package dev.whence.pipeline.drafts;

import dev.whence.pipeline.imports.CsvFile;
import dev.whence.pipeline.imports.ImportReport;
import dev.whence.pipeline.imports.ImportReport.Counts;
import dev.whence.pipeline.imports.Importer;
import dev.whence.pipeline.imports.Importer.Limits;
import dev.whence.pipeline.imports.RejectFile;
import dev.whence.pipeline.imports.UnpackedStream;
import dev.whence.pipeline.imports.WrongMappingException;
import dev.whence.text.FileTree;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// A drafted mapping and what an import with it made of the rows looked at.
///
/// @param yaml the mapping, with what came of the rows on top
/// @param usable the smallest share of the rows of a table that can be used, 0 to 1
/// @param summary of that, one sentence
/// @param tells whether it says when anything was ordered or sent
public record TriedDraft(String yaml, double usable, String summary, boolean tells) {
  private static final int MOST_SHOWN = 8;

  /// How often one field rejected a row, with the first such value.
  private static final class Rejecting {
    private final Set<String> rows = new HashSet<>();
    private final String value;
    private final String reason;

    private Rejecting(String value, String reason) {
      this.value = value;
      this.reason = reason;
    }
  }

  /// @param head comments above
  /// @param files to be imported, each with the lines of it that were looked at
  static TriedDraft of(String head, String mapping, SequencedMap<Path, Long> files, boolean tells)
      throws IOException {
    Path folder = Files.createTempDirectory("whence-draft");
    try {
      Path sources = Files.createDirectory(folder.resolve("sources"));
      for (var file : files.entrySet()) {
        copy(file.getKey(), file.getValue(), sources);
      }
      Path out = folder.resolve("history");
      Path yaml = Files.writeString(folder.resolve("mapping.yaml"), head + "\n" + mapping);
      ImportReport report;
      try {
        report = Importer.run(yaml, sources, out, new Limits(0, 1, false), read -> {});
      } catch (WrongMappingException e) {
        return refused(head, mapping, String.valueOf(e.getMessage()), yaml, tells);
      }
      return of(head, mapping, report, rejects(out.resolve(RejectFile.NAME)), tells);
    } finally {
      FileTree.delete(folder);
    }
  }

  private static TriedDraft refused(
      String head, String mapping, String why, Path yaml, boolean tells) {
    String reason = why.replace(yaml.toString(), "the draft");
    return new TriedDraft(
        head
            + "#\n# An import refuses this draft: correct it first.\n"
            + commented(reason)
            + "\n"
            + mapping,
        0,
        "none, as an import refuses the draft: " + reason,
        tells);
  }

  private static String commented(String text) {
    var lines = new StringBuilder();
    text.lines().forEach(line -> lines.append("#   ").append(line).append('\n'));
    return lines.toString();
  }

  private static TriedDraft of(
      String head,
      String mapping,
      ImportReport report,
      SequencedMap<String, Rejecting> rejecting,
      boolean tells) {
    double worst = 1;
    var parts = new ArrayList<String>();
    long unread = 0;
    for (Counts source : report.sources().values()) {
      unread += source.rejected();
    }
    // Rows that could not even be read belong to the first file, which drives every table.
    Counts first = report.sources().firstEntry().getValue();
    for (var table : report.tables().entrySet()) {
      Counts counts = table.getValue().rows();
      long all = counts.read() + first.rejected();
      long filtered = counts.filtered().values().stream().mapToLong(Long::longValue).sum();
      parts.add(
          "%,d of %,d rows can be used for %s%s"
              .formatted(
                  counts.kept(),
                  all,
                  table.getKey(),
                  filtered == 0 ? "" : " (%,d left out by its filters)".formatted(filtered)));
      worst =
          Math.min(
              worst, counts.kept() == 0 ? 0 : (double) counts.kept() / Math.max(1, all - filtered));
    }
    String summary = String.join(", ", parts);
    var comment = new StringBuilder("#\n# Tried on the rows looked at: %s.\n".formatted(summary));
    if (unread > 0 && rejecting.isEmpty()) {
      comment.append("#   %,d rows could not be read\n".formatted(unread));
    }
    rejecting.entrySet().stream()
        .sorted(
            Comparator.comparingInt(
                    (Map.Entry<String, Rejecting> each) -> each.getValue().rows.size())
                .reversed())
        .limit(MOST_SHOWN)
        .forEach(each ->
            comment.append(
                "#   DOUBT: %s rejects %s, for instance \"%s\": %s\n"
                    .formatted(
                        DraftText.shown(each.getKey()),
                        rows(each.getValue().rows.size()),
                        DraftText.shown(each.getValue().value),
                        shortened(each.getValue().reason))));
    return new TriedDraft(head + comment + "\n" + mapping, worst, summary, tells);
  }

  private static String rows(int count) {
    return count == 1 ? "1 row" : "%,d rows".formatted(count);
  }

  private static String shortened(String reason) {
    String line = reason.replaceAll("\\s+", " ").strip();
    return line.length() > 160 ? line.substring(0, 159) + "…" : line;
  }

  /// What rejected rows, by table and field.
  private static SequencedMap<String, Rejecting> rejects(Path file) throws IOException {
    var rejecting = new LinkedHashMap<String, Rejecting>();
    try (CsvFile csv = CsvFile.open(file, StandardCharsets.UTF_8, ',', read -> {})) {
      csv.next();
      for (Optional<CsvFile.Entry> next = csv.next(); next.isPresent(); next = csv.next()) {
        if (next.get() instanceof CsvFile.Entry.Fields(var _, var cells) && cells.size() == 6) {
          List<String> names = new ArrayList<>(List.of(cells.get(5), cells.get(2)));
          names.removeIf(String::isEmpty);
          String what = names.isEmpty() ? cells.get(0) : String.join(" ", names);
          rejecting
              .computeIfAbsent(what, none -> new Rejecting(cells.get(3), cells.get(4)))
              .rows
              .add(cells.get(1));
        }
      }
    }
    return rejecting;
  }

  /// The first lines of a file, unpacked, in a folder.
  private static void copy(Path file, long lines, Path folder) throws IOException {
    String name = String.valueOf(file.getFileName());
    // Where it is not written in UTF-16, each byte is copied as it is.
    Charset encoding = CsvFile.utf16(file).orElse(StandardCharsets.ISO_8859_1);
    Path to = folder.resolve(name.replaceAll("\\.gz$", ""));
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        InputStream plain = new BufferedInputStream(UnpackedStream.of(file, in));
        var reader = new BufferedReader(new InputStreamReader(plain, encoding), 1 << 16);
        var writer = Files.newBufferedWriter(to, encoding)) {
      char end = lineEnd(reader);
      long read = 0;
      for (int c = reader.read(); c >= 0 && read < lines; c = reader.read()) {
        writer.write(c);
        read += c == end ? 1 : 0;
      }
    }
  }

  /// What ends the lines of a file, as an import reads them.
  private static char lineEnd(BufferedReader reader) throws IOException {
    char[] head = new char[1 << 15];
    reader.mark(head.length);
    int count = Math.max(0, reader.read(head));
    reader.reset();
    String text = new String(head, 0, count);
    return text.indexOf('\r') >= 0 && text.indexOf('\n') < 0 ? '\r' : '\n';
  }
}
