package dev.whence.pipeline.drafts;

import dev.whence.pipeline.imports.ColumnNames;
import dev.whence.pipeline.imports.CsvFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a file is written: encoding, delimiter and column names. Refuses one that an import cannot
/// read, and says what is wrong with it.
///
/// @param header names of the columns as the file has them
/// @param names of the columns, each one once, as a mapping calls them
/// @param skipped lines before them
/// @param before the first of these, empty if there is none
record FirstLook(
    Charset encoding,
    char delimiter,
    List<String> header,
    List<String> names,
    int skipped,
    String before) {
  private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');
  private static final int LINES_TRIED = 50;

  private static final Charset WESTERN = Charset.forName("windows-1252");
  private static final Charset CENTRAL = Charset.forName("windows-1250");

  /// Lines of a title that are looked for.
  private static final int MOST_SKIPPED = 10;

  FirstLook {
    header = List.copyOf(header);
    names = List.copyOf(names);
  }

  /// Names that the file does not have: of columns that are called as one further left, or not at
  /// all.
  List<String> renamed() {
    var renamed = new ArrayList<String>();
    for (int i = 0; i < header.size(); i++) {
      if (!header.get(i).equals(names.get(i))) {
        renamed.add(names.get(i));
      }
    }
    return renamed;
  }

  /// @throws IOException if it cannot be read, or has no header with two columns
  static FirstLook at(Path file) throws IOException {
    byte[] head = CsvFile.head(file);
    refuseOtherFiles(file, head);
    Charset encoding = encoding(file, head);
    int skipped = linesBefore(file, encoding);
    char delimiter = delimiter(file, encoding, skipped);
    List<CsvFile.Entry> first = first(file, encoding, delimiter, skipped);
    if (first.isEmpty() || first.getFirst() instanceof CsvFile.Entry.Blank) {
      throw refused(file, "begins with an empty line", "remove it");
    }
    if (first.getFirst() instanceof CsvFile.Entry.Malformed(var _, var text, var reason)) {
      throw refused(
          file,
          "has no line of column names that can be read: in %s… %s"
              .formatted(DraftText.shown(text), reason),
          "correct its first line");
    }
    List<String> names = fields(first.getFirst());
    refuseTitle(file, names, first);
    refuseValues(file, names);
    String before =
        skipped == 0
            ? ""
            : new String(head, encoding)
                .lines()
                .findFirst()
                .orElse("")
                .replace("\uFEFF", "")
                .strip();
    return new FirstLook(encoding, delimiter, names, ColumnNames.of(names), skipped, before);
  }

  /// How many lines stand before the names of the columns: a title, or a line for spreadsheets; 0
  /// where no line is one of names.
  private static int linesBefore(Path file, Charset encoding) throws IOException {
    for (int skipped = 0; skipped <= MOST_SKIPPED; skipped++) {
      List<CsvFile.Entry> lines =
          first(file, encoding, delimiter(file, encoding, skipped), skipped);
      if (lines.size() < 2) {
        return 0;
      }
      if (isHeader(fields(lines.getFirst()), width(lines))
          && !isForSpreadsheets(fields(lines.getFirst()))) {
        return skipped;
      }
    }
    return 0;
  }

  private static boolean isHeader(List<String> names, int width) {
    long named = names.stream().filter(name -> !name.isBlank()).count();
    return named >= 2 && named > width / 2;
  }

  /// How many columns have a name or a value, without those at the end of lines that never have.
  private static int width(List<CsvFile.Entry> lines) {
    int width = 0;
    for (CsvFile.Entry line : lines) {
      List<String> fields = fields(line);
      for (int i = fields.size(); i > width; i--) {
        if (!fields.get(i - 1).isBlank()) {
          width = i;
        }
      }
    }
    return width;
  }

  /// `sep=;`, which the delimiter cuts in two.
  private static boolean isForSpreadsheets(List<String> names) {
    return names.getFirst().strip().matches("(?i)sep=.{0,2}")
        && names.stream().skip(1).allMatch(String::isBlank);
  }

  private static IOException refused(Path file, String wrong, String remedy) {
    return new IOException("%s %s.\nMaybe %s.".formatted(file, wrong, remedy));
  }

  private static void refuseOtherFiles(Path file, byte[] head) throws IOException {
    if (head.length == 0) {
      throw refused(file, "is empty", "it was not written to its end");
    }
    if (beginsWith(head, 'P', 'K', 3, 4)) {
      throw refused(
          file,
          "is a zip file or a workbook, no CSV file",
          "unpack it, or save the sheet as CSV (UTF-8)");
    }
    if (beginsWith(head, 0x1F, 0x8B)) {
      throw refused(
          file, "is gzipped, and its name does not end in .gz", "rename it, or unpack it");
    }
    if (CsvFile.utf16(file).isEmpty() && hasNul(head)) {
      throw refused(
          file,
          "holds zero bytes, and is not written in UTF-16: it is no text",
          "save it as CSV (UTF-8)");
    }
  }

  private static boolean beginsWith(byte[] head, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= head.length || (head[i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasNul(byte[] head) {
    for (byte each : head) {
      if (each == 0) {
        return true;
      }
    }
    return false;
  }

  /// The delimiter that cuts the lines tried into as many fields as the first, and into most.
  private static char delimiter(Path file, Charset encoding, int skipped) throws IOException {
    char best = ',';
    double most = 0;
    for (char delimiter : DELIMITERS) {
      List<CsvFile.Entry> lines = first(file, encoding, delimiter, skipped);
      int names = lines.isEmpty() ? 0 : fields(lines.getFirst()).size();
      if (names < 2) {
        continue;
      }
      long alike = lines.stream().filter(line -> fields(line).size() == names).count();
      double score = Math.rint(10.0 * alike / lines.size()) + names / (names + 1.0);
      if (score > most) {
        most = score;
        best = delimiter;
      }
    }
    return best;
  }

  private static List<CsvFile.Entry> first(Path file, Charset encoding, char delimiter, int skipped)
      throws IOException {
    var entries = new ArrayList<CsvFile.Entry>();
    try (CsvFile csv = CsvFile.open(file, encoding, delimiter, read -> {})) {
      csv.skip(skipped);
      for (Optional<CsvFile.Entry> next = csv.next();
          next.isPresent() && entries.size() < LINES_TRIED;
          next = csv.next()) {
        entries.add(next.get());
      }
    }
    return entries;
  }

  private static List<String> fields(CsvFile.Entry entry) {
    return entry instanceof CsvFile.Entry.Fields(var _, var values) ? values : List.of();
  }

  private static void refuseTitle(Path file, List<String> names, List<CsvFile.Entry> lines)
      throws IOException {
    long named = names.stream().filter(name -> !name.isBlank()).count();
    long most =
        lines.stream()
            .mapToLong(line -> fields(line).stream().filter(each -> !each.isBlank()).count())
            .max()
            .orElse(0);
    if (isHeader(names, width(lines))) {
      return;
    }
    String line = DraftText.shown(String.join(" ", names));
    if (named < 2 && most < 2) {
      boolean longer =
          lines.stream().anyMatch(each -> fields(each).isEmpty())
              || DELIMITERS.stream().anyMatch(each -> line.indexOf(each) >= 0);
      throw refused(
          file,
          "has no line of column names with at least two of them; its first line is \"%s\""
              .formatted(line),
          longer
              ? "its first lines are a title: remove them"
              : "it is no CSV file, or its first lines are a title: remove them");
    }
    throw refused(
        file,
        "has no line of column names first: \"%s\" names %d, and a line below has %d values"
            .formatted(line, named, most),
        "its first lines are a title: remove them");
  }

  private static void refuseValues(Path file, List<String> names) throws IOException {
    long values =
        names.stream()
            .filter(name -> {
              var column = new ColumnFacts("", false);
              column.see(name);
              return column.isTime() || column.isNumber();
            })
            .count();
    if (2 * values > names.size()) {
      throw refused(
          file,
          "begins with values, not with the names of its columns: %s"
              .formatted(DraftText.shown(String.join(", ", names))),
          "put a line of names on top");
    }
  }

  private static Charset encoding(Path file, byte[] head) throws IOException {
    Optional<Charset> wide = CsvFile.utf16(file);
    if (wide.isPresent()) {
      return wide.get();
    }
    if (isUtf8(head)) {
      return StandardCharsets.UTF_8;
    }
    if (isChinese(head)) {
      return Charset.forName("GB18030");
    }
    return known(file, CENTRAL) > known(file, WESTERN) ? CENTRAL : WESTERN;
  }

  /// How many names of columns are names of other languages in an encoding.
  private static long known(Path file, Charset encoding) throws IOException {
    int skipped = linesBefore(file, encoding);
    List<CsvFile.Entry> first = first(file, encoding, delimiter(file, encoding, skipped), skipped);
    return first.isEmpty()
        ? 0
        : fields(first.getFirst()).stream()
            .filter(name -> !ColumnWords.english(name, false).equals(DraftText.words(name)))
            .count();
  }

  /// Whether what is not ASCII comes in runs of pairs, as Chinese characters do and single letters
  /// of other languages do not.
  private static boolean isChinese(byte[] head) {
    int runs = 0;
    int pairs = 0;
    int single = 0;
    boolean inRun = false;
    for (int i = 0; i + 3 < head.length; i++) {
      if (head[i] >= 0) {
        inRun = false;
      } else if (head[i + 1] < 0) {
        pairs++;
        runs += inRun ? 0 : 1;
        inRun = true;
        i++;
      } else if (isDigit(head[i + 1]) && head[i + 2] < 0 && isDigit(head[i + 3])) {
        i += 3; // a rare character, of four bytes
      } else {
        single++;
      }
    }
    return runs > 2 && single <= 0.05 * pairs && pairs >= 1.75 * runs;
  }

  private static boolean isDigit(byte each) {
    return each >= '0' && each <= '9';
  }

  private static boolean isUtf8(byte[] head) {
    try {
      // The last character may be cut.
      int length = Math.max(0, head.length - 4);
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(head, 0, wholeUtf8(head, length)));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static int wholeUtf8(byte[] bytes, int length) {
    int end = length;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return end;
  }
}
