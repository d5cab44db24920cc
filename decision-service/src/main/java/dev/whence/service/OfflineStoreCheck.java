package dev.whence.service;

import dev.whence.service.config.ServiceConfig.OrderStore;
import dev.whence.service.embedded.EmbeddedPostgres;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.StoreUnavailableException;
import dev.whence.service.verify.StoreCheck;
import dev.whence.service.verify.StoreCheck.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Compares what an order store says in several places, without a service. An embedded server is
/// started for as long as that takes.
final class OfflineStoreCheck {
  private OfflineStoreCheck() {}

  /// @throws StoreUnavailableException with one sentence, if the store is not there, is in use by a
  ///   service, or has tables of another release
  static List<Finding> run(OrderStore store) {
    return switch (store) {
      case OrderStore.Embedded(Path folder, int ignored) -> {
        Path there = folder.resolve("postgres");
        if (!Files.exists(there.resolve("data"))) {
          throw new StoreUnavailableException(
              "There is no order store in %s.\nMaybe another data-directory was meant."
                  .formatted(folder));
        }
        try (var server = EmbeddedPostgres.start(EmbeddedPostgres.Settings.in(there))) {
          yield check(server.address());
        }
      }
      case OrderStore.Remote(var url, var user, var password, int ignored) ->
          check(new DatabaseAddress(url, user, password));
    };
  }

  private static List<Finding> check(DatabaseAddress address) {
    try (Database database = Database.openAsItIs(address, 1)) {
      return new StoreCheck(database).run();
    }
  }
}
