package dev.whence.service.drafts;

import dev.whence.rules.tables.TableTest;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.tabletests.TestJson;
import dev.whence.service.tabletests.TestStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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

  /// Networks are kept beside the tests, under their names after this, which no test begins with.
  private static final String NETWORK = "networks/";

  private DraftTests() {}

  /// @param content JSON; empty where it was taken away
  private record Saved(String key, int revision, Optional<String> content, String author) {
    boolean isNetwork() {
      return key.startsWith(NETWORK);
    }

    String network() {
      return key.substring(NETWORK.length());
    }
  }

  /// Under which a network is saved.
  static String keyOf(String network) {
    return NETWORK + network;
  }

  /// The tests of the rule set that a draft is based on with what the draft does to them.
  static List<DraftTest> read(Connection connection, int draft, int basedOn) throws SQLException {
    var base = new LinkedHashMap<String, TableTest>();
    TestStore.tests(connection, basedOn).forEach(test -> base.put(test.id(), test));
    List<Saved> saved = saved(connection, draft);
    Map<String, String> networks = networks(base.values(), saved);
    var all = new LinkedHashMap<String, DraftTest>();
    base.forEach((id, test) ->
        all.put(id, changed(0, TestJson.within(test, networks), Optional.of(test), "")));
    for (Saved each : saved) {
      if (each.isNetwork()) {
        continue;
      }
      Optional<TableTest> before = Optional.ofNullable(base.get(each.key()));
      if (each.content().isPresent()) {
        all.put(
            each.key(),
            changed(
                each.revision(),
                TestJson.read(each.content().get(), networks),
                before,
                each.author()));
      } else if (before.isPresent()) {
        all.put(
            each.key(),
            new DraftTest(
                each.revision(), before.get(), DraftTest.Change.REMOVED, before, each.author()));
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

  private static DraftTest changed(
      int revision, TableTest now, Optional<TableTest> before, String author) {
    return new DraftTest(
        revision,
        now,
        before.isEmpty()
            ? DraftTest.Change.ADDED
            : before.get().equals(now) ? DraftTest.Change.STANDING : DraftTest.Change.CHANGED,
        before,
        author);
  }

  /// Those of the rule set with those of the draft; JSON by name.
  private static SortedMap<String, String> networks(Collection<TableTest> base, List<Saved> saved) {
    var networks = new TreeMap<>(TestJson.networks(base));
    for (Saved each : saved) {
      if (each.isNetwork() && each.content().isPresent()) {
        networks.put(each.network(), each.content().get());
      } else if (each.isNetwork()) {
        networks.remove(each.network());
      }
    }
    return networks;
  }

  /// The networks of a draft by name, those that no test names yet among them.
  static List<DraftNetwork> networks(Connection connection, int draft, int basedOn)
      throws SQLException {
    Map<String, String> base = TestJson.networks(TestStore.tests(connection, basedOn));
    List<Saved> saved = saved(connection, draft);
    var users = new TreeMap<String, List<String>>();
    for (TableTest test : standing(read(connection, draft, basedOn))) {
      if (test instanceof TableTest.OfExample example && example.network().isShared()) {
        users.computeIfAbsent(example.network().name(), _ -> new ArrayList<>()).add(example.id());
      }
    }
    var all = new ArrayList<DraftNetwork>();
    networks(TestStore.tests(connection, basedOn), saved)
        .forEach((name, text) -> {
          Optional<Saved> own =
              saved.stream().filter(each -> each.key().equals(keyOf(name))).findFirst();
          String before = base.getOrDefault(name, "");
          all.add(
              new DraftNetwork(
                  own.map(Saved::revision).orElse(0),
                  name,
                  text,
                  before.isEmpty()
                      ? DraftTest.Change.ADDED
                      : before.equals(text) ? DraftTest.Change.STANDING : DraftTest.Change.CHANGED,
                  own.map(Saved::author).orElse(""),
                  users.getOrDefault(name, List.of())));
        });
    return all;
  }

  /// Those that must pass, and that a version is published with.
  static List<TableTest> standing(List<DraftTest> tests) {
    return tests.stream()
        .filter(test -> test.change() != DraftTest.Change.REMOVED)
        .map(DraftTest::test)
        .toList();
  }

  /// The last revision of a test, or of a network by its key, in a draft; 0 where the draft does
  /// not touch it.
  static int revision(Connection connection, int draft, String key) throws SQLException {
    return saved(connection, draft).stream()
        .filter(saved -> saved.key().equals(key))
        .mapToInt(Saved::revision)
        .findFirst()
        .orElse(0);
  }

  /// @param key of a test its name
  /// @param content JSON; empty to take it away
  static void save(
      StatementBatch batch,
      int draft,
      String key,
      int revision,
      Optional<String> content,
      String author) {
    batch.add(SAVE, draft, key, revision, content.orElse(""), author);
  }

  private static List<Saved> saved(Connection connection, int draft) throws SQLException {
    try (StatementBatch.Answers answers = new StatementBatch().add(LAST, draft).send(connection)) {
      return answers.rows(
          LAST,
          row ->
              new Saved(
                  row.getString("test"),
                  row.getInt("revision"),
                  Optional.ofNullable(row.getString("content")),
                  row.getString("author")));
    }
  }
}
