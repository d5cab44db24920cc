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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Several statements that travel to the server and back together, run there in order, each seeing
/// the effects of those before. Not thread-safe.
///
/// After the first error the rest does not run and the transaction can only be rolled back.
public final class StatementBatch {
  /// Texts of batches as they were joined before: who asks the same again sends the same text.
  private static final Map<List<String>, String> JOINED = new ConcurrentHashMap<>();

  /// Joined texts remembered; beyond that all are forgotten and joined anew.
  private static final int MOST_JOINED = 256;

  /// Statements of a batch whose text is remembered: the longer, the fewer are alike.
  private static final int MOST_ALIKE = 32;

  /// Characters of a statement in messages.
  private static final int MOST_SHOWN = 60;

  private final List<Statement> statements = new ArrayList<>();

  private record Statement(String text, List<Object> parameters) {}

  /// Adds a statement.
  ///
  /// @param statement one, by whose text its answer is read; without values from outside
  /// @param parameters for its question marks: text, whole numbers, instants, dates, UUIDs,
  ///   booleans, bytes or, for a PostgreSQL array, a [TextArray] or [IntArray]
  public StatementBatch add(String statement, Object... parameters) {
    statements.add(new Statement(statement, List.of(parameters)));
    return this;
  }

  public boolean isEmpty() {
    return statements.isEmpty();
  }

  /// Sends everything. The answers are read in the order of the statements.
  public Answers send(Connection connection) throws SQLException {
    List<String> texts = statements.stream().map(Statement::text).toList();
    PreparedStatement all = connection.prepareStatement(joined(texts));
    try {
      bind(all, statements.stream().flatMap(one -> one.parameters().stream()).toList());
      return new Answers(all, texts, all.execute());
    } catch (SQLException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private static String joined(List<String> texts) {
    if (texts.size() == 1) {
      return texts.getFirst();
    }
    String known = JOINED.get(texts);
    if (known != null) {
      return known;
    }
    String joined = String.join(";\n", texts);
    if (texts.size() <= MOST_ALIKE) {
      if (JOINED.size() >= MOST_JOINED) {
        JOINED.clear();
      }
      JOINED.put(texts, joined);
    }
    return joined;
  }

  /// Sends what several batches hold: statements of one text travel together, in the order in which
  /// the texts first appear. The driver joins plain inserts into one. No statement may return rows.
  ///
  /// @param counted a statement that each batch has once
  /// @return rows that it changed, batch by batch
  public static List<Integer> sendAll(
      Connection connection, String counted, List<StatementBatch> batches) throws SQLException {
    var byText = new LinkedHashMap<String, List<Statement>>();
    for (StatementBatch batch : batches) {
      for (Statement statement : batch.statements) {
        byText.computeIfAbsent(statement.text(), text -> new ArrayList<>()).add(statement);
      }
    }
    int times = byText.getOrDefault(counted, List.of()).size();
    if (times != batches.size()) {
      throw new IllegalArgumentException(
          "%d batches have %s %d times.".formatted(batches.size(), words(counted), times));
    }
    List<Integer> changed = List.of();
    for (Map.Entry<String, List<Statement>> same : byText.entrySet()) {
      int[] counts = sendSame(connection, same.getKey(), same.getValue());
      if (same.getKey().equals(counted)) {
        changed = Arrays.stream(counts).boxed().toList();
      }
    }
    if (changed.contains(java.sql.Statement.SUCCESS_NO_INFO)) {
      throw new IllegalArgumentException(
          "The driver does not tell what %s did.".formatted(words(counted)));
    }
    return changed;
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

  /// How a statement begins, on one line.
  private static String words(String statement) {
    String line = statement.strip().replaceAll("\\s+", " ");
    return "`%s`"
        .formatted(line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "...");
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

  /// What the statements answered. Each answer is read by its statement, first to last; those that
  /// nobody reads are passed over.
  public static final class Answers implements AutoCloseable {
    private final PreparedStatement all;
    private final List<String> texts;
    private boolean hasRows;

    /// Statements whose answers are read or passed over.
    private int done;

    private Answers(PreparedStatement all, List<String> texts, boolean hasRows) {
      this.all = all;
      this.texts = texts;
      this.hasRows = hasRows;
    }

    /// Rows that a statement changed.
    ///
    /// @param statement the next with this text is meant
    /// @throws IllegalStateException if none follows, or it returned rows
    public int count(String statement) throws SQLException {
      advanceTo(statement);
      if (hasRows) {
        throw new IllegalStateException(
            "%s returned rows, not a count.\nMaybe read them by `rows`."
                .formatted(words(statement)));
      }
      return all.getUpdateCount();
    }

    /// Rows that a statement returned.
    ///
    /// @param statement the next with this text is meant
    /// @param <T> what a row becomes
    /// @throws IllegalStateException if none follows, or it returned no rows but a count
    public <T> List<T> rows(String statement, RowReader<T> reader) throws SQLException {
      advanceTo(statement);
      if (!hasRows) {
        throw new IllegalStateException(
            "%s returned a count, not rows.\nMaybe read it by `count`."
                .formatted(words(statement)));
      }
      var read = new ArrayList<T>();
      try (ResultSet row = all.getResultSet()) {
        while (row.next()) {
          read.add(reader.read(row));
        }
      }
      return read;
    }

    private void advanceTo(String statement) throws SQLException {
      List<String> left = texts.subList(done, texts.size());
      int between = left.indexOf(statement);
      if (between < 0) {
        throw new IllegalStateException(
            "The answer of %s does not follow, but %s.\nMaybe it was read or passed over before, or is of another batch."
                .formatted(
                    words(statement),
                    left.isEmpty()
                        ? "none"
                        : left.stream()
                            .map(StatementBatch::words)
                            .collect(Collectors.joining(", "))));
      }
      for (int end = done + between + 1; done < end; done++) {
        hasRows = done == 0 ? hasRows : all.getMoreResults();
      }
    }

    @Override
    public void close() throws SQLException {
      all.close();
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
