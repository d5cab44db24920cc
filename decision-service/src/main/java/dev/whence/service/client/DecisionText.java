package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A decision's answer as text for a terminal: chosen plan, its promise and cost, the second plan
/// and what decided, losers and why, return risk, who decided.
///
/// Only what somebody pays is told in money. What the policy counts on top (lateness, splits, units
/// left out) weighs in the choice and is told as such, for it is on no invoice.
final class DecisionText {
  /// Terms of the cost that somebody pays.
  private static final List<String> PAID = List.of("freight", "handling", "returns");

  /// Terms that only weigh, with their words and what more of one means for the customer.
  private static final List<Weight> WEIGHED =
      List.of(
          new Weight("lateness", "lateness", "later", "sooner"),
          new Weight("capacity", "capacity", "scarcer capacity", "more free capacity"),
          new Weight("stockWorth", "stock", "scarcer stock", "more plentiful stock"),
          new Weight("split", "split", "more parcels", "fewer parcels"),
          new Weight("unfilled", "units left out", "more left out", "less left out"));

  /// What of the units on hand an order does not get.
  private static final List<Map.Entry<String, String>> HELD_BACK =
      List.of(
          Map.entry("reserved", "reserved"),
          Map.entry("safetyStock", "safety stock"),
          Map.entry("protectedUnits", "kept for others"));

  private static final Map<String, String> WHY_LOW =
      Map.of(
          "FALLBACK", "no model answered for it",
          "SERVICE_NEVER_SEEN", "no parcel of the service was seen lately",
          "THIN_LANE", "few parcels were seen between these regions");

  private final JsonNode decision;
  private final Currency currency;
  private final List<String> text = new ArrayList<>();

  private DecisionText(JsonNode decision) {
    this.decision = decision;
    this.currency = Currency.getInstance(decision.path("currency").asText());
  }

  /// @param decision as `POST /v1/decisions` answers it
  static List<String> of(JsonNode decision) {
    var text = new DecisionText(decision);
    text.write();
    return text.text;
  }

  private void write() {
    text.add("  " + decision.path("summary").asText());
    parcels("parcel", decision.path("shipments"));
    parcels("could send", decision.path("proposed"));
    if (stream(decision.path("shipments")).findAny().isPresent()
        || stream(decision.path("proposed")).findAny().isPresent()) {
      line("promise", promise());
    }
    decision.path("shortages").forEach(this::shortage);
    cost();
    if (decision.hasNonNull("second")) {
      line("second", second(decision.path("second")));
    }
    if (decision.hasNonNull("callerPlan")) {
      line("your plan", callerPlan(decision.path("callerPlan")));
    }
    decision.path("candidates").forEach(this::loser);
    decision.path("returns").forEach(this::returnRisk);
    line("decided by", path());
    JsonNode reservation = decision.path("reservation");
    if (!reservation.isMissingNode() && !reservation.isNull()) {
      line("reserved", "until " + reservation.path("expiresAt").asText());
    }
    if (decision.hasNonNull("decisionId")) {
      line("recorded", decision.path("decisionId").asText());
    }
  }

  private void line(String label, String value) {
    text.add("    %-11s %s".formatted(label, value));
  }

  private void parcels(String label, JsonNode shipments) {
    for (JsonNode shipment : shipments) {
      String lines =
          stream(shipment.path("lines"))
              .map(l -> l.path("units").asText() + " x " + l.path("sku").asText())
              .collect(Collectors.joining(", "));
      line(
          label,
          "%s by %s: %s; %s kg%s; handed over %s; on time %s (%s)"
              .formatted(
                  shipment.path("shipNode").asText(),
                  shipment.path("carrierService").asText(),
                  lines,
                  kilograms(shipment.path("parcel").path("weightGrams")),
                  surcharges(shipment.path("surcharges")),
                  shipment.path("handover").asText(),
                  percent(shipment.path("onTime")),
                  days(shipment.path("transit"))));
      if (shipment.path("confidence").asText().equals("low")) {
        line(
            "",
            "low confidence: "
                + stream(shipment.path("whyLow"))
                    .map(why -> whyLow(why.asText()))
                    .collect(Collectors.joining("; ")));
      }
    }
  }

