package dev.whence.training;

import dev.whence.pipeline.cli.WrongInput;
import dev.whence.pipeline.export.UnusableStore;
import dev.whence.pipeline.terminal.Failures;
import dev.whence.training.cli.CompareModels;
import dev.whence.training.cli.Evaluate;
import dev.whence.training.cli.RetrainCommand;
import dev.whence.training.cli.Score;
import dev.whence.training.cli.TrainReturnRisk;
import dev.whence.training.cli.TrainTransitTime;
import dev.whence.training.runs.CannotTrain;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command lines `whence train`, `evaluate`, `score`, `models compare` and `retrain`.
@Command(
    name = "whence",
    description = "Learns models from history and measures them.",
    mixinStandardHelpOptions = true,
    subcommands = {
      Main.Train.class,
      Evaluate.class,
      Score.class,
      Main.Models.class,
      RetrainCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; a trained model was published",
      "1:failed; nothing was published",
      "2:the command line is wrong",
      "4:the trained model does not beat the tables; it was not published"
    })
public final class Main {

  /// Held, or their levels would be forgotten: what the libraries say of themselves.
  private static final Logger PARQUET_CHATTER = Logger.getLogger("org.apache.parquet");

  private static final Logger TRIBUO_CHATTER = Logger.getLogger("org.tribuo");

  private Main() {}

  @Command(
      name = "train",
      description = "Trains a model and publishes it as a bundle.",
      mixinStandardHelpOptions = true,
      subcommands = {TrainTransitTime.class, TrainReturnRisk.class})
  static final class Train {}

  /// The other commands of that name are the service's; the launcher knows which is whose.
  @Command(
      name = "models",
      description = "Compares models. The other commands of this name belong to the service.",
      mixinStandardHelpOptions = true,
      subcommands = {CompareModels.class})
  static final class Models {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    System.exit(run(arguments));
  }

  /// Runs one command.
  ///
  /// @return the exit code, as listed by `--help`
  public static int run(String... arguments) {
    PARQUET_CHATTER.setLevel(Level.WARNING);
    TRIBUO_CHATTER.setLevel(Level.WARNING);
    return Failures.execute(commandLine(), arguments);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            new Failures(
                Map.of(
                    CannotTrain.class,
                    CommandLine.ExitCode.SOFTWARE,
                    UnusableStore.class,
                    CommandLine.ExitCode.SOFTWARE,
                    WrongInput.class,
                    CommandLine.ExitCode.USAGE)));
  }
}
