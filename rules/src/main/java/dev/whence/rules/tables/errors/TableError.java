package dev.whence.rules.tables.errors;

/// One error in one rule table file.
///
/// @param file its name, or the table's name when the file is missing
/// @param value what stands there, empty when nothing does
/// @param expected what should stand there
/// @param advice a sentence that starts with "Maybe", or empty
public record TableError(
    ErrorCode code, String file, Place place, String value, String expected, String advice) {

  private static final int LONGEST_VALUE = 200;

  public TableError {
    value = shortened(value);
    expected = expected.length() > 10 * LONGEST_VALUE ? shortened(expected) : expected;
    advice = advice.length() > 10 * LONGEST_VALUE ? "" : advice;
  }

  /// So that one cell does not fill a page.
  private static String shortened(String text) {
    if (text.length() <= LONGEST_VALUE) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST_VALUE - 1)) ? 1 : 0;
    return text.substring(0, LONGEST_VALUE - end) + "… (" + text.length() + " characters)";
  }

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
