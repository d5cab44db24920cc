package dev.whence.rules.tables.errors;

import java.util.List;
import java.util.stream.Collectors;

/// Rule tables that cannot be used, with every error in every file. Nothing was loaded.
public final class BrokenTablesException extends RuntimeException {
  private final transient List<TableError> errors;

  /// @param errors at least one
  public BrokenTablesException(List<TableError> errors) {
    super(describe(errors));
    this.errors = List.copyOf(errors);
  }

  /// In file, row and column order.
  public List<TableError> errors() {
    return errors;
  }

  private static String describe(List<TableError> errors) {
    String count = errors.size() == 1 ? "1 error" : errors.size() + " errors";
    return errors.stream()
        .map(error -> "  " + error.message())
        .collect(
            Collectors.joining(
                "\n",
                "The rule tables have " + count + ":\n",
                "\nMaybe docs/rule-tables.md helps: it lists what each column takes."));
  }
}
