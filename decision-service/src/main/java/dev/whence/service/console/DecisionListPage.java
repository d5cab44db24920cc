package dev.whence.service.console;

import dev.whence.service.http.decisions.DecisionListing.DecisionListItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decisions that were looked for.
///
/// @param filter what was typed, by the name of its field
/// @param errors by the name of the field they stand beside
/// @param older path of the page after this one; empty at the end
/// @param newest path of the first page; empty on it
/// @param searchedTo how far it was looked, where older ones are left
public record DecisionListPage(
    Frame frame,
    Map<String, String> filter,
    Map<String, String> errors,
    List<String> outcomes,
    List<DecisionListItem> items,
    String older,
    String newest,
    @Nullable Instant searchedTo) {
  public String value(String field) {
    return filter.getOrDefault(field, "");
  }

  public String error(String field) {
    return errors.getOrDefault(field, "");
  }

  /// What no field of the form stands for.
  public List<String> otherErrors() {
    return errors.entrySet().stream()
        .filter(error -> !FIELDS.contains(error.getKey()))
        .map(error -> (error.getKey() + " " + error.getValue().replace('\n', ' ')).strip())
        .toList();
  }

  private static final List<String> FIELDS =
      List.of(
          "order",
          "sku",
          "shipNode",
          "outcome",
          "reason",
          "ruleId",
          "since",
          "until",
          "ruleSetVersion",
          "modelsVersion",
          "referenceDataVersion");

  /// Whether anything at all is looked for.
  public boolean isFiltered() {
    return !filter.isEmpty();
  }

  /// Whether a field is used that stands under "More".
  public boolean isDetailed() {
    return List.of(
            "reason",
            "ruleId",
            "ruleSetVersion",
            "modelsVersion",
            "referenceDataVersion",
            "path",
            "since",
            "until")
        .stream()
        .anyMatch(field -> filter.containsKey(field) || errors.containsKey(field));
  }
}
