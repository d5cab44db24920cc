package dev.whence.rules.tables;

import dev.whence.rules.tables.pieces.FactClasses;
import java.util.List;

/// How tables are evaluated. All kinds give equal answers, which a differential test holds.
enum EngineKind {
  /// Drools, or for tables of many rows their index, asked once for each class of facts.
  REMEMBERED {
    @Override
    <F extends Record, A> TableEngine<F, A> engine(CheckedTable<F, A> table) {
      List<FactClasses.Column<F, ?>> columns = table.columns();
      return new RememberedTable<>(
          table,
          columns,
          table.rows().size() > MOST_ROWS_FOR_DROOLS
              ? new IndexedTable<>(table, columns)
              : DROOLS.engine(table),
          RememberedTable.CAPACITY);
    }
  },
  /// Only the rows that may match are asked, in plain Java.
  INDEXED {
    @Override
    <F extends Record, A> TableEngine<F, A> engine(CheckedTable<F, A> table) {
      return new IndexedTable<>(table, table.columns());
    }
  },
  /// Drools, asked for each fact.
  DROOLS {
    @Override
    <F extends Record, A> TableEngine<F, A> engine(CheckedTable<F, A> table) {
      return new TableRules<>(table);
    }
  },
  SCAN {
    @Override
    <F extends Record, A> TableEngine<F, A> engine(CheckedTable<F, A> table) {
      return new TableScan<>(table);
    }
  };

  /// What Drools takes for a new class of facts grows with the rows; see `docs/decisions/0031`.
  private static final int MOST_ROWS_FOR_DROOLS = 100;

  abstract <F extends Record, A> TableEngine<F, A> engine(CheckedTable<F, A> table);
}
