package dev.whence.pipeline.imports;

import dev.whence.pipeline.history.DeclaredAttributes;
import dev.whence.pipeline.history.DeclaredAttributes.Declared;
import dev.whence.rules.yaml.Complaint;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A mapping file, read and checked: which files there are and how canonical rows come from them.
///
/// @param sources by name, in the order of the file
/// @param tables in the order of the file
/// @param unfitToAdd why its rows cannot be added to a history
record Mapping(
    SequencedMap<String, Source> sources, List<Table> tables, List<Complaint> unfitToAdd) {

  Mapping {
    tables = List.copyOf(tables);
    unfitToAdd = List.copyOf(unfitToAdd);
  }

  /// The attributes of all tables.
  DeclaredAttributes declared() {
    var byTable = new TreeMap<String, List<Declared>>();
    for (Table table : tables) {
      if (!table.attributes().isEmpty()) {
        byTable.put(
            table.target().name(),
            table.attributes().stream()
                .map(each -> new Declared(each.name(), each.kind(), each.unit()))
                .toList());
      }
    }
    return new DeclaredAttributes(byTable);
  }

  /// One CSV file.
  ///
  /// @param skippedLines before the header
  /// @param missing words that stand for "no value", beside the empty one
  /// @param trims whether blanks around a value are no part of it
  /// @param fillDown columns of the file whose empty cells mean what stands above them, the
  ///   outermost first
  /// @param numbers how they are written
  /// @param dropEqual whether of rows that are equal in every column only the first counts
  /// @param computed further columns by name, each from those of the file and those before it
  /// @param key columns that name a row; empty when nothing joins it
  record Source(
      String name,
      String file,
      char delimiter,
      Charset encoding,
      int skippedLines,
      Set<String> missing,
      boolean trims,
      List<String> fillDown,
      NumberStyle numbers,
      boolean dropEqual,
      SequencedMap<String, Recipe> computed,
      List<String> key,
      Duplicates duplicates,
      List<Condition> filters) {
    Source {
      missing = Set.copyOf(missing);
      fillDown = List.copyOf(fillDown);
      computed = Collections.unmodifiableSequencedMap(computed);
      key = List.copyOf(key);
      filters = List.copyOf(filters);
    }
  }

  /// What to do with the second row of one key.
  sealed interface Duplicates {
    record Reject() implements Duplicates {}

    /// The first row counts; the others are counted as filtered.
    record First() implements Duplicates {}

    /// All of them count: only [Match] finds them.
    record Keep() implements Duplicates {}

    /// The row with the earliest or the latest time counts, of several the first; the others are
    /// counted as filtered.
    ///
    /// @param by over the columns of the source; gives an instant
    record ByTime(Recipe by, boolean latest) implements Duplicates {}

    /// One row with the mean of these columns, else as the first row.
    record Mean(List<String> columns) implements Duplicates {
      public Mean {
        columns = List.copyOf(columns);
      }
    }
  }

  /// How the rows of one canonical table come from a driving source.
  ///
  /// @param from the driving source; its columns are called `from.column`
  /// @param match what each driving row is looked up in, earlier rows with units left; its columns
  ///   are called `as.column`
  /// @param groupBy references; rows that agree in them become one; empty for row by row
  /// @param wholeGroups whether files that are added bring all rows of a group, or none
  record Table(
      CanonicalTable<?> target,
      String from,
      Optional<Match> match,
      List<Join> joins,
      List<Condition> filters,
      List<String> groupBy,
      boolean wholeGroups,
      Map<String, Recipe> columns,
      List<Attribute> attributes) {
    Table {
      joins = List.copyOf(joins);
      filters = List.copyOf(filters);
      groupBy = List.copyOf(groupBy);
      columns = Map.copyOf(columns);
      attributes = List.copyOf(attributes);
    }

    Stream<String> references() {
      return Stream.of(
              columns.values().stream().flatMap(Recipe::references),
              attributes.stream().flatMap(attribute -> attribute.recipe().references()),
              filters.stream().flatMap(filter -> filter.value().references()),
              joins.stream().flatMap(join -> join.on().stream()),
              match.stream().flatMap(Match::references),
              groupBy.stream())
          .flatMap(references -> references);
    }
  }

  /// A join to the latest rows that are not later, each of which has so many units to give: what a
  /// credit note needs to find the sale that it takes back. A row that takes more units than the
  /// latest has left goes on to the one before, and becomes one row for each.
  ///
  /// @param source keyed, with `duplicates: keep`
  /// @param on references whose values, in the order of the source's key, name the rows
  /// @param at when the driving row was
  /// @param notAfter when a row of the source was, over its own columns
  /// @param units that the driving row takes
  /// @param of units that a row of the source has, over its own columns
  /// @param optional whether a driving row that finds too few units is filtered, not rejected
  record Match(
      String source,
      String as,
      List<String> on,
      Recipe at,
      Recipe notAfter,
      Recipe units,
      Recipe of,
      boolean optional) {
    /// The name under which driving rows are filtered that find too few units.
    static final String UNMATCHED = "no-earlier-units";

    /// The column, beside those of the file, with the units taken.
    static final String TAKEN = "units taken";

    Match {
      on = List.copyOf(on);
    }

    Stream<String> references() {
      return Stream.of(
              on.stream(),
              at.references(),
              units.references(),
              Stream.concat(notAfter.references(), of.references())
                  .map(reference -> as + reference.substring(reference.indexOf('.'))))
          .flatMap(references -> references);
    }
  }

  /// What a merchant tells beyond the columns that every row has.
  ///
  /// @param unit of a number, empty if none is given
  record Attribute(String name, DeclaredAttributes.Kind kind, String unit, Recipe recipe) {}

  /// @param as what the joined row's columns are called with
  /// @param on references whose values, in the order of the source's key, name the joined row
  /// @param optional whether a row without partner is kept, with the columns missing
  record Join(String source, String as, List<String> on, boolean optional) {
    Join {
      on = List.copyOf(on);
    }
  }
}
