package dev.whence.models.estimates;

import dev.whence.domain.estimates.FallbackReason;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.LoadResult.Loaded;
import dev.whence.models.bundles.LoadResult.Missing;
import dev.whence.models.bundles.LoadResult.Refused;
import dev.whence.models.bundles.ModelContract;
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
