package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.analysis.Finding;
import dev.whence.rules.tables.analysis.Severity;
import dev.whence.rules.tables.errors.TableError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What an analyst is told about table files.
class TableReportTest {
  private static final String RETURNS =
      """
      table,return-intervention
      hit policy,first match
      owner,customer experience
      rule id,category,return probability,predicted,action
      """;

  @Test
  void aTableWithoutALastRowIsToldWhatItLeavesOpen_andTheRowsThatCloseIt() {
    String rows =
        """
        high,,> 0.5,yes,SUBSTITUTE
        low,,<= 0.5,,NONE
        shoes,shoes,,,SIZE_ADVICE
        """;
    TableReport report = check("return-intervention.csv", RETURNS + rows);

    assertThat(report.errors()).extracting(TableError::message).hasSize(1);
    assertThat(report.errors().getFirst().message()).contains("Maybe add a row \"otherwise\".");
    List<Finding.Gap> gaps = found(report, Finding.Gap.class);
    assertThat(gaps).allMatch(gap -> gap.severity() == Severity.ERROR);
    String closed =
        gaps.stream().map(gap -> gap.row().csv() + ",,NONE\n").collect(Collectors.joining());
    assertThat(gaps).isNotEmpty();

    TableReport again =
        check(
            "return-intervention.csv",
            RETURNS
                + rows
                + closed
                    .lines()
                    .map(line -> withAction(line, "NONE"))
                    .collect(Collectors.joining("\n", "", "\n")));
    assertThat(found(again, Finding.Gap.class)).as(closed).isEmpty();
    assertThat(messages(again)).noneMatch(message -> message.contains("never answers"));
  }

  /// The line with its outcome in column E.
  private static String withAction(String line, String action) {
    String row = line.substring(0, line.length() - ",,NONE".length());
    long commas = row.replaceAll("\"[^\"]*\"", "").chars().filter(c -> c == ',').count();
    return row + ",".repeat(4 - (int) commas) + action;
  }

  @Test
  void aRowThatSeveralOthersTakeTogetherIsNamedWithThem() {
    TableReport report =
        check(
            "return-intervention.csv",
            RETURNS
                + """
                predicted,,,yes,NONE
                few,,< 0.5,,SUBSTITUTE
                shoes,shoes,,,SIZE_ADVICE
                many,,>= 0.5,,CONFIRM_DELIVERY
                fashion,fashion,0.25..0.7,no,NONE
                otherwise,,,,NONE
                """);

    assertThat(report.errors()).isEmpty();
    assertThat(report.worst()).isEqualTo(Severity.WARNING);
    assertThat(messages(report))
        .contains(
            "return-intervention: row 9, fashion never answers: row 6, few; row 8, many together answer all of its cases, for instance category fashion, return probability 0.25, predicted no. Maybe move it above one of them, or delete it.");
  }

  private static TableReport check(String file, String text) {
    return RuleBook.check(Map.of(file, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> messages(TableReport report) {
    return report.analyses().stream()
        .flatMap(analysis -> analysis.findings().stream())
        .map(Finding::message)
        .toList();
  }

  private static <K extends Finding> List<K> found(TableReport report, Class<K> kind) {
    return report.analyses().stream()
        .flatMap(analysis -> analysis.findings().stream())
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }
}
