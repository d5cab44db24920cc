package dev.whence.service.console;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A form that evaluates an order, with the answer.
///
/// @param examples that come with the service
/// @param csrfToken that the form sends along; empty without a session
/// @param errors by the name of the field they stand beside; those of no field under an empty name
/// @param more empty lines at the end
/// @param answer null before it is asked for and where there is an error
public record TryPage(
    Frame frame,
    List<String> examples,
    OrderForm form,
    String csrfToken,
    Map<String, String> errors,
    int more,
    @Nullable DecisionPage answer) {
  public String error(String field) {
    return errors.getOrDefault(field, "");
  }

  /// An id for a field.
  public String id(String field) {
    return "f" + field.replace('/', '-');
  }

  /// What no field of the form stands for.
  public List<String> otherErrors() {
    return errors.entrySet().stream()
        .filter(error -> !FIELDS.contains(error.getKey()) && !isLine(error.getKey()))
        .map(error -> (error.getKey().isEmpty() ? "" : error.getKey() + " ") + error.getValue())
        .toList();
  }

  private static final List<String> FIELDS =
      List.of(
          "/order/orderId",
          "/order/channel",
          "/order/customerClass",
          "/order/customerId",
          "/order/serviceLevel",
          "/order/currency",
          "/order/promiseDate",
          "/order/destination/country",
          "/order/destination/region",
          "/order/destination/postalCode",
          "/order/destination/latitude",
          "/order/destination/longitude",
          "/order/destination/timeZone",
          "/excludeNodes",
          "/excludeServices",
          "/shipComplete");

  private static boolean isLine(String field) {
    return field.matches("/order/lines/\\d+/(lineId|sku|quantity|unitPriceMinor)");
  }
}
