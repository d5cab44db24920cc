package dev.whence.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  /// CSV with a header line.
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Table(byte[] body) implements Rows {
    @Override
    public <T> List<T> read(Function<Fields, T> read, FieldErrors errors) {
      try {
        var table = new CsvTable(new ByteArrayInputStream(body), body.length, errors);
        var rows = new Collected<T>(errors);
        for (var row = table.read(); row.isPresent(); row = table.read()) {
          Optional<Fields> fields = table.fields(row.get(), errors);
          if (fields.isPresent()) {
            rows.add(read.apply(fields.get()));
            if (rows.count() == 1) {
              fields.get().end(table::headerCell);
            }
          }
        }
        if (rows.count() == 0) {
          table.checkColumns(read, errors);
        }
        return rows.all();
      } catch (IOException e) {
        throw new UncheckedIOException(e); // bytes in memory can be read
      }
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
