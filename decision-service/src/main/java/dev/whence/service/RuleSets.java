package dev.whence.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import dev.whence.service.sourcing.RuleSetStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Rule tables of older decisions, compiled again when somebody asks. Thread-safe.
final class RuleSets {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RuleSetStore store;
  private final ConcurrentHashMap<String, RuleTables> compiled = new ConcurrentHashMap<>();

  RuleSets(RuleSetStore store) {
    this.store = store;
  }

  /// Stores the version in force, so that its decisions can be replayed for ever.
  void keep(RuleBook book) {
    try {
      store.keep(book.digest(), JSON.writeValueAsString(book.canonicalTexts()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  Optional<RuleTables> find(String digest) {
    RuleTables known = compiled.get(digest);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<RuleTables> found = store.find(digest).map(RuleSets::compile);
    found.ifPresent(tables -> compiled.put(digest, tables));
    return found;
  }

  /// Row by row in plain Java: a question about the past is rare and not worth a compiler's time.
  private static RuleTables compile(String texts) {
    try {
      Map<String, String> byTable =
          JSON.readValue(texts, new TypeReference<LinkedHashMap<String, String>>() {});
      return RuleBook.fromCanonicalTexts(byTable).scan();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The order store holds a broken rule set.", e);
    }
  }
}
