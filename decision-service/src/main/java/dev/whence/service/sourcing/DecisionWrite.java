package dev.whence.service.sourcing;

import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.HoldReason;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.ShortageReason;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.records.DecisionRecord;
import dev.whence.service.records.PartStore;
import dev.whence.service.reservations.ReservationPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A decision with what is written of it, made once however often the transaction is tried.
///
/// @param parts numbers of the parts of the record
/// @param request empty where the record alone has it
/// @param unmet empty where everything ships
/// @param words that it may be looked for by
/// @param fired rows by table, as JSON text
record DecisionWrite(
    NewDecision decision,
    ReservationPlan plan,
    DecisionRecord record,
    List<Integer> parts,
    String request,
    String unmet,
    String standing,
    String event,
    List<String> words,
    String fired) {

  /// @param parts writes those of the record that are new
  static DecisionWrite of(NewDecision decision, PartStore parts) {
    var record =
        DecisionRecord.of(
            DecisionRecord.Told.of(
                decision.inputs(), decision.decision(), decision.timings(), decision.warnings()),
            decision.request(),
            decision.inputs(),
            decision.estimates());
    return new DecisionWrite(
        decision,
        ReservationPlan.of(
            new ReservationPlan.Decided(
                decision.id(), decision.basis(), decision.inputs(), decision.decision())),
        record,
        parts.keep(record.parts()),
        SourceOrder.isAutomatic(decision.request()) ? decision.request() : "",
        Unmet.text(decision.decision().outcome()),
        standing(decision),
        CanonicalJson.write(DecisionEvent.of(decision)),
        DecisionIndex.words(decision.inputs().orderCase().order(), decision.decision()),
        CanonicalJson.write(new DecisionStore.RowsFired(decision.fired())));
  }

  /// Empty where the order stands as it stood.
  private static String standing(NewDecision decision) {
    return decision.basis().whole() ? CanonicalJson.write(decision.standing()) : "";
  }

  String orderId() {
    return decision.inputs().orderCase().order().id().value();
  }

  /// What is told of an outcome where not everything ships, as it stands in the outcome itself.
  ///
  /// @param reason why the order is held
  private record Unmet(@Nullable HoldReason reason, List<Lacking> shortages) {
    static String text(Outcome outcome) {
      HoldReason reason = outcome instanceof Outcome.Held held ? held.reason() : null;
      return reason == null && outcome.shortages().isEmpty()
          ? ""
          : CanonicalJson.write(
              new Unmet(reason, outcome.shortages().stream().map(Lacking::of).toList()));
    }
  }

  private record Lacking(OrderLineId line, int units, ShortageReason reason) {
    static Lacking of(SourcingDecision.Shortage shortage) {
      return new Lacking(shortage.line(), shortage.units(), shortage.reason());
    }
  }
}