  private static String surcharges(JsonNode names) {
    String list = stream(names).map(JsonNode::asText).collect(Collectors.joining(", "));
    return list.isEmpty() ? "" : "; surcharges: " + list;
  }

  private String whyLow(String code) {
    JsonNode destination = decision.path("destination");
    return code.equals("PLACE_UNCERTAIN")
        ? "the address is known to its %s only, give or take %s km"
            .formatted(
                words(destination.path("precision").asText()),
                destination.path("uncertaintyKm").asText())
        : WHY_LOW.getOrDefault(code, words(code));
  }

  private static String days(JsonNode transit) {
    JsonNode days = transit.path("days");
    String quantiles =
        "half within %s days, 95 %% within %s"
            .formatted(oneDecimal(days.path("p50")), oneDecimal(days.path("p95")));
    return switch (transit.path("source").asText()) {
      case "measured" ->
          "%s, measured on %s".formatted(quantiles, count(transit.path("parcels"), "parcel"));
      case "published" ->
          "%s, published as %s".formatted(quantiles, count(transit.path("dueDays"), "day"));
      default -> quantiles;
    };
  }

  /// "2026-12-03: kept with 92 %", or what can be reached instead.
  private String promise() {
    JsonNode promise = decision.path("promise");
    String requested = promise.path("requested").asText();
    String chance = percent(promise.path("chance"));
    if (promise.path("kept").asBoolean()) {
      return "%s: kept with %s".formatted(requested, chance);
    }
    String reachable =
        promise.hasNonNull("reachable")
            ? promise.path("reachable").asText() + " can be reached"
            : "no day within two months is reached with " + percent(promise.path("leastChance"));
    return "%s: cannot be kept, %s; %s".formatted(requested, chance, reachable);
  }

  private void shortage(JsonNode shortage) {
    line(
        "missing",
        "%s x %s (line %s): %s"
            .formatted(
                shortage.path("units").asText(),
                shortage.path("sku").asText(),
                shortage.path("lineId").asText(),
                whyMissing(shortage)));
    List<String> holdings =
        stream(shortage.path("holdings"))
            .filter(holding -> holding.path("onHand").asInt() > 0)
            .map(holding -> holding(holding, shortage.path("sku")))
            .toList();
    long more = shortage.path("moreHoldings").asLong();
    long nodes = stream(shortage.path("holdings")).count() + more;
    if (!holdings.isEmpty()) {
      line("", String.join("; ", holdings) + (more > 0 ? "; and %d more".formatted(more) : ""));
    } else if (nodes > 0) {
      line(
          "",
          "none on hand at " + (nodes == 1 ? "the only node" : "any of %d nodes".formatted(nodes)));
    }
  }

  /// @param sku of the line; the goods of a bundle have others
  private static String holding(JsonNode holding, JsonNode sku) {
    var parts = new ArrayList<String>();
    parts.add(holding.path("onHand").asText() + " on hand");
    for (Map.Entry<String, String> part : HELD_BACK) {
      if (holding.path(part.getKey()).asInt() != 0) {
        parts.add(holding.path(part.getKey()).asText() + " " + part.getValue());
      }
    }
    return "%s%s: %s, %s available"
        .formatted(
            holding.path("shipNode").asText(),
            holding.path("sku").equals(sku) ? "" : " of " + holding.path("sku").asText(),
            String.join(", ", parts),
            holding.path("available").asText());
  }

