package dev.whence.rules.replay.policies;

import dev.whence.rules.replay.StudentT;
import dev.whence.rules.replay.policies.Evaluation.Estimate;
import dev.whence.rules.replay.policies.Evaluation.Finding;
import dev.whence.rules.replay.policies.Evaluation.Interval;
import dev.whence.rules.replay.policies.Evaluation.Method;
import dev.whence.rules.replay.policies.Evaluation.Refusal;
import dev.whence.rules.replay.policies.Evaluation.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/// Off-policy evaluation: what a policy would have come to on choices that another one made.
///
/// Standard errors are those of sums over clusters of day and origin (the sandwich with the factor
/// `G / (G - 1)` for G clusters; Cameron and Miller 2015, *A Practitioner's Guide to Cluster-Robust
/// Inference*, section II), of the self-normalized estimate by linearization. Choices of different
/// clusters are taken for independent.
public final class OffPolicy {
  private final List<LoggedChoice> choices;
  private final Terms terms;
  private final double[] weights;
  private final Nuisance expected;
  private final Map<Cluster, Integer> clusters = new HashMap<>();
  private final int[] clusterOf;
  private final double logged;

  private OffPolicy(List<LoggedChoice> unordered, Terms terms) {
    this.choices =
        unordered.stream()
            .sorted(Comparator.comparing((LoggedChoice each) -> each.cluster().day()))
            .toList();
    this.terms = terms;
    this.weights = choices.stream().mapToDouble(LoggedChoice::weight).toArray();
    this.expected = Nuisance.of(choices, terms.folds());
    this.clusterOf =
        choices.stream()
            .mapToInt(each -> clusters.computeIfAbsent(each.cluster(), _ -> clusters.size()))
            .toArray();
    this.logged = mean(i -> choices.get(i).outcome());
  }

  /// Which way is better.
  public enum Better {
    LOWER,
    HIGHER
  }

  /// On what terms.
  ///
  /// @param switchAt the weight beyond which [Method#SWITCH_DR] trusts what is expected alone;
  ///   nothing is switched before there were outcomes to recalibrate by
  /// @param leastEffective choices, below which there is no verdict
  /// @param mostUnsupported share, above which there is no verdict
  /// @param leastClusters below which there is no verdict, at least 2
  /// @param folds of time for what is expected, at least 1
  public record Terms(
      Better better,
      double switchAt,
      double leastEffective,
      double mostUnsupported,
      int leastClusters,
      int folds) {
    /// Weights up to 10; 400 effective choices, 1 % unsupported, 10 clusters, 5 folds.
    public static Terms usual(Better better) {
      return new Terms(better, 10, 400, 0.01, 10, 5);
    }

    public Terms {
      if (folds < 1 || leastClusters < 2) {
        throw new IllegalArgumentException(
            "There are %d folds and at least %d clusters.\nMaybe take 1 or more folds and 2 or more clusters."
                .formatted(folds, leastClusters));
      }
    }
  }

  /// @param choices in any order, of one kind of outcome
  public static Evaluation evaluate(List<LoggedChoice> choices, Terms terms) {
    return choices.isEmpty()
        ? new Evaluation(
            0, 0, 0, 0, 0, 0, 0, 0, List.of(), new Verdict.Refused(new Refusal.NothingSettled()))
        : new OffPolicy(choices, terms).evaluation();
  }

  private Evaluation evaluation() {
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (double weight : weights) {
      sum += weight;
      squares += weight * weight;
      largest = Math.max(largest, weight);
    }
    double effective = squares == 0 ? 0 : sum * sum / squares;
    double unsupported = mean(i -> choices.get(i).unsupported());
    int changed = (int) choices.stream().filter(each -> each.taken().target() < 1).count();
    Estimate robust = unnormalized(Method.DR, i -> robust(i, Double.POSITIVE_INFINITY));
    var estimates = new ArrayList<Estimate>();
    estimates.add(unnormalized(Method.IPS, i -> weights[i] * outcome(i)));
    selfNormalized().ifPresent(estimates::add);
    estimates.add(robust);
    estimates.add(unnormalized(Method.SWITCH_DR, i -> robust(i, terms.switchAt())));
    return new Evaluation(
        choices.size(),
        clusters.size(),
        changed,
        effective,
        largest,
        unsupported,
        logged,
        mean(i -> expectedOfTarget(i) - expectedOfTaken(i)),
        estimates,
        refusal(effective, unsupported, changed)
            .<Verdict>map(Verdict.Refused::new)
            .orElseGet(() -> supported(robust.difference())));
  }

