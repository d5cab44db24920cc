package dev.whence.service;

import dev.whence.service.client.Demonstration;
import dev.whence.service.client.HttpBenchmark;
import dev.whence.service.client.ModelsCommand;
import dev.whence.service.client.OrderFileRun;
import dev.whence.service.client.ReferenceCommand;
import dev.whence.service.client.ReplayCommand;
import dev.whence.service.client.StoreCheckRun;
import dev.whence.service.client.TablesCommand;
import dev.whence.service.client.WhenceClient;
import dev.whence.service.config.ConfigKey;
import dev.whence.service.config.ConfigSource;
import dev.whence.service.config.ServiceConfig;
import dev.whence.service.http.decisions.Mode;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The commands of the decision service: `serve`, `demo`, `route`, `bench`, `verify`, `tables`,
/// `models`.
public final class Main {
  private static final int FAILED = 1;
  private static final int NOT_VERIFIED = 2;

  /// What says where an order store is.
  private static final Set<ConfigKey> STORE_KEYS =
      EnumSet.of(
          ConfigKey.DATA_DIRECTORY,
          ConfigKey.DB_URL,
          ConfigKey.DB_USER,
          ConfigKey.DB_PASSWORD,
          ConfigKey.DB_PASSWORD_FILE);

  private static final String PASSWORD_OPTION = "--" + ConfigKey.DB_PASSWORD.key();

  private Main() {}

  public static void main(String[] arguments) {
    // Or the last lines of a service that is ended by a signal may be missing from its log.
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    Logs.configure();
    System.exit(execute(arguments));
  }

  /// @return the exit code
  static int execute(String... arguments) {
    return execute(new PrintWriter(System.err, true, StandardCharsets.UTF_8), arguments);
  }

  /// @param err takes what goes wrong, one sentence and an advice, never a stack trace
  static int execute(PrintWriter err, String... arguments) {
    CommandLine commands = commands();
    commands.setErr(err);
    commands.setExecutionStrategy(all -> {
      try {
        return execute(all);
      } catch (RuntimeException e) {
        throw new ExecutionException(all.commandSpec().commandLine(), message(e), e);
      }
    });
    commands.setExecutionExceptionHandler((e, line, result) -> {
      line.getErr().println(line.getColorScheme().errorText(message(e)));
      return isVerify(result) ? NOT_VERIFIED : FAILED;
    });
    return commands.execute(arguments);
  }

  private static boolean isVerify(ParseResult all) {
    return all.hasSubcommand() && all.subcommand().commandSpec().name().equals("verify");
  }

  static CommandLine commands() {
    var commands = new CommandLine(command("whence", "Decides which ship nodes send an order."));
    commands.addSubcommand("serve", serviceCommand("serve", "Starts the service."));
    commands.addSubcommand(
        "demo",
        serviceCommand("demo", "Starts the service, loads a demonstration, routes a few orders."));
    commands.addSubcommand("route", routeCommand());
    commands.addSubcommand("bench", benchCommand());
    commands.addSubcommand("verify", verifyCommand());
    commands.addSubcommand(new CommandLine(TablesCommand.class));
    commands.addSubcommand(new CommandLine(ModelsCommand.class));
    commands.addSubcommand(new CommandLine(ReferenceCommand.class));
    commands.addSubcommand(new CommandLine(ReplayCommand.class));
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    return commands;
  }

  private static int execute(ParseResult all) {
    if (CommandLine.printHelpIfRequested(all)) {
      return 0;
    }
    if (!all.hasSubcommand()) {
      all.commandSpec().commandLine().usage(System.err);
      return 2;
    }
    ParseResult command = all.subcommand();
    switch (command.commandSpec().name()) {
      case "serve" -> serve(command, service -> {});
      case "demo" -> serve(command, Main::demonstrate);
      case "route" -> {
        return route(command) == 0 ? 0 : FAILED;
      }
      case "bench" -> bench(command);
      case "verify" -> {
        return verify(command) ? 0 : FAILED;
      }
      default -> {
        return executeAnnotated(command);
      }
    }
    return 0;
  }

