package dev.whence.service.sourcing;

import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import java.util.Optional;

/// Every version of the rule tables that a decision stood on, so that it can be replayed.
public final class RuleSetStore {
  private final Database database;

  public RuleSetStore(Database database) {
    this.database = database;
  }

  /// Keeps a rule set; one that is there already stays as it is.
  ///
  /// @param digest as the tables tell it
  /// @param tables canonical text of all tables
  public void keep(String digest, String tables) {
    database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(
                  """
                  INSERT INTO rule_sets (digest, tables) VALUES (?, ?)
                  ON CONFLICT (digest) DO NOTHING
                  """,
                  digest,
                  tables)
              .send(connection)) {
        return answers.count();
      }
    });
  }

  public Optional<String> find(String digest) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add("SELECT tables FROM rule_sets WHERE digest = ?", digest)
              .send(connection)) {
        return answers.rows(row -> row.getString(1)).stream().findFirst();
      }
    });
  }
}
