package dev.whence.service.http;

import dev.whence.rules.tables.UnknownId;
import org.jspecify.annotations.Nullable;

/// An id in a rule table that nothing is loaded for, or a word that the order has in another
/// spelling.
///
/// @param cell all that stands in the cell, `value` the id in it
/// @param nearest the loaded id that was probably meant, or what the order says; left out when none
///   is near
/// @param message all of it as a sentence
public record TableWarningView(
    String table,
    String ruleId,
    String column,
    String cell,
    String value,
    @Nullable String nearest,
    String message) {
  public static TableWarningView of(UnknownId unknown) {
    return new TableWarningView(
        unknown.table(),
        unknown.ruleId(),
        unknown.column(),
        unknown.cell(),
        unknown.value(),
        unknown.nearest().isEmpty() ? null : unknown.nearest(),
        unknown.message());
  }
}
