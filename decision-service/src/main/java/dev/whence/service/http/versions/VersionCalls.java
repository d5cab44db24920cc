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
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.http.versions.VersionView.ActivationView;
import dev.whence.service.versions.Activation;
import dev.whence.service.versions.Version;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import dev.whence.service.versions.Versions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/// What is asked about versions of any kind: lists, activations, putting in force, taking back.
final class VersionCalls {
  private final VersionKind kind;
  private final String path;
  private final Access access;
  private final Access activating;
  private final VersionStore store;
  private final Versions versions;
  private final Idempotency idempotency;
  private final IntFunction<Function<Version, VersionView>> views;
  private final Consumer<Version> whenActivated;

  /// @param path for instance `/v1/rule-sets`
  /// @param access of whoever takes back what is in force
  /// @param activating of whoever puts another version in force
  /// @param views of versions, given the number in force; asked once for a page
  /// @param whenActivated refuses what must not be put in force, by throwing
  VersionCalls(
      VersionKind kind,
      String path,
      Access access,
      Access activating,
      VersionStore store,
      Versions versions,
      Idempotency idempotency,
      IntFunction<Function<Version, VersionView>> views,
      Consumer<Version> whenActivated) {
    this.kind = kind;
    this.path = path;
    this.access = access;
    this.activating = activating;
    this.store = store;
    this.versions = versions;
    this.idempotency = idempotency;
    this.views = views;
    this.whenActivated = whenActivated;
  }

  List<Route> routes() {
    return List.of(
        Route.get(path, Access.READING, this::list),
        Route.get(path + "/activations", Access.READING, this::activations),
        Route.post(path + "/{number}/activate", activating, this::activate),
        Route.post(path + "/roll-back", access, this::rollBack));
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
    int inForce = inForce();
    List<Version> found = store.list(kind, before, limit + 1);
    return Answer.ok(
        Page.of(found, limit, version -> List.of(Integer.toString(version.number())))
            .map(views.apply(inForce)));
  }

  /// The latest five hundred.
  private Answer activations(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    int limit = Page.limit(query);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        new Page<>(store.activations(kind, limit).stream().map(ActivationView::of).toList(), null));
  }

  private Answer activate(Call call) {
    int number = numberIn(call);
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    Optional<Instant> from =
        fields.has("from") ? Optional.of(fields.instant("from")) : Optional.empty();
    String author = call.author(fields);
    String reason = fields.freeText("reason", false);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    requireReady(number);
    return afterwards(
        idempotency.once(
            call, () -> Answer.ok(ActivationView.of(activated(number, from, author, reason)))));
  }

  /// Puts a version in force.
  ///
  /// @throws FailureException if there is none of the number, or it is broken
  Activation activate(int number, Optional<Instant> from, String author, String reason) {
    requireReady(number);
    Activation activation = activated(number, from, author, reason);
    versions.refresh();
    return activation;
  }

  private void requireReady(int number) {
    versions.requireReady(kind, number);
    store.find(kind, number).ifPresent(whenActivated);
  }

  private Activation activated(int number, Optional<Instant> from, String author, String reason) {
    return store
        .activate(kind, number, from, author, reason)
        .orElseThrow(() -> notFound(Integer.toString(number)));
  }

  private Answer rollBack(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    String author = call.author(fields);
    String reason = fields.freeText("reason", false);
    Optional<Instant> planned =
        fields.has("planned") ? Optional.of(fields.instant("planned")) : Optional.empty();
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return afterwards(
        idempotency.once(
            call,
            () ->
                Answer.ok(
                    ActivationView.of(
                        planned.isEmpty()
                            ? back(author, reason)
                            : plannedBack(planned.get(), author, reason)))));
  }

  /// Puts the version in force again that was before the one that is.
  ///
  /// @throws FailureException if there was none
  Activation rollBack(String author, String reason) {
    Activation back = back(author, reason);
    versions.refresh();
    return back;
  }

  /// Takes back what is planned from a moment on.
  ///
  /// @throws FailureException if nothing is
  void takeBack(Instant planned, String author, String reason) {
    plannedBack(planned, author, reason);
  }

  private Activation plannedBack(Instant planned, String author, String reason) {
    return store
        .takeBack(kind, planned, author, reason)
        .orElseThrow(() ->
            new FailureException(
                new Failure.BrokenVersion(
                    "No version of the %s is planned from %s on.\nMaybe read the moment in GET %s/activations, or roll back what is in force."
                        .formatted(kind.told(), planned, path))));
  }

  private Activation back(String author, String reason) {
    return store
        .rollBack(kind, author, reason)
        .orElseThrow(() ->
            new FailureException(
                new Failure.BrokenVersion(
                    "No other version of the %s was in force before this one.\nMaybe put one in force by its number."
                        .formatted(kind.told()))));
  }

  /// The version that a path names by its number, or as `in-force`.
  Version find(Call call) {
    return store
        .find(kind, numberIn(call))
        .orElseThrow(() -> notFound(call.pathParameter("number")));
  }

  int numberIn(Call call) {
    String text = call.pathParameter("number");
    return text.equals("in-force")
        ? inForce()
        : Counted.number(text).orElseThrow(() -> notFound(text));
  }

  int inForce() {
    VersionStore.Numbers numbers = store.inForce();
    return kind == VersionKind.RULE_SET ? numbers.ruleSet() : numbers.models();
  }

  /// This process, at least, has it ready before anybody is told.
  Answer afterwards(Answer answer) {
    versions.refresh();
    return answer;
  }

  FailureException notFound(String number) {
    return new FailureException(new Failure.NotFound("version of the " + kind.told(), number));
  }

  /// The files in a body: text of those whose names end as told, else base64.
  ///
  /// @param asText ends of the names of files that come as text
  static Map<String, byte[]> files(Fields fields, List<String> asText) {
    JsonNode node = fields.raw().path("files");
    fields.ignore("files");
    var files = new TreeMap<String, byte[]>();
    if (!node.isObject() || node.isEmpty()) {
      fields.complain("files", "must be an object with the content of each file by its name");
      return files;
    }
    node.properties()
        .forEach(file -> {
          String name = file.getKey();
          if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}") || !file.getValue().isTextual()) {
            fields.complain("files", "must hold text, or base64, by plain file names", name);
          } else if (asText.stream().anyMatch(name::endsWith)) {
            files.put(
                name, file.getValue().asText().getBytes(java.nio.charset.StandardCharsets.UTF_8));
          } else {
            try {
              files.put(name, java.util.Base64.getDecoder().decode(file.getValue().asText()));
            } catch (IllegalArgumentException e) {
              fields.complain("files", "must be base64: " + name);
            }
          }
        });
    return files;
  }
}
