package dev.whence.service.versions;

import dev.whence.models.bundles.BundleFiles;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.estimates.ModelEstimator;
import dev.whence.models.estimates.ModelRegistry;
import dev.whence.models.estimates.SinceRelease;
import dev.whence.rules.tables.RuleBook;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.store.StoreException;
import dev.whence.service.store.StoreUnavailableException;
import dev.whence.service.versions.VersionStore.Numbers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rule tables and models that this process has ready. Thread-safe.
///
/// A thread looks twice a second for versions that were added, planned or put in force, and makes
/// them ready; a request never waits for that. Which version is in force is read in the snapshot of
/// a request, so all processes change at the same moment of the database's clock, between two
/// requests.
public final class Versions implements InForce.Source, AutoCloseable {
  /// How many versions in force lately, planned ones and new ones are ready.
  private static final int MOST_READY = 4;

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Logger LOG = System.getLogger(Versions.class.getName());

  private final VersionStore store;
  private final RuleSetStore ruleSets;
  private final BundleStore bundles;
  private final SinceRelease learned;
  private final Duration patience;
  private final Versioned<RuleSet> rules;
  private final Versioned<ModelSet> models;
  private final Semaphore look = new Semaphore(0);
  private final Thread watch;
  private volatile @Nullable ModelSet told;
  private volatile Consumer<ModelSet> whenModelsChange = ignored -> {};
  private volatile boolean closed;

  /// @param learned of the models that answer
  /// @param first what is in force at the start
  /// @param patience how long the version before may answer for one that cannot be made ready
  public Versions(
      VersionStore store,
      RuleSetStore ruleSets,
      BundleStore bundles,
      SinceRelease learned,
      InForce first,
      Duration patience) {
    this.store = store;
    this.ruleSets = ruleSets;
    this.bundles = bundles;
    this.learned = learned;
    this.patience = patience;
    this.rules =
        new Versioned<>(
            this::loadRules, RuleSet::number, ignored -> {}, first.ruleSet(), this::lookSoon);
    this.models =
        new Versioned<>(
            this::loadModels, ModelSet::number, ModelSet::close, first.models(), this::lookSoon);
    this.watch = Thread.ofPlatform().daemon().name("versions").start(this::run);
  }

  /// What a request is decided with.
  ///
  /// @param numbers what is in force, as the request's snapshot tells
  /// @throws FailureException with [Failure.Unavailable] if the version in force could not be made
  ///   ready for too long
  @Override
  public InForce at(Numbers numbers) {
    var found = new InForce(rules.at(numbers.ruleSet()), models.at(numbers.models()));
    requireNotTooLate(VersionKind.RULE_SET, rules);
    requireNotTooLate(VersionKind.MODELS, models);
    return found;
  }

  @Override
  public InForce now() {
    return at(store.inForce());
  }

  @Override
  public InForce last() {
    return new InForce(rules.last(), models.last());
  }

  /// What is wrong, in sentences; none when all is well.
  public List<String> trouble() {
    var trouble = new ArrayList<String>();
    tell(VersionKind.RULE_SET, rules, trouble);
    tell(VersionKind.MODELS, models, trouble);
    return trouble;
  }

  /// Whether another version than the one that answers is in force, and not ready.
  public boolean isBehind(VersionKind kind) {
    return (kind == VersionKind.RULE_SET ? rules : models).lag().isPresent();
  }

  /// Has somebody told of the models that answer: now, and soon after others do.
  public void whenModelsChange(Consumer<ModelSet> listener) {
    whenModelsChange = listener;
    tellOfModels();
  }

  @SuppressWarnings("ReferenceEquality") // a version is one object
  private void tellOfModels() {
    ModelSet answering = models.last();
    if (answering != told) {
      whenModelsChange.accept(answering);
      told = answering;
    }
  }

  /// Whether requests are refused, because a version in force could not be made ready for too long.
  public boolean isTooLate() {
    return isTooLate(rules) || isTooLate(models);
  }

  /// Looks for new versions at once, and returns when they are ready here.
  public void refresh() {
    synchronized (this) {
      told(rules.load(store.wanted(VersionKind.RULE_SET, MOST_READY)), rules.broken());
      told(models.load(store.wanted(VersionKind.MODELS, MOST_READY)), models.broken());
    }
  }

  /// Whether a version can be put in force: it is made ready here first.
  ///
  /// @throws FailureException with [Failure.BrokenVersion] if it cannot be made ready
  public void requireReady(VersionKind kind, int number) {
    Optional<Version> version = store.find(kind, number);
    if (version.isEmpty()) {
      return; // whoever puts it in force sees that
    }
    try {
      switch (kind) {
        case RULE_SET -> {
          if (rules.find(number).isEmpty()) {
            loadRules(version.get());
          }
        }
        case MODELS -> {
          if (models.find(number).isEmpty()) {
            loadModels(version.get()).close();
          }
        }
        case REFERENCE_DATA -> {} // in force as it is loaded
      }
    } catch (FailureException | StoreUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      throw broken(kind, number, e);
    }
  }

  /// Asks the models of any version. One that is not ready here is made ready for it, and given up
  /// afterwards.
  ///
  /// @return empty if there is no such version
  /// @throws FailureException with [Failure.BrokenVersion] if it cannot be made ready
  public <T> Optional<T> withModels(int number, Function<ModelSet, T> ask) {
    Optional<ModelSet> ready = models.find(number);
    if (ready.isPresent()) {
      return ready.map(ask);
    }
    Optional<Version> version = store.find(VersionKind.MODELS, number);
    if (version.isEmpty()) {
      return Optional.empty();
    }
    try (ModelSet loaded = madeReady(version.get())) {
      return Optional.of(ask.apply(loaded));
    }
  }

