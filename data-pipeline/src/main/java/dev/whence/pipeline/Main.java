package dev.whence.pipeline;

import dev.whence.pipeline.cli.ExportCommand;
import dev.whence.pipeline.cli.GenerateNetworkCommand;
import dev.whence.pipeline.cli.ImportCommand;
import dev.whence.pipeline.cli.NetworkCommand;
import dev.whence.pipeline.cli.RequestsCommand;
import dev.whence.pipeline.cli.ShipmentsCommand;
import dev.whence.pipeline.cli.SimulateCommand;
import dev.whence.pipeline.cli.SuggestCommand;
import dev.whence.pipeline.cli.WrongInput;
import dev.whence.pipeline.export.UnusableStore;
import dev.whence.pipeline.terminal.Failures;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The `whence pipeline` command line.
@Command(
    name = "pipeline",
    description = {
      "Prepares data: imports a real history or simulates one, and derives from a history",
      "the network and the orders to route."
    },
    subcommands = {
      ExportCommand.class,
      GenerateNetworkCommand.class,
      ImportCommand.class,
      NetworkCommand.class,
      RequestsCommand.class,
      ShipmentsCommand.class,
      SimulateCommand.class,
      SuggestCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; nothing half-finished is left under a final name",
      "2:the command line or a mapping file is wrong; nothing was written",
      "3:done, but more rows were rejected than allowed"
    })
public final class Main {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "says what it does")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs one command.
  ///
  /// @return the exit code, as listed by `--help`
  public static int run(String... arguments) {
    var main = new CommandLine(new Main());
    main.setCaseInsensitiveEnumValuesAllowed(true);
    main.setExecutionExceptionHandler(
        new Failures(
            Map.of(
                WrongInput.class,
                CommandLine.ExitCode.USAGE,
                UnusableStore.class,
                CommandLine.ExitCode.SOFTWARE)));
    if (arguments.length == 0) {
      main.usage(main.getOut());
      return CommandLine.ExitCode.USAGE;
    }
    return Failures.execute(main, arguments);
  }
}
