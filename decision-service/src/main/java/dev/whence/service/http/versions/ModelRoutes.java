package dev.whence.service.http.versions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.models.bundles.BundleFiles;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelContract;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Json;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.http.versions.VersionView.BundleView;
import dev.whence.service.records.DecisionId;
import dev.whence.service.sourcing.ShadowScoring;
import dev.whence.service.versions.Activation;
import dev.whence.service.versions.Assignment;
import dev.whence.service.versions.BundleStore;
import dev.whence.service.versions.BundleStore.Published;
import dev.whence.service.versions.Version;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import dev.whence.service.versions.Versions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// Trained models: published as bundles, and assigned in versions.
public final class ModelRoutes {
  private static final String MODELS = "/v1/models";
  private static final String ASSIGNMENTS = "/v1/model-assignments";

  private final VersionStore store;
  private final BundleStore bundles;
  private final ShadowScoring shadows;
  private final Idempotency idempotency;
  private final VersionCalls calls;

  public ModelRoutes(
      VersionStore store,
      BundleStore bundles,
      Versions versions,
      ShadowScoring shadows,
      Idempotency idempotency) {
    this.store = store;
    this.bundles = bundles;
    this.shadows = shadows;
    this.idempotency = idempotency;
    this.calls =
        new VersionCalls(
            VersionKind.MODELS,
            ASSIGNMENTS,
            Access.MODELS,
            Access.MODELS,
            store,
            versions,
            idempotency,
            this::views,
            ignored -> {});
  }

