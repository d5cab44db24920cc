package dev.whence.service.store;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// Several statements that travel to the server and back together, run there in order, each seeing
/// the effects of those before. Not thread-safe.
///
/// After the first error the rest does not run and the transaction can only be rolled back.
public final class StatementBatch {
  private final List<Statement> statements = new ArrayList<>();

  private record Statement(String text, List<Object> parameters) {}

  /// Adds a statement.
  ///
  /// @param parameters for its question marks: text, whole numbers, instants, dates, UUIDs,
  ///   booleans, bytes or, for a PostgreSQL array, a [TextArray] or [IntArray]
  public StatementBatch add(String statement, Object... parameters) {
    statements.add(new Statement(statement, List.of(parameters)));
    return this;
  }

  public boolean isEmpty() {
    return statements.isEmpty();
  }

  /// Sends everything. The answers must be taken in the order of the statements.
  public Answers send(Connection connection) throws SQLException {
    PreparedStatement all =
        connection.prepareStatement(
            statements.stream().map(Statement::text).collect(Collectors.joining(";\n")));
    try {
      bind(all, statements.stream().flatMap(one -> one.parameters().stream()).toList());
      return new Answers(all, all.execute());
    } catch (SQLException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  /// Sends what several batches hold: statements of one text travel together, in the order in which
  /// the texts first appear. The driver joins plain inserts into one. No statement may return rows.
  ///
  /// @return rows that the first statement of each batch changed
  /// @throws IllegalArgumentException if the batches do not begin with the same statement
  public static List<Integer> sendAll(Connection connection, List<StatementBatch> batches)
      throws SQLException {
    var byText = new LinkedHashMap<String, List<Statement>>();
    for (StatementBatch batch : batches) {
      for (Statement statement : batch.statements) {
        byText.computeIfAbsent(statement.text(), text -> new ArrayList<>()).add(statement);
      }
    }
    List<Integer> first = List.of();
    for (Map.Entry<String, List<Statement>> same : byText.entrySet()) {
      int[] counts = sendSame(connection, same.getKey(), same.getValue());
      first = first.isEmpty() ? Arrays.stream(counts).boxed().toList() : first;
    }
    if (first.size() != batches.size()) {
      throw new IllegalArgumentException(
          "%d batches begin with one statement %d times.".formatted(batches.size(), first.size()));
    }
    if (first.contains(java.sql.Statement.SUCCESS_NO_INFO)) {
      throw new IllegalArgumentException("The driver does not tell what the first statement did.");
    }
    return first;
  }

  private static int[] sendSame(Connection connection, String text, List<Statement> statements)
      throws SQLException {
    try (PreparedStatement all = connection.prepareStatement(text)) {
      for (Statement statement : statements) {
        bind(all, statement.parameters());
        all.addBatch();
      }
      return all.executeBatch();
    } catch (BatchUpdateException e) {
      // What the server said.
      throw e.getNextException() == null ? e : e.getNextException();
    }
  }

  private static void bind(PreparedStatement to, List<Object> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      bind(to, i + 1, values.get(i));
    }
  }

  private static void bind(PreparedStatement to, int i, Object value) throws SQLException {
    switch (value) {
      case String text -> to.setString(i, text);
      case Integer number -> to.setInt(i, number);
      case Long number -> to.setLong(i, number);
      case Double number -> to.setDouble(i, number);
      case Boolean flag -> to.setBoolean(i, flag);
      case Instant instant -> to.setObject(i, instant.atOffset(ZoneOffset.UTC));
      case LocalDate day -> to.setObject(i, day);
      case UUID id -> to.setObject(i, id);
      case byte[] bytes -> to.setBytes(i, bytes);
      case TextArray(var values) ->
          to.setArray(i, to.getConnection().createArrayOf("text", values.toArray()));
      case IntArray(var values) ->
          to.setArray(i, to.getConnection().createArrayOf("int4", values.toArray()));
      default ->
          throw new IllegalArgumentException("No parameter can be a " + value.getClass() + ".");
    }
  }

  /// A parameter of type `text[]`.
  public record TextArray(List<String> values) {
    public TextArray {
      values = List.copyOf(values);
    }

    /// The texts of `values`, in their order.
    public static TextArray of(Collection<?> values) {
      return new TextArray(values.stream().map(Object::toString).toList());
    }
  }

  /// A parameter of type `int[]`.
  public record IntArray(List<Integer> values) {
    public IntArray {
      values = List.copyOf(values);
    }
  }

  /// What the statements answered, first to last.
  public static final class Answers implements AutoCloseable {
    private final PreparedStatement statement;
    private boolean rowsNext;
    private boolean first = true;

    private Answers(PreparedStatement statement, boolean rowsNext) {
      this.statement = statement;
      this.rowsNext = rowsNext;
    }

    /// Rows that the next statement changed.
    public int count() throws SQLException {
      advance();
      return statement.getUpdateCount();
    }

    /// Leaves out the answers of `statements` statements.
    public void skip(int statements) throws SQLException {
      for (int i = 0; i < statements; i++) {
        advance();
      }
    }

    /// Rows that the next statement returned.
    ///
    /// @param <T> what a row becomes
    public <T> List<T> rows(RowReader<T> reader) throws SQLException {
      advance();
      if (!rowsNext) {
        throw new IllegalStateException("The statement returned no rows but a count.");
      }
      var read = new ArrayList<T>();
      try (ResultSet row = statement.getResultSet()) {
        while (row.next()) {
          read.add(reader.read(row));
        }
      }
      return read;
    }

    private void advance() throws SQLException {
      if (!first) {
        rowsNext = statement.getMoreResults();
      }
      first = false;
    }

    @Override
    public void close() throws SQLException {
      statement.close();
    }
  }

  /// Makes a value of the current row.
  ///
  /// @param <T> the value
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
