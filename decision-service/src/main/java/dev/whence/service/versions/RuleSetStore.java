package dev.whence.service.versions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.errors.BrokenTablesException;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The rule tables of every version, and of every decision, so that it can be replayed.
public final class RuleSetStore {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String KEEP =
      "INSERT INTO rule_sets (digest, tables) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING";

  private static final String FIND = "SELECT tables FROM rule_sets WHERE digest = ?";

  private final Database database;

  public RuleSetStore(Database database) {
    this.database = database;
  }

  /// Keeps rule tables; those that are there already stay as they are.
  public void keep(RuleBook book) {
    database.transact(connection -> {
      keep(connection, book);
      return true;
    });
  }

  public static void keep(Connection connection, RuleBook book) throws SQLException {
    try {
      new StatementBatch()
          .add(KEEP, book.digest(), JSON.writeValueAsString(book.canonicalTexts()))
          .send(connection)
          .close();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @throws BrokenTablesException if this release no longer reads them
  public Optional<RuleBook> find(String digest) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(FIND, digest).send(connection)) {
        return answers.rows(FIND, row -> book(row.getString(1))).stream().findFirst();
      }
    });
  }

  private static RuleBook book(String texts) {
    try {
      Map<String, String> byTable =
          JSON.readValue(texts, new TypeReference<LinkedHashMap<String, String>>() {});
      return RuleBook.fromCanonicalTexts(byTable);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The order store holds a broken rule set.", e);
    }
  }
}
