package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.facts.OrderFact;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.tables.schema.SourcingPolicy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Another engine is asked once for each class of facts. In the shipped sourcing-policy, orders
/// under 2500 are small and nothing tests the number of lines.
class RememberedTableTest {
  private final CheckedTable<OrderFact, SourcingTerms> table =
      RuleBook.shipped().table(SourcingPolicy.SCHEMA);
  private final Asked engine = new Asked(new TableScan<>(table));
  private final RememberedTable<OrderFact, SourcingTerms> remembered =
      new RememberedTable<>(table, engine);

  @Test
  void factsThatTheTableCannotTellApartAreAskedForOnce() {
    remembered.verdict(order(2_500, 1));
    remembered.verdict(order(2_500, 7));
    remembered.verdict(order(99_999, 7));

    assertThat(engine.facts).containsExactly(order(2_500, 1));
  }

  @Test
  void aValueOnTheOtherSideOfABoundaryIsAskedForAgain() {
    remembered.verdict(order(2_500, 1));
    remembered.verdict(order(2_499, 1));

    assertThat(engine.facts).containsExactly(order(2_500, 1), order(2_499, 1));
  }

  @Test
  void ofManyFactsOneOfEachUnknownClassIsAskedFor_allAtOnce() {
    remembered.verdict(order(10, 1));

    var verdicts =
        remembered.verdicts(
            List.of(order(3_000, 1), order(3_000, 2), order(20, 1), order(4_000, 1)));

    assertThat(engine.facts).containsExactly(order(10, 1), order(3_000, 1));
    assertThat(verdicts.stream().map(rows -> rows.getFirst().ruleId()))
        .containsExactly("standard", "standard", "small-order", "standard");
  }

  @Test
  void anUnknownClassBesideAKnownOneIsNotMistakenForIt() {
    remembered.verdict(order(10, 1));

    var verdicts = remembered.verdicts(List.of(order(10, 1), order(3_000, 1), order(20, 1)));

    assertThat(verdicts.stream().map(rows -> rows.getFirst().ruleId()))
        .containsExactly("small-order", "standard", "small-order");
  }

  @Test
  void factsThatTheTableCannotTellApartAreOfOneKind_andAreNotAskedFor() {
    int[] kinds =
        remembered.kinds(List.of(order(2_500, 1), order(2_499, 1), order(99_999, 7), order(20, 1)));

    assertThat(kinds).containsExactly(0, 1, 0, 1);
    assertThat(engine.facts).isEmpty();
  }

  @Test
  void noFactsHaveNoVerdicts() {
    assertThat(remembered.verdicts(List.of())).isEmpty();
  }

  private static OrderFact order(long valueMinor, int lines) {
    return new OrderFact(
        "web",
        "regular",
        "",
        "STANDARD",
        "US",
        "NY",
        "10001",
        false,
        false,
        "USD",
        valueMinor,
        lines,
        3,
        false,
        LocalDate.of(2026, 6, 15));
  }

  /// Writes down what it is asked.
  private static final class Asked implements TableEngine<OrderFact, SourcingTerms> {
    private final TableEngine<OrderFact, SourcingTerms> engine;
    private final List<OrderFact> facts = new ArrayList<>();

    Asked(TableEngine<OrderFact, SourcingTerms> engine) {
      this.engine = engine;
    }

    @Override
    public List<SourcingTerms> verdict(OrderFact fact) {
      facts.add(fact);
      return engine.verdict(fact);
    }

    @Override
    public List<List<SourcingTerms>> verdicts(List<OrderFact> asked) {
      facts.addAll(asked);
      return engine.verdicts(asked);
    }
  }
}
