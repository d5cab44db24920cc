package dev.whence.service.http;

import dev.whence.service.access.Callers;
import dev.whence.service.access.Principal;
import dev.whence.service.access.Role;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Lets calls in to the routes that their callers may have, and no others. Thread-safe.
final class Gate {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  static final String NOBODY =
      "Nobody said who is asking.\nMaybe send an API key as Authorization: Bearer whk_…, or sign in.";

  private final Optional<Callers> callers;

  private Gate(Optional<Callers> callers) {
    this.callers = callers;
  }

  static Gate of(Callers callers) {
    return new Gate(Optional.of(callers));
  }

  /// Nobody is known.
  static Gate closed() {
    return new Gate(Optional.empty());
  }

  /// @throws FailureException if the caller may not
  void admit(Route route, Call call) {
    Access access = route.access();
    if (access.isForAnyone() || (access.alsoFromHere() && call.isFromHere())) {
      return;
    }
    Principal principal = call.principal();
    if (!access.admits(principal.roles())) {
      throw new FailureException(
          new Failure.NotAllowed(
              principal.name(), spellings(principal.roles()), spellings(access.roles())));
    }
    if (!READING.contains(call.method())) {
      call.requireOurPage();
    }
  }

  /// Who calls; empty if nobody says so, and that does not do.
  ///
  /// @throws FailureException if what is said does not count
  Optional<Principal> find(Credentials credentials, Call call) {
    return switch (credentials) {
      case Credentials.None() -> known().ofNobody().map(local -> ofThisMachine(local, call));
      case Credentials.Key(var text) -> Optional.of(known().ofKey(text));
      case Credentials.SessionCookie(var token) -> {
        // A cookie of before says nothing while nobody has to say anything.
        Optional<Principal> local = known().ofNobody();
        yield local.isPresent()
            ? local.map(open -> ofThisMachine(open, call))
            : Optional.of(known().ofSession(token));
      }
    };
  }

  /// A page elsewhere whose name was made to lead to this machine gets nothing of what is open
  /// here.
  private static Principal ofThisMachine(Principal local, Call call) {
    if (!call.isForLoopback()) {
      throw new FailureException(
          new Failure.NotSignedIn(
              "No user is set up, so this service is open to those who ask for 127.0.0.1 or localhost, and to nobody else.\nMaybe add the first user: whence users add NAME --roles operator.",
              false));
    }
    return local instanceof Principal.Local ? new Principal.Local(call.actingAs()) : local;
  }

  private Callers known() {
    return callers.orElseThrow(() -> new FailureException(new Failure.NotSignedIn(NOBODY, false)));
  }

  private static List<String> spellings(Collection<Role> roles) {
    return roles.stream().sorted().map(Role::spelling).toList();
  }
}
