package dev.whence.pipeline.imports;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.text.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/// Tables on disk for the time of one import, which may outlive a process: DuckDB joins, groups and
/// sorts there what does not fit into memory. It takes [#MEMORY_MB] beside the Java heap, however
/// many rows there are.
///
/// A missing text is NULL in a table and empty in Java. Not thread-safe.
final class Scratch implements AutoCloseable {

  static final int MEMORY_MB = 400;

  private static final String DATABASE = "scratch";

  private static final String SPILLED = "spilled";

  private final Path folder;
  private final DuckDBConnection database;

  private Scratch(Path folder, DuckDBConnection database) {
    this.folder = folder;
    this.database = database;
  }

  /// @param folder is made if it is missing, and deleted when this is closed. Tables that lie there
  ///   are gone on with; where they cannot be read, they are begun anew
  static Scratch open(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileTree.delete(folder.resolve(SPILLED));
    Path tables = folder.resolve("tables.duckdb");
    try {
      if (Files.exists(tables)) {
        try {
          return open(folder, tables);
        } catch (SQLException e) {
          Files.delete(tables);
          Files.deleteIfExists(folder.resolve("tables.duckdb.wal"));
        }
      }
      return open(folder, tables);
    } catch (SQLException e) {
      throw failure(folder, e);
    } catch (LinkageError e) {
      throw new IOException(
          "DuckDB's library cannot be unpacked in %s and loaded.\nMaybe that folder is full or mounted noexec; WHENCE_JAVA_OPTIONS=-Djava.io.tmpdir=... names another."
              .formatted(System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  private static Scratch open(Path folder, Path tables) throws SQLException {
    var options = new Properties();
    options.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    DuckDBConnection database =
        DriverManager.getConnection("jdbc:duckdb:", options).unwrap(DuckDBConnection.class);
    try {
      run(database, "SET memory_limit = '" + MEMORY_MB + "MB'");
      // Rows come from one thread; compressing them and more threads took twice the time.
      run(database, "SET threads = 1");
      run(database, "SET force_compression = 'uncompressed'");
      run(database, "SET preserve_insertion_order = false");
      run(database, "SET TimeZone = 'UTC'");
      run(database, "SET temp_directory = " + quoted(folder.resolve(SPILLED)));
      run(database, "ATTACH " + quoted(tables) + " AS " + DATABASE);
      run(database, "USE " + DATABASE);
      return new Scratch(folder, database);
    } catch (SQLException e) {
      database.close();
      throw e;
    }
  }

  static String quoted(Path path) {
    return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
  }

  /// The names of all tables, also of those that a process left here that was killed.
  List<String> tables() throws IOException {
    var names = new ArrayList<String>();
    try (Rows rows =
        query(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = '%s' AND NOT temporary"
                .formatted(DATABASE))) {
      while (rows.next()) {
        names.add(rows.text(1));
      }
    }
    return names;
  }

  /// Runs a statement that answers nothing.
  void run(String sql) throws IOException {
    try {
      run(database, sql);
    } catch (SQLException e) {
      throw failure(folder, e);
    }
  }

  private static void run(DuckDBConnection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// The one whole number that a query gives.
  long number(String sql) throws IOException {
    try (Rows rows = query(sql)) {
      if (!rows.next()) {
        throw new IllegalStateException("No row for " + sql);
      }
      return rows.number(1);
    }
  }

  Rows query(String sql) throws IOException {
    try {
      return new Rows(folder, another(), sql);
    } catch (SQLException e) {
      throw failure(folder, e);
    }
  }

  /// Appends to a table; the rows are there when the appender is closed.
  Appender append(String table) throws IOException {
    try {
      return new Appender(folder, another(), table);
    } catch (SQLException e) {
      throw failure(folder, e);
    }
  }

  /// Each query and appender has its own connection: one may run while another does.
  private DuckDBConnection another() throws SQLException {
    DuckDBConnection connection = database.duplicate();
    run(connection, "USE " + DATABASE);
    return connection;
  }

  /// What the database cannot do is mostly for lack of disk space.
  private static IOException failure(Path folder, SQLException e) {
    String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new IOException(
        said.contains("No space left on device")
            ? "no room in %s (No space left on device)".formatted(folder)
            : "The import's tables in %s cannot be used: %s\nMaybe there is too little space on that disk."
                .formatted(folder, said),
        e);
  }

  @Override
  public void close() throws IOException {
    try {
      database.close();
    } catch (SQLException e) {
      throw failure(folder, e);
    } finally {
      FileTree.delete(folder);
    }
  }

  /// The rows of a query, one after the other. Columns count from 1.
  static final class Rows implements AutoCloseable {
    private final Path folder;
    private final DuckDBConnection connection;
    private final Statement statement;
    private final ResultSet rows;

    private Rows(Path folder, DuckDBConnection connection, String sql) throws SQLException {
      this.folder = folder;
      this.connection = connection;
      try {
        this.statement = connection.createStatement();
        this.rows = statement.executeQuery(sql);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }

    boolean next() throws IOException {
      try {
        return rows.next();
      } catch (SQLException e) {
        throw failure(folder, e);
      }
    }

    /// The row as one of a history table, all of whose columns the query gives by name.
    <T> T row(HistoryTable<T> table) throws IOException {
      try {
        return table.row(rows);
      } catch (SQLException e) {
        throw failure(folder, e);
      }
    }

    /// Empty where there is none.
    String text(int column) throws IOException {
      try {
        String text = rows.getString(column);
        return text == null ? "" : text;
      } catch (SQLException e) {
        throw failure(folder, e);
      }
    }

    /// 0 where there is none.
    long number(int column) throws IOException {
      try {
        return rows.getLong(column);
      } catch (SQLException e) {
        throw failure(folder, e);
      }
    }

    @Override
    public void close() throws IOException {
      try (var _ = connection;
          var _ = statement) {
        rows.close();
      } catch (SQLException e) {
        throw failure(folder, e);
      }
    }
  }

  /// Adds rows to a table, column by column.
  static final class Appender implements AutoCloseable {
    private final Path folder;
    private final DuckDBConnection connection;
    private final DuckDBAppender appender;

    private Appender(Path folder, DuckDBConnection connection, String table) throws SQLException {
      this.folder = folder;
      this.connection = connection;
      try {
        run(connection, "BEGIN TRANSACTION"); // or every few thousand rows would wait for the disk
        this.appender = connection.createAppender(DATABASE, DuckDBConnection.DEFAULT_SCHEMA, table);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }

    /// One row in the order of the table's columns.
    ///
    /// @param values long, int or text; an empty text is missing
    void row(Iterable<?> values) throws IOException {
      try {
        appender.beginRow();
        for (Object value : values) {
          switch (value) {
            case Long number -> appender.append(number.longValue());
            case Integer number -> appender.append(number.intValue());
            case String text when text.isEmpty() -> appender.appendNull();
            case String text -> appender.append(text);
            default -> throw new IllegalArgumentException("No column for " + value);
          }
        }
        appender.endRow();
      } catch (SQLException e) {
        throw failure(folder, e);
      }
    }

    @Override
    public void close() throws IOException {
      try (var _ = connection) {
        appender.close();
        run(connection, "COMMIT");
      } catch (SQLException e) {
        throw failure(folder, e);
      }
    }
  }
}
