package dev.whence.service.http.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.rules.sourcing.WhyNot;
import dev.whence.rules.sourcing.WhyNot.Change;
import dev.whence.rules.sourcing.WhyNot.Search;
import dev.whence.service.http.Json;
import dev.whence.service.json.KeptNames;
import dev.whence.service.records.DecisionId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Why a ship node did not send an order, and what would have sent the order there.
///
/// @param verdict `CHOSEN`, `OUTBID`, `RULED_OUT`, `NOT_WORKED_OUT`, `NO_CANDIDATE` for a node
///   without a stock record of any SKU of the order, or `UNKNOWN` for one that is not on the
///   decision's record
/// @param changes each of which alone would have been enough; empty when none was found
/// @param together what is enough only together; empty when a single change is, or nothing was
///   found
/// @param tried the kinds of change that were tried
/// @param proven whether no single change of these kinds is enough
public record WhyNotView(
    String decisionId,
    String shipNode,
    String verdict,
    String summary,
    List<ReasonView> findings,
    List<ChangeView> changes,
    List<ChangeView> together,
    List<String> tried,
    boolean proven) {

  /// @param kind for instance `MORE_UNITS`
  /// @param by how much; its members depend on `kind`
  public record ChangeView(String kind, JsonNode by, String sentence) {
    static ChangeView of(Change change) {
      String sentence = change.sentence();
      return new ChangeView(
          KeptNames.code(change),
          Json.tree(by(change)),
          sentence.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
              + sentence.substring(1)
              + ".");
    }

    private static Map<String, Object> by(Change change) {
      var by = new LinkedHashMap<String, Object>();
      switch (change) {
        case Change.SwitchOn(var node) -> by.put("shipNode", node.value());
        case Change.SwitchOnService(var service) -> by.put("carrierService", service.value());
        case Change.SwitchOnStock(var node, var sku) -> {
          by.put("shipNode", node.value());
          by.put("sku", sku.value());
        }
        case Change.ServeChannel(var node, var channel) -> {
          by.put("shipNode", node.value());
          by.put("channel", channel);
        }
        case Change.HandleHazmat(var node) -> by.put("shipNode", node.value());
        case Change.NodeNotExcluded(var node) -> by.put("shipNode", node.value());
        case Change.NotRefused(var node) -> by.put("shipNode", node.value());
        case Change.ServiceNotExcluded(var service) -> by.put("carrierService", service.value());
        case Change.WithoutPin(var line, var node) -> {
          by.put("line", line.value());
          by.put("shipNode", node.value());
        }
        case Change.WithoutSameNode(var lines) ->
            by.put("lines", lines.stream().map(line -> line.value()).toList());
        case Change.WithoutShipComplete() -> {}
        case Change.EarlierWindow(var day, int days) -> {
          by.put("shipNotBefore", day);
          by.put("days", days);
        }
        case Change.LaterWindow(var day, int days) -> {
          by.put("shipBy", day);
          by.put("days", days);
        }
        case Change.WithoutRow(var table, var ruleId) -> {
          by.put("table", table);
          by.put("ruleId", ruleId);
        }
        case Change.RowNotApplied(var table, var ruleId, var node) -> {
          by.put("table", table);
          by.put("ruleId", ruleId);
          by.put("shipNode", node.value());
        }
        case Change.LoadRate(var from, var to, var rate, boolean any) -> {
          by.put("from", from.getCurrencyCode());
          by.put("to", to.getCurrencyCode());
          by.put("atMost", rate);
          by.put("any", any);
        }
        case Change.LaneRate(var node, var service, var price, int days) -> {
          by.put("shipNode", node.value());
          by.put("carrierService", service.value());
          by.put("atMostMinor", price.minorUnits());
          by.put("currency", price.currency().getCurrencyCode());
          by.put("transitDays", days);
        }
        case Change.Earlier(var duration) -> by.put("duration", duration.toString());
        case Change.OpenOn(var node, var day) -> {
          by.put("shipNode", node.value());
          by.put("day", day);
        }
        case Change.CollectOn(var service, var weekday) -> {
          by.put("carrierService", service.value());
          by.put("weekday", weekday.name());
        }
        case Change.DeliverOn(var service, var weekday) -> {
          by.put("carrierService", service.value());
          by.put("weekday", weekday.name());
        }
        case Change.WorkOn(var service, var holiday) -> {
          by.put("carrierService", service.value());
          by.put("day", holiday);
        }
        case Change.LongerHorizon(int days) -> by.put("horizonDays", days);
        case Change.MoreParcels(int most) -> by.put("mostParcels", most);
        case Change.MoreCapacity(var node, int parcels, var day) -> {
          by.put("shipNode", node.value());
          by.put("parcels", parcels);
          by.put("day", day);
        }
        case Change.MoreUnits units -> by.putAll(units(units));
        case Change.MoreUnitsOfSeveral(var several) ->
            by.put("units", several.stream().map(ChangeView::units).toList());
        case Change.LaterPromise(var date, int days) -> {
          by.put("promised", date);
          by.put("days", days);
        }
        case Change.CheaperBy(var node, var cost, var currency) -> {
          by.put("shipNode", node.value());
          by.put("costMinor", DecisionView.minor(cost));
          by.put("currency", currency.getCurrencyCode());
        }
      }
      return by;
    }

    private static Map<String, Object> units(Change.MoreUnits units) {
      var by = new LinkedHashMap<String, Object>();
      by.put("shipNode", units.shipNode().value());
      by.put("sku", units.sku().value());
      by.put("units", units.units());
      return by;
    }
  }

  static WhyNotView of(DecisionId decision, ShipNodeId node, WhyNot.Answer answer) {
    var nothing = new Search(List.of(), List.of(), List.of(), false, 0);
    return switch (answer) {
      case WhyNot.Answer.Chosen() -> of(decision, node, answer, "CHOSEN", List.of(), nothing);
      case WhyNot.Answer.Unknown() -> of(decision, node, answer, "UNKNOWN", List.of(), nothing);
      case WhyNot.Answer.NoCandidate(var search) ->
          of(decision, node, answer, "NO_CANDIDATE", List.of(), search);
      case WhyNot.Answer.Because(var verdict, var findings, var services, var search) ->
          of(
              decision,
              node,
              answer,
              KeptNames.code(verdict),
              findings.stream().map(ReasonView::of).toList(),
              search);
    };
  }

  private static WhyNotView of(
      DecisionId decision,
      ShipNodeId node,
      WhyNot.Answer answer,
      String verdict,
      List<ReasonView> findings,
      Search search) {
    return new WhyNotView(
        decision.toString(),
        node.value(),
        verdict,
        answer.sentence(node),
        findings,
        search.changes().stream().map(ChangeView::of).toList(),
        search.together().stream().map(ChangeView::of).toList(),
        search.tried().stream().map(Enum::name).toList(),
        search.proven());
  }
}
