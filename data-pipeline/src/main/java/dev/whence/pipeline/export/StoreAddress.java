package dev.whence.pipeline.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/// Where an order store is and as whom to enter.
///
/// @param jdbcUrl for instance `jdbc:postgresql://db.example.com:5432/whence`
/// @param user empty when the URL names one
/// @param password empty when none is needed
public record StoreAddress(String jdbcUrl, String user, String password) {
  /// Of `postmaster.pid`, counted from 0.
  private static final int PORT_LINE = 3;

  private static final int LOGIN_SECONDS = 20;

  /// The store in the data directory of a service that runs.
  ///
  /// @throws UnusableStore if there is none, or it does not run
  public static StoreAddress embedded(Path dataDirectory) {
    Path folder = dataDirectory.resolve("postgres");
    if (!Files.isDirectory(folder.resolve("data"))) {
      throw new UnusableStore(
          "There is no order store in %s.\nMaybe another --data-directory was meant, or --db-url."
              .formatted(dataDirectory));
    }
    try {
      List<String> lines = Files.readAllLines(folder.resolve("data").resolve("postmaster.pid"));
      int port = Integer.parseInt(lines.get(PORT_LINE).strip());
      return new StoreAddress(
          "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port),
          "whence",
          Files.readString(folder.resolve("password")).strip());
    } catch (NoSuchFileException e) {
      throw new UnusableStore(
          "The order store in %s does not run.\nMaybe start its service first: the store runs with it."
              .formatted(dataDirectory));
    } catch (IOException | RuntimeException e) {
      throw new UnusableStore(
          "The order store in %s cannot be entered: %s\nMaybe the service runs as another user of this machine: ask as that one, or name --db-url."
              .formatted(dataDirectory, e.getMessage()));
    }
  }

  /// A connection for reading, in one transaction that sees one moment; to be closed.
  ///
  /// @throws UnusableStore if there is none
  Connection openForReading() {
    var properties = new Properties();
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
    }
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", "whence-export");
    properties.setProperty("connectTimeout", Integer.toString(LOGIN_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    try {
      Connection connection = DriverManager.getConnection(jdbcUrl, properties);
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return connection;
    } catch (SQLException e) {
      throw new UnusableStore(
          "No order store answers at %s: %s\nMaybe start its service, or correct --db-url, --db-user or the password."
              .formatted(jdbcUrl, e.getMessage()));
    }
  }

  /// Without the password, for logs.
  @Override
  public String toString() {
    return user.isEmpty() ? jdbcUrl : jdbcUrl + " as " + user;
  }
}
