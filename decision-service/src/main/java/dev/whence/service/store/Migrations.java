package dev.whence.service.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the tables to the version this release needs (`db/migration`).
///
/// Several service processes may start at once: one migrates, the others wait.
final class Migrations {
  private Migrations() {}

  static void migrate(DataSource database) {
    try {
      Flyway.configure()
          .dataSource(database)
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
}
