package dev.whence.service.store;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/// Brings the tables to the version this release needs (`db/migration`).
///
/// Several service processes may start at once: one migrates, the others wait.
final class Migrations {
  private Migrations() {}

  /// On connections of its own, which may take as long as a migration needs.
  static void migrate(DatabaseAddress address) {
    try {
      Flyway.configure()
          .dataSource(address.jdbcUrl(), orNothing(address.user()), orNothing(address.password()))
          .locations("classpath:db/migration")
          .validateMigrationNaming(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StoreUnavailableException(
          "The order store's tables cannot be brought to this release's version: "
              + e.getMessage()
              + "\nMaybe the database was migrated by a newer release, or is not empty.",
          e);
    }
  }

  private static @Nullable String orNothing(String text) {
    return text.isEmpty() ? null : text;
  }
}
