package dev.whence.service.store;

/// Where a PostgreSQL server is and as whom to enter.
///
/// @param jdbcUrl for instance `jdbc:postgresql://db.example.com:5432/whence`
/// @param user empty when the URL names one
/// @param password empty when none is needed
public record DatabaseAddress(String jdbcUrl, String user, String password) {

  /// Without the password, for logs.
  @Override
  public String toString() {
    return user.isEmpty() ? jdbcUrl : jdbcUrl + " as " + user;
  }
}
