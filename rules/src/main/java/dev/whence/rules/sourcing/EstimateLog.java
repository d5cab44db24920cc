package dev.whence.rules.sourcing;

import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every estimate that a decision asked for, with the question: what a replay needs of the models.
public record EstimateLog(List<Transit> transit, List<Returned> returns) {
  public EstimateLog {
    transit = List.copyOf(transit);
    returns = List.copyOf(returns);
  }

  public record Transit(TransitQuery query, TransitEstimate estimate) {}

  public record Returned(ReturnQuery query, ReturnEstimate estimate) {}

  /// Answers from this log; a question that is not in it goes to `otherwise`.
  public Estimator replay(Estimator otherwise) {
    Map<TransitQuery, TransitEstimate> knownTransit = new HashMap<>();
    transit.forEach(entry -> knownTransit.put(entry.query(), entry.estimate()));
    Map<ReturnQuery, ReturnEstimate> knownReturns = new HashMap<>();
    returns.forEach(entry -> knownReturns.put(entry.query(), entry.estimate()));
    return new Estimator() {
      @Override
      public List<TransitEstimate> transit(
          List<TransitQuery> queries, GuardTerms guard, Instant now) {
        return knownTransit.keySet().containsAll(queries)
            ? queries.stream().map(knownTransit::get).toList()
            : otherwise.transit(queries, guard, now);
      }

      @Override
      public List<ReturnEstimate> returns(
          List<ReturnQuery> queries, GuardTerms guard, Instant now) {
        return knownReturns.keySet().containsAll(queries)
            ? queries.stream().map(knownReturns::get).toList()
            : otherwise.returns(queries, guard, now);
      }
    };
  }

  /// Passes questions on and writes down question and answer. For one decision, not thread-safe.
  public static final class Recorder implements Estimator {
    private final Estimator estimator;
    private final List<Transit> transit = new ArrayList<>();
    private final List<Returned> returns = new ArrayList<>();

    public Recorder(Estimator estimator) {
      this.estimator = estimator;
    }

    @Override
    public List<TransitEstimate> transit(
        List<TransitQuery> queries, GuardTerms guard, Instant now) {
      List<TransitEstimate> answers = estimator.transit(queries, guard, now);
      for (int i = 0; i < queries.size(); i++) {
        transit.add(new Transit(queries.get(i), answers.get(i)));
      }
      return answers;
    }

    @Override
    public List<ReturnEstimate> returns(List<ReturnQuery> queries, GuardTerms guard, Instant now) {
      List<ReturnEstimate> answers = estimator.returns(queries, guard, now);
      for (int i = 0; i < queries.size(); i++) {
        returns.add(new Returned(queries.get(i), answers.get(i)));
      }
      return answers;
    }

    public EstimateLog log() {
      return new EstimateLog(transit, returns);
    }
  }
}
