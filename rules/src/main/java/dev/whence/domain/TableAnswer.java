package dev.whence.domain;

/// What a row of a rule table answers. The row's id is kept with every decision it takes part in.
public interface TableAnswer {

  /// The id of the row, in kebab-case, unique within its table.
  String ruleId();
}
