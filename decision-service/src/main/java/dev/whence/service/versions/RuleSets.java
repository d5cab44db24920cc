package dev.whence.service.versions;

import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Rule tables of older decisions, compiled again when somebody asks. Thread-safe.
public final class RuleSets {
  private final RuleSetStore store;
  private final ConcurrentHashMap<String, RuleTables> compiled = new ConcurrentHashMap<>();

  public RuleSets(RuleSetStore store) {
    this.store = store;
  }

  /// Row by row in plain Java: a question about the past is rare and not worth a compiler's time.
  public Optional<RuleTables> find(String digest) {
    RuleTables known = compiled.get(digest);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<RuleTables> found = store.find(digest).map(RuleBook::scan);
    found.ifPresent(tables -> compiled.put(digest, tables));
    return found;
  }
}
