package dev.whence.service.http.versions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Counted;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Json;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.store.ReferenceVersion;
import dev.whence.service.store.ReferenceVersion.Signature;
import dev.whence.service.versions.ReferenceDataStore;
import dev.whence.service.versions.ReferenceDataStore.Change;
import dev.whence.service.versions.Version;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Versions of the reference data: who loaded what, when and why, what it changed, and the way
/// back.
public final class ReferenceDataRoutes {
  private static final String PATH = "/v1/reference-data";

  private final VersionStore store;
  private final ReferenceDataStore data;
  private final Idempotency idempotency;

  public ReferenceDataRoutes(VersionStore store, ReferenceDataStore data, Idempotency idempotency) {
    this.store = store;
    this.data = data;
    this.idempotency = idempotency;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Access.READING, this::list),
        Route.get(PATH + "/{number}", Access.READING, this::get),
        Route.get(PATH + "/{number}/changes", Access.READING, this::changes),
        Route.post(PATH + "/roll-back", Access.NETWORK, this::rollBack));
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    int limit = Page.limit(query);
    String last = Page.cursor(query, 1).getFirst();
    int before = last.isEmpty() ? Integer.MAX_VALUE : Counted.number(last).orElse(0);
    if (before == 0) {
      query.complain("cursor", "must be the nextCursor of an earlier page");
    }
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    List<Version> found = store.list(VersionKind.REFERENCE_DATA, before, limit + 1);
    Map<Integer, Integer> changed = data.changed(found.stream().map(Version::number).toList());
    int inForce = store.inForce().referenceData();
    return Answer.ok(
        Page.of(found, limit, version -> List.of(Integer.toString(version.number())))
            .map(version -> view(version, changed, inForce)));
  }

  private Answer get(Call call) {
    return Answer.ok(view(find(call)));
  }

  private Answer changes(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    int limit = Page.limit(query);
    List<String> after = Page.cursor(query, 2);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Version version = find(call);
    return Answer.ok(
        Page.of(
                data.changes(version.number(), after.getFirst(), after.getLast(), limit + 1),
                limit,
                change -> List.of(change.source(), change.key()))
            .map(ChangeView::of));
  }

  private Answer rollBack(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    Optional<Integer> to =
        fields.has("to")
            ? Optional.of(fields.integer("to", 1, Integer.MAX_VALUE))
            : Optional.empty();
    var signature = new Signature(call.author(fields), fields.freeText("reason", false));
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return idempotency.once(
        call,
        () -> {
          int number =
              ReferenceVersion.signed(signature, () -> data.rollBack(to))
                  .result()
                  .orElseThrow(
                      () -> new FailureException(new Failure.BrokenVersion(noEarlier(to))));
          return Answer.ok(view(store.find(VersionKind.REFERENCE_DATA, number).orElseThrow()));
        });
  }

  private static String noEarlier(Optional<Integer> to) {
    return "There is no earlier version%s of the reference data.\nMaybe name one that is listed before the one in force."
        .formatted(to.map(number -> " " + number).orElse(""));
  }

  /// By its number, or as `in-force`.
  private Version find(Call call) {
    String text = call.pathParameter("number");
    int number =
        text.equals("in-force") ? store.inForce().referenceData() : Counted.number(text).orElse(0);
    return store
        .find(VersionKind.REFERENCE_DATA, number)
        .orElseThrow(() ->
            new FailureException(
                new Failure.NotFound("version of the " + VersionKind.REFERENCE_DATA.told(), text)));
  }

  private ReferenceVersionView view(Version version) {
    return view(version, data.changed(List.of(version.number())), store.inForce().referenceData());
  }

  private static ReferenceVersionView view(
      Version version, Map<Integer, Integer> changed, int inForce) {
    return new ReferenceVersionView(
        version.number(),
        version.author(),
        version.note(),
        version.createdAt(),
        version.number() == inForce,
        changed.getOrDefault(version.number(), 0));
  }

  /// @param changed how many rows
  record ReferenceVersionView(
      int number, String author, String note, Instant createdAt, boolean inForce, int changed) {}

  /// A row of a table before and after a version.
  ///
  /// @param before left out of a row that is new
  /// @param after left out of a row that is gone
  record ChangeView(String table, String key, @Nullable JsonNode before, @Nullable JsonNode after) {
    static ChangeView of(Change change) {
      return new ChangeView(
          change.source(), change.key(), json(change.before()), json(change.after()));
    }

    private static @Nullable JsonNode json(@Nullable String text) {
      return text == null ? null : Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
