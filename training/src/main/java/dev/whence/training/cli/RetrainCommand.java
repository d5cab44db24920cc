package dev.whence.training.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.models.bundles.ModelContract;
import dev.whence.pipeline.cli.ExportCommand;
import dev.whence.pipeline.cli.StoreOptions;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.reports.ReportText;
import dev.whence.training.retraining.ModelService;
import dev.whence.training.retraining.Retraining;
import dev.whence.training.retraining.Retraining.Result;
import dev.whence.training.runs.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `whence retrain`.
@Command(
    name = "retrain",
    mixinStandardHelpOptions = true,
    description = {
      "Trains the models anew on what the order store of a running service knows, and makes",
      "those answer that have earned it.",
      "",
      "Exports the store, trains each model, and measures it on the newest orders whose outcome",
      "is known, beside a constant, the tables and the active model. What beats them all is",
      "published and assigned; the service takes it up between two requests, and",
      "`whence models roll-back` takes it back. Meant for a scheduler: nobody is asked.",
      "",
      "The folder --work gets the history, each bundle with its report, and retrain-report.json."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every model that was trained answers now (or is asked in the shadow)",
      "1:failed, or a model could not be trained; what could be is done",
      "2:the command line is wrong",
      "4:a model does not beat what is there without it; the active one stays"
    },
    footer = {"", "Example: whence retrain --work /var/lib/whence/retrain"})
public final class RetrainCommand implements Callable<Integer> {
  @Mixin private StoreOptions store = new StoreOptions();

  @Option(
      names = "--work",
      required = true,
      paramLabel = "DIR",
      description = "gets the history, the bundles and the reports; made if missing")
  private Path work = Path.of(".");

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "where the service listens (default: ${DEFAULT-VALUE})")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--author",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "who publishes, where no key says it (default: the user of this machine)")
  private String author = "";

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "transit-time or return-risk (default: both)")
  private Optional<String> model = Optional.empty();

  @Option(
      names = "--or-equal",
      description = "let a model that is not worse than the active one take its place, too")
  private boolean orEqual;

  @Option(names = "--shadow", description = "have what passes asked beside the active one first")
  private boolean shadow;

  @Option(names = "--dry-run", description = "publish nothing")
  private boolean dryRun;

  @Option(
      names = "--source",
      paramLabel = "TEXT",
      description = "what the data is, in words, for the card (default: ${DEFAULT-VALUE})")
  private String source = "the order store";

  @Option(names = "--seed", description = "of every random draw (default ${DEFAULT-VALUE})")
  private long seed = 42;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var settings = new Retraining.Settings(work, models(), orEqual, shadow, dryRun, source, seed);
    Retraining.Report report;
    Optional<String> key =
        Optional.ofNullable(System.getenv("WHENCE_API_KEY")).filter(each -> !each.isBlank());
    try (var progress = Progress.shown();
        var service = new ModelService(url, key, author)) {
      report =
          new Retraining(store.address(), service, settings, Clock.systemUTC(), progress).run();
    }
    Path file = work.resolve("retrain-report.json");
    Files.writeString(file, json(report));
    PrintWriter out = spec.commandLine().getOut();
    print(report, out);
    out.println("Wrote " + file);
    out.flush();
    if (report.hasFailed()) {
      return 1;
    }
    return report.allPassed() ? 0 : Verdict.NOT_BETTER;
  }

  private List<ModelContract> models() {
    List<ModelContract> models =
        Stream.of(ModelContract.values())
            .filter(each -> model.isEmpty() || each.modelName().equals(model.get()))
            .toList();
    if (models.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "There is no model %s.\nMaybe transit-time or return-risk was meant."
              .formatted(model.orElse("")));
    }
    return models;
  }

  private void print(Retraining.Report report, PrintWriter out) {
    ExportCommand.print(report.exported(), out);
    for (Result result : report.results()) {
      out.println();
      switch (result) {
        case Result.Trained(var _, var outcome, var replaced) -> {
          out.println(ReportText.of(outcome.report()));
          out.println(sentence(outcome, replaced));
          out.println("Its report is " + outcome.folder().resolve("report.html"));
        }
        case Result.Failed(var failed, var why) ->
            out.printf("%s could not be trained: %s%n", failed.modelName(), why);
      }
    }
    report
        .assignment()
        .ifPresent(number ->
            out.printf(
                "Assignment %d is in force; to take it back: whence models roll-back%n", number));
  }

  private String sentence(Outcome outcome, Optional<String> replaced) {
    String trained = outcome.card().ref().toString();
    if (!outcome.passed()) {
      return "NOT PUBLISHED: %s %s; %s."
          .formatted(
              trained,
              outcome.tooGood().isPresent()
                  ? "is too good to be true"
                  : "does not beat everything it has to",
              replaced
                  .map("version %s goes on answering"::formatted)
                  .orElse("the rules go on deciding without a model"));
    }
    String instead = replaced.map(" in place of version %s"::formatted).orElse("");
    if (dryRun) {
      return "%s would answer%s; nothing was published.".formatted(trained, instead);
    }
    return shadow
        ? "%s is asked in the shadow.".formatted(trained)
        : "%s answers now%s.".formatted(trained, instead);
  }

  private static String json(Retraining.Report report) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("asOf", report.exported().asOf().toString());
    ObjectNode rows = root.putObject("rows");
    report.exported().tables().forEach(table -> rows.put(table.name(), table.rows()));
    report.assignment().ifPresent(number -> root.put("assignment", number));
    ArrayNode models = root.putArray("models");
    for (Result result : report.results()) {
      ObjectNode one = models.addObject().put("model", result.model().modelName());
      switch (result) {
        case Result.Trained(var _, var outcome, var replaced) -> {
          one.put("version", outcome.card().version()).put("passed", outcome.passed());
          replaced.ifPresent(version -> one.put("active", version));
          one.put("folder", outcome.folder().toString());
          ArrayNode findings = one.putArray("findings");
          outcome.report().findings().forEach(findings::add);
        }
        case Result.Failed(var _, var why) -> one.put("failed", why);
      }
    }
    return root.toPrettyString() + "\n";
  }
}
