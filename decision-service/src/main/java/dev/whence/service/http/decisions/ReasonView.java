package dev.whence.service.http.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.service.http.Json;
import java.util.List;

/// A table row that fired against a candidate.
///
/// @param reason a published code, for instance `SHORT_OF_STOCK`
/// @param evidence the values behind the reason; its members depend on `reason`
/// @param lines ids of the order lines it holds for
/// @param sentence the same for a person
public record ReasonView(
    String ruleId, String reason, JsonNode evidence, List<String> lines, String sentence) {

  static ReasonView of(Finding finding) {
    Reason reason = finding.reason();
    return new ReasonView(
        finding.ruleId(),
        code(reason),
        Json.tree(reason),
        finding.lines().stream().map(OrderLineId::value).toList(),
        sentence(reason) + ".");
  }

  /// `SHORT_OF_STOCK` for `ShortOfStock`: the word that the tables use.
  static String code(Reason reason) {
    return Codes.upper(reason.getClass().getSimpleName());
  }

  /// Without a subject: it follows "the node" or "the service".
  static String sentence(Reason reason) {
    return switch (reason) {
      case Reason.NodeInactive() -> "is switched off";
      case Reason.ChannelNotServed(var channel) -> "does not serve the channel " + channel;
      case Reason.CustomerClassNotServed(var customerClass) ->
          "does not serve customers of the class " + customerClass;
      case Reason.HazmatNotHandled() -> "does not handle hazardous goods";
      case Reason.DestinationNotServed(var country, var region) ->
          "does not serve " + (region.isEmpty() ? country : country + "-" + region);
      case Reason.CategoryNotShipped(var category) -> "does not ship " + category;
      case Reason.ShortOfStock(int unitsShort, int unitsAvailable) ->
          "is %d short of stock (%d available)".formatted(unitsShort, unitsAvailable);
      case Reason.PastCutoff(long minutesLate) ->
          "is past its cutoff by " + plural(minutesLate, "minute");
      case Reason.CapacityExhausted(int parcelsLeft) ->
          "has capacity for %s left".formatted(plural(parcelsLeft, "parcel"));
      case Reason.TooFar(int distanceKm) -> "is too far away (%d km)".formatted(distanceKm);
      case Reason.ExcludedByCaller() -> "is excluded by the request";
      case Reason.NoRate() -> "has no rate for the lane";
      case Reason.TooHeavy(int unitWeightGrams) ->
          "does not take units of %d g".formatted(unitWeightGrams);
      case Reason.TooLong(int longestSideMm) ->
          "does not take units of %d mm length".formatted(longestSideMm);
      case Reason.HazmatNotCarried() -> "does not carry hazardous goods";
      case Reason.ContentsNotCarried(var category) -> "does not carry " + category;
      case Reason.ValueTooHigh(long lineValueMinor) ->
          "does not take a value of %d minor units".formatted(lineValueMinor);
      case Reason.TooSlow(int transitDays, int daysToPromise) ->
          "takes %s where %d are left".formatted(plural(transitDays, "day"), daysToPromise);
      case Reason.OutOfReach(int distanceKm) -> "does not reach %d km".formatted(distanceKm);
      case Reason.ServiceLevelNotMet(var serviceLevel) -> "does not meet " + serviceLevel;
    };
  }

  static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
