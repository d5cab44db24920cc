package dev.whence.service.tabletests;

import dev.whence.rules.tables.TableTest;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.text.Sha256;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The tests that rule sets were published with. Thread-safe.
public final class TestStore {
  /// Of one rule set; each is run whenever one is submitted or published.
  public static final int MOST = 5_000;

  /// Of these, with whole orders.
  public static final int MOST_ORDERS = 100;

  private static final String KEEP =
      "INSERT INTO table_test_sets (digest, tests) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING";

  private static final String USE =
      """
      INSERT INTO rule_set_tests (rule_set, digest, author, draft) VALUES (?, ?, ?, nullif(?, 0))
      """;

  private static final String FIND =
      """
      SELECT rule_set, rule_set_tests.digest, author, draft, at, tests
      FROM rule_set_tests JOIN table_test_sets ON table_test_sets.digest = rule_set_tests.digest
      WHERE rule_set = ? ORDER BY id DESC LIMIT 1
      """;

  private final Database database;

  public TestStore(Database database) {
    this.database = database;
  }

  /// The tests of a rule set.
  ///
  /// @param tests by table, then by name
  /// @param digest of their text
  /// @param draft with which they came, if with one
  public record Standing(
      int ruleSet,
      List<TableTest> tests,
      String digest,
      String author,
      OptionalInt draft,
      Instant at) {
    public Standing {
      tests = List.copyOf(tests);
    }
  }

  /// @return empty for a rule set that was brought in by an older release, or at a start
  public Optional<Standing> find(int ruleSet) {
    return database.run(connection -> find(connection, ruleSet));
  }

  /// The tests of a rule set, none where it has none.
  public static List<TableTest> tests(Connection connection, int ruleSet) throws SQLException {
    return find(connection, ruleSet).map(Standing::tests).orElse(List.of());
  }

  private static Optional<Standing> find(Connection connection, int ruleSet) throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(FIND, ruleSet).send(connection)) {
      return answers.rows(FIND, TestStore::standing).stream().findFirst();
    }
  }

  private static Standing standing(ResultSet row) throws SQLException {
    int draft = row.getInt("draft");
    return new Standing(
        row.getInt("rule_set"),
        TestJson.readAll(row.getString("tests")),
        row.getString("digest"),
        row.getString("author"),
        draft == 0 ? OptionalInt.empty() : OptionalInt.of(draft),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }

  /// Keeps the tests of a rule set; those that it had before stay as history.
  ///
  /// @param draft with which they come, 0 for none
  public static void keep(
      Connection connection, int ruleSet, Collection<TableTest> tests, String author, int draft)
      throws SQLException {
    List<TableTest> sorted = sorted(tests);
    String text = TestJson.text(sorted);
    String digest = Sha256.hex(text);
    if (draft == 0
        && find(connection, ruleSet).filter(now -> now.digest().equals(digest)).isPresent()) {
      return;
    }
    new StatementBatch()
        .add(KEEP, digest, text)
        .add(USE, ruleSet, digest, author, draft)
        .send(connection)
        .close();
  }

  /// How many of the tests are of whole orders.
  public static long orders(Collection<TableTest> tests) {
    return tests.stream().filter(test -> !(test instanceof TableTest.OfFacts)).count();
  }

  /// By table, those of orders last; then by name.
  public static List<TableTest> sorted(Collection<TableTest> tests) {
    return tests.stream()
        .sorted(
            Comparator.<TableTest, String>comparing(
                    test -> test instanceof TableTest.OfFacts facts ? facts.table() : "~")
                .thenComparing(TableTest::id))
        .toList();
  }
}
