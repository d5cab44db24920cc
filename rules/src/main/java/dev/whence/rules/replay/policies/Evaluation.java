package dev.whence.rules.replay.policies;

import java.util.List;
import java.util.Locale;

/// What another policy would have come to, by several estimators, and whether that may be believed.
///
/// @param choices whose outcome is known
/// @param clusters of days and origins
/// @param changed choices in which the target would not surely have done what was done
/// @param effective sample size, `(sum w)^2 / sum w^2` (Kish 1965), of weights `w`: the target's
///   chance of what was taken over the logging policy's
/// @param largestWeight of all choices
/// @param unsupported share of the target's actions that the logging policy never takes
/// @param logged mean outcome
/// @param modelBased what the recalibrated estimates alone say the target differs by from what was
///   done; nothing of it is verified, so it has no interval
/// @param estimates in the order of [Method], without those that have no value
public record Evaluation(
    int choices,
    int clusters,
    int changed,
    double effective,
    double largestWeight,
    double unsupported,
    double logged,
    double modelBased,
    List<Estimate> estimates,
    Verdict verdict) {
  public Evaluation {
    estimates = List.copyOf(estimates);
  }

  /// How outcomes of one policy are made to speak of another.
  public enum Method {
    /// Inverse propensity scoring (Horvitz and Thompson 1952): the mean of `w r`.
    IPS,
    /// Self-normalized (Swaminathan and Joachims 2015): the sum of `w r` over that of `w`.
    SNIPS,
    /// Doubly robust (Dudík, Langford and Li 2011): what is expected of the target, corrected by
    /// the weighted errors of what was expected.
    DR,
    /// Doubly robust up to a weight, and what is expected alone beyond it (Wang, Agarwal and Dudík
    /// 2017): less variance, some bias.
    SWITCH_DR
  }

  /// With two-sided 95 % intervals: Student's t over clusters.
  ///
  /// @param value mean outcome of the target
  /// @param difference of that from the mean outcome of what was done, choice by choice
  public record Estimate(Method method, Interval value, Interval difference) {}

  /// @param at in the middle
  public record Interval(double at, double low, double high) {
    public boolean covers(double truth) {
      return low <= truth && truth <= high;
    }
  }

  /// What may be said.
  public sealed interface Verdict {
    /// By the interval of the doubly robust difference.
    record Supported(Finding finding, Interval difference) implements Verdict {}

    /// Nothing.
    record Refused(Refusal because) implements Verdict {}
  }

  public enum Finding {
    BETTER,
    WORSE,
    /// The interval holds both.
    TOO_CLOSE
  }

  /// Why nothing may be said.
  public sealed interface Refusal {
    /// For people.
    String sentence();

    record NothingSettled() implements Refusal {
      @Override
      public String sentence() {
        return "No outcome is settled yet.";
      }
    }

    /// Nothing was drawn by chance, and the target would have done something else.
    record DeterministicLog(int changed) implements Refusal {
      @Override
      public String sentence() {
        return "Model-based, unverified: every logged choice was made without chance, so nothing is known of the %d that the policy changes."
            .formatted(changed);
      }
    }

    record Unsupported(double share, double most) implements Refusal {
      @Override
      public String sentence() {
        return String.format(
            Locale.ROOT,
            "%.1f %% of what the policy does was never tried; at most %.1f %% may be.",
            100 * share,
            100 * most);
      }
    }

    record FewEffective(double effective, double least) implements Refusal {
      @Override
      public String sentence() {
        return String.format(
            Locale.ROOT,
            "The choices count for %.0f as the policy weighs them; %.0f are needed.",
            effective,
            least);
      }
    }

    record FewClusters(int clusters, int least) implements Refusal {
      @Override
      public String sentence() {
        return "There are %d days of ship nodes; %d are needed.".formatted(clusters, least);
      }
    }
  }
}
