package dev.whence.service.http.decisions;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import dev.whence.rules.sourcing.WhyNot;
import dev.whence.rules.sourcing.WhyNot.Change;
import dev.whence.service.http.Json;
import dev.whence.service.sourcing.DecisionId;
import java.time.Duration;
import java.util.List;

/// Why a ship node did not send an order, and what would have sent the order there.
///
/// @param verdict `CHOSEN`, `OUTBID`, `RULED_OUT`, or `NO_CANDIDATE` for a node without a stock
///   record of any SKU of the order
/// @param changes each of which alone would have been enough; empty when none was found
public record WhyNotView(
    String decisionId,
    String shipNode,
    String verdict,
    String summary,
    List<ReasonView> findings,
    List<ChangeView> changes) {

  /// @param kind for instance `MORE_UNITS`
  /// @param by how much; its members depend on `kind`
  public record ChangeView(String kind, JsonNode by, String sentence) {
    static ChangeView of(Change change) {
      return new ChangeView(
          Codes.upper(change.getClass().getSimpleName()), by(change), sentence(change) + ".");
    }

    private static JsonNode by(Change change) {
      return switch (change) {
        case Change.MoreUnits(var sku, int units) -> Json.tree(new Units(sku.value(), units));
        case Change.MoreUnitsOfSeveral(var several) ->
            Json.tree(several.stream().map(u -> new Units(u.sku().value(), u.units())).toList());
        case Change.MoreCapacity(int parcels) -> Json.tree(new Parcels(parcels));
        case Change.Earlier(var by) -> Json.tree(new Span(by.toString()));
        case Change.CheaperBy(var cost) -> Json.tree(new Amount(DecisionView.minor(cost)));
      };
    }

    private static String sentence(Change change) {
      return switch (change) {
        case Change.MoreUnits units -> text(units);
        case Change.MoreUnitsOfSeveral(var several) ->
            several.stream().map(ChangeView::text).collect(joining(" and "));
        case Change.MoreCapacity(int parcels) ->
            "Capacity for " + ReasonView.plural(parcels, "more parcel");
        case Change.Earlier(var by) -> "The order %s earlier".formatted(span(by));
        case Change.CheaperBy(var cost) ->
            "A plan through it cheaper by more than %s minor units"
                .formatted(DecisionView.minor(cost).toPlainString());
      };
    }

    private static String text(Change.MoreUnits units) {
      return "%s of %s there".formatted(ReasonView.plural(units.units(), "more unit"), units.sku());
    }

    private static String span(Duration duration) {
      long minutes = duration.plusSeconds(59).toMinutes();
      return minutes < 120
          ? ReasonView.plural(minutes, "minute")
          : "%d h %d min".formatted(minutes / 60, minutes % 60);
    }

    record Units(String sku, int units) {}

    record Parcels(int parcels) {}

    record Span(String duration) {}

    record Amount(java.math.BigDecimal costMinor) {}
  }

  static WhyNotView of(DecisionId decision, ShipNodeId node, WhyNot.Answer answer) {
    return switch (answer) {
      case WhyNot.Answer.Chosen() -> of(decision, node, "CHOSEN", "%s sends the order.");
      case WhyNot.Answer.NoCandidate() ->
          of(decision, node, "NO_CANDIDATE", "%s has no stock record of any SKU of the order.");
      case WhyNot.Answer.Because(var verdict, var findings, var changes) -> {
        List<ReasonView> reasons = findings.stream().map(ReasonView::of).toList();
        List<ChangeView> views = changes.stream().map(ChangeView::of).toList();
        yield new WhyNotView(
            decision.toString(),
            node.value(),
            Codes.upper(verdict.getClass().getSimpleName()),
            summary(node, verdict, reasons, views),
            reasons,
            views);
      }
    };
  }

  private static WhyNotView of(
      DecisionId decision, ShipNodeId node, String verdict, String summary) {
    return new WhyNotView(
        decision.toString(), node.value(), verdict, summary.formatted(node), List.of(), List.of());
  }

  private static String summary(
      ShipNodeId node, Verdict verdict, List<ReasonView> findings, List<ChangeView> changes) {
    String why =
        switch (verdict) {
          case Verdict.Outbid ignored -> node + " could send it, at a higher cost.";
          case Verdict.CannotWin ignored ->
              node + " could send it, but only at a higher cost, even if surely on time.";
          case Verdict.NotWorkedOut ignored ->
              node + " could send it; its best plan was not worked out.";
          case Verdict.Chosen ignored -> node + " sends the order.";
          case Verdict.RuledOut ignored ->
              findings.isEmpty()
                  ? node + " has no carrier service that may carry the order."
                  : node
                      + " "
                      + findings.stream()
                          .map(f -> f.sentence().substring(0, f.sentence().length() - 1))
                          .distinct()
                          .collect(joining(", "))
                      + ".";
        };
    return changes.isEmpty()
        ? why + " No single change would have sent it there."
        : why
            + " Enough would have been: "
            + changes.stream()
                .map(c -> c.sentence().substring(0, c.sentence().length() - 1))
                .collect(joining("; or "))
            + ".";
  }
}