  private String whyMissing(JsonNode shortage) {
    JsonNode evidence = shortage.path("evidence");
    return switch (shortage.path("reason").asText()) {
      case "NO_STOCK" -> "waiting for stock";
      case "NO_ELIGIBLE_NODE" -> "no ship node may send it";
      case "NOT_WORTH_A_PARCEL" ->
          "not worth a parcel: sending adds %s, the policy takes up to %s"
              .formatted(
                  money(evidence.path("sendingMinor").decimalValue()),
                  money(evidence.path("leavingOutMinor").decimalValue()));
      case "TOO_MANY_PARCELS" -> "more than " + count(evidence.path("mostParcels"), "parcel");
      case "DEMANDS_NOT_MET" -> "no plan meets the demands of the request";
      default -> words(shortage.path("reason").asText());
    };
  }

  private void cost() {
    JsonNode cost = decision.path("costMinor");
    String terms =
        PAID.stream()
            .filter(term -> cost.path(term).decimalValue().signum() != 0)
            .map(term -> term + " " + amount(cost.path(term).decimalValue()))
            .collect(Collectors.joining(" + "));
    line("cost", money(paid(cost)) + (terms.isEmpty() ? "" : " = " + terms));
    String weights =
        WEIGHED.stream()
            .filter(weight -> cost.path(weight.term()).decimalValue().signum() != 0)
            .map(weight -> weight.noun() + " " + amount(cost.path(weight.term()).decimalValue()))
            .collect(Collectors.joining(", "));
    if (!weights.isEmpty()) {
      line("weighed", weights + " (weights of the policy, no prices)");
    }
  }

