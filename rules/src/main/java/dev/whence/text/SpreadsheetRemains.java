package dev.whence.text;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a spreadsheet program writes into a file in the place of an id: an error value, a formula,
/// or a long number that it has rounded. None of them is the id that was meant.
public final class SpreadsheetRemains {
  private static final Set<String> ERROR_VALUES =
      Set.of(
          "#N/A",
          "#REF!",
          "#NAME?",
          "#VALUE!",
          "#DIV/0!",
          "#NUM!",
          "#NULL!",
          "#SPILL!",
          "#CALC!",
          "#GETTING_DATA");
  private static final Pattern ROUNDED = Pattern.compile("[0-9]([.,][0-9]+)?E\\+[0-9]{2,3}");

  private SpreadsheetRemains() {}

  /// What is wrong with the text of a cell, and how it comes right, for a person.
  public static Optional<String> find(String text) {
    if (ERROR_VALUES.contains(text)) {
      return Optional.of("is an error of a spreadsheet.\nMaybe mend the formula it came from");
    }
    if (ROUNDED.matcher(text).matches()) {
      return Optional.of(
          "is a number that a spreadsheet has rounded.\nMaybe format the column as Text and enter its values again");
    }
    return text.length() > 1 && text.startsWith("=")
        ? Optional.of("is a formula of a spreadsheet.\nMaybe save its value instead")
        : Optional.empty();
  }
}
