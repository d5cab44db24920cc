package dev.whence.service.http.decisions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.service.http.Json;
import dev.whence.service.json.KeptNames;
import java.util.List;

/// A table row that fired against a candidate.
///
/// @param reason a published code, for instance `SHORT_OF_STOCK`
/// @param evidence the values behind the reason; its members depend on `reason`
/// @param lines ids of the order lines it holds for; left out where it holds for the whole order
/// @param sentence the same for a person
public record ReasonView(
    String ruleId,
    String reason,
    JsonNode evidence,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> lines,
    String sentence) {

  static ReasonView of(Finding finding) {
    return of(finding, Integer.MAX_VALUE);
  }

  /// @param orderLines how many lines the order has
  static ReasonView of(Finding finding, int orderLines) {
    Reason reason = finding.reason();
    return new ReasonView(
        finding.ruleId(),
        code(reason),
        Json.tree(reason),
        finding.lines().size() == orderLines
            ? List.of()
            : finding.lines().stream().map(OrderLineId::value).toList(),
        reason.sentence() + ".");
  }

  /// `SHORT_OF_STOCK` for `ShortOfStock`: the word that the tables use.
  static String code(Reason reason) {
    return KeptNames.code(reason);
  }

  static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
