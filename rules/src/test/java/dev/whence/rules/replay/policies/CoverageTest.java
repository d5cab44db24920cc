package dev.whence.rules.replay.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.replay.policies.Evaluation.Estimate;
import dev.whence.rules.replay.policies.Evaluation.Method;
import dev.whence.rules.replay.policies.OffPolicy.Better;
import dev.whence.rules.replay.policies.OffPolicy.Terms;
import dev.whence.rules.replay.policies.SimulatedLog.Logs;
import dev.whence.rules.replay.policies.SimulatedLog.Truth;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// How often 95 % intervals hold the truth, where the truth is known.
///
/// `-Dwhence.replications=5000` draws that many histories.
class CoverageTest {
  private static final int REPLICATIONS = Integer.getInteger("whence.replications", 200);
  private static final Truth TRUTH = SimulatedLog.truth(400_000);
  private static final SimulatedLog HISTORY = new SimulatedLog(40, 5, 6);

  /// With 95 %, a share of covered truths lies further off than this many standard deviations once
  /// in 16,000 times.
  private static final double DEVIATIONS = 4;

  /// From as many replications on, chance is no excuse.
  private static final int MANY = 200;

  @Test
  void intervalsOfEveryEstimatorCoverTheTruthAsOftenAsTheySay() {
    var covered = new Covered();

    for (int i = 0; i < REPLICATIONS; i++) {
      Logs logs = HISTORY.drawn(i);
      covered.add("cost", evaluate(logs.cost()), TRUTH.cost(), TRUTH.costGain());
      covered.add("on time", evaluate(logs.onTime()), TRUTH.onTime(), TRUTH.onTimeGain());
    }

    covered.print();
    double spread = REPLICATIONS < MANY ? DEVIATIONS * Math.sqrt(0.95 * 0.05 / REPLICATIONS) : 0.02;
    assertThat(covered.shares()).hasSize(16);
    assertThat(covered.shares().values())
        .allSatisfy(share -> assertThat(share).isBetween(0.95 - spread, 0.95 + spread));
  }

  @Test
  void intervalsOverChoicesTakenForIndependentOnesCoverTooLittle() {
    var busy = new SimulatedLog(20, 5, 60);
    int held = 0;
    for (int i = 0; i < 60; i++) {
      List<LoggedChoice> choices = busy.drawn(i).cost();
      var alone = new ArrayList<LoggedChoice>();
      for (LoggedChoice choice : choices) {
        alone.add(
            new LoggedChoice(
                new Cluster(choice.cluster().day(), "choice " + alone.size()),
                choice.arms(),
                choice.chosen(),
                choice.outcome()));
      }
      held += of(Method.DR, evaluate(alone)).value().covers(TRUTH.cost()) ? 1 : 0;
    }

    System.out.printf("Taken for independent, %d of 60 intervals cover.%n", held);
    assertThat(held).isLessThan(50);
  }

  @Test
  void doublyRobustIntervalsAreNarrowerThanThoseOfWeightingAlone() {
    Evaluation evaluation = evaluate(HISTORY.drawn(1).cost());

    assertThat(width(of(Method.DR, evaluation))).isLessThan(width(of(Method.SNIPS, evaluation)));
    assertThat(width(of(Method.SNIPS, evaluation)))
        .isLessThan(width(of(Method.IPS, evaluation)) / 2);
    assertThat(evaluation.choices()).isBetween(2_000, 2_800);
    assertThat(evaluation.clusters()).isEqualTo(200);
    assertThat(evaluation.unsupported()).isZero();
    assertThat(evaluation.largestWeight()).isBetween(10.0, 20.0);
  }

  private static Evaluation evaluate(List<LoggedChoice> choices) {
    return OffPolicy.evaluate(choices, Terms.usual(Better.LOWER));
  }

  private static Estimate of(Method method, Evaluation evaluation) {
    return evaluation.estimates().stream()
        .filter(each -> each.method() == method)
        .findFirst()
        .orElseThrow();
  }

  private static double width(Estimate estimate) {
    return estimate.value().high() - estimate.value().low();
  }

  /// What was covered, by outcome.
  private static final class Covered {
    private final Map<String, Map<Method, int[]>> counts = new TreeMap<>();

    void add(String outcome, Evaluation evaluation, double value, double gain) {
      for (Estimate estimate : evaluation.estimates()) {
        count(outcome + ", value", estimate.method(), estimate.value().covers(value));
        count(outcome + ", difference", estimate.method(), estimate.difference().covers(gain));
      }
    }

    private void count(String what, Method method, boolean isCovered) {
      counts.computeIfAbsent(what, _ -> new EnumMap<>(Method.class))
              .computeIfAbsent(method, _ -> new int[1])[0] +=
          isCovered ? 1 : 0;
    }

    Map<String, Double> shares() {
      var shares = new TreeMap<String, Double>();
      counts.forEach((what, byMethod) ->
          byMethod.forEach((method, count) ->
              shares.put(what + ", " + method, (double) count[0] / REPLICATIONS)));
      return shares;
    }

    void print() {
      System.out.printf("95 %% intervals over %d replications cover:%n", REPLICATIONS);
      shares()
          .forEach((what, share) ->
              System.out.printf(Locale.ROOT, "  %-30s %.1f %%%n", what, 100 * share));
    }
  }
}
