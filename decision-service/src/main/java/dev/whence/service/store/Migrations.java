package dev.whence.service.store;

import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;

/// Brings the tables to the version this release needs (`db/migration`).
///
/// Several service processes may start at once: one migrates, the others wait.
final class Migrations {
  private Migrations() {}

  /// On connections of its own, which may take as long as a migration needs.
  static void migrate(DatabaseAddress address) {
    try {
      flyway(address).migrate();
    } catch (FlywayException e) {
      throw new StoreUnavailableException(
          "The order store's tables cannot be brought to this release's version: "
              + e.getMessage()
              + "\nMaybe the database was migrated by a newer release, or is not empty.",
          e);
    }
  }

  private static Flyway flyway(DatabaseAddress address) {
    return Flyway.configure()
        .dataSource(address.jdbcUrl(), orNothing(address.user()), orNothing(address.password()))
        .locations("classpath:db/migration")
        .validateMigrationNaming(true)
        .load();
  }

  /// Refuses tables that are not of this release's version, and changes nothing.
  static void require(DatabaseAddress address) {
    MigrationInfoService info;
    try {
      info = flyway(address).info();
    } catch (FlywayException e) {
      throw new StoreUnavailableException(
          "The order store's tables cannot be looked at: " + e.getMessage(), e);
    }
    MigrationInfo now = info.current();
    if (now == null) {
      throw new StoreUnavailableException(
          "The database at %s has no tables of an order store.\nMaybe it is another database that was meant."
              .formatted(address));
    }
    boolean newer =
        Arrays.stream(info.applied())
            .anyMatch(each -> each.getState() == MigrationState.FUTURE_SUCCESS);
    if (newer || info.pending().length > 0) {
      throw new StoreUnavailableException(
          "The order store at %s has tables of version %s, %s than those of this release.\nMaybe use the release that wrote them%s."
              .formatted(
                  address,
                  now.getVersion(),
                  newer ? "newer" : "older",
                  newer ? "" : ", or start this one on them first"));
    }
  }

  private static @Nullable String orNothing(String text) {
    return text.isEmpty() ? null : text;
  }
}
