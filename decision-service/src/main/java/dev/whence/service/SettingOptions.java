package dev.whence.service;

import dev.whence.service.config.ConfigKey;
import dev.whence.service.config.ConfigSource;
import dev.whence.service.config.ServiceConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/// Settings on the command line: `--config`, and an option a [ConfigKey], which says what it means
/// and what counts without it. A command has them as the mixin [#MIXIN], and one of [All] and
/// [OfTheStore] as its transformer.
final class SettingOptions {
  static final String MIXIN = "settings";

  /// What the installation says, below its folder.
  private static final String OURS = "conf/whence.yaml";

  /// What says where an order store is.
  private static final Set<ConfigKey> STORE_KEYS =
      EnumSet.of(
          ConfigKey.DATA_DIRECTORY,
          ConfigKey.DB_URL,
          ConfigKey.DB_USER,
          ConfigKey.DB_PASSWORD,
          ConfigKey.DB_PASSWORD_FILE);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "YAML file with any of the keys below. Default: " + OURS + " of the installation.")
  private Optional<Path> config = Optional.empty();

  private final Map<String, String> given = new TreeMap<>();

  /// Whether any of them stands on the command line.
  boolean isGiven() {
    return config.isPresent() || !given.isEmpty();
  }

  /// The file first, then the environment, then the command line: later ones win. Without a file
  /// named, the one of the installation counts.
  ///
  /// @throws IllegalArgumentException if a secret stands on the command line
  ServiceConfig read() {
    if (given.containsKey(ConfigKey.DB_PASSWORD.key())) {
      throw new IllegalArgumentException(
          "%s is not taken from the command line, where every user of this machine can read it.\nMaybe set %s, or name a file with --%s."
              .formatted(
                  ConfigKey.DB_PASSWORD.key(),
                  ConfigKey.DB_PASSWORD.variable(),
                  ConfigKey.DB_PASSWORD_FILE.key()));
    }
    List<ConfigSource> sources = new ArrayList<>();
    Path ours = Main.home().resolve(OURS);
    config
        .or(() -> Optional.of(ours).filter(Files::exists))
        .ifPresent(file -> sources.add(ConfigSource.ofFile(file)));
    Path here = Path.of("").toAbsolutePath();
    sources.add(ConfigSource.ofEnvironment(System.getenv()).in(here));
    sources.add(new ConfigSource("command line", given).in(here));
    return ServiceConfig.of(Main.home(), sources);
  }

  private void addTo(CommandSpec command, Set<ConfigKey> keys) {
    for (ConfigKey key : keys) {
      command.addOption(
          OptionSpec.builder("--" + key.key())
              .type(String.class)
              .arity(key.isSecret() ? "0..1" : "1")
              .hidden(key.isSecret()) // known, so that it can be refused without repeating it
              .paramLabel("VALUE")
              .description(
                  key.description() + (key.usual().isEmpty() ? "" : " Default: " + key.usual()))
              .setter(
                  new ISetter() {
                    @Override
                    public <T> @Nullable T set(@Nullable T value) {
                      return keep(key, value);
                    }
                  })
              .build());
    }
  }

  /// @param value null before each command line
  private <T> @Nullable T keep(ConfigKey key, @Nullable T value) {
    if (value == null) {
      given.remove(key.key());
    } else {
      given.put(key.key(), value.toString());
    }
    return null;
  }

  private static CommandSpec with(CommandSpec command, Set<ConfigKey> keys) {
    CommandSpec mixin = command.mixins().get(MIXIN);
    if (mixin == null || !(mixin.userObject() instanceof SettingOptions options)) {
      throw new IllegalStateException(command.name() + " has no mixin " + MIXIN + ".");
    }
    options.addTo(command, keys);
    return command;
  }

  /// Adds every setting.
  static final class All implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
      return with(command, EnumSet.allOf(ConfigKey.class));
    }
  }

  /// Adds what says where an order store is.
  static final class OfTheStore implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
      return with(command, STORE_KEYS);
    }
  }
}
