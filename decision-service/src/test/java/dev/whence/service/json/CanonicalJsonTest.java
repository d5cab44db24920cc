package dev.whence.service.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.orders.Promise;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CanonicalJsonTest {
  private static final int VALUES = 150;

  @Test
  void whatIsReadBackIsEqual_forEveryCaseOfEverySealedInterface() {
    var random = new RandomValues(20_261_123);

    for (int i = 0; i < VALUES; i++) {
      assertReadsBack(random.make(SourcingInputs.class), SourcingInputs.class);
      assertReadsBack(random.make(EstimateLog.class), EstimateLog.class);
      assertReadsBack(random.make(SourcingDecision.class), SourcingDecision.class);
    }

    var missing = new ArrayList<Class<?>>();
    for (Class<?> sealed :
        List.of(
            SourcingDecision.Outcome.class,
            SourcingDecision.Path.class,
            SourcingDecision.Verdict.class,
            SourcingDecision.Offer.class,
            SourcingDecision.ShortageReason.class,
            Reason.class,
            FallbackReason.class,
            TransitEstimate.class,
            ReturnEstimate.class,
            Promise.class)) {
      missing.addAll(List.of(sealed.getPermittedSubclasses()));
    }
    missing.removeAll(random.seen());
    assertThat(missing).as("cases that no value had").isEmpty();
  }

  /// What stands in order stores must be read by every later release and mean the same: a new case
  /// of a sealed type may come, the form of what is there may not change. Whoever must change it
  /// after a release makes a new golden and goes on reading this one: decisions of format 2 are
  /// such texts, and parts of records are.
  @Test
  void whatThisFormatWroteIsReadAndWrittenTheSame() throws IOException {
    Path golden = Path.of("src/test/resources/golden/canonical-2.txt");
    List<Class<?>> types = List.of(SourcingInputs.class, EstimateLog.class, SourcingDecision.class);
    if (System.getProperty("golden", "").equals("write")) {
      var random = new RandomValues(5);
      Files.createDirectories(golden.resolveSibling("."));
      Files.write(
          golden, types.stream().map(type -> CanonicalJson.write(random.make(type))).toList());
    }

    List<String> lines = Files.readAllLines(golden);

    assertThat(lines).hasSameSizeAs(types);
    for (int i = 0; i < types.size(); i++) {
      assertThat(CanonicalJson.write(CanonicalJson.read(lines.get(i), types.get(i))))
          .as("after a release raise the format; before it run the tests with -Dgolden=write")
          .isEqualTo(lines.get(i));
    }
  }

  @Test
  void whatPostgresKeepsAsJsonbReadsBackEqualToo() {
    var random = new RandomValues(7);
    Database database = TestDatabase.emptied();
    String thereAndBack = "SELECT (?::jsonb)::text";

    for (int i = 0; i < 20; i++) {
      SourcingDecision value = random.make(SourcingDecision.class);
      String kept =
          database.run(connection -> {
            try (StatementBatch.Answers answers =
                new StatementBatch()
                    .add(thereAndBack, CanonicalJson.write(value))
                    .send(connection)) {
              return answers.rows(thereAndBack, row -> row.getString(1)).getFirst();
            }
          });
      assertThat(CanonicalJson.read(kept, SourcingDecision.class)).isEqualTo(value);
    }
  }

  private static <T> void assertReadsBack(T value, Class<T> type) {
    String text = CanonicalJson.write(value);

    T read = CanonicalJson.read(text, type);

    assertThat(read).isEqualTo(value);
    assertThat(CanonicalJson.write(read)).isEqualTo(text);
  }

  @Test
  void caseStartsWithItsType_membersAreSorted_valuesAreScalars() {
    var reason =
        new FallbackReason.FeatureStale(
            new ModelRef("transit-time", "2026-11-01"),
            "lane_ratio",
            Duration.ofDays(9),
            Duration.ofHours(50));

    assertThat(CanonicalJson.write(new ReturnEstimate.Assumed(new Probability(0.125), reason)))
        .isEqualTo(
            """
            {"type":"Assumed","because":{"type":"FeatureStale","age":"PT216H",\
            "feature":"lane_ratio","limit":"PT50H","model":{"name":"transit-time",\
            "version":"2026-11-01"}},"probability":0.125}\
            """);
    assertThat(CanonicalJson.write(new SourcingDecision.SearchReport(3, 2, 1, new Cost(5))))
        .isEqualTo("{\"estimated\":2,\"optimalityGap\":5,\"options\":3,\"setsVisited\":1}");
  }

  @Test
  void setsAreSorted_whateverOrderTheyWereMadeIn() {
    var forward = new LinkedHashSet<>(List.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));
    var backward = new LinkedHashSet<>(List.of(DayOfWeek.FRIDAY, DayOfWeek.MONDAY));

    assertThat(CanonicalJson.write(calendar(backward)))
        .isEqualTo(CanonicalJson.write(calendar(forward)))
        .contains("[\"MONDAY\",\"FRIDAY\"]", "[\"2026-01-01\",\"2026-12-25\"]");
  }

  private static CarrierCalendar calendar(Set<DayOfWeek> days) {
    return new CarrierCalendar(
        days,
        days,
        new LinkedHashSet<>(List.of(LocalDate.of(2026, 12, 25), LocalDate.of(2026, 1, 1))),
        CarrierCalendar.Counting.WORKING_DAYS);
  }

  @Test
  void unknownTypeAndMissingMemberAreRefused() {
    assertThatThrownBy(() -> CanonicalJson.read("{\"type\":\"Oracle\"}", FallbackReason.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CanonicalJson.read("{\"type\":\"SwitchedOff\"}", FallbackReason.class))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
