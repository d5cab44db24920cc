package dev.whence.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/// CSV (RFC 4180) in UTF-8, read row by row; empty lines are passed over, before the header, too,
/// and so are `sep=,` in the line before it and blank cells beyond its last column, as spreadsheet
/// programs write them. For one thread.
final class CsvTable {
  private static final String COMMAS = "Maybe save it with commas between the cells";
  private static final String NO_UTF_8 = "It is no text in UTF-8.\nMaybe save it as \"CSV UTF-8\".";
  private static final SequencedMap<Character, String> OTHER_DELIMITERS = otherDelimiters();

  /// The parser reads ahead by no more.
  private static final int BUFFERS = 64 << 10;

  private static final CsvMapper MAPPER =
      CsvMapper.csvBuilder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .build();

  private final Metered in;
  private final MappingIterator<String[]> lines;
  private final List<String> header;
  private final int headerRow;
  private int row;

  /// Reads the header.
  ///
  /// @param in without byte order mark
  /// @param longest bytes of a row
  /// @param errors get what is wrong with the header
  /// @throws FailureException if there is none
  CsvTable(InputStream in, long longest, FieldErrors errors) throws IOException {
    this.in = new Metered(withCommas(in), longest);
    try {
      lines = MAPPER.readerFor(String[].class).readValues(this.in);
      if (!hasNext()) {
        throw malformed(1, 1, "Nothing was sent where a header line is expected.");
      }
      String[] names = next();
      while ((isBlank(names) || namesDelimiter(names)) && hasNext()) {
        names = next();
      }
      headerRow = row;
      header = header(names, headerRow, errors);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (CharConversionException e) {
      throw malformed(0, 0, NO_UTF_8);
    }
  }

  /// A row that is not blank.
  ///
  /// @param number counted from 1, the header and empty lines included
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Row(int number, String[] cells) {}

  /// The next row.
  ///
  /// @return empty at the end
  /// @throws FailureException if what follows is no CSV
  Optional<Row> read() throws IOException {
    try {
      while (hasNext()) {
        String[] cells = next();
        if (!isBlank(cells)) {
          return Optional.of(new Row(row, cells));
        }
      }
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (CharConversionException e) {
      throw malformed(0, 0, NO_UTF_8);
    }
  }

  /// The number of the row read last.
  int number() {
    return row;
  }

  /// The cells by their columns.
  ///
  /// @return empty if they are too few or too many, which is added to `errors`
  Optional<Fields> fields(Row read, FieldErrors errors) {
    String[] cells = withoutBlankEnd(read.cells(), header.size());
    if (cells.length != header.size()) {
      errors.add(
          new FieldError.Location.Cell(read.number(), ""),
          "has %d cells, the header %d%s"
              .formatted(cells.length, header.size(), commaAdvice(cells)),
          String.join(",", cells));
      return Optional.empty();
    }
    return Optional.of(Fields.ofRow(object(header, cells), read.number(), errors));
  }

  /// Complains of columns that are missing or not known, for a table without rows: there is no row
  /// that would tell.
  ///
  /// @param read what a row is read with
  void checkColumns(Function<Fields, ?> read, FieldErrors errors) {
    var blank = new String[header.size()];
    Arrays.fill(blank, "");
    var row = new FieldErrors();
    Fields fields = Fields.ofRow(object(header, blank), headerRow, row);
    var _ = read.apply(fields);
    fields.end(this::headerCell, errors);
    for (FieldError error : row.listed()) {
      boolean isAbsent =
          error.location() instanceof FieldError.Location.Cell(var _, String column)
              && !header.contains(column);
      if (isAbsent && error.message().equals(Fields.MISSING)) {
        errors.add(error.location(), error.message(), error.value());
      }
    }
  }

  /// Where a column has its name.
  FieldError.Location headerCell(String column) {
    return new FieldError.Location.Cell(headerRow, column);
  }

  private boolean hasNext() throws IOException {
    in.beginRow();
    return lines.hasNextValue();
  }

  private String[] next() throws IOException {
    row++;
    return lines.nextValue();
  }

  /// Cells that are separated by something else would all be one cell, and every column missing.
  ///
  /// @return all of what was given
  private static InputStream withCommas(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream(256);
    int line = 1;
    int next = in.read();
    for (; isLineEnd(next); next = in.read()) {
      line += next == '\n' ? 1 : 0;
      head.write(next);
    }
    int start = head.size();
    for (; next >= 0 && !isLineEnd(next) && head.size() < BUFFERS; next = in.read()) {
      head.write(next);
    }
    String header = head.toString(UTF_8).substring(start);
    if (next >= 0) {
      head.write(next);
    }
    Optional<String> other = otherDelimiter(header);
    if (other.isPresent()) {
      throw malformed(
          line, 1, "The header has one column; it holds %s.\n%s.".formatted(other.get(), COMMAS));
    }
    return new SequenceInputStream(new ByteArrayInputStream(head.toByteArray()), in);
  }

  private static boolean isLineEnd(int character) {
    return character == '\n' || character == '\r';
  }

  private static SequencedMap<Character, String> otherDelimiters() {
    var names = new LinkedHashMap<Character, String>();
    names.put(';', "semicolons");
    names.put('\t', "tabs");
    names.put('|', "bars");
    return names;
  }

  private static Optional<String> otherDelimiter(String line) {
    return line.indexOf(',') >= 0
        ? Optional.empty()
        : OTHER_DELIMITERS.entrySet().stream()
            .filter(other -> line.indexOf(other.getKey()) >= 0)
            .map(Map.Entry::getValue)
            .findFirst();
  }

  private static String commaAdvice(String[] cells) {
    return cells.length == 1 && otherDelimiter(cells[0]).isPresent() ? ".\n" + COMMAS : "";
  }

  private static boolean isBlank(String[] cells) {
    return Arrays.stream(cells).allMatch(String::isEmpty);
  }

  /// The first line of a file that tells a spreadsheet program what its cells are separated by.
  private static boolean namesDelimiter(String[] cells) {
    return cells.length == 2 && cells[0].equalsIgnoreCase("sep=") && cells[1].isEmpty();
  }

  /// Blank cells beyond a number of columns say nothing.
  private static String[] withoutBlankEnd(String[] cells, int columns) {
    int end = cells.length;
    while (end > columns && cells[end - 1].isEmpty()) {
      end--;
    }
    return Arrays.copyOf(cells, end);
  }

  private static List<String> header(String[] line, int row, FieldErrors errors) {
    String[] names = withoutBlankEnd(line, 0);
    var seen = new HashSet<String>();
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      if (name.isEmpty()) {
        errors.add(
            new FieldError.Location.Cell(row, ""), "has no name for column " + (i + 1), name);
      } else if (!seen.add(name)) {
        errors.add(new FieldError.Location.Cell(row, name), "is a column twice", name);
      }
    }
    return List.of(names);
  }

  private static ObjectNode object(List<String> header, String[] cells) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < cells.length; i++) {
      if (!header.get(i).isEmpty()) {
        object.put(header.get(i), cells[i]);
      }
    }
    return object;
  }

  private static FailureException malformed(JsonProcessingException e) {
    if (e.getCause() instanceof FailureException tooLong) {
      return tooLong;
    }
    var at = e.getLocation();
    return malformed(
        at == null ? 0 : at.getLineNr(),
        at == null ? 0 : at.getColumnNr(),
        ParserWords.sentence(e, "CSV"));
  }

  private static FailureException malformed(long line, long column, String detail) {
    return new FailureException(new Failure.MalformedBody("CSV", line, column, detail));
  }

  /// A quote that is never closed would have all that follows in one row.
  private static final class Metered extends FilterInputStream {
    private final long most;
    private long left;

    Metered(InputStream in, long longest) {
      super(in);
      this.most = longest + BUFFERS;
      this.left = most;
    }

    void beginRow() {
      left = most;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int read) {
      left -= read;
      if (left < 0) {
        throw new FailureException(new Failure.LineTooLong(most - BUFFERS));
      }
    }
  }
}
