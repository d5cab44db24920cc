package dev.whence.service.versions;

import dev.whence.models.bundles.BundleFiles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ReleasedModels;
import dev.whence.models.estimates.ModelEstimator;
import dev.whence.models.estimates.ModelRegistry;
import dev.whence.models.estimates.SinceRelease;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.TableTest;
import dev.whence.service.store.Database;
import dev.whence.service.tabletests.TestStore;
import dev.whence.service.versions.BundleStore.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Brings the rule tables and models that a process was started with into the order store: as
/// version 1 of an empty store, and later as a further version if nobody else has had a say since.
///
/// What a folder holds comes into force only once: what was a version before is not put in force
/// again by a start, so that a restart takes nothing back. And where somebody has put another
/// version in force, only a folder that the settings name may follow it.
public final class FirstVersions {
  /// Who brings in what was there at a start.
  public static final String AUTHOR = "whence";

  private static final Logger LOG = System.getLogger(FirstVersions.class.getName());
  private static final Content NOTHING = Content.of(Map.of());

  private FirstVersions() {}

  /// The rule tables of a start.
  ///
  /// @param tests that lie beside them
  /// @param place where they come from, in a sentence
  /// @param named whether the settings name the place
  public record Tables(
      RuleBook book, List<TableTest> tests, RuleTables compiled, String place, boolean named) {
    public Tables {
      tests = List.copyOf(tests);
    }
  }

  /// The models of a start.
  ///
  /// @param results of loading the newest of each; belong to whoever is given them
  /// @param root the folder of released models
  /// @param named whether the settings name it
  public record Models(List<LoadResult> results, Path root, boolean named) {
    public Models {
      results = List.copyOf(results);
    }
  }

  /// @param learned of the models that answer
  /// @return what is in force, ready; the tables and models of the start where they are
  public static InForce bring(
      Database database, Tables tables, Models models, SinceRelease learned) {
    Map<String, Content> files = files(models);
    Chosen chosen =
        database.transact(connection -> {
          VersionStore.lock(connection);
          return new Chosen(
              chooseTables(connection, tables), chooseModels(connection, models, files));
        });
    RuleSetStore ruleSets = new RuleSetStore(database);
    Version inForce = chosen.tables();
    RuleSet ruleSet =
        inForce.digest().equals(tables.book().digest())
            ? new RuleSet(inForce.number(), tables.book(), tables.compiled())
            : Versions.load(inForce, ruleSets);
    return new InForce(ruleSet, ready(database, chosen.models(), models, files, learned));
  }

  private record Chosen(Version tables, Version models) {}

  private static Version chooseTables(Connection connection, Tables tables) throws SQLException {
    RuleSetStore.keep(connection, tables.book());
    boolean known =
        VersionStore.find(connection, VersionKind.RULE_SET, tables.book().digest()).isPresent();
    Version chosen =
        choose(
            connection,
            VersionKind.RULE_SET,
            tables.book().digest(),
            "{}",
            tables.place(),
            tables.named());
    if (!known && chosen.digest().equals(tables.book().digest()) && !tables.tests().isEmpty()) {
      TestStore.keep(connection, chosen.number(), tables.tests(), AUTHOR, 0);
    }
    return chosen;
  }

  /// Models of the start replace those in force one by one; what the start does not have stays.
  private static Version chooseModels(
      Connection connection, Models models, Map<String, Content> files) throws SQLException {
    var found = new TreeMap<String, String>();
    for (LoadResult result : models.results()) {
      if (result instanceof LoadResult.Loaded(var bundle, _)) {
        String model = bundle.card().name();
        Content content = files.getOrDefault(model, NOTHING);
        if (BundleStore.add(
            connection,
            model,
            bundle.card().version(),
            new String(
                content.files().getOrDefault("card.json", new byte[0]), StandardCharsets.UTF_8),
            content,
            AUTHOR,
            "from " + models.root())) {
          found.put(model, content.digest());
        } else {
          LOG.log(
              Level.WARNING,
              "{0} holds another bundle as {1} {2} than the order store; that of the store counts.",
              models.root(),
              model,
              bundle.card().version());
        }
      }
    }
    Assignment assignment =
        VersionStore.inForce(connection, VersionKind.MODELS)
            .map(Assignment::of)
            .orElse(Assignment.NONE)
            .with(found);
    return choose(
        connection,
        VersionKind.MODELS,
        assignment.digest(),
        assignment.content(),
        "from " + models.root(),
        models.named());
  }

  /// @return the version in force
  private static Version choose(
      Connection connection,
      VersionKind kind,
      String digest,
      String content,
      String place,
      boolean named)
      throws SQLException {
    Optional<Version> inForce = VersionStore.inForce(connection, kind);
    if (VersionStore.find(connection, kind, digest).isPresent()) {
      return inForce.orElseThrow();
    }
    boolean ours =
        VersionStore.lastActivation(connection, kind)
            .filter(last -> !last.author().equals(AUTHOR))
            .isEmpty();
    if (!ours && !named) {
      LOG.log(
          Level.WARNING,
          "The {0} {1} differ from version {2}, which was put in force by somebody, and stay out of force. Maybe import them.",
          kind.told(),
          place,
          Integer.toString(inForce.map(Version::number).orElse(0)));
      return inForce.orElseThrow();
    }
    Version added = VersionStore.add(connection, kind, digest, content, AUTHOR, place);
    VersionStore.activate(
        connection, kind, added.number(), Optional.empty(), AUTHOR, "found at a start");
    return added;
  }

  private static ModelSet ready(
      Database database,
      Version inForce,
      Models models,
      Map<String, Content> files,
      SinceRelease learned) {
    Map<String, String> assigned = Assignment.of(inForce).bundles();
    boolean same =
        Assignment.of(inForce).shadows().isEmpty()
            && models.results().stream()
                .allMatch(result -> {
                  String wanted = assigned.getOrDefault(result.model(), "");
                  return result instanceof LoadResult.Loaded(var bundle, _)
                      ? wanted.equals(files.getOrDefault(bundle.card().name(), NOTHING).digest())
                      : wanted.isEmpty();
                });
    if (!same) {
      models.results().forEach(LoadResult::close);
      return Versions.load(inForce, new BundleStore(database), learned);
    }
    var registry = new ModelRegistry(models.results());
    var estimator = new ModelEstimator(registry, learned);
    estimator.warmUp(); // or the first orders would find the models too late
    return new ModelSet(inForce.number(), registry, estimator);
  }

  /// The files of the bundles that were loaded, by model.
  private static Map<String, Content> files(Models models) {
    var files = new TreeMap<String, Content>();
    for (LoadResult result : models.results()) {
      if (result instanceof LoadResult.Loaded(var bundle, _)) {
        String model = bundle.card().name();
        ReleasedModels.newest(models.root(), model)
            .ifPresent(folder -> {
              try {
                files.put(model, Content.of(BundleFiles.all(folder)));
              } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + folder + ".", e);
              }
            });
      }
    }
    return files;
  }
}
