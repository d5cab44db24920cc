package dev.whence.service;

import dev.whence.service.access.Accounts;
import dev.whence.service.access.Role;
import dev.whence.service.access.User;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `whence users`: who may call, in the order store itself, also while services are at work on it.
@Command(
    name = "users",
    description =
        "Users in the order store: add, list, change. Works with the store itself, also while the service runs, which follows a second later at most.",
    mixinStandardHelpOptions = true,
    subcommands = {
      UsersCommand.Add.class,
      UsersCommand.ListAll.class,
      UsersCommand.Change.class,
      UsersCommand.Password.class,
      UsersCommand.Unlock.class,
      UsersCommand.SignOut.class
    })
final class UsersCommand {
  private UsersCommand() {}

  /// What each of them has.
  abstract static class OnStore implements Runnable {
    @Mixin(name = SettingOptions.MIXIN)
    SettingOptions settings = new SettingOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run()
    CommandSpec spec;

    void with(Consumer<Accounts> work) {
      OfflineAccounts.with(settings.read().orderStore(), work);
    }
  }

  /// What names a user.
  abstract static class OfOne extends OnStore {
    @Parameters(paramLabel = "NAME", description = "The user.")
    String name = "";
  }

  private static void tell(User user) {
    System.out.printf(
        "%-24s %-8s %-8s %s%n",
        user.name(),
        user.kind() == User.Kind.SERVICE ? "service" : "person",
        user.active() ? "active" : "inactive",
        String.join(", ", user.sortedRoles().stream().map(Role::spelling).toList()));
  }

  /// `whence users add`.
  @Command(
      name = "add",
      description =
          "Adds a person with a password, or with --service another system that has API keys alone. The first is an operator; from then on everybody has to say who they are.",
      mixinStandardHelpOptions = true,
      modelTransformer = SettingOptions.OfTheStore.class)
  static final class Add extends OfOne {
    @Mixin private RolesOption roles = new RolesOption();
    @Mixin private PasswordOption password = new PasswordOption();

    @Option(names = "--service", description = "It is another system.")
    private boolean service;

    @Override
    public void run() {
      Set<Role> wanted = roles.read(spec);
      if (!User.isName(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "Invalid value for parameter NAME: '%s' must be %s"
                .formatted(name.replaceAll("\\P{Graph}", "?"), User.NAME_RULE));
      }
      if (service && password.isGiven()) {
        throw new ParameterException(
            spec.commandLine(), "--password-file is for a person: a service has keys alone");
      }
      Optional<String> secret = service ? Optional.empty() : Optional.of(password.read(name));
      with(accounts -> {
        // Whoever types the first password is its owner.
        boolean due = !accounts.list().isEmpty();
        tell(
            secret.isPresent()
                ? accounts.addPerson(OfflineAccounts.actor(), name, wanted, secret.get(), due)
                : accounts.addService(OfflineAccounts.actor(), name, wanted));
        if (secret.isPresent() && due) {
          System.out.println("The password has to be changed at the first sign-in.");
        }
      });
    }
  }

  /// `whence users list`.
  @Command(
      name = "list",
      description = "Tells every user.",
      mixinStandardHelpOptions = true,
      modelTransformer = SettingOptions.OfTheStore.class)
  static final class ListAll extends OnStore {
    @Override
    public void run() {
      with(accounts -> accounts.list().forEach(UsersCommand::tell));
    }
  }

  /// `whence users change`.
  @Command(
      name = "change",
      description = "Gives a user other roles, or lets it call or no longer.",
      mixinStandardHelpOptions = true,
      modelTransformer = SettingOptions.OfTheStore.class)
  static final class Change extends OfOne {
    @Option(
        names = "--roles",
        split = ",",
        paramLabel = "ROLE",
        description = "The roles from now on; commas between.")
    private List<String> roles = List.of();

    @Option(
        names = "--active",
        arity = "1",
        paramLabel = "true|false",
        description = "Whether it may call.")
    private Optional<Boolean> active = Optional.empty();

    @Override
    public void run() {
      if (roles.isEmpty() && active.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "Missing --roles or --active");
      }
      Optional<Set<Role>> wanted =
          roles.isEmpty() ? Optional.empty() : Optional.of(RolesOption.read(spec, roles));
      with(accounts -> tell(accounts.change(OfflineAccounts.actor(), name, wanted, active)));
    }
  }

  /// `whence users password`.
  @Command(
      name = "password",
      description =
          "Sets a person's password, which has to be changed at the next sign-in; sessions end.",
      mixinStandardHelpOptions = true,
      modelTransformer = SettingOptions.OfTheStore.class)
  static final class Password extends OfOne {
    @Mixin private PasswordOption password = new PasswordOption();

    @Override
    public void run() {
      String secret = password.read(name);
      with(accounts -> accounts.setPassword(OfflineAccounts.actor(), name, secret));
      System.out.println("It has to be changed at the next sign-in.");
    }
  }

  /// `whence users unlock`.
  @Command(
      name = "unlock",
      description = "Lets a user try to sign in again at once.",
      mixinStandardHelpOptions = true,
      modelTransformer = SettingOptions.OfTheStore.class)
  static final class Unlock extends OfOne {
    @Override
    public void run() {
      with(accounts -> accounts.unlock(OfflineAccounts.actor(), name));
    }
  }

  /// `whence users sign-out`.
  @Command(
      name = "sign-out",
      description = "Ends every session of a user.",
      mixinStandardHelpOptions = true,
      modelTransformer = SettingOptions.OfTheStore.class)
  static final class SignOut extends OfOne {
    @Override
    public void run() {
      with(accounts ->
          System.out.printf(
              "%d sessions have ended.%n",
              accounts.endSessions(OfflineAccounts.actor(), accounts.get(name))));
    }
  }
}