  private static BigDecimal paid(JsonNode cost) {
    return PAID.stream()
        .map(term -> cost.path(term).decimalValue())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /// How another plan compares with the chosen one: "1.20 USD dearer, later".
  private String comparison(JsonNode other) {
    JsonNode chosen = decision.path("costMinor");
    var parts = new ArrayList<String>();
    BigDecimal more = paid(other).subtract(paid(chosen));
    if (isShown(more)) {
      parts.add(money(more.abs()) + (more.signum() > 0 ? " dearer" : " cheaper"));
    }
    for (Weight weight : WEIGHED) {
      BigDecimal heavier =
          other
              .path(weight.term())
              .decimalValue()
              .subtract(chosen.path(weight.term()).decimalValue());
      if (isShown(heavier)) {
        parts.add(heavier.signum() > 0 ? weight.more() : weight.less());
      }
    }
    return parts.isEmpty() ? "as good" : String.join(", ", parts);
  }

  /// Whether an amount is more than zeros when it is written.
  private boolean isShown(BigDecimal minor) {
    return major(minor).signum() != 0;
  }

  private String second(JsonNode second) {
    String legs =
        stream(second.path("legs"))
            .map(leg ->
                "%s by %s on %s"
                    .formatted(
                        leg.path("shipNode").asText(),
                        leg.path("carrierService").asText(),
                        leg.path("handoverDay").asText()))
            .collect(Collectors.joining(" and "));
    return "%s: %s; %s decides%s"
        .formatted(
            legs.isEmpty() ? "sending nothing" : legs,
            comparison(second.path("costMinor")),
            term(second.path("decidedBy").asText()),
            second.path("closeCall").asBoolean() ? ", a close call" : "");
  }

  private static String term(String name) {
    return WEIGHED.stream()
        .filter(weight -> weight.term().equals(name))
        .map(Weight::noun)
        .findFirst()
        .orElse(name);
  }

  private String callerPlan(JsonNode plan) {
    String compared = plan.has("costMinor") ? comparison(plan.path("costMinor")) : "";
    return plan.path("allowed").asBoolean()
        ? compared
        : "not allowed: %s%s"
            .formatted(plan.path("problem").asText(), compared.isEmpty() ? "" : "; " + compared);
  }

  private void loser(JsonNode candidate) {
    String node = candidate.path("shipNode").asText();
    switch (candidate.path("verdict").asText()) {
      case "OUTBID" ->
          line(
              "not",
              "%-20s %s, by %s"
                  .formatted(
                      node,
                      comparison(candidate.path("outbid").path("costMinor")),
                      candidate.path("outbid").path("carrierService").asText()));
      case "NOT_WORKED_OUT" ->
          line("not", "%-20s its best plan was not worked out".formatted(node));
      case "RULED_OUT" -> line("not", "%-20s %s".formatted(node, findings(candidate)));
      default -> {}
    }
  }

  /// What stands against it; told with another candidate where it is the same.
  private String findings(JsonNode candidate) {
    var sentences =
        new ArrayList<>(
            stream(candidate.path("findings")).map(DecisionText::sentence).distinct().toList());
    if (sentences.isEmpty()) {
      stream(services(candidate))
          .flatMap(service ->
              stream(service.path("findings"))
                  .map(
                      finding -> service.path("carrierService").asText() + " " + sentence(finding)))
          .forEach(sentences::add);
    }
    return String.join("; ", sentences);
  }

  private JsonNode services(JsonNode candidate) {
    JsonNode other = candidate.path("sameServicesAs");
    return stream(decision.path("candidates"))
        .filter(told -> !other.isMissingNode() && told.path("shipNode").equals(other))
        .findFirst()
        .orElse(candidate)
        .path("services");
  }

  private static String sentence(JsonNode finding) {
    String sentence = finding.path("sentence").asText();
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private void returnRisk(JsonNode line) {
    line(
        "may return",
        "line %s with %s%s%s"
            .formatted(
                line.path("lineId").asText(),
                percent(line.path("probability")),
                line.path("source").asText().equals("assumed")
                    ? " (assumed: " + sentence(line.path("because")) + ")"
                    : "",
                line.path("action").asText().equals("NONE")
                    ? ""
                    : ": " + words(line.path("action").asText())));
  }

  private String path() {
    JsonNode path = decision.path("path");
    String models =
        stream(decision.path("models"))
            .map(m -> m.path("name").asText() + "@" + m.path("version").asText())
            .collect(Collectors.joining(", "));
    return switch (path.path("by").asText()) {
      case "model" ->
          path.path("because").isEmpty()
              ? "models: " + models
              : "models: %s; measured figures where %s"
                  .formatted(
                      models,
                      stream(path.path("because"))
                          .map(DecisionText::sentence)
                          .collect(Collectors.joining("; ")));
      case "rules" ->
          "the routing guide, because "
              + stream(path.path("because"))
                  .map(DecisionText::sentence)
                  .collect(Collectors.joining("; "));
      default -> "the hard rules: nothing may be sent";
    };
  }

  private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
    return java.util.stream.StreamSupport.stream(array.spliterator(), false);
  }

  private String money(BigDecimal minor) {
    return amount(minor) + " " + currency.getCurrencyCode();
  }

  private String amount(BigDecimal minor) {
    return major(minor).toPlainString();
  }

  private BigDecimal major(BigDecimal minor) {
    int digits = Math.max(0, currency.getDefaultFractionDigits());
    return minor.movePointLeft(digits).setScale(digits, RoundingMode.HALF_EVEN);
  }

  /// To the hundred grams, and never nothing.
  private static String kilograms(JsonNode grams) {
    BigDecimal kilograms = grams.decimalValue().movePointLeft(3);
    return (kilograms.signum() == 0 ? kilograms : kilograms.max(new BigDecimal("0.1")))
        .setScale(1, RoundingMode.HALF_UP)
        .toPlainString();
  }

  private static String count(JsonNode count, String noun) {
    return count.asText() + " " + noun + (count.asLong() == 1 ? "" : "s");
  }

  private static String percent(JsonNode share) {
    return oneDecimal(share.decimalValue().movePointRight(2)) + " %";
  }

  private static String oneDecimal(JsonNode number) {
    return oneDecimal(number.decimalValue());
  }

  private static String oneDecimal(BigDecimal number) {
    return number.setScale(1, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String words(String code) {
    return code.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  /// A term that weighs in the choice and is paid by nobody.
  ///
  /// @param noun the term in words
  /// @param more what another plan is with more of it
  private record Weight(String term, String noun, String more, String less) {}
}
