package dev.whence.rules.tables.cells;

/// Postal codes that one word of a cell names. All are normalized: upper case, without spaces and
/// dashes.
public sealed interface PostalSpan {

  /// @param code normalized
  boolean holds(String code);

  /// One of the codes that it holds.
  String first();

  /// `10001`: that code alone, not `10001-1234`. Empty for an order without a postal code.
  record Code(String code) implements PostalSpan {
    @Override
    public boolean holds(String other) {
      return code.equals(other);
    }

    @Override
    public String first() {
      return code;
    }
  }

  /// `10*`: every code that starts so.
  ///
  /// @param start at least one character
  record Start(String start) implements PostalSpan {
    @Override
    public boolean holds(String code) {
      return code.startsWith(start);
    }

    @Override
    public String first() {
      return start;
    }
  }

  /// `10000..19999`: every code whose first characters, as many as either end has, lie between the
  /// ends as text. Digits come before letters; a code with fewer characters lies in no range.
  ///
  /// @param low of the length of `high`, and not after it
  record Range(String low, String high) implements PostalSpan {
    @Override
    public boolean holds(String code) {
      return code.length() >= low.length()
          && code.compareTo(low) >= 0
          && (code.compareTo(high) <= 0 || code.startsWith(high));
    }

    @Override
    public String first() {
      return low;
    }
  }
}