  /// A command that says in annotations what it takes.
  private static int executeAnnotated(ParseResult command) {
    ParseResult last = command;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (last.commandSpec().userObject() instanceof Callable<?> work) {
      try {
        return work.call() instanceof Integer code ? code : 0;
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    last.commandSpec().commandLine().usage(System.err);
    return 2;
  }

  private static CommandSpec serviceCommand(String name, String description) {
    CommandSpec command = command(name, description);
    addSettings(command, EnumSet.allOf(ConfigKey.class));
    return command;
  }

  private static void addSettings(CommandSpec command, Set<ConfigKey> keys) {
    command.addOption(
        OptionSpec.builder("--config")
            .type(Path.class)
            .paramLabel("FILE")
            .description(
                "YAML file with any of the keys below. Default: conf/whence.yaml of the installation.")
            .build());
    for (ConfigKey key : keys) {
      command.addOption(
          OptionSpec.builder("--" + key.key())
              .type(String.class)
              .arity(key.isSecret() ? "0..1" : "1")
              .hidden(key.isSecret()) // known, so that it can be refused without repeating it
              .paramLabel("VALUE")
              .description(
                  key.description() + (key.usual().isEmpty() ? "" : " Default: " + key.usual()))
              .build());
    }
  }

  private static CommandSpec routeCommand() {
    CommandSpec command =
        command("route", "Routes a file of orders through a running service and counts.");
    command.addOption(url());
    command.addOption(
        OptionSpec.builder("--orders")
            .type(Path.class)
            .required(true)
            .paramLabel("FILE")
            .description("One order a line, as JSON; whence pipeline requests writes such files.")
            .build());
    command.addOption(
        OptionSpec.builder("--network")
            .type(Path.class)
            .paramLabel("FOLDER")
            .description("Ship nodes, carrier services, items and stock to load before.")
            .build());
    command.addOption(
        OptionSpec.builder("--mode")
            .type(Mode.class)
            .defaultValue("commit")
            .description("evaluate or commit. Default: ${DEFAULT-VALUE}")
            .build());
    command.addOption(
        OptionSpec.builder("--clients")
            .type(int.class)
            .defaultValue("1")
            .description(
                "Connections that share the orders, each with one batch. Default: ${DEFAULT-VALUE}")
            .build());
    return command;
  }

  private static OptionSpec url() {
    return OptionSpec.builder("--url")
        .type(URI.class)
        .defaultValue("http://127.0.0.1:8080")
        .description("Where it listens. Default: ${DEFAULT-VALUE}")
        .build();
  }

  private static CommandSpec benchCommand() {
    CommandSpec command = command("bench", "Loads a running scratch service and prints figures.");
    command.addOption(url());
    command.addOption(
        OptionSpec.builder("--clients")
            .type(int.class)
            .defaultValue("8")
            .description("Requests under way at once. Default: ${DEFAULT-VALUE}")
            .build());
    command.addOption(
        OptionSpec.builder("--seconds")
            .type(int.class)
            .defaultValue("10")
            .description("How long each kind of request is measured. Default: ${DEFAULT-VALUE}")
            .build());
    return command;
  }

  private static CommandSpec verifyCommand() {
    CommandSpec command =
        command(
            "verify",
            "Compares movements, stock, parcels, reservations, capacity, lines, decisions and keys in the order store of a running service, or in one that is named with --db-url or --data-directory. Changes nothing. Ends with 0 if they agree, with 1 if they do not, with 2 if they could not be compared.");
    command.addOption(url());
    addSettings(command, STORE_KEYS);
    return command;
  }

  private static CommandSpec command(String name, String description) {
    CommandSpec command = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
    command.usageMessage().description(description);
    command.versionProvider(() -> new String[] {version()});
    return command;
  }

  /// For instance `Whence 1.2.0 on Java 25.0.1+8-LTS (Eclipse Adoptium)`.
  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return "Whence %s on Java %s (%s)"
        .formatted(
            version == null ? "of a build without a version" : version,
            Runtime.version(),
            System.getProperty("java.vendor"));
  }

  private static void serve(ParseResult command, java.util.function.IntConsumer whenUp) {
    ServiceConfig config = ServiceConfig.of(home(), sources(command));
    long start = System.nanoTime();
    Service service = Service.start(config);
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              service.drain();
              service.close();
              ClassArchive.write();
              stopped.countDown();
            }));
    System.out.printf(
        "Whence answers at http://%s:%d (after %.1f s). Ctrl-C stops it.%n",
        config.bindAddress(), service.port(), (System.nanoTime() - start) / 1e9);
    whenUp.accept(service.port());
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void demonstrate(int port) {
    URI base = URI.create("http://127.0.0.1:" + port);
    try (var client = new WhenceClient(base)) {
      var demonstration =
          new Demonstration(
              client, base, home().resolve("examples/demo"), Clock.systemUTC(), System.out);
      demonstration.run();
    }
  }

  /// @return how many requests failed
  private static int route(ParseResult command) {
    try (var client = new WhenceClient(value(command, "--url", URI.class))) {
      if (command.hasMatchedOption("--network")) {
        Path network = command.<Path>matchedOptionValue("--network", Path.of(""));
        System.out.println("Loading the network in " + network + " ...");
        client.loadNetwork(network);
      }
      return new OrderFileRun(client, System.out)
          .run(
              value(command, "--orders", Path.class),
              value(command, "--mode", Mode.class).spelling(),
              Math.max(1, value(command, "--clients", Integer.class)));
    }
  }

  private static void bench(ParseResult command) {
    try (var client = new WhenceClient(value(command, "--url", URI.class))) {
      new HttpBenchmark(client, home().resolve("examples/demo"), Clock.systemUTC(), System.out)
          .run(
              value(command, "--clients", Integer.class),
              Duration.ofSeconds(value(command, "--seconds", Integer.class)));
    }
  }

  private static boolean verify(ParseResult command) {
    var run = new StoreCheckRun(System.out);
    boolean store =
        command.hasMatchedOption("--config")
            || STORE_KEYS.stream().anyMatch(key -> command.hasMatchedOption("--" + key.key()));
    if (store) {
      if (command.hasMatchedOption("--url")) {
        throw new IllegalArgumentException(
            "--url names a running service, the other options an order store.\nMaybe leave one of them out.");
      }
      return run.tell(
          OfflineStoreCheck.run(ServiceConfig.of(home(), sources(command)).orderStore()));
    }
    try (var client = new WhenceClient(value(command, "--url", URI.class))) {
      return run.run(client);
    }
  }

  /// What was given, or else the default that the help names.
  ///
  /// @param option one that has a default or is required
  static <T> T value(ParseResult command, String option, Class<T> type) {
    return type.cast(command.commandSpec().findOption(option).<Object>getValue());
  }

  /// The file first, then the environment, then the command line: later ones win. Without a file
  /// named, the one of the installation counts.
  private static List<ConfigSource> sources(ParseResult command) {
    if (command.hasMatchedOption(PASSWORD_OPTION)) {
      throw new IllegalArgumentException(
          "%s is not taken from the command line, where every user of this machine can read it.\nMaybe set %s, or name a file with --%s."
              .formatted(
                  ConfigKey.DB_PASSWORD.key(),
                  ConfigKey.DB_PASSWORD.variable(),
                  ConfigKey.DB_PASSWORD_FILE.key()));
    }
    var sources = new ArrayList<ConfigSource>();
    Path ours = home().resolve("conf/whence.yaml");
    if (command.hasMatchedOption("--config")) {
      sources.add(ConfigSource.ofFile(command.<Path>matchedOptionValue("--config", Path.of(""))));
    } else if (Files.exists(ours)) {
      sources.add(ConfigSource.ofFile(ours));
    }
    Path here = Path.of("").toAbsolutePath();
    sources.add(ConfigSource.ofEnvironment(System.getenv()).in(here));
    Map<String, String> flags = new TreeMap<>();
    for (ConfigKey key : ConfigKey.values()) {
      if (command.hasMatchedOption("--" + key.key())) {
        flags.put(key.key(), command.matchedOptionValue("--" + key.key(), ""));
      }
    }
    sources.add(new ConfigSource("command line", flags).in(here));
    return sources;
  }

  /// The launcher names the folder of the installation.
  private static Path home() {
    return Path.of(System.getProperty("whence.home", "")).toAbsolutePath();
  }

  private static String message(Exception e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }
}
