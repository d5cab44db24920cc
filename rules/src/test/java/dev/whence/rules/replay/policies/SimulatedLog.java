package dev.whence.rules.replay.policies;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A history whose truth is known: carriers drawn among near ties with exact propensities, recorded
/// estimates that are wrong, and luck that a ship node's day shares.
///
/// The logging policy takes the cheapest carrier by its estimate, and each other one within 8 % of
/// that with a small chance. The target takes, of the same, the one with the best estimated chance
/// to be on time.
final class SimulatedLog {
  private static final int CARRIERS = 4;
  private static final double NEAR = 1.08;
  private static final LocalDate FIRST = LocalDate.parse("2026-01-01");

  /// What carriers really cost beside what is estimated, and how much more punctual they are.
  private static final double[] DEARER = {0, 25, -20, 10};

  private static final double[] MORE_PUNCTUAL = {0.04, -0.04, 0.02, -0.02};

  private final int days;
  private final int origins;
  private final int fewest;

  /// @param fewest choices of a ship node's day; the most are 12 more
  SimulatedLog(int days, int origins, int fewest) {
    this.days = days;
    this.origins = origins;
    this.fewest = fewest;
  }

  /// The same choices with both outcomes.
  record Logs(List<LoggedChoice> cost, List<LoggedChoice> onTime) {}

  /// Means of the target.
  ///
  /// @param costGain over the logging policy
  record Truth(double cost, double onTime, double costGain, double onTimeGain) {}

  /// What a choice is made on.
  private static final class Situation {
    private final double[] costs = new double[CARRIERS];
    private final double[] chances = new double[CARRIERS];

    /// 0 for a carrier that is no near tie.
    private final double[] propensities = new double[CARRIERS];

    /// The carrier that the target takes.
    private final int target;

    Situation(RandomGenerator random) {
      double base = 700 + 500 * random.nextDouble();
      int cheapest = 0;
      for (int i = 0; i < CARRIERS; i++) {
        costs[i] = base * (1 + 0.15 * random.nextDouble());
        chances[i] = 0.5 + 0.35 * random.nextDouble();
        cheapest = costs[i] < costs[cheapest] ? i : cheapest;
      }
      double exploring = 0.05 + 0.2 * random.nextDouble();
      int best = cheapest;
      double left = 1;
      for (int i = 0; i < CARRIERS; i++) {
        if (i != cheapest && costs[i] <= NEAR * costs[cheapest]) {
          propensities[i] = exploring;
          left -= exploring;
          best = chances[i] > chances[best] ? i : best;
        }
      }
      propensities[cheapest] = left;
      target = best;
    }

    double meanCost(int carrier) {
      return 40 + 1.1 * costs[carrier] + DEARER[carrier];
    }

    double meanOnTime(int carrier) {
      return 0.1 + 0.75 * chances[carrier] + MORE_PUNCTUAL[carrier];
    }

    int chosen(RandomGenerator random) {
      double left = random.nextDouble();
      for (int i = 0; i < CARRIERS; i++) {
        left -= propensities[i];
        if (left < 0) {
          return i;
        }
      }
      return target;
    }

    List<Arm> arms(double[] estimates) {
      var arms = new ArrayList<Arm>();
      for (int i = 0; i < CARRIERS; i++) {
        arms.add(new Arm(propensities[i], i == target ? 1 : 0, estimates[i]));
      }
      return arms;
    }
  }

  /// By so many situations without luck, which is 0 on average.
  static Truth truth(int situations) {
    var random = new SplittableRandom(20_261_129);
    double cost = 0;
    double onTime = 0;
    double loggedCost = 0;
    double loggedOnTime = 0;
    for (int i = 0; i < situations; i++) {
      var situation = new Situation(random);
      cost += situation.meanCost(situation.target);
      onTime += situation.meanOnTime(situation.target);
      for (int carrier = 0; carrier < CARRIERS; carrier++) {
        loggedCost += situation.propensities[carrier] * situation.meanCost(carrier);
        loggedOnTime += situation.propensities[carrier] * situation.meanOnTime(carrier);
      }
    }
    return new Truth(
        cost / situations,
        onTime / situations,
        (cost - loggedCost) / situations,
        (onTime - loggedOnTime) / situations);
  }

  Logs drawn(long seed) {
    var random = new SplittableRandom(seed);
    var cost = new ArrayList<LoggedChoice>();
    var onTime = new ArrayList<LoggedChoice>();
    for (int day = 0; day < days; day++) {
      for (int origin = 0; origin < origins; origin++) {
        var cluster = new Cluster(FIRST.plusDays(day), "N" + origin);
        double dearDay = 50 * random.nextGaussian();
        double goodDay = 0.2 * random.nextDouble() - 0.1;
        var dearCarriers = new double[CARRIERS];
        for (int i = 0; i < CARRIERS; i++) {
          dearCarriers[i] = 40 * random.nextGaussian();
        }
        int size = fewest + random.nextInt(13);
        for (int i = 0; i < size; i++) {
          var situation = new Situation(random);
          int chosen = situation.chosen(random);
          double paid =
              situation.meanCost(chosen)
                  + dearDay
                  + dearCarriers[chosen]
                  + 80 * (random.nextExponential() - 1);
          boolean arrived = random.nextDouble() < situation.meanOnTime(chosen) + goodDay;
          cost.add(new LoggedChoice(cluster, situation.arms(situation.costs), chosen, paid));
          onTime.add(
              new LoggedChoice(
                  cluster, situation.arms(situation.chances), chosen, arrived ? 1 : 0));
        }
      }
    }
    return new Logs(cost, onTime);
  }
}
