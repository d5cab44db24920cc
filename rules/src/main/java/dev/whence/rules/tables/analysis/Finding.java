package dev.whence.rules.tables.analysis;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Something that was proved about a table. The same for equal tables, whatever the machine.
public sealed interface Finding {
  String table();

  Severity severity();

  /// The cells, rows or columns that it is about, the most telling first.
  List<CellAddress> cells();

  /// What was found, what shows it, and what may be done. Without the table's name.
  String sentence();

  /// `sourcing-policy, row 7, small-order: never answers ...`
  default String message() {
    return table() + ": " + sentence();
  }

  /// Cases that no row answers.
  ///
  /// @param row the row that closes the gap, as the file would have it
  /// @param witness a case of them
  record Gap(String table, ReadyRow row, Witness witness) implements Finding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public List<CellAddress> cells() {
      return List.of();
    }

    @Override
    public String sentence() {
      return "no row answers %s%s. Maybe add this row at the end, or a last row without conditions: %s"
          .formatted(row.conditions(), forInstance(witness), row.csv());
    }
  }

  /// Cases that only the last row answers, which has no conditions.
  ///
  /// @param row the row that would answer them before it
  record LeftToLastRow(String table, CellAddress lastRow, ReadyRow row, Witness witness)
      implements Finding {
    @Override
    public Severity severity() {
      return Severity.NOTE;
    }

    @Override
    public List<CellAddress> cells() {
      return List.of(lastRow);
    }

    @Override
    public String sentence() {
      return "%s alone answers %s%s. If that is not meant, put a row of their own above it: %s"
          .formatted(lastRow, row.conditions(), forInstance(witness), row.csv());
    }
  }

  /// Cases that two rows match, neither of them an exception from the other, and that they answer
  /// differently. The earlier one answers.
  record Overlap(
      String table, CellAddress earlier, CellAddress later, List<CellAddress> both, Witness witness)
      implements Finding {
    @Override
    public Severity severity() {
      return Severity.NOTE;
    }

    @Override
    public List<CellAddress> cells() {
      return java.util.stream.Stream.concat(
              java.util.stream.Stream.of(later, earlier), both.stream())
          .toList();
    }

    @Override
    public String sentence() {
      return "%s and %s both match%s; the upper one answers."
          .formatted(earlier, later, forInstance(witness));
    }
  }

  /// A row that has no case left to answer.
  ///
  /// @param takenBy rows above it that together answer all of its cases, none of them to spare;
  ///   empty for a row that no case matches
  /// @param witness a case that it matches, empty where there is none
  /// @param isLastRow whether it is the last row without conditions, which a table must have
  record NeverAnswers(
      String table,
      CellAddress row,
      List<CellAddress> takenBy,
      Optional<Witness> witness,
      boolean isLastRow)
      implements Finding {
    @Override
    public Severity severity() {
      if (isLastRow) {
        return Severity.NOTE;
      }
      return takenBy.size() > 1 ? Severity.WARNING : Severity.ERROR;
    }

    @Override
    public List<CellAddress> cells() {
      return java.util.stream.Stream.concat(java.util.stream.Stream.of(row), takenBy.stream())
          .toList();
    }

    @Override
    public String sentence() {
      if (takenBy.isEmpty()) {
        return row + " never answers: no case passes all of its cells. Maybe delete it.";
      }
      if (isLastRow) {
        return "%s is never needed: the rows above it answer every case. It has to stay."
            .formatted(row);
      }
      String takers = list(takenBy);
      return takenBy.size() == 1
          ? "%s never answers: %s answers all of its cases%s. Maybe move it above that row, or delete it."
              .formatted(row, takers, shown(witness))
          : "%s never answers: %s together answer all of its cases%s. Maybe move it above one of them, or delete it."
              .formatted(row, takers, shown(witness));
    }
  }

  /// A column that the table tests without effect: no two cases that differ in it alone are
  /// answered differently.
  ///
  /// @param cells of the column that are not blank
  record ColumnNeverMatters(String table, CellAddress column, List<CellAddress> cells)
      implements Finding {
    public ColumnNeverMatters {
      cells = List.copyOf(cells);
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String sentence() {
      return "%s never matters: whatever its value, the table answers the same. Maybe clear its %s."
          .formatted(
              column,
              cells.size() == 1
                  ? "cell in " + cells.getFirst().ruleId()
                  : "cells in "
                      + cells.stream().map(CellAddress::ruleId).collect(Collectors.joining(", ")));
    }
  }

  /// A word in a cell that names nothing which is loaded.
  ///
  /// @param nearest the loaded id that was probably meant, empty when none is near
  record NobodyHas(String table, CellAddress cell, String value, String whatItIsNot, String nearest)
      implements Finding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public List<CellAddress> cells() {
      return List.of(cell);
    }

    @Override
    public String sentence() {
      String advice = nearest.isEmpty() ? "" : " Maybe " + nearest + " was meant.";
      return "%s: \"%s\" is no %s.%s".formatted(cell, value, whatItIsNot, advice);
    }
  }

  /// A row whose answer never counts, because another table rules out every case that it answers.
  ///
  /// @param answer the part of the answer that never counts, empty for all of it
  /// @param by rows of the other table that together rule them out, none of them to spare
  /// @param witness a case that the row answers
  record AlwaysOverridden(
      String table, CellAddress row, String answer, List<CellAddress> by, Witness witness)
      implements Finding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public List<CellAddress> cells() {
      return java.util.stream.Stream.concat(java.util.stream.Stream.of(row), by.stream()).toList();
    }

    @Override
    public String sentence() {
      return "%s: %s never counts, because %s %s of %s %s out every case of it%s."
          .formatted(
              row,
              answer.isEmpty() ? "what it answers" : "\"" + answer + "\"",
              by.size() == 1 ? "the row" : "the rows",
              by.stream().map(CellAddress::ruleId).collect(Collectors.joining(" and ")),
              by.getFirst().table(),
              by.size() == 1 ? "rules" : "rule",
              forInstance(witness));
    }
  }

  private static String list(List<CellAddress> rows) {
    return rows.stream().map(CellAddress::toString).collect(Collectors.joining("; "));
  }

  private static String forInstance(Witness witness) {
    String facts = witness.toString();
    return facts.isEmpty() ? "" : ", for instance " + facts;
  }

  private static String shown(Optional<Witness> witness) {
    return witness.map(Finding::forInstance).orElse("");
  }
}
