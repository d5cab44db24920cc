package dev.whence.rules.tables.errors;

/// One error in one rule table file.
///
/// @param file its name, or the table's name when the file is missing
/// @param value what stands there, empty when nothing does
/// @param expected what should stand there
/// @param advice a sentence that starts with "Maybe", or empty
public record TableError(
    ErrorCode code, String file, Place place, String value, String expected, String advice) {

  public TableError(String file, Place place, String value, Flaw flaw) {
    this(flaw.code(), file, place, value, flaw.expected(), flaw.advice());
  }

  /// `node-eligibility.csv, row 7, column D (units short): "lots"; expected a whole number.`
  public String message() {
    String where = place instanceof Place.WholeFile ? file : file + ", " + place;
    String what = value.isEmpty() ? "" : " \"" + value + "\";";
    String sentence = where + ":" + what + " expected " + expected + ".";
    return advice.isEmpty() ? sentence : sentence + " " + advice;
  }
}
