package dev.whence.models.estimates;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How the bundles of one key are asked, and what is said where none may be. Stateless.
///
/// @param <Q> a question
/// @param <E> an answer
interface ModelKind<Q, E> {
  EstimateKey<Q, E> key();

  /// One answer per query, in order.
  ///
  /// @param deadline as [System#nanoTime]
  /// @param insteadOf why the first line does not answer; empty where `model` is the first line
  /// @param learned of the model since it was released
  List<E> ask(
      LiveModel model,
      List<Q> queries,
      GuardTerms guard,
      Instant now,
      long deadline,
      Optional<FallbackReason> insteadOf,
      SinceRelease learned);

  /// Why no model answered; empty if one did.
  Optional<FallbackReason> unanswered(E answer);

  /// The answer without a model.
  E assumed(Q query, FallbackReason because);

  /// Questions to warm a model up with; it is no matter what it answers.
  List<Q> examples(Instant now);
}
