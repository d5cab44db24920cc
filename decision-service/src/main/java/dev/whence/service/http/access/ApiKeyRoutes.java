package dev.whence.service.http.access;

import dev.whence.service.access.Accounts;
import dev.whence.service.access.Actor;
import dev.whence.service.access.ApiKey;
import dev.whence.service.access.Principal;
import dev.whence.service.access.Principal.Means;
import dev.whence.service.access.Principal.SignedIn;
import dev.whence.service.access.Role;
import dev.whence.service.access.User;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// API keys: everybody's own, and for operators those of services and the sight of all.
public final class ApiKeyRoutes {
  private static final String KEYS = "/v1/api-keys";
  private static final int USUAL_DAYS = 90;
  private static final int MOST_DAYS = 730;
  private static final int MOST_OVERLAP_HOURS = 168;

  private final Accounts accounts;
  private final Clock clock;

  public ApiKeyRoutes(Accounts accounts, Clock clock) {
    this.accounts = accounts;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.post(KEYS, Access.READING, this::add),
        Route.get(KEYS, Access.READING, this::list),
        Route.get(KEYS + "/{id}", Access.READING, this::get),
        Route.post(KEYS + "/{id}/rotate", Access.READING, this::rotate),
        Route.delete(KEYS + "/{id}", Access.READING, this::revoke));
  }

  private Answer add(Call call) {
    Principal caller = call.principal();
    var errors = new FieldErrors();
    Idempotency.refuseKey(call, "Its answer, which has a secret in it, is not kept.", errors);
    Fields fields = Fields.ofBody(call.json(), "", errors);
    String owner = fields.wordOr("user", caller.name());
    String name = fields.word("name");
    Set<Role> roles = AccessFields.roles(fields);
    int days = fields.integerOr("expiresInDays", 1, MOST_DAYS, USUAL_DAYS);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Instant expiresAt = clock.instant().plus(Duration.ofDays(days));
    User user = ownerFor(caller, owner);
    if (owner.equals(caller.name())) {
      requireNoMore(AccessFields.signedIn(call), roles, expiresAt);
    }
    ApiKey.Issued issued = accounts.addKey(Actor.of(caller), user, name, roles, expiresAt);
    return AccessFields.unkept(
        Answer.json(201, KeyView.of(issued.key()).withSecret(issued.secret()))
            .with("Location", KEYS + "/" + issued.key().id()));
  }

  /// Nobody makes keys in the name of another person.
  private User ownerFor(Principal caller, String owner) {
    boolean own = owner.equals(caller.name());
    if (!own && !AccessFields.isOperator(caller)) {
      throw notYours(caller, owner);
    }
    User user = accounts.get(owner);
    if (!own && user.kind() == User.Kind.PERSON) {
      throw notYours(caller, owner);
    }
    return user;
  }

  private static FailureException notYours(Principal caller, String owner) {
    return new FailureException(
        new Failure.NotYours(
            "%s makes no keys of %s: persons make their own, and operators those of services.\nMaybe leave out the user, or add a service."
                .formatted(caller.name(), owner)));
  }

  /// A key makes none that may more than itself, or goes on when it has ended.
  private static void requireNoMore(SignedIn caller, Set<Role> roles, Instant expiresAt) {
    if (!(caller.means() instanceof Means.Key key)) {
      return;
    }
    if (!caller.roles().containsAll(roles) || expiresAt.isAfter(key.expiresAt())) {
      throw new FailureException(
          new Failure.NotYours(
              "A key makes keys of its own roles (%s) that end no later than it does (%s).\nMaybe sign in and make it then."
                  .formatted(
                      String.join(", ", AccessFields.words(caller.roles())), key.expiresAt())));
    }
  }

  private Answer list(Call call) {
    Principal caller = call.principal();
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String user = query.wordOrEmpty("user");
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    if (!AccessFields.isOperator(caller)) {
      if (!user.isEmpty() && !user.equals(caller.name())) {
        throw notSeen(user);
      }
      user = caller.name();
    }
    return Answer.ok(new Page<>(accounts.keys(user).stream().map(KeyView::of).toList(), null));
  }

  private static FailureException notSeen(String user) {
    return new FailureException(
        new Failure.NotYours(
            "Keys of %s are seen by %1$s and by operators.\nMaybe leave out the user."
                .formatted(user)));
  }

  private Answer get(Call call) {
    ApiKey key = existing(call);
    return Answer.ok(KeyView.of(key));
  }

  /// One that the caller may see: what is somebody else's is not there.
  private ApiKey existing(Call call) {
    String id = call.pathParameter("id");
    Principal caller = call.principal();
    return AccessFields.findId(id)
        .flatMap(accounts::findKey)
        .filter(key -> AccessFields.isOperator(caller) || key.user().equals(caller.name()))
        .orElseThrow(() -> new FailureException(new Failure.NotFound("API key", id)));
  }

  private Answer rotate(Call call) {
    ApiKey key = existing(call);
    var errors = new FieldErrors();
    Idempotency.refuseKey(call, "Its answer, which has a secret in it, is not kept.", errors);
    int hours = Math.toIntExact(ApiKey.OVERLAP.toHours());
    if (call.findJson().isPresent()) {
      Fields fields = Fields.ofBody(call.json(), "", errors);
      hours = fields.integerOr("overlapHours", 0, MOST_OVERLAP_HOURS, hours);
      fields.end();
    }
    errors.throwAs(Failure.InvalidRequest::new);
    Principal caller = call.principal();
    var _ = ownerFor(caller, key.user());
    requireSameReach(caller, key);
    ApiKey.Issued issued = accounts.rotateKey(Actor.of(caller), key.id(), Duration.ofHours(hours));
    return AccessFields.unkept(Answer.ok(KeyView.of(issued.key()).withSecret(issued.secret())));
  }

  /// A key that may less does not get hold of one that may more.
  private static void requireSameReach(Principal caller, ApiKey key) {
    if (caller instanceof SignedIn signedIn
        && signedIn.means() instanceof Means.Key
        && key.user().equals(signedIn.name())
        && !signedIn.roles().containsAll(key.roles())) {
      throw new FailureException(
          new Failure.NotYours(
              "This key may less than the one that is to be rotated.\nMaybe sign in, or rotate it by itself."));
    }
  }

  private Answer revoke(Call call) {
    ApiKey key = existing(call);
    return Answer.ok(KeyView.of(accounts.revokeKey(Actor.of(call.principal()), key.id())));
  }

  /// A key in the API.
  ///
  /// @param prefixes how its secrets begin: the present one, and while it is rotated the one before
  /// @param key the secret, told when it is made, and never again
  record KeyView(
      String id,
      String user,
      String name,
      List<String> prefixes,
      List<String> roles,
      Instant createdAt,
      String createdBy,
      Instant expiresAt,
      @Nullable Instant revokedAt,
      @Nullable Instant lastUsedAt,
      @Nullable String key) {
    static KeyView of(ApiKey key) {
      return new KeyView(
          key.id().toString(),
          key.user(),
          key.name(),
          key.prefixes(),
          AccessFields.words(key.roles()),
          key.createdAt(),
          key.createdBy(),
          key.expiresAt(),
          key.revokedAt().orElse(null),
          key.lastUsedAt().orElse(null),
          null);
    }

    KeyView withSecret(String secret) {
      return new KeyView(
          id,
          user,
          name,
          prefixes,
          roles,
          createdAt,
          createdBy,
          expiresAt,
          revokedAt,
          lastUsedAt,
          secret);
    }

    /// Without the secret, for logs.
    @Override
    public String toString() {
      return "KeyView[" + id + "]";
    }
  }
}
