package dev.whence.service;

import dev.whence.service.access.Accounts;
import dev.whence.service.access.Actor;
import dev.whence.service.access.ApiKeyStore;
import dev.whence.service.access.PasswordHashing;
import dev.whence.service.access.SessionStore;
import dev.whence.service.access.UserStore;
import dev.whence.service.config.ServiceConfig.OrderStore;
import dev.whence.service.embedded.EmbeddedPostgres;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.StoreUnavailableException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;

/// Users and keys in an order store, with or without a service at work on it: whoever has the store
/// may do everything. An embedded server that does not run is started for as long as that takes.
final class OfflineAccounts {
  private OfflineAccounts() {}

  /// @throws IllegalArgumentException with the words of a refusal
  static void with(OrderStore store, Consumer<Accounts> work) {
    switch (store) {
      case OrderStore.Remote(var url, var user, var password, int ignored) ->
          with(new DatabaseAddress(url, user, password), work);
      case OrderStore.Embedded(Path folder, int ignored) -> {
        Path there = folder.resolve("postgres");
        DatabaseAddress running;
        try {
          running = EmbeddedPostgres.running(there);
        } catch (StoreUnavailableException e) {
          try (var server = EmbeddedPostgres.start(EmbeddedPostgres.Settings.in(there))) {
            with(server.address(), work);
          }
          return;
        }
        with(running, work);
      }
    }
  }

  private static void with(DatabaseAddress address, Consumer<Accounts> work) {
    Clock clock = Clock.systemUTC();
    try (Database database = Database.open(address, 1);
        var hashing = new PasswordHashing()) {
      work.accept(
          new Accounts(
              new UserStore(database, clock),
              new SessionStore(database, clock),
              new ApiKeyStore(database, clock),
              hashing,
              () -> {}));
    } catch (FailureException e) {
      throw new IllegalArgumentException(sentence(e.failure()), e);
    }
  }

  /// The account of this machine.
  static Actor actor() {
    return Actor.atTheCommandLine(System.getProperty("user.name", "somebody"));
  }

  private static String sentence(Failure failure) {
    return switch (failure) {
      case Failure.NameTaken(var detail) -> detail;
      case Failure.KeyExpired expired -> expired.detail();
      case Failure.NotYours(var detail) -> detail;
      case Failure.NoOperator() ->
          "Some person who is active has to be an operator, or nobody could add users.\nMaybe add --roles operator, or make another one operator first.";
      case Failure.NotFound(var what, var id) ->
          "No %s is %s.\nMaybe list them.".formatted(what, id);
      default -> failure.toString();
    };
  }
}
