package dev.whence.rules.tables;

import dev.whence.rules.tables.schema.Loaded;

/// An id in a cell of a rule table that nothing is loaded for, or a word that an order has in
/// another spelling. The row is in force all the same: it never matches by that id, does not match
/// that order, or ranks a service that no order can have.
///
/// @param ruleId of the row
/// @param cell all that stands in the cell
/// @param value the id
/// @param nearest the loaded id that was probably meant, empty when none is near; of a word of the
///   order, what the order says
public record UnknownId(
    String table,
    String ruleId,
    String column,
    String cell,
    Loaded what,
    String value,
    String nearest) {

  /// `carrier-routing-guide, row us-standard, column carrier services: "PARCEL_GRUOND" is no
  /// carrier service that is loaded. Maybe PARCEL_GROUND was meant.`
  public String message() {
    String where = "%s, row %s, column %s: ".formatted(table, ruleId, column);
    String within = cell.equals(value) ? "" : " (in the cell %s)".formatted(cell);
    if (this.what == Loaded.WORD_OF_THE_ORDER) {
      return "%s\"%s\" is another word than the order's \"%s\"%s. Maybe the order should say %2$s."
          .formatted(where, value, nearest, within);
    }
    String what = "\"%s\" is no %s".formatted(value, this.what.words());
    String advice = nearest.isEmpty() ? "" : " Maybe " + nearest + " was meant.";
    return where + what + within + "." + advice;
  }
}