  public List<Route> routes() {
    return Stream.concat(
            calls.routes().stream(),
            Stream.of(
                Route.get(MODELS, Access.READING, this::list),
                Route.post(MODELS, Access.MODELS, this::publish),
                Route.get(MODELS + "/{model}/{version}", Access.READING, this::bundle),
                Route.get(
                    "/v1/decisions/{id}/shadow-estimates", Access.READING, this::shadowEstimates),
                Route.get(ASSIGNMENTS + "/{number}", Access.READING, this::get),
                Route.post(ASSIGNMENTS, Access.MODELS, this::assign)))
        .toList();
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String model = query.wordOrEmpty("model");
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        new Page<>(bundles.list(model).stream().map(PublishedView::of).toList(), null));
  }

  /// Every check that a load makes is made before anything is kept.
  private Answer publish(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.bulkJson(), "", errors);
    Map<String, byte[]> files = VersionCalls.files(fields, List.of());
    String author = call.author(fields);
    String note = fields.freeText("note", false);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    ModelCard card = card(files);
    var content = BundleStore.Content.of(files);
    return idempotency.once(
        call,
        () -> {
          if (!bundles.add(
              card.name(),
              card.version(),
              new String(files.getOrDefault("card.json", new byte[0]), StandardCharsets.UTF_8),
              content,
              author,
              note)) {
            throw new FailureException(
                new Failure.BrokenBundle(
                    card.name(),
                    "VERSION",
                    "Another bundle is published as version %s of %s.\nMaybe train it under a version of its own."
                        .formatted(card.version(), card.name())));
          }
          return Answer.json(
              201,
              bundles.list(card.name()).stream()
                  .filter(bundle -> bundle.digest().equals(content.digest()))
                  .map(PublishedView::of)
                  .findFirst()
                  .orElseThrow());
        });
  }

  /// What publishing took: with it a bundle can be measured, or published elsewhere.
  private Answer bundle(Call call) {
    String model = call.pathParameter("model");
    String version = call.pathParameter("version");
    Published published =
        bundles.list(model).stream()
            .filter(each -> each.version().equals(version))
            .findFirst()
            .orElseThrow(() ->
                new FailureException(
                    new Failure.NotFound("version of %s".formatted(model), version)));
    var files = new TreeMap<String, String>();
    bundles
        .find(published.digest())
        .orElseThrow()
        .files()
        .forEach((name, content) -> files.put(name, Base64.getEncoder().encodeToString(content)));
    return Answer.ok(
        new BundleFilesView(
            model,
            version,
            published.digest(),
            Json.parse(published.card().getBytes(StandardCharsets.UTF_8)),
            files));
  }

  /// A published bundle with its files.
  ///
  /// @param files by name, as base64
  record BundleFilesView(
      String model, String version, String digest, JsonNode card, Map<String, String> files) {}

  private static ModelCard card(Map<String, byte[]> files) {
    LoadResult result = Bundles.load("model", "The bundle", BundleFiles.of(files));
    result.close();
    return switch (result) {
      case LoadResult.Loaded(var bundle, var second) -> {
        second.ifPresent(ModelRoutes::requireLoaded);
        yield bundle.card();
      }
      case LoadResult.Refused refused -> throw broken(refused);
      case LoadResult.Missing(var model, var detail) ->
          throw new FailureException(new Failure.BrokenBundle(model, "CARD", detail));
    };
  }

  /// The first line would do, but a bundle is published whole.
  private static void requireLoaded(LoadResult second) {
    if (second instanceof LoadResult.Refused refused) {
      throw broken(refused);
    }
  }

  private static FailureException broken(LoadResult.Refused refused) {
    return new FailureException(
        new Failure.BrokenBundle(refused.model(), refused.check().name(), refused.detail()));
  }

  /// What challengers would have estimated for a decision; nothing while they have not been asked.
  private Answer shadowEstimates(Call call) {
    String id = call.pathParameter("id");
    DecisionId decision =
        DecisionId.findParsed(id)
            .orElseThrow(() -> new FailureException(new Failure.NotFound("decision", id)));
    return Answer.ok(
        new Page<>(shadows.find(decision).stream().map(ShadowView::of).toList(), null));
  }

  /// What a challenger would have estimated.
  ///
  /// @param estimates of transit and of returns, one for each question, in the order in which the
  ///   decision asked them
  record ShadowView(String model, String version, JsonNode estimates) {
    static ShadowView of(ShadowScoring.Shadow shadow) {
      return new ShadowView(
          shadow.model(),
          shadow.version(),
          Json.parse(shadow.estimates().getBytes(StandardCharsets.UTF_8)));
    }
  }

  private Answer get(Call call) {
    return Answer.ok(view(calls.find(call), calls.inForce()));
  }

  /// Models that are not named keep the bundle that they have in the version in force.
  private Answer assign(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    Map<String, String> wanted = wanted(fields, "models");
    Map<String, String> shadows = wanted(fields, "shadows");
    if (errors.isEmpty() && wanted.isEmpty() && shadows.isEmpty()) {
      fields.complain("models", "must name a model, or shadows must");
    }
    String author = call.author(fields);
    String note = fields.freeText("note", false);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return calls.afterwards(
        idempotency.once(
            call,
            () -> {
              Version added = add(inForce().with(wanted).withShadows(shadows), author, note);
              return Answer.json(201, view(added, calls.inForce()))
                  .with("Location", ASSIGNMENTS + "/" + added.number());
            }));
  }

  private Version add(Assignment assigned, String author, String note) {
    return store.add(VersionKind.MODELS, assigned.digest(), assigned.content(), author, note);
  }

  /// The bundles of all models, the newest first.
  public List<Published> published() {
    return bundles.list("");
  }

  /// What a published bundle says of itself; empty if this release does not read it.
  public Optional<ModelCard> card(Published bundle) {
    return Bundles.findCard(
        BundleFiles.of(Map.of("card.json", bundle.card().getBytes(StandardCharsets.UTF_8))));
  }

  /// Which bundle answers for which model now.
  public Assignment inForce() {
    return store
        .find(VersionKind.MODELS, calls.inForce())
        .map(Assignment::of)
        .orElse(Assignment.NONE);
  }

  /// The latest first, those that are planned before all others.
  public List<Activation> activations(int most) {
    return store.activations(VersionKind.MODELS, most);
  }

  /// Puts an assignment in force.
  ///
  /// @throws FailureException if a bundle cannot be loaded; nothing has changed then
  public void put(Assignment assigned, String author, String reason) {
    int number = add(assigned, author, reason).number();
    calls.activate(number, Optional.empty(), author, reason);
  }

  /// Puts the assignment in force again that was before the one that is.
  ///
  /// @throws FailureException if there was none
  public void rollBack(String author, String reason) {
    calls.rollBack(author, reason);
  }

  /// Takes back what is planned from a moment on.
  ///
  /// @throws FailureException if nothing is
  public void takeBack(Instant planned, String author, String reason) {
    calls.takeBack(planned, author, reason);
  }

  /// Digest by model, empty for a model that is taken away.
  private Map<String, String> wanted(Fields fields, String name) {
    JsonNode node = fields.raw().path(name);
    fields.ignore(name);
    var wanted = new TreeMap<String, String>();
    if (node.isMissingNode()) {
      return wanted;
    }
    if (!node.isObject()) {
      fields.complain(name, "must be an object with a published version, or null, by model");
      return wanted;
    }
    node.properties()
        .forEach(entry -> {
          String model = entry.getKey();
          if (!ModelContract.names().contains(model)) {
            fields.complain(
                name,
                "names no model; there are " + String.join(", ", ModelContract.names()),
                model);
          } else if (entry.getValue().isNull()) {
            wanted.put(model, "");
          } else {
            String version = entry.getValue().asText();
            bundles.list(model).stream()
                .filter(bundle -> bundle.version().equals(version))
                .map(Published::digest)
                .findFirst()
                .ifPresentOrElse(
                    digest -> wanted.put(model, digest),
                    () ->
                        fields.complain(
                            name,
                            "names a version of %s that is not published".formatted(model),
                            version));
          }
        });
    return wanted;
  }

  private VersionView view(Version version, int inForce) {
    return views(inForce).apply(version);
  }

  private Function<Version, VersionView> views(int inForce) {
    var byDigest = new TreeMap<String, Published>();
    bundles.list("").forEach(bundle -> byDigest.put(bundle.digest(), bundle));
    return version -> view(version, inForce, byDigest);
  }

  private static VersionView view(Version version, int inForce, Map<String, Published> byDigest) {
    VersionView plain = VersionView.of(version, inForce);
    return new VersionView(
        plain.number(),
        plain.digest(),
        plain.author(),
        plain.note(),
        plain.createdAt(),
        plain.inForce(),
        told(Assignment.of(version).bundles(), byDigest),
        told(Assignment.of(version).shadows(), byDigest));
  }

  private static Map<String, BundleView> told(
      Map<String, String> digests, Map<String, Published> byDigest) {
    var told = new TreeMap<String, BundleView>();
    digests.forEach((model, digest) -> {
      Published bundle = byDigest.get(digest);
      told.put(model, new BundleView(bundle == null ? "" : bundle.version(), digest));
    });
    return told;
  }

  /// A published bundle.
  record PublishedView(
      String model, String version, String digest, String author, String note, Instant addedAt) {
    static PublishedView of(Published bundle) {
      return new PublishedView(
          bundle.model(),
          bundle.version(),
          bundle.digest(),
          bundle.author(),
          bundle.note(),
          bundle.addedAt());
    }
  }
}
