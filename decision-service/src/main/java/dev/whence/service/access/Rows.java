package dev.whence.service.access;

import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Columns that several stores of this package read and write alike.
final class Rows {
  private Rows() {}

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static Optional<Instant> findInstant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }

  /// Words that a later release knows are left out.
  static Set<Role> roles(ResultSet row, String column) throws SQLException {
    var roles = EnumSet.noneOf(Role.class);
    Arrays.stream((String[]) row.getArray(column).getArray())
        .forEach(word -> Role.find(word).ifPresent(roles::add));
    return roles;
  }

  static TextArray array(Collection<Role> roles) {
    return new TextArray(roles.stream().sorted().map(Role::spelling).toList());
  }

  /// As it is told in sentences.
  static String words(Collection<Role> roles) {
    return String.join(", ", roles.stream().sorted().map(Role::spelling).toList());
  }
}
