package dev.whence.service.http.tabletests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TestResult;
import dev.whence.service.drafts.DraftNetwork;
import dev.whence.service.drafts.DraftTest;
import dev.whence.service.http.TestResultView;
import dev.whence.service.tabletests.TestJson;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A test in the API.
///
/// @param content of the test: `test`, `table` and `facts`, or `decision`, or `at`, `network` and
///   `request`; `expected`, `note`
/// @param change what the draft does to it: `standing`, `added`, `changed`, `removed`; left out
///   outside of drafts
/// @param revision of it in the draft, as its `ETag`; left out outside of drafts
/// @param before as it stands, where the draft changes it
/// @param result left out for a test that is taken away, and for all while tables have errors
public record TestView(
    JsonNode content,
    @Nullable String change,
    @Nullable Integer revision,
    @Nullable JsonNode before,
    @Nullable String author,
    @Nullable TestResultView result) {

  static TestView of(TableTest test, @Nullable TestResult result) {
    return new TestView(
        TestJson.write(test),
        null,
        null,
        null,
        null,
        result == null ? null : TestResultView.of(result));
  }

  static TestView of(DraftTest test, @Nullable TestResult result) {
    return new TestView(
        TestJson.write(test.test()),
        test.change().name().toLowerCase(Locale.ROOT),
        test.revision(),
        test.change() == DraftTest.Change.CHANGED
            ? test.before().map(TestJson::write).orElse(null)
            : null,
        test.author().isEmpty() ? null : test.author(),
        result == null ? null : TestResultView.of(result));
  }

  /// @param passed how many; left out while tables have errors
  public record DraftTests(
      int draft,
      int total,
      @Nullable Integer passed,
      @Nullable Integer failed,
      List<TestView> tests,
      List<String> tableErrors) {}

  /// A network that tests share.
  ///
  /// @param content in the shapes of the loads
  /// @param text the same as people edit it
  /// @param change what the draft does to it: `standing`, `added`, `changed`
  /// @param revision of it in the draft, as its `ETag`
  /// @param usedBy the tests that name it
  public record NetworkView(
      String network,
      JsonNode content,
      String text,
      String change,
      int revision,
      @Nullable String author,
      List<String> usedBy) {
    static NetworkView of(DraftNetwork network) {
      JsonNode content = TestJson.parse(network.text());
      return new NetworkView(
          network.name(),
          content,
          TestJson.pretty(content),
          network.change().name().toLowerCase(Locale.ROOT),
          network.revision(),
          network.author().isEmpty() ? null : network.author(),
          network.usedBy());
    }
  }

  /// @param publishedAt with which publication they came; left out for a rule set without any
  /// @param files as `whence tables export` writes them, CSV by name
  public record StandingTests(
      int ruleSet,
      @Nullable Instant publishedAt,
      @Nullable String author,
      @Nullable Integer draft,
      int total,
      int passed,
      int failed,
      List<TestView> tests,
      Map<String, String> files) {}

  /// @param decisions of the days told, with any rule set
  public record Coverage(
      int ruleSet,
      Instant since,
      int days,
      long decisions,
      int rows,
      int neverTested,
      int neverFired,
      List<TableCoverage> tables) {}

  public record TableCoverage(String table, List<RowCoverage> rows) {}

  /// @param tests that the row answers, by name
  /// @param decisions in which the row of this name answered something, with any rule set
  /// @param ofThisRuleSet of these, with this rule set
  /// @param days on which it did
  public record RowCoverage(
      String ruleId, List<String> tests, long decisions, long ofThisRuleSet, List<DayCount> days) {}

  public record DayCount(String day, long decisions) {}
}
