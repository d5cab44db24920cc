package dev.whence.pipeline.imports;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/// A mapping file, read and checked: which files there are and how canonical rows come from them.
///
/// @param sources by name, in the order of the file
/// @param tables in the order of the file
record Mapping(SequencedMap<String, Source> sources, List<Table> tables) {

  Mapping {
    tables = List.copyOf(tables);
  }

  /// One CSV file.
  ///
  /// @param missing words that stand for "no value", beside the empty one
  /// @param key columns that name a row; empty when nothing joins it
  record Source(
      String name,
      String file,
      char delimiter,
      Charset encoding,
      Set<String> missing,
      List<String> key,
      Duplicates duplicates,
      List<Condition> filters) {
    Source {
      missing = Set.copyOf(missing);
      key = List.copyOf(key);
      filters = List.copyOf(filters);
    }
  }

  /// What to do with the second row of one key.
  sealed interface Duplicates {
    record Reject() implements Duplicates {}

    /// The first row counts; the others are counted as filtered.
    record First() implements Duplicates {}

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
  /// @param groupBy references; rows that agree in them become one; empty for row by row
  record Table(
      CanonicalTable<?> target,
      String from,
      List<Join> joins,
      List<Condition> filters,
      List<String> groupBy,
      Map<String, Recipe> columns) {
    Table {
      joins = List.copyOf(joins);
      filters = List.copyOf(filters);
      groupBy = List.copyOf(groupBy);
      columns = Map.copyOf(columns);
    }

    Stream<String> references() {
      return Stream.of(
              columns.values().stream().flatMap(Recipe::references),
              filters.stream().flatMap(filter -> filter.value().references()),
              joins.stream().flatMap(join -> join.on().stream()),
              groupBy.stream())
          .flatMap(references -> references);
    }
  }

  /// @param as what the joined row's columns are called with
  /// @param on references whose values, in the order of the source's key, name the joined row
  /// @param optional whether a row without partner is kept, with the columns missing
  record Join(String source, String as, List<String> on, boolean optional) {
    Join {
      on = List.copyOf(on);
    }
  }
}
