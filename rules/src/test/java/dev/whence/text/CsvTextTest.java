package dev.whence.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CsvTextTest {
  @Test
  void cellsAreQuotedOnlyWhereTheyMustBe() {
    assertThat(CsvText.row(List.of("DC-1", "4", ""))).isEqualTo("DC-1,4,\n");
    assertThat(CsvText.row(List.of("a,b", "say \"so\"", "two\nlines", "old\rmac")))
        .isEqualTo("\"a,b\",\"say \"\"so\"\"\",\"two\nlines\",\"old\rmac\"\n");
  }

  @Test
  void aRowIsReadAsItWasWritten() {
    for (List<String> cells :
        List.of(
            List.of("DC-1", "4", ""),
            List.of(""),
            List.of("a,b", "say \"so\"", "\"", "two\nlines", ",", "plain"))) {
      String row = CsvText.row(cells);
      assertThat(CsvText.cells(row.substring(0, row.length() - 1))).isEqualTo(cells);
    }
  }
}
