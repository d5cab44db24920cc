package dev.whence.service.access;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What is done with users, their sessions and their keys; callers have checked that whoever asks
/// may. Takes effect here at once, and in other processes after [Callers#LIFETIME]. Thread-safe.
public final class Accounts {
  private final UserStore users;
  private final SessionStore sessions;
  private final ApiKeyStore keys;
  private final PasswordHashing hashing;
  private final Runnable whenChanged;

  /// @param whenChanged told after each change that takes something away
  public Accounts(
      UserStore users,
      SessionStore sessions,
      ApiKeyStore keys,
      PasswordHashing hashing,
      Runnable whenChanged) {
    this.users = users;
    this.sessions = sessions;
    this.keys = keys;
    this.hashing = hashing;
    this.whenChanged = whenChanged;
  }

  /// Adds a person who signs in with a password.
  ///
  /// @param due whether it has to be changed at the first sign-in
  /// @throws FailureException with [Failure.NameTaken] or [Failure.NoOperator]
  public User addPerson(Actor actor, String name, Set<Role> roles, String password, boolean due) {
    User user = users.add(actor, name, roles, Optional.of(hashing.hash(password)), due);
    whenChanged.run();
    return user;
  }

  /// Adds another system, which has keys alone.
  ///
  /// @throws FailureException with [Failure.NameTaken] or [Failure.NoOperator]
  public User addService(Actor actor, String name, Set<Role> roles) {
    requireNoApprover(roles);
    User user = users.add(actor, name, roles, Optional.empty(), false);
    whenChanged.run();
    return user;
  }

  public List<User> list() {
    return users.list();
  }

  public User get(String name) {
    return users.find(name).orElseThrow(() -> noUser(name));
  }

  /// @throws FailureException with [Failure.NotFound] or [Failure.NoOperator]
  public User change(
      Actor actor, String name, Optional<Set<Role>> roles, Optional<Boolean> active) {
    if (roles.isPresent() && get(name).kind() == User.Kind.SERVICE) {
      requireNoApprover(roles.get());
    }
    User user = users.change(actor, name, roles, active).orElseThrow(() -> noUser(name));
    whenChanged.run();
    return user;
  }

  /// Whoever has the keys of a service would approve in its name what is his own.
  private static void requireNoApprover(Set<Role> roles) {
    if (roles.contains(Role.APPROVER)) {
      throw new FailureException(
          new Failure.NotYours(
              "A service approves nothing: whoever has its keys would approve his own.\nMaybe give the role to a person."));
    }
  }

  /// Sets the password of somebody who has to change it at the next sign-in; their sessions end.
  ///
  /// @throws FailureException with [Failure.NotFound], or [Failure.NotYours] for a service
  public void setPassword(Actor actor, String name, String password) {
    User user = get(name);
    if (user.kind() == User.Kind.SERVICE) {
      throw new FailureException(
          new Failure.NotYours(
              "%s is a service and has no password.\nMaybe make a key for it.".formatted(name)));
    }
    users.setPassword(actor, user, hashing.hash(password), true, Optional.empty());
    sessions.clear(name);
    whenChanged.run();
  }

  /// Lets somebody try to sign in again at once.
  public void unlock(Actor actor, String name) {
    sessions.unlock(actor, get(name).name());
  }

  /// Those of a user that still count.
  public List<Session> sessions(User user) {
    return sessions.list(user.id());
  }

  /// @throws FailureException with [Failure.NotFound]
  public void endSession(Actor actor, User user, UUID session) {
    if (!sessions.end(actor, user.id(), user.name(), session)) {
      throw new FailureException(new Failure.NotFound("session of yours", session.toString()));
    }
    whenChanged.run();
  }

  /// @return how many there were
  public int endSessions(Actor actor, User user) {
    int ended = sessions.endAll(actor, user.id(), user.name());
    whenChanged.run();
    return ended;
  }

  /// Makes a key; its secret is told this once.
  ///
  /// @throws FailureException with [Failure.NameTaken], or [Failure.NotYours] if the user has not
  ///   all of the roles
  public ApiKey.Issued addKey(
      Actor actor, User user, String name, Set<Role> roles, Instant expiresAt) {
    var missing = EnumSet.copyOf(roles);
    missing.removeAll(user.roles());
    if (!missing.isEmpty()) {
      throw new FailureException(
          new Failure.NotYours(
              "%s is not %s, so no key of %s can be.\nMaybe leave that out, or give the user the role."
                  .formatted(user.name(), Rows.words(missing), user.name())));
    }
    return keys.add(actor, user, name, roles, expiresAt);
  }

  /// @param user empty for everybody's
  public List<ApiKey> keys(String user) {
    return keys.list(user);
  }

  public Optional<ApiKey> findKey(UUID id) {
    return keys.find(id);
  }

  /// @throws FailureException with [Failure.NotFound] if there is none that counts, with
  ///   [Failure.KeyExpired] if its time is over
  public ApiKey.Issued rotateKey(Actor actor, UUID id, Duration overlap) {
    ApiKey.Issued issued = keys.rotate(actor, id, overlap).orElseThrow(() -> noKey(id.toString()));
    whenChanged.run();
    return issued;
  }

  /// @throws FailureException with [Failure.NotFound]
  public ApiKey revokeKey(Actor actor, UUID id) {
    ApiKey key = keys.revoke(actor, id).orElseThrow(() -> noKey(id.toString()));
    whenChanged.run();
    return key;
  }

  public static FailureException noKey(String id) {
    return new FailureException(new Failure.NotFound("API key that counts", id));
  }

  private static FailureException noUser(String name) {
    return new FailureException(new Failure.NotFound("user", name));
  }
}
