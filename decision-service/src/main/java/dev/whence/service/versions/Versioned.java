package dev.whence.service.versions;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/// The versions of one kind that this process has ready. Thread-safe; asking never waits.
///
/// A version is made ready by [#load], off the path of requests. Where the one in force is not
/// ready, the last one that was in force here answers, and [#lag()] says so.
final class Versioned<T> {
  /// Makes a version ready.
  @FunctionalInterface
  interface Loader<T> {
    /// @throws RuntimeException whose message says what is wrong with the version
    T load(Version version);
  }

  /// How long a request that has taken a version may go on asking it.
  private static final Duration STILL_ASKED = Duration.ofMinutes(2);

  private final Queue<Retired<T>> retired = new ArrayDeque<>();
  private final Loader<T> loader;
  private final ToIntFunction<T> number;
  private final Consumer<T> close;
  private final Runnable missed;
  private volatile Map<Integer, T> ready = Map.of();
  private volatile Map<Integer, String> broken = Map.of();
  private volatile T last;
  private volatile Optional<Lag> lag = Optional.empty();

  /// That a version is in force and not ready.
  ///
  /// @param since [System#nanoTime()]
  record Lag(int number, long since) {}

  /// @param first answers until another one is in force
  /// @param missed called when a version in force is not ready; must not wait
  Versioned(
      Loader<T> loader, ToIntFunction<T> number, Consumer<T> close, T first, Runnable missed) {
    this.loader = loader;
    this.number = number;
    this.close = close;
    this.missed = missed;
    this.last = first;
    this.ready = Map.of(number.applyAsInt(first), first);
  }

  /// The version, or the one that was in force here before while it is not ready.
  T at(int wanted) {
    T found = ready.get(wanted);
    if (found != null) {
      last = found;
      lag = Optional.empty();
      return found;
    }
    if (lag.isEmpty() || lag.get().number() != wanted) {
      lag = Optional.of(new Lag(wanted, System.nanoTime()));
      missed.run();
    }
    return last;
  }

  /// What answered last.
  T last() {
    return last;
  }

  Optional<T> find(int wanted) {
    return Optional.ofNullable(ready.get(wanted));
  }

  /// Since when the version in force is not ready.
  Optional<Lag> lag() {
    return lag;
  }

  /// What is wrong with versions that cannot be made ready, by number.
  Map<Integer, String> broken() {
    return broken;
  }

  /// Makes versions ready, and forgets all others but what answered last.
  ///
  /// @return those that were made ready, and those that cannot be, for the first time
  List<Version> load(Collection<Version> wanted) {
    var now = new TreeMap<Integer, T>();
    var wrong = new TreeMap<Integer, String>();
    var news = new ArrayList<Version>();
    for (Version version : wanted) {
      T known = ready.get(version.number());
      if (known != null) {
        now.put(version.number(), known);
        continue;
      }
      try {
        now.put(version.number(), loader.load(version));
        news.add(version);
      } catch (RuntimeException e) {
        String problem = e.getMessage() == null ? e.toString() : e.getMessage();
        wrong.put(version.number(), problem);
        if (!broken.containsKey(version.number())) {
          news.add(version);
        }
      }
    }
    T answering = last;
    now.putIfAbsent(number.applyAsInt(answering), answering);
    Map<Integer, T> before = ready;
    ready = Collections.unmodifiableMap(now);
    broken = Collections.unmodifiableMap(wrong);
    closeRetired();
    before.forEach((forgotten, version) -> {
      if (!now.containsKey(forgotten)) {
        retired.add(new Retired<>(version, System.nanoTime()));
      }
    });
    return news;
  }

  private void closeRetired() {
    while (!retired.isEmpty()
        && System.nanoTime() - retired.peek().since() > STILL_ASKED.toNanos()) {
      close.accept(retired.remove().version());
    }
  }

  /// A version that is no longer ready for new requests.
  private record Retired<T>(T version, long since) {}

  void closeAll() {
    retired.forEach(each -> close.accept(each.version()));
    ready.values().forEach(close);
  }
}
