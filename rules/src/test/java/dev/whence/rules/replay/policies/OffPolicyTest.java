package dev.whence.rules.replay.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import dev.whence.rules.replay.policies.Evaluation.Estimate;
import dev.whence.rules.replay.policies.Evaluation.Finding;
import dev.whence.rules.replay.policies.Evaluation.Method;
import dev.whence.rules.replay.policies.Evaluation.Refusal;
import dev.whence.rules.replay.policies.Evaluation.Verdict;
import dev.whence.rules.replay.policies.OffPolicy.Better;
import dev.whence.rules.replay.policies.OffPolicy.Terms;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OffPolicyTest {
  private static final LocalDate DAY = LocalDate.parse("2026-11-02");
  private static final Offset<Double> EXACTLY = within(1e-9);

  /// Two actions at even odds of which the target takes the second; estimates 10 and 20. Two
  /// clusters of two choices.
  private static final List<LoggedChoice> FOUR =
      List.of(
          choice(0, "RENO", 0.5, 0, 11),
          choice(0, "RENO", 0.5, 1, 23),
          choice(0, "DALLAS", 0.5, 1, 18),
          choice(0, "DALLAS", 0.5, 0, 8));

  @Test
  void theFourEstimatorsOfAnExampleWorkedByHand() {
    Evaluation evaluation = OffPolicy.evaluate(FOUR, Terms.usual(Better.LOWER));

    // Weights 0, 2, 2, 0.
    assertThat(evaluation.effective()).isEqualTo(2);
    assertThat(evaluation.largestWeight()).isEqualTo(2);
    assertThat(evaluation.changed()).isEqualTo(2);
    assertThat(evaluation.logged()).isEqualTo(15);
    assertThat(evaluation.modelBased()).isEqualTo(5);
    assertThat(at(evaluation, Method.IPS)).isEqualTo((2 * 23 + 2 * 18) / 4.0);
    assertThat(at(evaluation, Method.SNIPS)).isEqualTo((2 * 23 + 2 * 18) / 4.0);
    assertThat(at(evaluation, Method.DR)).isEqualTo(20 + (2 * 3 - 2 * 2) / 4.0);
    assertThat(at(evaluation, Method.SWITCH_DR)).isEqualTo(20.5);
    assertThat(of(evaluation, Method.DR).difference().at()).isEqualTo(5.5);
  }

  @Test
  void errorsAddUpInsideOfADayOfAShipNode() {
    Estimate robust = of(OffPolicy.evaluate(FOUR, Terms.usual(Better.LOWER)), Method.DR);

    // Values 20, 26, 16, 20 with mean 20.5: the clusters are 5 above and 5 below.
    double error = Math.sqrt(2 * (25 + 25)) / 4;
    assertThat(robust.value().high() - 20.5).isCloseTo(12.706 * error, EXACTLY);
    // Less the outcomes 11, 23, 18, 8 with mean 15: 5 - 4 = 1 above and below.
    assertThat(robust.difference().high() - 5.5)
        .isCloseTo(12.706 * Math.sqrt(2 * (1 + 1)) / 4, EXACTLY);
  }

  @Test
  void selfNormalizedIsAsSureWhateverIsAddedToEveryOutcome() {
    var raised = new ArrayList<LoggedChoice>();
    var uneven = new ArrayList<LoggedChoice>();
    for (int i = 0; i < 90; i++) {
      double propensity = i % 3 == 0 ? 0.2 : 0.5;
      uneven.add(choice(i % 10, "RENO", propensity, i % 2, i % 7));
      raised.add(choice(i % 10, "RENO", propensity, i % 2, i % 7 + 1_000));
    }

    Estimate low = of(OffPolicy.evaluate(uneven, Terms.usual(Better.LOWER)), Method.SNIPS);
    Estimate high = of(OffPolicy.evaluate(raised, Terms.usual(Better.LOWER)), Method.SNIPS);

    assertThat(high.value().at() - low.value().at()).isCloseTo(1_000, within(1e-6));
    assertThat(high.value().high() - high.value().at())
        .isCloseTo(low.value().high() - low.value().at(), within(1e-6));
  }

  @Test
  void beyondTheSwitchWhatIsExpectedStandsAlone_onceItIsRecalibrated() {
    // Ten days as estimated, then one of a weight of 10 that is 30 dearer.
    var choices = new ArrayList<LoggedChoice>();
    for (int i = 0; i < 49; i++) {
      choices.add(choice(i % 10, "RENO", 0.5, i % 2, i % 2 == 0 ? 10 : 20));
    }
    choices.add(choice(10, "RENO", 0.1, 1, 50));

    assertThat(at(OffPolicy.evaluate(choices, switchingAt(10)), Method.SWITCH_DR))
        .isCloseTo(20 + 10 * 30 / 50.0, EXACTLY);
    assertThat(at(OffPolicy.evaluate(choices, switchingAt(9.99)), Method.SWITCH_DR))
        .isCloseTo(20, EXACTLY);
    assertThat(at(OffPolicy.evaluate(choices, switchingAt(9.99)), Method.DR))
        .isCloseTo(20 + 10 * 30 / 50.0, EXACTLY);

    // Nothing came before it that could tell whether its estimate is right.
    List<LoggedChoice> first = List.of(choices.getLast(), choice(11, "RENO", 0.5, 0, 10));
    assertThat(at(OffPolicy.evaluate(first, switchingAt(9.99)), Method.SWITCH_DR))
        .isEqualTo(20 + 10 * 30 / 2.0);
  }

  @Test
  void whatIsExpectedIsRecalibratedByEarlierDaysAlone() {
    // Outcomes are twice the estimate and one.
    var choices = new ArrayList<LoggedChoice>();
    for (int day = 0; day < 5; day++) {
      for (int i = 0; i < 40; i++) {
        choices.add(choice(day, "RENO", 0.5, i % 2, i % 2 == 0 ? 21 : 41));
      }
    }
    Terms terms = Terms.usual(Better.LOWER);

    // The first day expects 20 in place of 41, the other four are right; the corrections make up.
    Nuisance expected = Nuisance.of(choices, terms.folds());
    assertThat(expected.expected(0, 1)).isEqualTo(20);
    assertThat(expected.isCalibrated(39)).isFalse();
    assertThat(expected.expected(40, 1)).isCloseTo(41, EXACTLY);
    assertThat(expected.isCalibrated(40)).isTrue();
    assertThat(expected.expected(199, 0)).isCloseTo(21, EXACTLY);
    assertThat(at(OffPolicy.evaluate(choices, terms), Method.DR)).isCloseTo(41, EXACTLY);

    // What comes of the last day changes nothing that is expected of it.
    choices
        .subList(160, 200)
        .replaceAll(each -> new LoggedChoice(each.cluster(), each.arms(), each.chosen(), 1_000));
    assertThat(Nuisance.of(choices, terms.folds()).expected(199, 0)).isCloseTo(21, EXACTLY);
  }

  @Test
  void fourHundredEffectiveChoicesAreEnough_andOneLessIsNot() {
    // Half of the choices count.
    assertThat(OffPolicy.evaluate(many(800, 0), Terms.usual(Better.LOWER)).verdict())
        .isInstanceOf(Verdict.Supported.class);
    assertThat(refusal(many(798, 0)))
        .isEqualTo(new Refusal.FewEffective(399, 400))
        .extracting(Refusal::sentence)
        .isEqualTo("The choices count for 399 as the policy weighs them; 400 are needed.");
  }

  @Test
  void onePercentWithoutSupportIsAllowed_andMoreIsNot() {
    assertThat(OffPolicy.evaluate(many(1_000, 10), Terms.usual(Better.LOWER)).verdict())
        .isInstanceOf(Verdict.Supported.class);
    assertThat(refusal(many(1_000, 11)))
        .isEqualTo(new Refusal.Unsupported(0.011, 0.01))
        .extracting(Refusal::sentence)
        .isEqualTo("1.1 % of what the policy does was never tried; at most 1.0 % may be.");
  }

  @Test
  void aLogWithoutChanceSaysNothingOfWhatItDidNotDo() {
    var choices = new ArrayList<LoggedChoice>();
    for (int i = 0; i < 1_000; i++) {
      boolean isChanged = i == 0; // far less than one percent
      choices.add(
          new LoggedChoice(
              cluster(i),
              List.of(new Arm(1, isChanged ? 0 : 1, 10), new Arm(0, isChanged ? 1 : 0, 7)),
              0,
              10));
    }

    Evaluation evaluation = OffPolicy.evaluate(choices, Terms.usual(Better.LOWER));

    assertThat(evaluation.verdict())
        .isEqualTo(new Verdict.Refused(new Refusal.DeterministicLog(1)));
    assertThat(new Refusal.DeterministicLog(1).sentence()).startsWith("Model-based, unverified: ");
    assertThat(evaluation.unsupported()).isEqualTo(0.001);
    assertThat(evaluation.modelBased()).isNegative();
  }

  @Test
  void aPolicyThatChangesNothingIsSaidToChangeNothing() {
    var choices = new ArrayList<LoggedChoice>();
    for (int i = 0; i < 400; i++) {
      choices.add(new LoggedChoice(cluster(i), List.of(new Arm(1, 1, 10)), 0, i));
    }

    assertThat(OffPolicy.evaluate(choices, Terms.usual(Better.LOWER)).verdict())
        .isEqualTo(new Verdict.Supported(Finding.TOO_CLOSE, new Evaluation.Interval(0, 0, 0)));
  }

  @Test
  void lessIsBetterOfCost_andMoreOfPunctuality() {
    // The target pays 20 and not 10.
    List<LoggedChoice> dearer = many(2_000, 0);

    assertThat(OffPolicy.evaluate(dearer, Terms.usual(Better.LOWER)).verdict())
        .isInstanceOfSatisfying(
            Verdict.Supported.class,
            verdict -> {
              assertThat(verdict.finding()).isEqualTo(Finding.WORSE);
              assertThat(verdict.difference().at()).isCloseTo(5, within(0.2));
            });
    assertThat(OffPolicy.evaluate(dearer, Terms.usual(Better.HIGHER)).verdict())
        .isInstanceOfSatisfying(
            Verdict.Supported.class,
            verdict -> assertThat(verdict.finding()).isEqualTo(Finding.BETTER));
  }

  @Test
  void fewDaysOfShipNodesSayNothing_andNothingSaysNothing() {
    List<LoggedChoice> oneDay =
        many(2_000, 0).stream()
            .map(each ->
                new LoggedChoice(
                    new Cluster(DAY, "RENO"), each.arms(), each.chosen(), each.outcome()))
            .toList();

    assertThat(refusal(oneDay)).isEqualTo(new Refusal.FewClusters(1, 10));
    assertThat(refusal(List.of())).isEqualTo(new Refusal.NothingSettled());
  }

  @Test
  void anEstimateDoesNotDependOnTheOrderOfTheChoices() {
    List<LoggedChoice> choices = new SimulatedLog(20, 5, 6).drawn(3).cost();

    Evaluation forward = OffPolicy.evaluate(choices, Terms.usual(Better.LOWER));
    Evaluation backward = OffPolicy.evaluate(choices.reversed(), Terms.usual(Better.LOWER));

    for (Method method : Method.values()) {
      Evaluation.Interval interval = of(backward, method).difference();
      assertThat(interval.at()).isCloseTo(of(forward, method).difference().at(), EXACTLY);
      assertThat(interval.low()).isCloseTo(of(forward, method).difference().low(), EXACTLY);
    }
  }

  @Test
  void whatIsNoLogIsRefusedInWords() {
    var cluster = new Cluster(DAY, "RENO");
    assertThatThrownBy(() -> new LoggedChoice(cluster, List.of(new Arm(0, 1, 10)), 0, 1))
        .hasMessageContaining("Action 0 of 1 was taken although nothing gave it a chance.");
    assertThatThrownBy(() ->
            new LoggedChoice(cluster, List.of(new Arm(0.5, 0, 10), new Arm(0.5, 0.5, 10)), 0, 1))
        .hasMessageContaining("The target's chances add up to 0.5");
    assertThatThrownBy(() -> new Arm(1.5, 0, 10)).hasMessageContaining("propensity");
    assertThatThrownBy(() -> new Arm(Double.NaN, 0, 10)).hasMessageContaining("propensity");
  }

  private static Terms switchingAt(double weight) {
    Terms usual = Terms.usual(Better.LOWER);
    return new Terms(
        usual.better(),
        weight,
        usual.leastEffective(),
        usual.mostUnsupported(),
        usual.leastClusters(),
        usual.folds());
  }

  /// Two actions at even odds, of which the target takes the second; outcomes are as estimated.
  ///
  /// @param unsupported so many of these choices in which it takes a third one
  private static List<LoggedChoice> many(int choices, int unsupported) {
    var many = new ArrayList<LoggedChoice>();
    for (int i = 0; i < choices; i++) {
      boolean isTried = i >= unsupported;
      many.add(
          new LoggedChoice(
              cluster(i),
              List.of(
                  new Arm(0.5, 0, 10),
                  new Arm(0.5, isTried ? 1 : 0, 20),
                  new Arm(0, isTried ? 0 : 1, 20)),
              i % 2,
              i % 2 == 0 ? 10 : 20));
    }
    return many;
  }

  private static Cluster cluster(int i) {
    return new Cluster(DAY.plusDays(i / 2 % 20), "RENO");
  }

  private static LoggedChoice choice(
      int day, String origin, double propensityOfSecond, int chosen, double outcome) {
    return new LoggedChoice(
        new Cluster(DAY.plusDays(day), origin),
        List.of(new Arm(1 - propensityOfSecond, 0, 10), new Arm(propensityOfSecond, 1, 20)),
        chosen,
        outcome);
  }

  private static Refusal refusal(List<LoggedChoice> choices) {
    return OffPolicy.evaluate(choices, Terms.usual(Better.LOWER)).verdict()
            instanceof Verdict.Refused(var because)
        ? because
        : fail("It is supported.");
  }

  private static double at(Evaluation evaluation, Method method) {
    return of(evaluation, method).value().at();
  }

  private static Estimate of(Evaluation evaluation, Method method) {
    return evaluation.estimates().stream()
        .filter(each -> each.method() == method)
        .findFirst()
        .orElseThrow();
  }
}
