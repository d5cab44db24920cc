package dev.whence.training.retraining;

import static java.util.stream.Collectors.toMap;

import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelContract;
import dev.whence.pipeline.export.ExportReport;
import dev.whence.pipeline.export.StoreAddress;
import dev.whence.pipeline.export.StoreExport;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.text.FileTree;
import dev.whence.training.returns.ReturnCosts;
import dev.whence.training.returns.ReturnRun;
import dev.whence.training.returns.ReturnSettings;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.Outcome;
import dev.whence.training.runs.Rival;
import dev.whence.training.runs.RunOptions;
import dev.whence.training.transit.TransitCosts;
import dev.whence.training.transit.TransitRun;
import dev.whence.training.transit.TransitSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Closes the loop: what the store has learned becomes the next version, if it has earned that.
public final class Retraining {
  private static final double CALIBRATE_SHARE = 0.2;
  private static final double TEST_SHARE = 0.2;

  private final StoreAddress store;
  private final ModelService service;
  private final Settings settings;
  private final Clock clock;
  private final Progress progress;

  /// How to retrain.
  ///
  /// @param work folder that gets the history, the bundles and their reports
  /// @param models which to train
  /// @param orEqual whether a model that is not worse than the active one may take its place
  /// @param shadow whether what passes is asked in the shadow first
  /// @param dry whether nothing is published
  /// @param source what the data is, in words, for the card
  public record Settings(
      Path work,
      List<ModelContract> models,
      boolean orEqual,
      boolean shadow,
      boolean dry,
      String source,
      long seed) {
    public Settings {
      models = List.copyOf(models);
    }
  }

  /// What became of a model.
  public sealed interface Result {
    ModelContract model();

    /// It was trained.
    ///
    /// @param replaced the version that answered before; empty if none did
    record Trained(ModelContract model, Outcome outcome, Optional<String> replaced)
        implements Result {}

    /// It could not be.
    record Failed(ModelContract model, String why) implements Result {}
  }

  /// @param assignment the version of the assignment; empty if nothing was assigned
  public record Report(ExportReport exported, List<Result> results, Optional<Integer> assignment) {
    public Report {
      results = List.copyOf(results);
    }

    /// Whether a model could not be trained.
    public boolean hasFailed() {
      return results.stream().anyMatch(Result.Failed.class::isInstance);
    }

    /// Whether every model that was trained has earned its place.
    public boolean allPassed() {
      return results.stream()
          .noneMatch(each ->
              each instanceof Result.Trained(var _, var outcome, var _) && !outcome.passed());
    }
  }

  public Retraining(
      StoreAddress store, ModelService service, Settings settings, Clock clock, Progress progress) {
    this.store = store;
    this.service = service;
    this.settings = settings;
    this.clock = clock;
    this.progress = progress;
  }

  /// The service is asked first, so that one that is not there costs nobody an hour.
  ///
  /// @throws CannotTrain if the service refuses, or does not answer
  /// @throws dev.whence.pipeline.export.UnusableStore if the store cannot be exported
  public Report run() throws IOException {
    Map<ModelContract, Optional<String>> active = new LinkedHashMap<>();
    settings.models().forEach(model -> active.put(model, service.active(model.modelName())));
    Path history = settings.work().resolve("history");
    ExportReport exported =
        new StoreExport(store, progress, rows -> cost(settings.models(), rows)).run(history);
    Map<String, Long> rows =
        exported.tables().stream()
            .collect(toMap(ExportReport.Table::name, ExportReport.Table::rows));
    List<Result> results = new ArrayList<>();
    List<ModelContract> left = new ArrayList<>(active.keySet());
    for (Map.Entry<ModelContract, Optional<String>> each : active.entrySet()) {
      left.remove(each.getKey());
      Progress ofThis = progress.before(cost(left, rows));
      results.add(train(each.getKey(), each.getValue(), history, exported.asOf(), ofThis));
    }
    return new Report(exported, results, publish(results));
  }

  /// What training will cost, so that the time left is that of the whole.
  ///
  /// @param rows of each table of the history
  private static double cost(List<ModelContract> models, Map<String, Long> rows) {
    return models.stream()
        .mapToDouble(model ->
            switch (model) {
              case TRANSIT_TIME ->
                  TransitCosts.training(
                      rows.getOrDefault(HistoryTable.SHIPMENTS.name(), 0L), TEST_SHARE);
              case RETURN_RISK ->
                  ReturnCosts.training(
                      rows.getOrDefault(HistoryTable.ORDER_LINES.name(), 0L), TEST_SHARE);
            })
        .sum();
  }

  private Result train(
      ModelContract model, Optional<String> active, Path history, Instant asOf, Progress ofThis)
      throws IOException {
    Path rivals = settings.work().resolve("active");
    FileTree.delete(rivals);
    try {
      if (active.isEmpty()) {
        return new Result.Trained(
            model, train(model, history, version(model, asOf), Optional.empty(), ofThis), active);
      }
      Path folder = rivals.resolve(model.modelName()).resolve(active.get());
      service.save(model.modelName(), active.get(), folder);
      return switch (Bundles.load(folder)) {
        case LoadResult.Loaded(Bundle bundle, _) -> {
          try (bundle) {
            yield new Result.Trained(
                model,
                train(
                    model,
                    history,
                    version(model, asOf),
                    Optional.of(new Rival(bundle, settings.orEqual())),
                    ofThis),
                active);
          }
        }
        case LoadResult.Missing missing -> throw new CannotTrain(missing.detail());
        case LoadResult.Refused refused -> throw new CannotTrain(refused.detail());
      };
    } catch (CannotTrain e) {
      return new Result.Failed(model, String.valueOf(e.getMessage()));
    } finally {
      FileTree.delete(rivals);
    }
  }

  private Outcome train(
      ModelContract model, Path history, String version, Optional<Rival> rival, Progress ofThis)
      throws IOException {
    var options =
        new RunOptions(
            history,
            settings.work().resolve("models"),
            Optional.of(version),
            settings.source(),
            settings.seed(),
            Optional.empty(),
            Optional.empty(),
            CALIBRATE_SHARE,
            TEST_SHARE,
            true,
            rival);
    return switch (model) {
      case TRANSIT_TIME -> new TransitRun(options, TransitSettings.DEFAULT, 0, clock, ofThis).run();
      case RETURN_RISK -> new ReturnRun(options, ReturnSettings.DEFAULT, clock, ofThis).run();
    };
  }

  /// The day of the export, and where a version of that day is published already, the next number
  /// of it.
  private String version(ModelContract model, Instant asOf) {
    String day = asOf.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    Set<String> taken = service.published(model.modelName());
    String version = day;
    for (int number = 2; taken.contains(version); number++) {
      version = day + "." + number;
    }
    return version;
  }

  private Optional<Integer> publish(List<Result> results) throws IOException {
    var versions = new LinkedHashMap<String, String>();
    for (Result result : results) {
      if (result instanceof Result.Trained(var model, var outcome, var _) && outcome.passed()) {
        versions.put(model.modelName(), outcome.card().version());
        if (!settings.dry()) {
          service.publish(outcome.folder(), "whence retrain");
        }
      }
    }
    return versions.isEmpty() || settings.dry()
        ? Optional.empty()
        : Optional.of(
            service.assign(
                versions,
                settings.shadow(),
                "retrained on what the order store knew; better than the tables%s on orders it had not seen"
                    .formatted(settings.orEqual() ? "" : " and the model before")));
  }
}
