package dev.whence.domain.estimates;

import java.time.Instant;
import java.util.List;

/// Answers for models, live or recorded. Thread-safe.
///
/// A failing model is no exception: its rows come back `Assumed` with the reason.
public interface Estimator {

  /// One answer per query, in order.
  ///
  /// @param now the decision's time, against which ages are measured
  List<TransitEstimate> transit(List<TransitQuery> queries, GuardTerms guard, Instant now);

  /// One answer per query, in order.
  ///
  /// @param now the decision's time, against which ages are measured
  List<ReturnEstimate> returns(List<ReturnQuery> queries, GuardTerms guard, Instant now);
}
