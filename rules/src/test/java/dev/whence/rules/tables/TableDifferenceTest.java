package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.TableDifference.Change;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TableDifferenceTest {
  private static final String BEFORE =
      """
      table,carrier-eligibility
      owner,transportation
      rule id,carrier service,hazmat,ruled out because,note
      first,GROUND,yes,HAZMAT_NOT_CARRIED
      second,AIR,,TOO_SLOW
      third,,,NO_RATE,"a, b"
      """;

  @Test
  void nothingDiffersFromItself_norFromOtherQuotesAndLineEnds() {
    assertThat(TableDifference.of(BEFORE, BEFORE).isEmpty()).isTrue();
    assertThat(
            TableDifference.of(BEFORE, BEFORE.replace("first,", "\"first\",").replace("\n", "\r\n"))
                .changes())
        .isEmpty();
  }

  @Test
  void aCellARowALineAndAPlaceAreTold() {
    String after =
        """
        table,carrier-eligibility
        owner,network
        rule id,hazmat,carrier service,ruled out because,note
        third,,,NO_RATE,"a, b"
        first,no,GROUND,HAZMAT_NOT_CARRIED
        fourth,,SEA,TOO_SLOW
        """;

    assertThat(TableDifference.of(BEFORE, after).changes())
        .containsExactly(
            new Change.Line("owner", "transportation", "network"),
            new Change.RowMoved("third", 3, 1),
            new Change.CellChanged("first", "hazmat", "yes", "no"),
            new Change.RowAdded(
                "fourth", Map.of("carrier service", "SEA", "ruled out because", "TOO_SLOW")),
            new Change.RowRemoved(
                "second", Map.of("carrier service", "AIR", "ruled out because", "TOO_SLOW")));
  }

  @Test
  void whatNobodyCanReadIsStillCompared() {
    String broken = BEFORE.replace("second,AIR", ",AIR").replace("third,", "first,");

    assertThat(TableDifference.of(BEFORE, broken).changes())
        .extracting(change ->
            change.getClass() == Change.RowAdded.class ? ((Change.RowAdded) change).ruleId() : "")
        .contains("#1", "first#2");
    assertThat(TableDifference.of("", BEFORE).changes()).hasSize(5);
    assertThat(TableDifference.of("\"", "no table,at all").changes()).isNotEmpty();
  }

  /// What is told, done to the rows before, gives those after.
  @Test
  void theChangesLeadFromOneToTheOther() {
    var random = new Random(3);
    for (int round = 0; round < 500; round++) {
      List<String> before = ids(random);
      List<String> after = ids(random);
      var difference = TableDifference.of(table(before), table(after));

      var rows = new ArrayList<>(before);
      var moved = new ArrayList<String>();
      for (Change change : difference.changes()) {
        switch (change) {
          case Change.RowRemoved(var id, _) -> rows.remove(id);
          case Change.RowMoved(var id, int from, int to) -> {
            assertThat(before.indexOf(id)).isEqualTo(from - 1);
            assertThat(after.indexOf(id)).isEqualTo(to - 1);
            rows.remove(id);
            moved.add(id);
          }
          case Change.RowAdded(var id, _) -> moved.add(id);
          default -> throw new AssertionError(change);
        }
      }
      var rest = new ArrayList<>(after);
      rest.removeAll(moved);
      assertThat(rows).as("%s to %s", before, after).isEqualTo(rest);
      assertThat(moved).hasSizeLessThanOrEqualTo(after.size());
    }
  }

  private static List<String> ids(Random random) {
    var ids = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f"));
    Collections.shuffle(ids, random);
    return ids.subList(0, random.nextInt(ids.size() + 1));
  }

  private static String table(List<String> ids) {
    return "table,x\nrule id,column\n"
        + String.join("", ids.stream().map(id -> id + ",v\n").toList());
  }
}
