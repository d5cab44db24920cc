package dev.whence.service.access;

import dev.whence.service.access.UserStore.Credentials;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import java.util.Optional;
import java.util.UUID;

/// Name and password become a session. Thread-safe.
///
/// Who is not known, may not sign in, or has another password gets the same answer after the same
/// time; attempts are counted by name, whether there is such a user or not.
public final class SignIn {
  private final UserStore users;
  private final SessionStore sessions;
  private final PasswordHashing hashing;
  private final Callers callers;

  public SignIn(UserStore users, SessionStore sessions, PasswordHashing hashing, Callers callers) {
    this.users = users;
    this.sessions = sessions;
    this.hashing = hashing;
    this.callers = callers;
  }

  /// @param newPassword that fits [PasswordRules] and takes the place of the other
  /// @throws FailureException with [Failure.SignInRefused], [Failure.SignInBlocked],
  ///   [Failure.PasswordDue], or [Failure.Overloaded] if too many try at once
  public Session.Begun begin(String name, String password, Optional<String> newPassword) {
    Credentials credentials = compare(name, password);
    User user = credentials.user();
    PasswordHash hash = credentials.password().orElseThrow();
    if (newPassword.isPresent()) {
      hash = hashing.hash(newPassword.get());
      users.setPassword(
          new Actor(user.name(), Optional.of(user.id())), user, hash, false, Optional.empty());
      callers.forget();
    } else if (user.isPasswordDue()) {
      sessions.clear(name);
      throw new FailureException(new Failure.PasswordDue());
    }
    return sessions
        .begin(user, hash)
        .orElseThrow(() -> new FailureException(new Failure.SignInRefused()));
  }

  /// Changes the password of somebody who knows the present one; other sessions end.
  ///
  /// @param kept the session that goes on
  /// @throws FailureException as [#begin]
  public void changePassword(
      String name, String password, String newPassword, Optional<UUID> kept) {
    Credentials credentials = compare(name, password);
    User user = credentials.user();
    users.setPassword(
        new Actor(user.name(), Optional.of(user.id())),
        user,
        hashing.hash(newPassword),
        false,
        kept);
    sessions.clear(name);
    callers.forget();
  }

  private Credentials compare(String name, String password) {
    sessions
        .admit(name)
        .ifPresent(seconds -> {
          throw new FailureException(new Failure.SignInBlocked(seconds));
        });
    try {
      Optional<Credentials> known =
          users
              .credentials(name)
              .filter(found -> found.user().active() && found.password().isPresent());
      if (known.isPresent() && hashing.matches(known.get().password().orElseThrow(), password)) {
        return known.get();
      }
      if (known.isEmpty()) {
        hashing.matchNobody(password);
      }
    } catch (FailureException e) {
      sessions.undo(name); // nobody looked at the password
      throw e;
    }
    throw new FailureException(new Failure.SignInRefused());
  }
}
