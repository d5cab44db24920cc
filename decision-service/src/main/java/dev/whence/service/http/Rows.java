package dev.whence.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/// The rows of a bulk load: a JSON array of objects, one JSON object a line (NDJSON), or CSV with a
/// header line. Whichever it is, a row is read as the same [Fields].
public sealed interface Rows {
  String NDJSON = "application/x-ndjson";
  String CSV = "text/csv";

  /// In one load; more go into several.
  int MOST_ROWS = 250_000;

  List<String> CONTENT_TYPES = List.of(Answer.JSON, NDJSON, CSV);

  /// Reads every row; what is wrong with any of them goes to `errors`.
  ///
  /// @throws FailureException if the body as a whole is malformed
  <T> List<T> read(Function<Fields, T> read, FieldErrors errors);

  /// @param sent in UTF-8, with or without byte order mark
  static Rows parse(String contentType, byte[] sent) {
    byte[] body = withoutByteOrderMark(sent);
    return switch (contentType) {
      case CSV -> new Table(body);
      case NDJSON -> new Lines(body);
      default -> new Array(body);
    };
  }

  private static byte[] withoutByteOrderMark(byte[] body) {
    boolean marked =
        body.length >= 3
            && body[0] == (byte) 0xEF
            && body[1] == (byte) 0xBB
            && body[2] == (byte) 0xBF;
    return marked ? Arrays.copyOfRange(body, 3, body.length) : body;
  }

  /// A JSON array.
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Array(byte[] body) implements Rows {
    @Override
    public <T> List<T> read(Function<Fields, T> read, FieldErrors errors) {
      var rows = new Collected<T>(errors);
      boolean isArray =
          Json.readElements(
              body, (node, i) -> rows.add(readOne(Fields.ofBody(node, "/" + i, errors), read)));
      if (!isArray) {
        errors.add(new FieldError.Location.Pointer(""), "must be an array of objects", "");
      }
      return rows.all();
    }
  }

  /// One JSON object a line; pointers count the lines from 0 as if they were an array.
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Lines(byte[] body) implements Rows {
    @Override
    public <T> List<T> read(Function<Fields, T> read, FieldErrors errors) {
      var rows = new Collected<T>(errors);
      int line = 0;
      for (int start = 0; start < body.length; line++) {
        int end = start;
        while (end < body.length && body[end] != '\n') {
          end++;
        }
        if (!isBlank(start, end)) {
          JsonNode node = Json.parse(body, start, end - start, line + 1L);
          rows.add(readOne(Fields.ofBody(node, "/" + line, errors), read));
        }
        start = end + 1;
      }
      return rows.all();
    }

    private boolean isBlank(int start, int end) {
      for (int i = start; i < end; i++) {
        if (body[i] > ' ' || body[i] < 0) {
          return false;
        }
      }
      return true;
    }
  }

  /// CSV (RFC 4180) in UTF-8; empty lines are passed over, before the header, too.
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Table(byte[] body) implements Rows {
    private static final String COMMAS = "Maybe save it with commas between the cells";
    private static final SequencedMap<Character, String> OTHER_DELIMITERS = otherDelimiters();

    private static final CsvMapper MAPPER =
        CsvMapper.csvBuilder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.TRIM_SPACES)
            .build();

    @Override
    public <T> List<T> read(Function<Fields, T> read, FieldErrors errors) {
      checkDelimiter();
      try (MappingIterator<String[]> lines = MAPPER.readerFor(String[].class).readValues(body)) {
        if (!lines.hasNextValue()) {
          throw malformed(1, 1, "Nothing was sent where a header line is expected.");
        }
        int row = 1;
        String[] names = lines.nextValue();
        for (; isBlank(names) && lines.hasNextValue(); row++) {
          names = lines.nextValue();
        }
        int headerRow = row;
        List<String> header = header(names, headerRow, errors);
        var rows = new Collected<T>(errors);
        while (lines.hasNextValue()) {
          row++;
          String[] cells = lines.nextValue();
          if (isBlank(cells)) {
            continue;
          }
          if (cells.length != header.size()) {
            errors.add(
                new FieldError.Location.Cell(row, ""),
                "has %d cells, the header %d%s"
                    .formatted(cells.length, header.size(), commaAdvice(cells)),
                String.join(",", cells));
            continue;
          }
          Fields fields = Fields.ofRow(object(header, cells), row, errors);
          rows.add(read.apply(fields));
          if (rows.count() == 1) {
            fields.end(column -> new FieldError.Location.Cell(headerRow, column));
          }
        }
        return rows.all();
      } catch (JsonProcessingException e) {
        var at = e.getLocation();
        throw malformed(
            at == null ? 0 : at.getLineNr(),
            at == null ? 0 : at.getColumnNr(),
            ParserWords.sentence(e, "CSV"));
      } catch (IOException e) {
        throw malformed(0, 0, "It is no text in UTF-8.");
      }
    }

    private static SequencedMap<Character, String> otherDelimiters() {
      var names = new LinkedHashMap<Character, String>();
      names.put(';', "semicolons");
      names.put('\t', "tabs");
      names.put('|', "bars");
      return names;
    }

    /// Cells that are separated by something else would all be one cell, and every column missing.
    private void checkDelimiter() {
      int start = 0;
      int line = 1;
      while (start < body.length && isLineEnd(start)) {
        line += body[start++] == '\n' ? 1 : 0;
      }
      int end = start;
      while (end < body.length && !isLineEnd(end)) {
        end++;
      }
      String header = new String(body, start, end - start, UTF_8);
      Optional<String> other = otherDelimiter(header);
      if (other.isPresent()) {
        throw malformed(
            line, 1, "The header has one column; it holds %s.\n%s.".formatted(other.get(), COMMAS));
      }
    }

    private boolean isLineEnd(int at) {
      return body[at] == '\n' || body[at] == '\r';
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

    private static List<String> header(String[] names, int row, FieldErrors errors) {
      var seen = new HashSet<String>();
      for (String name : names) {
        if (!seen.add(name)) {
          errors.add(new FieldError.Location.Cell(row, name), "is a column twice", name);
        }
      }
      return List.of(names);
    }

    private static ObjectNode object(List<String> header, String[] cells) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (int i = 0; i < cells.length; i++) {
        object.put(header.get(i), cells[i]);
      }
      return object;
    }

    private static FailureException malformed(long line, long column, String detail) {
      return new FailureException(new Failure.MalformedBody("CSV", line, column, detail));
    }
  }

  /// The rows read so far; none are kept once there is an error, as none will be used.
  final class Collected<T> {
    private final FieldErrors errors;
    private final ArrayList<T> rows = new ArrayList<>();
    private int count;

    private Collected(FieldErrors errors) {
      this.errors = errors;
    }

    private void add(T row) {
      if (++count > MOST_ROWS) {
        throw new FailureException(new Failure.TooManyRows(MOST_ROWS));
      }
      if (errors.isEmpty()) {
        rows.add(row);
      } else {
        rows.clear();
      }
    }

    private int count() {
      return count;
    }

    private List<T> all() {
      return rows;
    }
  }

  private static <T> T readOne(Fields fields, Function<Fields, T> read) {
    T row = read.apply(fields);
    fields.end();
    return row;
  }
}
