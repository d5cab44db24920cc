package dev.whence.service;

import dev.whence.service.client.ExportCommand;
import dev.whence.service.client.LoadCommand;
import dev.whence.service.client.ModelsCommand;
import dev.whence.service.client.ReferenceCommand;
import dev.whence.service.client.ReplayCommand;
import dev.whence.service.client.TablesCommand;
import dev.whence.text.FileTrouble;
import dev.whence.text.Nearest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The commands of the decision service.
@Command(
    name = "whence",
    description = "Decides which ship nodes send an order.",
    mixinStandardHelpOptions = true,
    versionProvider = ReleaseVersion.class,
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      LoadCommand.class,
      ExportCommand.class,
      RouteCommand.class,
      BenchCommand.class,
      VerifyCommand.class,
      TablesCommand.class,
      ModelsCommand.class,
      ReferenceCommand.class,
      ReplayCommand.class,
      UsersCommand.class,
      KeysCommand.class
    })
public final class Main {
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
    return commands().setErr(err).execute(arguments);
  }

  static CommandLine commands() {
    return new CommandLine(new Main())
        .registerConverter(int.class, text -> read(Integer::valueOf, text, "whole number"))
        .registerConverter(Integer.class, text -> read(Integer::valueOf, text, "whole number"))
        .registerConverter(
            Instant.class,
            text -> read(Instant::parse, text, "instant such as 2026-12-01T00:00:00Z"))
        .registerConverter(
            URI.class, text -> read(Main::url, text, "URL such as http://127.0.0.1:8080"))
        .registerConverter(
            UUID.class, text -> read(UUID::fromString, text, "id such as a list tells it"))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, arguments) -> refuse(e))
        .setExecutionExceptionHandler((e, line, result) -> {
          line.getErr().println(line.getColorScheme().errorText(message(e)));
          return line.getCommandSpec().exitCodeOnExecutionException();
        });
  }

  private static URI url(String text) {
    URI url = URI.create(text);
    if (url.getHost() == null || !Set.of("http", "https").contains(url.getScheme())) {
      throw new IllegalArgumentException(text);
    }
    return url;
  }

  private static <T> T read(Function<String, T> reader, String text, String expected) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new TypeConversionException("'%s' is no %s".formatted(text, expected));
    }
  }

  /// Tells what is wrong with the command line and what may help, not all there is.
  private static int refuse(ParameterException e) {
    CommandLine line = e.getCommandLine();
    Optional<String> meant =
        e instanceof UnmatchedArgumentException unmatched
            ? Nearest.find(unmatched.getUnmatched().getFirst().replaceFirst("=.*", ""), known(line))
            : Optional.empty();
    line.getErr().println(line.getColorScheme().errorText(message(e)));
    line.getErr()
        .printf(
            "Maybe %s `%s --help` tells what there is.%n",
            meant.map(word -> word + " was meant;").orElse("look it up:"),
            line.getCommandSpec().qualifiedName());
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  /// The options and commands that may stand there.
  private static List<String> known(CommandLine line) {
    return Stream.concat(
            line.getCommandSpec().optionsMap().keySet().stream(),
            line.getSubcommands().keySet().stream())
        .toList();
  }

  /// The folder of the installation, which the launcher names.
  static Path home() {
    return Path.of(System.getProperty("whence.home", "")).toAbsolutePath();
  }

  static Path demonstrationNetwork() {
    return home().resolve("examples/demo");
  }

  private static String message(Exception e) {
    return switch (e) {
      case UncheckedIOException io when isWithoutWords(io) ->
          FileTrouble.sentence(Objects.requireNonNull(io.getCause()));
      case IOException io -> FileTrouble.sentence(io);
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  private static boolean isWithoutWords(UncheckedIOException e) {
    return String.valueOf(e.getCause()).equals(e.getMessage());
  }
}
