package dev.whence.service;

import dev.whence.service.access.ApiKey;
import dev.whence.service.access.Role;
import dev.whence.service.access.User;
import dev.whence.service.client.PositiveCount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whence keys`: API keys, in the order store itself, also while services are at work on it.
@Command(
    name = "keys",
    description =
        "API keys in the order store: add, list, rotate, revoke. Works with the store itself, also while the service runs, which follows a second later at most.",
    mixinStandardHelpOptions = true,
    subcommands = {
      KeysCommand.Add.class,
      KeysCommand.ListAll.class,
      KeysCommand.Rotate.class,
      KeysCommand.Revoke.class
    })
final class KeysCommand {
  private KeysCommand() {}

  private static void tell(ApiKey key) {
    Instant now = Clock.systemUTC().instant();
    String state =
        key.revokedAt().isPresent()
            ? "revoked"
            : key.expiresAt().isAfter(now) ? "until " + key.expiresAt() : "expired";
    System.out.printf(
        "%s %-16s %-20s %s %s; %s; last used %s%n",
        key.id(),
        key.user(),
        key.name(),
        String.join(" ", key.prefixes()),
        String.join(", ", new TreeSet<>(key.roles()).stream().map(Role::spelling).toList()),
        state,
        key.lastUsedAt().map(Instant::toString).orElse("never"));
  }

  private static void tell(ApiKey.Issued issued) {
    tell(issued.key());
    System.out.println("Told this once: " + issued.secret());
  }

  /// `whence keys add`.
  @Command(
      name = "add",
      description = "Makes a key of a user, and tells it this once.",
      mixinStandardHelpOptions = true,
      modelTransformer = SettingOptions.OfTheStore.class)
  static final class Add extends UsersCommand.OnStore {
    @Mixin private RolesOption roles = new RolesOption();

    @Parameters(index = "0", paramLabel = "USER", description = "Whose key it is.")
    private String user = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "What it is for.")
    private String name = "";

    @Option(
        names = "--days",
        paramLabel = "N",
        description = "Days after which it ends. Default: ${DEFAULT-VALUE}")
    private int days = 90;

    @Override
    public void run() {
      PositiveCount.require(spec, "--days", days);
      Set<Role> wanted = roles.read(spec);
      with(accounts -> {
        User owner = accounts.get(user);
        tell(
            accounts.addKey(
                OfflineAccounts.actor(),
                owner,
                name,
                wanted,
                Clock.systemUTC().instant().plus(Duration.ofDays(days))));
      });
    }
  }

  /// `whence keys list`.
  @Command(
      name = "list",
      description = "Tells every key, without its secret.",
      mixinStandardHelpOptions = true,
      modelTransformer = SettingOptions.OfTheStore.class)
  static final class ListAll extends UsersCommand.OnStore {
    @Override
    public void run() {
      with(accounts -> accounts.keys("").forEach(KeysCommand::tell));
    }
  }

  /// What names a key.
  abstract static class OfOne extends UsersCommand.OnStore {
    @Parameters(paramLabel = "ID", description = "The key, as `whence keys list` tells it.")
    UUID id = new UUID(0, 0);
  }

  /// `whence keys rotate`.
  @Command(
      name = "rotate",
      description = "Gives a key a new secret, and tells it this once; the one before ends later.",
      mixinStandardHelpOptions = true,
      modelTransformer = SettingOptions.OfTheStore.class)
  static final class Rotate extends OfOne {
    @Option(
        names = "--overlap-hours",
        paramLabel = "N",
        description = "Hours for which the one before counts, too. Default: ${DEFAULT-VALUE}")
    private int hours = 24;

    @Override
    public void run() {
      PositiveCount.require(spec, "--overlap-hours", hours);
      with(accounts ->
          tell(accounts.rotateKey(OfflineAccounts.actor(), id, Duration.ofHours(hours))));
    }
  }

  /// `whence keys revoke`.
  @Command(
      name = "revoke",
      description = "Ends a key.",
      mixinStandardHelpOptions = true,
      modelTransformer = SettingOptions.OfTheStore.class)
  static final class Revoke extends OfOne {
    @Override
    public void run() {
      with(accounts -> tell(accounts.revokeKey(OfflineAccounts.actor(), id)));
    }
  }
}
