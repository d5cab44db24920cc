package dev.whence.models.estimates;

import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.LoadResult.Loaded;
import dev.whence.models.bundles.LoadResult.Missing;
import dev.whence.models.bundles.LoadResult.Refused;
import dev.whence.models.bundles.ModelContract;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which bundle answers for which model. Thread-safe; a change takes effect with the next batch.
public final class ModelRegistry implements AutoCloseable {

  /// What stands in a model's place.
  sealed interface Slot {
    LoadResult result();

    /// What answers where the first line cannot.
    Optional<LiveModel> second();

    record Live(LoadResult result, LiveModel model, Optional<LiveModel> second) implements Slot {}

    /// @param because why the first line cannot be asked
    record Empty(LoadResult result, FallbackReason because, Optional<LiveModel> second)
        implements Slot {}
  }

  /// Objects to nothing.
  static final GuardTerms OPEN =
      new GuardTerms(
          "open",
          true,
          Duration.ofMillis(500),
          Duration.ofDays(100_000),
          Duration.ofDays(100_000),
          1_000_000,
          Double.MAX_VALUE);

  private final ConcurrentHashMap<String, Slot> slots = new ConcurrentHashMap<>();

  public ModelRegistry(List<LoadResult> results) {
    results.forEach(this::replace);
  }

  /// Puts a bundle, or the lack of one, in its model's place. The bundle it replaces is closed
  /// after its last call; the new one belongs to the registry.
  public void replace(LoadResult result) {
    Slot old = slots.put(result.model(), slot(result));
    if (old instanceof Slot.Live live) {
      live.model().close();
    }
    if (old != null) {
      old.second().ifPresent(LiveModel::close);
    }
  }

  /// What became of loading a model: missing for one that was never put here.
  public LoadResult get(String model) {
    return slot(model).result();
  }

  /// One result for each of [ModelContract#names], in that order.
  public List<LoadResult> all() {
    return ModelContract.names().stream().map(this::get).toList();
  }

  /// What a first line says before calibration, `mu` and `log_sigma`, to each question; empty for
  /// those that it does not answer, and for all where another version answers now.
  ///
  /// @param now against which ages are measured
  public List<Optional<List<Float>>> transitOutputs(
      ModelRef model, List<TransitQuery> questions, Instant now) {
    if (slot(model.name()) instanceof Slot.Live live && live.model().ref().equals(model)) {
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      return live
          .model()
          .ask(questions, query -> query.recent().newestKnownAt(), OPEN, now, deadline)
          .stream()
          .map(answer ->
              answer instanceof LiveModel.Answer.Raw(var outputs)
                  ? Optional.of(outputs)
                  : Optional.<List<Float>>empty())
          .toList();
    }
    return Collections.nCopies(questions.size(), Optional.empty());
  }

  Slot slot(String model) {
    return Optional.ofNullable(slots.get(model))
        .orElseGet(() -> slot(new Missing(model, "Nothing was loaded.")));
  }

  private static Slot slot(LoadResult result) {
    Optional<LiveModel> second =
        result
            .second()
            .flatMap(each ->
                each instanceof Loaded(var bundle, _)
                    ? Optional.of(new LiveModel(bundle))
                    : Optional.empty());
    return switch (result) {
      case Loaded(var bundle, _) -> new Slot.Live(result, new LiveModel(bundle), second);
      case Missing(String model, String detail) ->
          new Slot.Empty(result, new FallbackReason.Missing(model), second);
      case Refused(String model, LoadResult.Check check, String detail, _) ->
          new Slot.Empty(result, new FallbackReason.Corrupt(model, check + ": " + detail), second);
    };
  }

  @Override
  public void close() {
    for (String model : List.copyOf(slots.keySet())) {
      replace(new Missing(model, "The registry was closed."));
    }
  }
}
