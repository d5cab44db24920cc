package dev.whence.rules.sourcing;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// Every estimate that a decision asked for, with the question: what a replay needs of the models.
/// Recorded with the decision, so each key has a component of its own.
public record EstimateLog(List<Transit> transit, List<Returned> returns) {
  public EstimateLog {
    transit = List.copyOf(transit);
    returns = List.copyOf(returns);
  }

  /// A question and its answer.
  public interface Entry<Q, E> {
    Q query();

    E estimate();
  }

  public record Transit(TransitQuery query, TransitEstimate estimate)
      implements Entry<TransitQuery, TransitEstimate> {}

  public record Returned(ReturnQuery query, ReturnEstimate estimate)
      implements Entry<ReturnQuery, ReturnEstimate> {}

  /// What was asked for a key, in the order in which it was.
  ///
  /// @throws IllegalArgumentException if nothing is recorded for the key, which is a bug
  @SuppressWarnings("unchecked") // a key is the only one of its types
  public <Q, E> List<Entry<Q, E>> of(EstimateKey<Q, E> key) {
    List<? extends Entry<?, ?>> entries;
    if (key.equals(EstimateKey.TRANSIT_TIME)) {
      entries = transit;
    } else if (key.equals(EstimateKey.RETURN_RISK)) {
      entries = returns;
    } else {
      throw new IllegalArgumentException("Estimates of " + key + " are not recorded.");
    }
    return (List<Entry<Q, E>>) entries;
  }

  /// Which line of each model that was asked answered, in the order of [EstimateKey#all].
  public List<Line> lines() {
    return EstimateKey.all().stream().flatMap(key -> line(key).stream()).toList();
  }

  private <Q, E> Optional<Line> line(EstimateKey<Q, E> key) {
    List<Entry<Q, E>> entries = of(key);
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    for (Entry<Q, E> entry : entries) {
      if (entry.estimate()
          instanceof TransitEstimate.Predicted(_, var model, var insteadOf, _, _)) {
        return Optional.of(Line.of(key.model(), model, insteadOf));
      }
      if (entry.estimate() instanceof ReturnEstimate.Predicted(_, var model, var insteadOf)) {
        return Optional.of(Line.of(key.model(), model, insteadOf));
      }
    }
    return Optional.of(new Line(key.model(), Optional.empty(), Optional.empty()));
  }

  /// Who answered for a model: its first line, its second line instead, or neither.
  ///
  /// @param model asked, for instance `transit-time`
  /// @param answered empty if neither line answered any question
  /// @param insteadOf why the second line answered; empty if it did not
  public record Line(
      String model, Optional<ModelRef> answered, Optional<FallbackReason> insteadOf) {
    private static Line of(String model, ModelRef answered, List<FallbackReason> insteadOf) {
      return new Line(model, Optional.of(answered), insteadOf.stream().findFirst());
    }

    /// `first`, `second` or `none`.
    public String word() {
      return answered.isEmpty() ? "none" : insteadOf.isEmpty() ? "first" : "second";
    }
  }

  /// Answers from this log; questions that are not all in it go to `otherwise`.
  public Estimator replay(Estimator otherwise) {
    var known = new HashMap<EstimateKey<?, ?>, Map<Object, Object>>();
    for (EstimateKey<?, ?> key : EstimateKey.all()) {
      known.put(key, answers(key));
    }
    return new Estimator() {
      @Override
      @SuppressWarnings("unchecked") // the answers of a key are of its type
      public <Q, E> List<E> estimate(
          EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now) {
        Map<Object, Object> answers = known.getOrDefault(key, Map.of());
        return answers.keySet().containsAll(queries)
            ? queries.stream().map(query -> (E) answers.get(query)).toList()
            : otherwise.estimate(key, queries, guard, now);
      }
    };
  }

  private <Q, E> Map<Object, Object> answers(EstimateKey<Q, E> key) {
    var answers = new HashMap<Object, Object>();
    of(key).forEach(entry -> answers.put(entry.query(), entry.estimate()));
    return answers;
  }

  /// Passes questions on and writes down question and answer. For one decision, not thread-safe.
  public static final class Recorder implements Estimator {
    private final Estimator estimator;
    private final Map<EstimateKey<?, ?>, List<Asked>> asked = new HashMap<>();

    public Recorder(Estimator estimator) {
      this.estimator = estimator;
    }

    private record Asked(Object query, Object estimate) {}

    @Override
    public <Q, E> List<E> estimate(
        EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now) {
      List<E> answers = estimator.estimate(key, queries, guard, now);
      List<Asked> noted = asked.computeIfAbsent(key, none -> new ArrayList<>());
      for (int i = 0; i < queries.size(); i++) {
        noted.add(new Asked(queries.get(i), answers.get(i)));
      }
      return answers;
    }

    public EstimateLog log() {
      return new EstimateLog(
          entries(EstimateKey.TRANSIT_TIME, Transit::new),
          entries(EstimateKey.RETURN_RISK, Returned::new));
    }

    @SuppressWarnings("unchecked") // what was asked of a key is of its types
    private <Q, E, T> List<T> entries(EstimateKey<Q, E> key, BiFunction<Q, E, T> entry) {
      return asked.getOrDefault(key, List.of()).stream()
          .map(each -> entry.apply((Q) each.query(), (E) each.estimate()))
          .toList();
    }
  }
}
