package dev.whence.service.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/// A figure of a replay as people read it: amounts in units of their currency, not in minor ones.
///
/// @param told as the result of the replay has it
public record ReplayFigure(JsonNode told) {
  private static final String AMOUNT = " minor units an order";

  public String unit() {
    return isAmount() ? "an order" : given();
  }

  public String before() {
    return value(told.path("before").asDouble());
  }

  public String after() {
    return value(told.path("after").asDouble());
  }

  /// For instance `+1.08 USD`, or `−0.005`.
  ///
  /// @param difference in the unit of the result
  public String signed(double difference) {
    return isAmount() && difference != 0
        ? Show.difference(BigDecimal.valueOf(difference), currency())
        : Show.signed(difference);
  }

  private String value(double value) {
    return isAmount() ? Show.money(BigDecimal.valueOf(value), currency()) : Show.figure(value);
  }

  private boolean isAmount() {
    return given().endsWith(AMOUNT);
  }

  private String currency() {
    return given().substring(0, given().length() - AMOUNT.length());
  }

  private String given() {
    return told.path("unit").asText();
  }
}