  private ModelSet madeReady(Version version) {
    try {
      return loadModels(version);
    } catch (FailureException | StoreUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      throw broken(version.kind(), version.number(), e);
    }
  }

  private static FailureException broken(VersionKind kind, int number, RuntimeException e) {
    return new FailureException(
        new Failure.BrokenVersion(
            "Version %d of the %s cannot be made ready: %s\nMaybe put another version in force."
                .formatted(number, kind.told(), e.getMessage())));
  }

  private void run() {
    while (!closed) {
      try {
        look.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        look.drainPermits();
        if (!closed) {
          refresh();
          follow();
        }
      } catch (InterruptedException e) {
        return;
      } catch (StoreUnavailableException | StoreException e) {
        // The store has told the log; it is tried again.
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.log(Level.WARNING, "Looking for new versions failed; it is tried again.", e);
      }
    }
  }

  /// Also while nobody asks for a decision.
  private void follow() {
    Numbers numbers = store.inForce();
    rules.at(numbers.ruleSet());
    models.at(numbers.models());
    tellOfModels();
  }

  private void lookSoon() {
    look.release();
  }

  private static void told(List<Version> news, Map<Integer, String> broken) {
    for (Version version : news) {
      String problem = broken.get(version.number());
      if (problem == null) {
        LOG.log(
            Level.INFO,
            "Version {0} of the {1} is ready.",
            Integer.toString(version.number()),
            version.kind().told());
      } else {
        LOG.log(
            Level.ERROR,
            "Version {0} of the {1} cannot be made ready: {2}",
            Integer.toString(version.number()),
            version.kind().told(),
            problem);
      }
    }
  }

  private static <T> void tell(VersionKind kind, Versioned<T> versions, List<String> trouble) {
    versions
        .lag()
        .ifPresent(lag ->
            trouble.add(
                "Version %d of the %s is in force since %d s and not ready here; the one before answers.%s"
                    .formatted(
                        lag.number(),
                        kind.told(),
                        Duration.ofNanos(System.nanoTime() - lag.since()).toSeconds(),
                        Optional.ofNullable(versions.broken().get(lag.number()))
                            .map(problem -> " " + problem)
                            .orElse(""))));
  }

  private boolean isTooLate(Versioned<?> versions) {
    return versions
        .lag()
        .filter(lag -> System.nanoTime() - lag.since() > patience.toNanos())
        .isPresent();
  }

  private void requireNotTooLate(VersionKind kind, Versioned<?> versions) {
    if (isTooLate(versions)) {
      versions
          .lag()
          .ifPresent(lag -> {
            throw new FailureException(
                new Failure.Unavailable(
                    "Version %d of the %s is in force and cannot be made ready in this process."
                        .formatted(lag.number(), kind.told())));
          });
    }
  }

  /// @throws RuntimeException whose message says what is wrong with it
  static RuleSet load(Version version, RuleSetStore ruleSets) {
    RuleBook book =
        ruleSets
            .find(version.digest())
            .orElseThrow(() ->
                new IllegalStateException(
                    "Its tables (%s) are not in the order store.".formatted(version.digest())));
    return new RuleSet(version.number(), book, book.compile());
  }

  private RuleSet loadRules(Version version) {
    return load(version, ruleSets);
  }

  private ModelSet loadModels(Version version) {
    return load(version, bundles, learned);
  }

  /// @throws RuntimeException whose message says what is wrong with it
  static ModelSet load(Version version, BundleStore bundles, SinceRelease learned) {
    Assignment assignment = Assignment.of(version);
    var registry = new ModelRegistry(results(version, assignment.bundles(), bundles));
    ModelRegistry challengers;
    try {
      challengers = new ModelRegistry(results(version, assignment.shadows(), bundles));
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
    var estimator = new ModelEstimator(registry, learned);
    estimator.warmUp();
    return new ModelSet(
        version.number(),
        registry,
        estimator,
        ModelSet.Challengers.of(assignment.shadows().keySet(), challengers));
  }

  /// One for each model; of one that is refused the second line answers.
  private static List<LoadResult> results(
      Version version, Map<String, String> assigned, BundleStore bundles) {
    var results = new ArrayList<LoadResult>();
    for (String model : ModelContract.names()) {
      String digest = assigned.get(model);
      results.add(
          digest == null
              ? new LoadResult.Missing(
                  model, "Version %d of the models has none.".formatted(version.number()))
              : load(model, digest, bundles));
    }
    for (LoadResult result : results) {
      if (result instanceof LoadResult.Refused(var model, var check, var detail, var second)
          && second.filter(LoadResult.Loaded.class::isInstance).isEmpty()) {
        results.forEach(LoadResult::close);
        throw new IllegalStateException("%s is refused (%s): %s".formatted(model, check, detail));
      }
    }
    return results;
  }

  private static LoadResult load(String model, String digest, BundleStore bundles) {
    return bundles
        .find(digest)
        .map(bundle ->
            Bundles.load(
                model,
                "bundle %s %s".formatted(model, bundle.version()),
                BundleFiles.of(bundle.files())))
        .orElseThrow(() ->
            new IllegalStateException(
                "The bundle %s of %s is not in the order store.".formatted(digest, model)));
  }

  @Override
  public void close() {
    closed = true;
    look.release();
    try {
      watch.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    models.closeAll();
  }
}