  private Optional<Refusal> refusal(double effective, double unsupported, int changed) {
    if (changed > 0 && choices.stream().allMatch(each -> each.taken().propensity() == 1)) {
      return Optional.of(new Refusal.DeterministicLog(changed));
    }
    if (unsupported > terms.mostUnsupported()) {
      return Optional.of(new Refusal.Unsupported(unsupported, terms.mostUnsupported()));
    }
    if (effective < terms.leastEffective()) {
      return Optional.of(new Refusal.FewEffective(effective, terms.leastEffective()));
    }
    if (clusters.size() < terms.leastClusters()) {
      return Optional.of(new Refusal.FewClusters(clusters.size(), terms.leastClusters()));
    }
    return Optional.empty();
  }

  private Verdict supported(Interval difference) {
    Finding below = terms.better() == Better.LOWER ? Finding.BETTER : Finding.WORSE;
    Finding above = terms.better() == Better.LOWER ? Finding.WORSE : Finding.BETTER;
    Finding finding =
        difference.high() < 0 ? below : difference.low() > 0 ? above : Finding.TOO_CLOSE;
    return new Verdict.Supported(finding, difference);
  }

  private double outcome(int choice) {
    return choices.get(choice).outcome();
  }

  private double expectedOfTaken(int choice) {
    return expected.expected(choice, choices.get(choice).chosen());
  }

  private double expectedOfTarget(int choice) {
    List<Arm> arms = choices.get(choice).arms();
    double sum = 0;
    for (int arm = 0; arm < arms.size(); arm++) {
      sum += arms.get(arm).target() * expected.expected(choice, arm);
    }
    return sum;
  }

  private double robust(int choice, double switchAt) {
    boolean isSwitched = weights[choice] > switchAt && expected.isCalibrated(choice);
    double weight = isSwitched ? 0 : weights[choice];
    return expectedOfTarget(choice) + weight * (outcome(choice) - expectedOfTaken(choice));
  }

  /// A mean of what each choice says.
  private Estimate unnormalized(Method method, IntToDoubleFunction says) {
    double value = mean(says);
    return new Estimate(
        method,
        interval(value, i -> says.applyAsDouble(i) - value),
        interval(value - logged, i -> says.applyAsDouble(i) - value - (outcome(i) - logged)));
  }

  /// Empty where no choice has a weight.
  private Optional<Estimate> selfNormalized() {
    double weight = mean(i -> weights[i]);
    if (weight == 0) {
      return Optional.empty();
    }
    double value = mean(i -> weights[i] * outcome(i)) / weight;
    IntToDoubleFunction influence = i -> weights[i] * (outcome(i) - value) / weight;
    return Optional.of(
        new Estimate(
            Method.SNIPS,
            interval(value, influence),
            interval(value - logged, i -> influence.applyAsDouble(i) - (outcome(i) - logged))));
  }

  /// @param influence of each choice on the mean, which adds up to 0
  private Interval interval(double at, IntToDoubleFunction influence) {
    int groups = clusters.size();
    if (groups < 2) {
      return new Interval(at, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    var sums = new double[groups];
    for (int i = 0; i < choices.size(); i++) {
      sums[clusterOf[i]] += influence.applyAsDouble(i);
    }
    double squares = 0;
    for (double sum : sums) {
      squares += sum * sum;
    }
    double error = Math.sqrt(squares * groups / (groups - 1)) / choices.size();
    double half = StudentT.twoSided95(groups - 1) * error;
    return new Interval(at, at - half, at + half);
  }

  private double mean(IntToDoubleFunction of) {
    double sum = 0;
    for (int i = 0; i < choices.size(); i++) {
      sum += of.applyAsDouble(i);
    }
    return sum / choices.size();
  }
}
