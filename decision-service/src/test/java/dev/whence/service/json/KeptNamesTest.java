package dev.whence.service.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.orders.Promise;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.WhyNot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What was recorded under a name is read by it for ever.
final class KeptNamesTest {
  private static final List<Class<?>> TOLD =
      List.of(
          SourcingDecision.Outcome.class,
          SourcingDecision.ShortageReason.class,
          SourcingDecision.Path.class,
          SourcingDecision.Verdict.class,
          SourcingDecision.Offer.class,
          Reason.class,
          FallbackReason.class,
          TransitEstimate.class,
          ReturnEstimate.class,
          Promise.class,
          WhyNot.Change.class);

  private static final Path GOLDEN = Path.of("src/test/resources/golden/kept-names.txt");

  /// A name that is gone or spelt otherwise is a record that is no longer read, a column that no
  /// longer finds, an answer that nobody understands. New ones are added by `-Dgolden=write`.
  @Test
  void namesStayAsTheyAre_andNewOnesAreWrittenDown() throws IOException {
    List<String> names = KeptNames.types().stream().map(KeptNames::of).sorted().toList();

    assertThat(names).containsAll(Files.readAllLines(GOLDEN));
    if (System.getProperty("golden", "").equals("write")) {
      Files.write(GOLDEN, names);
    }
    assertThat(Files.readAllLines(GOLDEN))
        .as("run the tests with -Dgolden=write, and never rename what is there")
        .isEqualTo(names);
  }

  @Test
  void everyTypeHasANameOfItsOwn() {
    assertThat(KeptNames.types().stream().map(KeptNames::of)).doesNotHaveDuplicates();
  }

  @Test
  void everyCaseThatIsToldOrKeptHasAName_andItsLastPartIsItsOwnAmongItsKind() {
    for (Class<?> kind : TOLD) {
      assertThat(KeptNames.cases(kind)).as(kind.toString()).isNotEmpty().doesNotHaveDuplicates();
    }
  }

  @Test
  void answersSpellNamesInCapitals() {
    assertThat(KeptNames.code(new SourcingDecision.Path.NoCandidate())).isEqualTo("NO_CANDIDATE");
    assertThat(KeptNames.upper("PartlyBackordered")).isEqualTo("PARTLY_BACKORDERED");
    assertThat(KeptNames.upper("NotWorthAParcel")).isEqualTo("NOT_WORTH_A_PARCEL");
    assertThat(KeptNames.cases(SourcingDecision.Outcome.class))
        .containsExactly("Allocated", "PartlyBackordered", "Backordered", "Held", "Unfillable");
  }

  @Test
  void aTypeWithoutANameIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> KeptNames.of(KeptNamesTest.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("KeptNamesTest")
        .hasMessageContaining("Maybe give it one in KeptNames.");
  }
}
