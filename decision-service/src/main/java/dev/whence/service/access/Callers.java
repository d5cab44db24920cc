package dev.whence.service.access;

import dev.whence.service.access.CallerStore.Found;
import dev.whence.service.admission.Deadline;
import dev.whence.service.admission.Lane;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.store.Database;
import dev.whence.service.store.StoreException;
import dev.whence.service.store.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Knows who a request is from. Thread-safe.
///
/// What the order store says of a secret counts for [#LIFETIME] and is read again, off the
/// requests, from the half of it on: a secret that is used all the time costs two reads a second in
/// each process, whatever the rate of requests. So what another process takes away (a key, a
/// session, a role) is gone here a second later at most; what this process takes away is gone at
/// once. A request that was let in is answered to its end.
public final class Callers implements AutoCloseable {
  /// How long what was read counts.
  public static final Duration LIFETIME = Duration.ofSeconds(1);

  private static final Logger LOG = System.getLogger(Callers.class.getName());
  private static final long LIFETIME_NANOS = LIFETIME.toNanos();
  private static final int MOST_REMEMBERED = 10_000;
  private static final Duration BETWEEN_NOTES = Duration.ofSeconds(30);
  private static final Duration BETWEEN_CLEARINGS = Duration.ofHours(1);
  private static final int EVENTS_LIVE_DAYS = 730;

  /// In place of a secret.
  private static final String OF_NOBODY = "nobody";

  private final CallerStore store;
  private final UserStore users;
  private final boolean openForNobody;
  private final ConcurrentHashMap<String, Answer> remembered = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, FutureTask<Answer>> reading = new ConcurrentHashMap<>();
  private final Set<UUID> usedSessions = ConcurrentHashMap.newKeySet();
  private final Set<UUID> usedKeys = ConcurrentHashMap.newKeySet();
  private final AtomicInteger changes = new AtomicInteger();

  /// Those who try secrets that nobody has take no more of the store's connections than this.
  private final Lane lookups = new Lane(2, 1_000);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("callers").daemon().factory());
  private volatile boolean isAnybodySetUp;

  /// @param openForNobody whether nobody has to say who it is while no user is set up
  public Callers(Database database, boolean openForNobody, Clock clock) {
    this.store = new CallerStore(database);
    this.users = new UserStore(database, clock);
    this.openForNobody = openForNobody;
    var sessions = new SessionStore(database, clock);
    var events = new AccessEventStore(database);
    every(BETWEEN_NOTES, this::noteUse);
    every(BETWEEN_CLEARINGS, sessions::forgetOld);
    every(BETWEEN_CLEARINGS, () -> events.forgetOlderThan(EVENTS_LIVE_DAYS));
  }

  /// @param readAt as [System#nanoTime], before it was read
  private record Answer(Found found, long readAt, AtomicBoolean isReadAgain) {
    long age() {
      return System.nanoTime() - readAt;
    }
  }

  /// Who calls without saying so: somebody only while the service is open.
  ///
  /// @throws StoreUnavailableException if that cannot be known
  public Optional<Principal> ofNobody() {
    if (!openForNobody || isAnybodySetUp) {
      return Optional.empty();
    }
    return ask(OF_NOBODY, this::openness) instanceof Found.Open
        ? Optional.of(new Principal.Local())
        : Optional.empty();
  }

  private Found openness() {
    boolean isAnybody = users.isAnybody();
    isAnybodySetUp |= isAnybody; // for ever: users are not deleted
    return isAnybody ? new Found.Refused("Somebody is set up.\nMaybe sign in.") : new Found.Open();
  }

  /// @throws FailureException with [Failure.NotSignedIn] if the session has ended
  public Principal ofSession(String token) {
    if (!Secrets.isSessionToken(token)) {
      throw refused("The session cookie is none of this service.\nMaybe sign in again.");
    }
    byte[] sha256 = Secrets.sha256(token);
    return known(
        ask("s" + HexFormat.of().formatHex(sha256), () -> store.session(sha256)), usedSessions);
  }

  /// @throws FailureException with [Failure.NotSignedIn] if it is no key, or counts no longer
  public Principal ofKey(String key) {
    if (!Secrets.isKey(key)) {
      throw refused(
          key.startsWith(Secrets.KEY_PREFIX)
              ? "The key is not whole: its checksum is wrong.\nMaybe a part was left out when it was copied."
              : "An API key begins with %s.\nMaybe another key was sent by mistake."
                  .formatted(Secrets.KEY_PREFIX));
    }
    byte[] sha256 = Secrets.sha256(key);
    return known(ask("k" + HexFormat.of().formatHex(sha256), () -> store.key(sha256)), usedKeys);
  }

  private static Principal known(Found found, Set<UUID> used) {
    return switch (found) {
      case Found.Known(var principal) -> {
        used.add(principal.means().id());
        yield principal;
      }
      case Found.Refused(var why) -> throw refused(why);
      case Found.Open() -> throw new IllegalStateException("A secret is no answer for nobody.");
    };
  }

  private static FailureException refused(String why) {
    return new FailureException(new Failure.NotSignedIn(why, true));
  }

  /// What was read counts no longer: something was changed here.
  public void forget() {
    changes.incrementAndGet();
    remembered.clear();
  }

  private Found ask(String key, Supplier<Found> read) {
    Answer last = remembered.get(key);
    if (last != null && last.age() < LIFETIME_NANOS) {
      if (last.age() > LIFETIME_NANOS / 2 && last.isReadAgain().compareAndSet(false, true)) {
        Thread.startVirtualThread(() -> readAgain(key, read));
      }
      return last.found();
    }
    return readOnce(key, read).found();
  }

  private void readAgain(String key, Supplier<Found> read) {
    try {
      var _ = readOnce(key, read);
    } catch (StoreUnavailableException | StoreException | FailureException e) {
      // Whoever asks next learns of it.
    }
  }

  /// However many ask at once, one reads.
  private Answer readOnce(String key, Supplier<Found> read) {
    var mine = new FutureTask<>(() -> read(key, read));
    FutureTask<Answer> first = reading.putIfAbsent(key, mine);
    if (first == null) {
      try {
        mine.run();
      } finally {
        reading.remove(key, mine);
      }
    }
    try {
      return (first == null ? mine : first).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the order store.", e);
    }
  }

  private Answer read(String key, Supplier<Found> read) {
    if (!lookups.enter(Deadline.NONE)) {
      throw new FailureException(new Failure.Overloaded(lookups.places(), lookups.waiting()));
    }
    try {
      int before = changes.get();
      long start = System.nanoTime();
      var answer = new Answer(read.get(), start, new AtomicBoolean());
      if (remembered.size() >= MOST_REMEMBERED) {
        remembered.values().removeIf(old -> old.age() > LIFETIME_NANOS);
      }
      if (changes.get() == before && remembered.size() < MOST_REMEMBERED) {
        remembered.put(key, answer);
      }
      return answer;
    } finally {
      lookups.leave();
    }
  }

  private void noteUse() {
    Set<UUID> sessions = Set.copyOf(usedSessions);
    Set<UUID> keys = Set.copyOf(usedKeys);
    if (!sessions.isEmpty() || !keys.isEmpty()) {
      store.used(sessions, keys);
      usedSessions.removeAll(sessions);
      usedKeys.removeAll(keys);
    }
  }

  private void every(Duration pause, Runnable work) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> guarded(work), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "What was used waits for the order store, which has told the log.");
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.log(Level.WARNING, "Noting what was used failed and will be tried again.", e);
    }
  }

  /// Notes what was used last.
  @Override
  public void close() {
    timer.shutdownNow();
    guarded(this::noteUse);
  }
}
