package dev.whence.rules.tables.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.analysis.PlantedTable.Flaw;
import dev.whence.rules.tables.analysis.PlantedTable.Kind;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every flaw that is planted is told, and nothing else: what `AnalysisComparison` of the bench
/// profile also asks of others.
class PlantedFlawsTest {
  private static final int TABLES = 10;

  static Stream<List<Kind>> rounds() {
    return Stream.of(
        List.of(Kind.WHOLE, Kind.WHOLE, Kind.WHOLE),
        List.of(Kind.DECIMAL, Kind.DECIMAL, Kind.DECIMAL),
        List.of(Kind.DAY, Kind.DAY, Kind.WHOLE),
        List.of(Kind.WORD, Kind.WORD, Kind.WHOLE),
        List.of(Kind.TEXT, Kind.TEXT, Kind.WHOLE));
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void tellsWhatWasPlantedAndNothingElse(List<Kind> kinds) {
    var random = new Random(kinds.toString().hashCode());
    for (int i = 0; i < TABLES; i++) {
      PlantedTable clean = PlantedTable.clean(random, kinds);
      assertThat(clean.analyze().findings()).as("%s", clean).isEmpty();
      for (Flaw flaw : Flaw.values()) {
        PlantedTable table = PlantedTable.with(flaw, random, kinds);
        TableAnalysis analysis = table.analyze();

        assertThat(PlantedTable.told(analysis))
            .as("%s in %s", flaw, table)
            .isEqualTo(Set.of(flaw == Flaw.GAP_OF_ONE_VALUE ? Flaw.GAP : flaw));
        assertThat(PlantedTable.toldSilent(analysis)).isEqualTo(table.silent());
      }
    }
  }
}
