package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.rules.tables.errors.BrokenTablesException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files beside the tables, and bounds on what is told of one.
class TableFilesTest {
  private final Map<String, byte[]> files = shipped();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sourcing-policy.xls",
        "sourcing-policy.xlsm",
        "sourcing-policy.csv.txt",
        "sourcing-policy.ods",
        "sourcing-policy.XLS"
      })
  void aFileBesideATableThatIsNotReadIsTold(String name) {
    files.put(name, new byte[] {1});

    assertThatThrownBy(() -> RuleBook.fromFiles(files))
        .isInstanceOf(BrokenTablesException.class)
        .hasMessageContaining(name + ": expected a file that ends with .csv or .xlsx");
  }

  @Test
  void otherFilesAreNotLookedAt() {
    files.put("readme.txt", new byte[] {1});
    files.put("network.xls", new byte[] {1});

    assertThat(RuleBook.fromFiles(files).digest()).isEqualTo(RuleBook.shipped().digest());
  }

  @Test
  void upperCaseFormsAreRead_andTheSameFileInBothIsTold() {
    byte[] bytes = files.remove("sourcing-policy.csv");
    files.put("sourcing-policy.CSV", bytes);
    assertThat(RuleBook.fromFiles(files).digest()).isEqualTo(RuleBook.shipped().digest());

    files.put("sourcing-policy.csv", bytes);
    assertThatThrownBy(() -> RuleBook.fromFiles(files))
        .hasMessageContaining("sourcing-policy.CSV: expected");
  }

  @Test
  void ofManyErrorsAHundredAreListed_andHowManyMoreThereAre() {
    var text =
        new StringBuilder(
            """
            table,reservation-policy
            hit policy,first match
            owner,somebody
            rule id,hold minutes,protected units
            """);
    for (int i = 0; i < 5_000; i++) {
      text.append("rule-").append(i).append(",lots,1\n");
    }
    files.put("reservation-policy.csv", text.toString().getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> RuleBook.fromFiles(files))
        .isInstanceOfSatisfying(
            BrokenTablesException.class,
            broken -> {
              assertThat(broken.errors()).hasSizeBetween(100, 102);
              assertThat(broken).message().contains("more are not listed");
            });
  }

  @Test
  void aLongCellIsToldShort() {
    String text =
        """
        table,reservation-policy
        hit policy,first match
        owner,somebody
        rule id,hold minutes,protected units
        otherwise,%s,1
        """
            .formatted("x".repeat(1_000_000));
    files.put("reservation-policy.csv", text.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> RuleBook.fromFiles(files))
        .message()
        .contains("(1000000 characters)")
        .hasSizeLessThan(1_000);
  }

  private static Map<String, byte[]> shipped() {
    var files = new HashMap<String, byte[]>();
    RuleBook.shipped()
        .canonicalTexts()
        .forEach((table, text) -> files.put(table + ".csv", text.getBytes(StandardCharsets.UTF_8)));
    return files;
  }
}
