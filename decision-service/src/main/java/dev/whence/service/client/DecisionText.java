package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A decision's answer as text for a terminal: chosen plan, cost by term, chance of being on time,
/// losers and why, return risk, who decided.
final class DecisionText {
  private static final List<Map.Entry<String, String>> TERMS =
      List.of(
          Map.entry("freight", "freight"),
          Map.entry("handling", "handling"),
          Map.entry("lateness", "lateness"),
          Map.entry("capacity", "capacity"),
          Map.entry("stockWorth", "stock"),
          Map.entry("returns", "returns"),
          Map.entry("split", "split"),
          Map.entry("unfilled", "unfilled"));

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
    decision
        .path("shortages")
        .forEach(shortage ->
            line(
                "missing",
                "%s x %s (line %s): %s"
                    .formatted(
                        shortage.path("units").asText(),
                        shortage.path("sku").asText(),
                        shortage.path("lineId").asText(),
                        words(shortage.path("reason").asText()))));
    line("cost", cost(decision.path("costMinor")));
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
          "%s by %s: %s; handed over %s; on time %s%s"
              .formatted(
                  shipment.path("shipNode").asText(),
                  shipment.path("carrierService").asText(),
                  lines,
                  shipment.path("handover").asText(),
                  percent(shipment.path("onTime")),
                  days(shipment.path("transit"))));
    }
  }

  private static String days(JsonNode transit) {
    if (transit.path("source").asText().equals("assumed")) {
      return " (as published, %s days)".formatted(transit.path("publishedDays").asText());
    }
    JsonNode days = transit.path("days");
    return " (half within %s days, 95 %% within %s)"
        .formatted(oneDecimal(days.path("p50")), oneDecimal(days.path("p95")));
  }

  private String cost(JsonNode cost) {
    String terms =
        TERMS.stream()
            .filter(term -> cost.path(term.getKey()).decimalValue().signum() != 0)
            .map(term -> "%s %s".formatted(term.getValue(), amount(cost.path(term.getKey()))))
            .collect(Collectors.joining(" + "));
    String total = "%s %s".formatted(amount(cost.path("total")), currency.getCurrencyCode());
    return terms.isEmpty() ? total : total + " = " + terms;
  }

  private void loser(JsonNode candidate) {
    String node = candidate.path("shipNode").asText();
    switch (candidate.path("verdict").asText()) {
      case "OUTBID" ->
          line(
              "not",
              "%-20s %s more, by %s"
                  .formatted(
                      node,
                      amount(candidate.path("outbid").path("extraMinor")),
                      candidate.path("outbid").path("carrierService").asText()));
      case "RULED_OUT" -> line("not", "%-20s %s".formatted(node, findings(candidate)));
      default -> {}
    }
  }

  private static String findings(JsonNode candidate) {
    var sentences =
        new ArrayList<>(
            stream(candidate.path("findings")).map(DecisionText::sentence).distinct().toList());
    if (sentences.isEmpty()) {
      stream(candidate.path("services"))
          .flatMap(service ->
              stream(service.path("findings"))
                  .map(
                      finding -> service.path("carrierService").asText() + " " + sentence(finding)))
          .forEach(sentences::add);
    }
    return String.join("; ", sentences);
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
      case "model" -> "models: " + models;
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

  private String amount(JsonNode minor) {
    return minor
        .decimalValue()
        .movePointLeft(Math.max(0, currency.getDefaultFractionDigits()))
        .setScale(Math.max(0, currency.getDefaultFractionDigits()), RoundingMode.HALF_EVEN)
        .toPlainString();
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
}
