package dev.whence.service.drafts;

import dev.whence.rules.tables.TableTest;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.tabletests.TestJson;
import dev.whence.service.tabletests.TestStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tests of drafts, within the transactions of [DraftStore].
final class DraftTests {
  private static final String LAST =
      """
      SELECT DISTINCT ON (test) test, revision, content, author
      FROM table_draft_tests WHERE draft = ? ORDER BY test, revision DESC
      """;

  private static final String SAVE =
      """
      INSERT INTO table_draft_tests (draft, test, revision, content, author)
      VALUES (?, ?, ?, nullif(?, ''), ?)
      """;

  private DraftTests() {}

  private record Saved(String test, int revision, Optional<TableTest> content, String author) {}

  /// The tests of the rule set that a draft is based on with what the draft does to them.
  static List<DraftTest> read(Connection connection, int draft, int basedOn) throws SQLException {
    var base = new LinkedHashMap<String, TableTest>();
    TestStore.tests(connection, basedOn).forEach(test -> base.put(test.id(), test));
    var all = new LinkedHashMap<String, DraftTest>();
    base.forEach((id, test) ->
        all.put(id, new DraftTest(0, test, DraftTest.Change.STANDING, Optional.of(test), "")));
    for (Saved saved : saved(connection, draft)) {
      Optional<TableTest> before = Optional.ofNullable(base.get(saved.test()));
      Optional<TableTest> now = saved.content();
      if (now.isPresent()) {
        all.put(
            saved.test(),
            new DraftTest(
                saved.revision(),
                now.get(),
                before.isEmpty()
                    ? DraftTest.Change.ADDED
                    : before.equals(now) ? DraftTest.Change.STANDING : DraftTest.Change.CHANGED,
                before,
                saved.author()));
      } else if (before.isPresent()) {
        all.put(
            saved.test(),
            new DraftTest(
                saved.revision(), before.get(), DraftTest.Change.REMOVED, before, saved.author()));
      }
    }
    List<TableTest> sorted = TestStore.sorted(all.values().stream().map(DraftTest::test).toList());
    var ordered = new ArrayList<DraftTest>();
    for (TableTest test : sorted) {
      DraftTest its = all.get(test.id());
      if (its != null) {
        ordered.add(its);
      }
    }
    return ordered;
  }

  /// Those that must pass, and that a version is published with.
  static List<TableTest> standing(List<DraftTest> tests) {
    return tests.stream()
        .filter(test -> test.change() != DraftTest.Change.REMOVED)
        .map(DraftTest::test)
        .toList();
  }

  /// The last revision of a test in a draft, 0 where the draft does not touch it.
  static int revision(Connection connection, int draft, String test) throws SQLException {
    return saved(connection, draft).stream()
        .filter(saved -> saved.test().equals(test))
        .mapToInt(Saved::revision)
        .findFirst()
        .orElse(0);
  }

  /// @param content empty to take it away
  static void save(
      StatementBatch batch,
      int draft,
      String test,
      int revision,
      Optional<TableTest> content,
      String author) {
    batch.add(
        SAVE,
        draft,
        test,
        revision,
        content.map(each -> TestJson.write(each).toString()).orElse(""),
        author);
  }

  private static List<Saved> saved(Connection connection, int draft) throws SQLException {
    try (StatementBatch.Answers answers = new StatementBatch().add(LAST, draft).send(connection)) {
      return answers.rows(
          LAST,
          row ->
              new Saved(
                  row.getString("test"),
                  row.getInt("revision"),
                  content(row.getString("content")),
                  row.getString("author")));
    }
  }

  private static Optional<TableTest> content(@Nullable String text) {
    return Optional.ofNullable(text).map(TestJson::read);
  }
}
