package dev.whence.service.http;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rows of a body of any length, read as they come: one JSON object a line (NDJSON), or CSV
/// with a header line. Whichever it is, a row is read as the same [Fields], and is wrong by itself:
/// the next one may be read all the same. For one thread.
public sealed interface RowStream {
  List<String> CONTENT_TYPES = List.of(Rows.NDJSON, Rows.CSV);

  /// Waits for the next row.
  ///
  /// @param after rows of this number and before are passed over
  /// @return empty at the end of the body
  /// @throws FailureException if the body cannot be read any further
  /// @throws io.helidon.webserver.CloseConnectionException if the client is gone
  <T> Optional<Row<T>> next(long after, Function<Fields, T> read);

  /// The number of the row read last.
  long number();

  /// A row that is not blank.
  ///
  /// @param <T> what it is read as
  sealed interface Row<T> {
    /// Counted from 1, blank ones and the header of CSV included.
    long number();

    /// @param at tells where a member or column stands
    record Read<T>(long number, T value, Fields at) implements Row<T> {}

    record Wrong<T>(long number, FailureException because) implements Row<T> {}
  }

  private static <T> Row<T> row(long number, Fields fields, T value, FieldErrors errors) {
    return errors.isEmpty()
        ? new Row.Read<>(number, value, fields)
        : new Row.Wrong<>(number, errors.as(Failure.InvalidRequest::new));
  }

  /// One JSON object a line; pointers are within the line.
  record Objects(Lines lines) implements RowStream {
    @Override
    public <T> Optional<Row<T>> next(long after, Function<Fields, T> read) {
      Optional<Lines.Line> line = lines.next();
      while (line.isPresent() && line.get().number() <= after) {
        line = lines.next();
      }
      return line.map(present -> read(present, read));
    }

    private <T> Row<T> read(Lines.Line line, Function<Fields, T> read) {
      try {
        if (line.bytes().length > lines.longest()) {
          throw new FailureException(new Failure.LineTooLong(lines.longest()));
        }
        var errors = new FieldErrors();
        Fields fields = Fields.ofBody(Json.parse(line), "", errors);
        T value = read.apply(fields);
        fields.end();
        return row(line.number(), fields, value, errors);
      } catch (FailureException e) {
        return new Row.Wrong<>(line.number(), e);
      }
    }

    @Override
    public long number() {
      return lines.number();
    }
  }

  /// CSV with a header line.
  final class Table implements RowStream {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int longest;
    private final Call.Reading<InputStream> open;
    private @Nullable CsvTable table;
    private boolean columnsKnown;

    Table(int longest, Call.Reading<InputStream> open) {
      this.longest = longest;
      this.open = open;
    }

    @Override
    public <T> Optional<Row<T>> next(long after, Function<Fields, T> read) {
      return Call.reading(
          longest,
          () -> {
            CsvTable rows = table == null ? opened() : table;
            Optional<CsvTable.Row> row = rows.read();
            while (row.isPresent() && row.get().number() <= after) {
              row = rows.read();
            }
            if (row.isEmpty()) {
              checkColumns(rows, read);
              return Optional.empty();
            }
            return Optional.of(read(rows, row.get(), read));
          });
    }

    /// @throws FailureException if the header is wrong: then every row would be
    private <T> Row<T> read(CsvTable rows, CsvTable.Row row, Function<Fields, T> read) {
      var errors = new FieldErrors();
      Optional<Fields> fields = rows.fields(row, errors);
      if (fields.isEmpty()) {
        return new Row.Wrong<>(row.number(), errors.as(Failure.InvalidRequest::new));
      }
      T value = read.apply(fields.get());
      if (!columnsKnown) {
        columnsKnown = true;
        var header = new FieldErrors();
        fields.get().end(rows::headerCell, header);
        header.throwAs(Failure.InvalidRequest::new);
      }
      return row(row.number(), fields.get(), value, errors);
    }

    /// @throws FailureException if the header is wrong and no row has told so
    private void checkColumns(CsvTable rows, Function<Fields, ?> read) {
      if (!columnsKnown) {
        columnsKnown = true;
        var header = new FieldErrors();
        rows.checkColumns(read, header);
        header.throwAs(Failure.InvalidRequest::new);
      }
    }

    private CsvTable opened() throws IOException {
      var errors = new FieldErrors();
      table = new CsvTable(unmarked(open.read()), longest, errors);
      errors.throwAs(Failure.InvalidRequest::new);
      return table;
    }

    private static InputStream unmarked(InputStream in) throws IOException {
      var body = new PushbackInputStream(in, BYTE_ORDER_MARK.length);
      byte[] first = body.readNBytes(BYTE_ORDER_MARK.length);
      if (!java.util.Arrays.equals(first, BYTE_ORDER_MARK)) {
        body.unread(first);
      }
      return body;
    }

    @Override
    public long number() {
      return table == null ? 0 : table.number();
    }
  }
}
