package dev.whence.service.store;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Connections to wherever the order store is when they are made: an embedded server may come back
/// on another port.
final class CurrentAddress implements DataSource {
  private final Supplier<DatabaseAddress> address;
  private final Properties properties;

  /// @param properties of the driver, without user and password
  CurrentAddress(Supplier<DatabaseAddress> address, Properties properties) {
    this.address = address;
    this.properties = properties;
  }

  @Override
  public Connection getConnection() throws SQLException {
    DatabaseAddress now = address.get();
    var all = new Properties();
    all.putAll(properties);
    if (!now.user().isEmpty()) {
      all.setProperty("user", now.user());
      all.setProperty("password", now.password());
    }
    return DriverManager.getConnection(now.jdbcUrl(), all);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("The user is that of the address.");
  }

  /// Ignored: the properties say how long to wait.
  @Override
  public void setLoginTimeout(int seconds) {}

  /// @return 0, which is to say that the driver decides
  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  /// Ignored: what happens is told by exceptions.
  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("Nothing is logged.");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("Nothing is wrapped.");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  /// Without the password, for logs.
  @Override
  public String toString() {
    return address.get().toString();
  }
}
