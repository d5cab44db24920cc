package dev.whence.service.sourcing;

import dev.whence.service.json.CanonicalJson;

/// A decision with its texts, made once however often the transaction is tried.
record DecisionWrite(
    NewDecision decision,
    ReservationPlan plan,
    String inputs,
    String estimates,
    String decisionJson,
    String standing,
    String timings,
    String warnings,
    String event) {

  DecisionWrite(NewDecision decision) {
    this(
        decision,
        ReservationPlan.of(decision),
        CanonicalJson.write(decision.inputs()),
        CanonicalJson.write(decision.estimates()),
        CanonicalJson.write(decision.decision()),
        standing(decision),
        CanonicalJson.write(new DecisionStore.Timings(decision.timings())),
        decision.warnings().isEmpty() ? "" : CanonicalJson.write(decision.warnings()),
        CanonicalJson.write(DecisionEvent.of(decision)));
  }

  /// Empty where the order stands as it stood.
  private static String standing(NewDecision decision) {
    return decision.basis().whole() ? CanonicalJson.write(decision.standing()) : "";
  }

  String orderId() {
    return decision.inputs().orderCase().order().id().value();
  }
}
