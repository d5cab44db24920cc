package dev.whence.pipeline.imports;

import dev.whence.text.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/// Tables on disk for the time of one import: DuckDB joins, groups and sorts there what does not
/// fit into memory. It takes [#MEMORY_MB] beside the Java heap, however many rows there are.
///
/// A missing text is NULL in a table and empty in Java. Not thread-safe.
final class Scratch implements AutoCloseable {

  static final int MEMORY_MB = 400;

  private static final String DATABASE = "scratch";

  private final Path folder;
  private final DuckDBConnection database;

  private Scratch(Path folder, DuckDBConnection database) {
    this.folder = folder;
    this.database = database;
  }

  /// @param folder is made, and deleted when this is closed
  static Scratch open(Path folder) throws IOException {
    Files.createDirectories(folder);
    var options = new Properties();
    options.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    try {
      var scratch =
          new Scratch(
              folder,
              DriverManager.getConnection("jdbc:duckdb:", options).unwrap(DuckDBConnection.class));
      scratch.run("SET memory_limit = '" + MEMORY_MB + "MB'");
      // Rows come from one thread; compressing them and more threads took twice the time.
      scratch.run("SET threads = 1");
      scratch.run("SET force_compression = 'uncompressed'");
      scratch.run("SET preserve_insertion_order = false");
      scratch.run("SET temp_directory = " + quoted(folder.resolve("spilled")));
      scratch.run("ATTACH " + quoted(folder.resolve("tables.duckdb")) + " AS " + DATABASE);
      scratch.run("USE " + DATABASE);
      return scratch;
    } catch (SQLException e) {
      throw failure(folder, e);
    } catch (LinkageError e) {
      throw new IOException(
          "DuckDB's library cannot be unpacked in %s and loaded.\nMaybe that folder is full or mounted noexec; WHENCE_JAVA_OPTIONS=-Djava.io.tmpdir=... names another."
              .formatted(System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  private static String quoted(Path path) {
    return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
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
    return new IOException(
        "The import's tables in %s cannot be used: %s\nMaybe there is too little space on that disk."
            .formatted(folder, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
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
