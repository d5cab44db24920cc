package dev.whence.service.json;

import dev.whence.domain.Cost;
import dev.whence.domain.ExchangeRate;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Condition;
import dev.whence.domain.attributes.Conditions;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.MeasuredTransit;
import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.carriers.TransitWindow;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.PromiseOdds;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.inventory.Acceptance;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.Refusal;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.domain.places.Located;
import dev.whence.domain.places.Precision;
import dev.whence.domain.returns.ReturnAction;
import dev.whence.domain.returns.ReturnHistory;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.CostTerms;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.Market;
import dev.whence.rules.sourcing.NodeState;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.WhyNot;
import dev.whence.rules.tables.UnknownId;
import dev.whence.rules.tables.schema.Loaded;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The names under which types are kept and told: in records of decisions, as `type` in JSON, in
/// columns, events and metrics, and, in capitals, in answers. A type may be renamed; its name here
/// stays as it is, or what was recorded is no longer read. Types of this service that are told as
/// JSON say theirs by `@JsonTypeName`.
public final class KeptNames {
  private static final Pattern BETWEEN_WORDS =
      Pattern.compile("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private static final Map<Class<?>, Name> NAMES = new HashMap<>();

  static {
    recorded();
    told();
  }

  /// @param kept for instance `SourcingDecision.Outcome.PartlyBackordered`
  /// @param code of its last part; an answer tells some hundred
  private record Name(String kept, String code) {
    static Name of(String kept) {
      return new Name(kept, upper(lastPart(kept)));
    }
  }

  private KeptNames() {}

  /// For instance `SourcingDecision.Outcome.PartlyBackordered`.
  ///
  /// @throws IllegalStateException if nobody has given the type a name
  public static String of(Class<?> type) {
    return find(type).kept();
  }

  private static Name find(Class<?> type) {
    Name name = NAMES.get(type);
    if (name == null) {
      throw new IllegalStateException(
          "%s is to be kept or told and has no name.\nMaybe give it one in KeptNames."
              .formatted(type));
    }
    return name;
  }

  /// The last part of the name of a type, for instance `PartlyBackordered`.
  static String last(Class<?> type) {
    return lastPart(of(type));
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /// The last part of the name of a value's type, for instance `PartlyBackordered`.
  public static String ofCase(Object value) {
    return last(value.getClass());
  }

  /// The case as answers and events spell it: `PARTLY_BACKORDERED`.
  public static String code(Object value) {
    return find(value.getClass()).code();
  }

  /// `PARTLY_BACKORDERED` for `PartlyBackordered`.
  public static String upper(String ofCase) {
    return BETWEEN_WORDS.matcher(ofCase).replaceAll("_").toUpperCase(Locale.ROOT);
  }

  /// The names of all cases, in the order in which they are declared.
  public static List<String> cases(Class<?> sealedType) {
    return Arrays.stream(sealedType.getPermittedSubclasses()).map(KeptNames::last).toList();
  }

  /// The same as answers and events spell them.
  public static List<String> codes(Class<?> sealedType) {
    return cases(sealedType).stream().map(KeptNames::upper).toList();
  }

  /// All types that have a name.
  static Set<Class<?>> types() {
    return Set.copyOf(NAMES.keySet());
  }

  private static void add(String name, Class<?> type) {
    NAMES.put(type, Name.of(name));
  }

  /// What records of decisions are made of.
  private static void recorded() {
    add("Order", Order.class);
    add("Order.Extent", Order.Extent.class);
    add("OrderId", OrderId.class);
    add("Destination", Destination.class);
    add("Located", Located.class);
    add("GeoPoint", GeoPoint.class);
    add("Precision", Precision.class);
    add("Promise", Promise.class);
    add("Promise.On", Promise.On.class);
    add("Promise.Exactly", Promise.Exactly.class);
    add("Promise.AsPolicySays", Promise.AsPolicySays.class);
    add("OrderLine", OrderLine.class);
    add("OrderLineId", OrderLineId.class);
    add("Sku", Sku.class);
    add("Money", Money.class);
    add("Component", Component.class);
    add("Demands.Explain", Demands.Explain.class);
    add("Market.Reference", Market.Reference.class);
    add("ShipNode", ShipNode.class);
    add("CarrierService", CarrierService.class);
    add("ExchangeRate", ExchangeRate.class);
    add("SourcingDecision", SourcingDecision.class);
    add("SourcingDecision.PromiseReport", SourcingDecision.PromiseReport.class);
    add("Probability", Probability.class);
    add("SourcingDecision.RelaxStep", SourcingDecision.RelaxStep.class);
    add("SourcingDecision.Outcome", SourcingDecision.Outcome.class);
    add("SourcingDecision.Outcome.Allocated", SourcingDecision.Outcome.Allocated.class);
    add("SourcingDecision.Shipment", SourcingDecision.Shipment.class);
    add("ShipNodeId", ShipNodeId.class);
    add("CarrierServiceId", CarrierServiceId.class);
    add("SourcingDecision.Allocation", SourcingDecision.Allocation.class);
    add("TransitEstimate", TransitEstimate.class);
    add("TransitEstimate.Predicted", TransitEstimate.Predicted.class);
    add("TransitDistribution", TransitDistribution.class);
    add("PromiseOdds", PromiseOdds.class);
    add("ModelRef", ModelRef.class);
    add("TransitEstimate.Assumed", TransitEstimate.Assumed.class);
    add("FallbackReason", FallbackReason.class);
    add("FallbackReason.Missing", FallbackReason.Missing.class);
    add("FallbackReason.Corrupt", FallbackReason.Corrupt.class);
    add("FallbackReason.SwitchedOff", FallbackReason.SwitchedOff.class);
    add("FallbackReason.TimedOut", FallbackReason.TimedOut.class);
    add("FallbackReason.Failed", FallbackReason.Failed.class);
    add("FallbackReason.ModelStale", FallbackReason.ModelStale.class);
    add("FallbackReason.FeatureStale", FallbackReason.FeatureStale.class);
    add("FallbackReason.FeaturesMissing", FallbackReason.FeaturesMissing.class);
    add("FallbackReason.OutsideTrainingRange", FallbackReason.OutsideTrainingRange.class);
    add("FallbackReason.TooUncertain", FallbackReason.TooUncertain.class);
    add("FallbackReason.DoesWorse", FallbackReason.DoesWorse.class);
    add("TransitEstimate.Measured", TransitEstimate.Measured.class);
    add("SourcingDecision.WhyLow", SourcingDecision.WhyLow.class);
    add("ParcelMeasures", ParcelMeasures.class);
    add("CostTerms", CostTerms.class);
    add("Cost", Cost.class);
    add("SourcingDecision.Competitor", SourcingDecision.Competitor.class);
    add(
        "SourcingDecision.Outcome.PartlyBackordered",
        SourcingDecision.Outcome.PartlyBackordered.class);
    add("SourcingDecision.Shortage", SourcingDecision.Shortage.class);
    add("SourcingDecision.ShortageReason", SourcingDecision.ShortageReason.class);
    add("SourcingDecision.ShortageReason.NoStock", SourcingDecision.ShortageReason.NoStock.class);
    add(
        "SourcingDecision.ShortageReason.NoEligibleNode",
        SourcingDecision.ShortageReason.NoEligibleNode.class);
    add(
        "SourcingDecision.ShortageReason.NotWorthAParcel",
        SourcingDecision.ShortageReason.NotWorthAParcel.class);
    add(
        "SourcingDecision.ShortageReason.TooManyParcels",
        SourcingDecision.ShortageReason.TooManyParcels.class);
    add(
        "SourcingDecision.ShortageReason.DemandsNotMet",
        SourcingDecision.ShortageReason.DemandsNotMet.class);
    add("SourcingDecision.Holding", SourcingDecision.Holding.class);
    add("SourcingDecision.Outcome.Backordered", SourcingDecision.Outcome.Backordered.class);
    add("SourcingDecision.Outcome.Held", SourcingDecision.Outcome.Held.class);
    add("SourcingDecision.HoldReason", SourcingDecision.HoldReason.class);
    add("SourcingDecision.Outcome.Unfillable", SourcingDecision.Outcome.Unfillable.class);
    add("SourcingTerms", SourcingTerms.class);
    add("SourcingDecision.Path", SourcingDecision.Path.class);
    add("SourcingDecision.Path.Model", SourcingDecision.Path.Model.class);
    add("SourcingDecision.Path.NoCandidate", SourcingDecision.Path.NoCandidate.class);
    add("SourcingDecision.Path.Rules", SourcingDecision.Path.Rules.class);
    add("SourcingDecision.RunnerUp", SourcingDecision.RunnerUp.class);
    add("SourcingDecision.Leg", SourcingDecision.Leg.class);
    add("SourcingDecision.ScoredPlan", SourcingDecision.ScoredPlan.class);
    add("SourcingDecision.NodeAssessment", SourcingDecision.NodeAssessment.class);
    add("SourcingDecision.Verdict", SourcingDecision.Verdict.class);
    add("SourcingDecision.Verdict.Chosen", SourcingDecision.Verdict.Chosen.class);
    add("SourcingDecision.Verdict.Outbid", SourcingDecision.Verdict.Outbid.class);
    add("SourcingDecision.Verdict.CannotWin", SourcingDecision.Verdict.CannotWin.class);
    add("SourcingDecision.Verdict.NotWorkedOut", SourcingDecision.Verdict.NotWorkedOut.class);
    add("SourcingDecision.Verdict.RuledOut", SourcingDecision.Verdict.RuledOut.class);
    add("SourcingDecision.Finding", SourcingDecision.Finding.class);
    add("Reason", Reason.class);
    add("Reason.NodeInactive", Reason.NodeInactive.class);
    add("Reason.StockInactive", Reason.StockInactive.class);
    add("Reason.ChannelNotServed", Reason.ChannelNotServed.class);
    add("Reason.CustomerClassNotServed", Reason.CustomerClassNotServed.class);
    add("Reason.HazmatNotHandled", Reason.HazmatNotHandled.class);
    add("Reason.DestinationNotServed", Reason.DestinationNotServed.class);
    add("Reason.AddressNotServed", Reason.AddressNotServed.class);
    add("Reason.CategoryNotShipped", Reason.CategoryNotShipped.class);
    add("Reason.ShortOfStock", Reason.ShortOfStock.class);
    add("Reason.PastCutoff", Reason.PastCutoff.class);
    add("Reason.CapacityExhausted", Reason.CapacityExhausted.class);
    add("Reason.NoHandover", Reason.NoHandover.class);
    add("Reason.TooFar", Reason.TooFar.class);
    add("Reason.RefusesTooOften", Reason.RefusesTooOften.class);
    add("Reason.AcceptsTooLate", Reason.AcceptsTooLate.class);
    add("Reason.ExcludedByCaller", Reason.ExcludedByCaller.class);
    add("Reason.RefusedByNode", Reason.RefusedByNode.class);
    add("Refusal", Refusal.class);
    add("Refusal.Because", Refusal.Because.class);
    add("Reason.PinnedElsewhere", Reason.PinnedElsewhere.class);
    add("Reason.NoExchangeRate", Reason.NoExchangeRate.class);
    add("Reason.ServiceInactive", Reason.ServiceInactive.class);
    add("Reason.NoRate", Reason.NoRate.class);
    add("Reason.NotCollected", Reason.NotCollected.class);
    add("Reason.NoDelivery", Reason.NoDelivery.class);
    add("Reason.OutsideWindow", Reason.OutsideWindow.class);
    add("Reason.TooHeavy", Reason.TooHeavy.class);
    add("Reason.TooLight", Reason.TooLight.class);
    add("Reason.TooLong", Reason.TooLong.class);
    add("Reason.GirthTooLarge", Reason.GirthTooLarge.class);
    add("Reason.TooBulky", Reason.TooBulky.class);
    add("Reason.TooManyUnits", Reason.TooManyUnits.class);
    add("Reason.HazmatNotCarried", Reason.HazmatNotCarried.class);
    add("Reason.HazmatNotMixed", Reason.HazmatNotMixed.class);
    add("Reason.ContentsNotCarried", Reason.ContentsNotCarried.class);
    add("Reason.ValueTooHigh", Reason.ValueTooHigh.class);
    add("Reason.TooSlow", Reason.TooSlow.class);
    add("Reason.OutOfReach", Reason.OutOfReach.class);
    add("Reason.ServiceLevelNotMet", Reason.ServiceLevelNotMet.class);
    add("Reason.PriceOutOfRange", Reason.PriceOutOfRange.class);
    add("Reason.NotPackable", Reason.NotPackable.class);
    add("SourcingDecision.ServiceAssessment", SourcingDecision.ServiceAssessment.class);
    add("SourcingDecision.Offer", SourcingDecision.Offer.class);
    add("SourcingDecision.Offer.None", SourcingDecision.Offer.None.class);
    add("SourcingDecision.Offer.Quoted", SourcingDecision.Offer.Quoted.class);
    add("SourcingDecision.LineReturn", SourcingDecision.LineReturn.class);
    add("ReturnEstimate", ReturnEstimate.class);
    add("ReturnEstimate.Predicted", ReturnEstimate.Predicted.class);
    add("ReturnEstimate.Assumed", ReturnEstimate.Assumed.class);
    add("ReturnAction", ReturnAction.class);
    add("SourcingDecision.SearchReport", SourcingDecision.SearchReport.class);
    add("SourcingDecision.Grounds", SourcingDecision.Grounds.class);
    add("SourcingDecision.TableRow", SourcingDecision.TableRow.class);
    add("UnknownId", UnknownId.class);
    add("Loaded", Loaded.class);
    add("NodeState", NodeState.class);
    add("StockPosition", StockPosition.class);
    add("NodeState.DayLoad", NodeState.DayLoad.class);
    add("Acceptance", Acceptance.class);
    add("Item", Item.class);
    add("RecentTransit", RecentTransit.class);
    add("TransitWindow", TransitWindow.class);
    add("MeasuredTransit", MeasuredTransit.class);
    add("Case.LineReturnHistory", Case.LineReturnHistory.class);
    add("ReturnHistory", ReturnHistory.class);
    add("Demands", Demands.class);
    add("Demands.Pin", Demands.Pin.class);
    add("Demands.PlannedParcel", Demands.PlannedParcel.class);
    add("Demands.PlannedLine", Demands.PlannedLine.class);
    add("EstimateLog", EstimateLog.class);
    add("EstimateLog.Transit", EstimateLog.Transit.class);
    add("TransitQuery", TransitQuery.class);
    add("Attributes", Attributes.class);
    add("Attributes.Named", Attributes.Named.class);
    add("Attributes.Value", Attributes.Value.class);
    add("Condition", Condition.class);
    add("Conditions", Conditions.class);
    add("Attributes.Measure", Attributes.Value.Measure.class);
    add("Attributes.Word", Attributes.Value.Word.class);
    add("EstimateLog.Returned", EstimateLog.Returned.class);
    add("ReturnQuery", ReturnQuery.class);
  }

  /// What is worked out for an answer and kept nowhere.
  private static void told() {
    add("WhyNot.Change", WhyNot.Change.class);
    add("WhyNot.Change.SwitchOn", WhyNot.Change.SwitchOn.class);
    add("WhyNot.Change.SwitchOnService", WhyNot.Change.SwitchOnService.class);
    add("WhyNot.Change.SwitchOnStock", WhyNot.Change.SwitchOnStock.class);
    add("WhyNot.Change.ServeChannel", WhyNot.Change.ServeChannel.class);
    add("WhyNot.Change.HandleHazmat", WhyNot.Change.HandleHazmat.class);
    add("WhyNot.Change.NodeNotExcluded", WhyNot.Change.NodeNotExcluded.class);
    add("WhyNot.Change.ServiceNotExcluded", WhyNot.Change.ServiceNotExcluded.class);
    add("WhyNot.Change.NotRefused", WhyNot.Change.NotRefused.class);
    add("WhyNot.Change.WithoutPin", WhyNot.Change.WithoutPin.class);
    add("WhyNot.Change.WithoutSameNode", WhyNot.Change.WithoutSameNode.class);
    add("WhyNot.Change.WithoutShipComplete", WhyNot.Change.WithoutShipComplete.class);
    add("WhyNot.Change.EarlierWindow", WhyNot.Change.EarlierWindow.class);
    add("WhyNot.Change.LaterWindow", WhyNot.Change.LaterWindow.class);
    add("WhyNot.Change.WithoutRow", WhyNot.Change.WithoutRow.class);
    add("WhyNot.Change.RowNotApplied", WhyNot.Change.RowNotApplied.class);
    add("WhyNot.Change.LoadRate", WhyNot.Change.LoadRate.class);
    add("WhyNot.Change.LaneRate", WhyNot.Change.LaneRate.class);
    add("WhyNot.Change.Earlier", WhyNot.Change.Earlier.class);
    add("WhyNot.Change.OpenOn", WhyNot.Change.OpenOn.class);
    add("WhyNot.Change.CollectOn", WhyNot.Change.CollectOn.class);
    add("WhyNot.Change.DeliverOn", WhyNot.Change.DeliverOn.class);
    add("WhyNot.Change.WorkOn", WhyNot.Change.WorkOn.class);
    add("WhyNot.Change.LongerHorizon", WhyNot.Change.LongerHorizon.class);
    add("WhyNot.Change.MoreParcels", WhyNot.Change.MoreParcels.class);
    add("WhyNot.Change.MoreCapacity", WhyNot.Change.MoreCapacity.class);
    add("WhyNot.Change.MoreUnits", WhyNot.Change.MoreUnits.class);
    add("WhyNot.Change.MoreUnitsOfSeveral", WhyNot.Change.MoreUnitsOfSeveral.class);
    add("WhyNot.Change.LaterPromise", WhyNot.Change.LaterPromise.class);
    add("WhyNot.Change.CheaperBy", WhyNot.Change.CheaperBy.class);
  }
}
