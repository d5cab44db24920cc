package dev.whence.rules.tables;

/// How tables are evaluated. All kinds give equal answers, which a differential test holds.
enum EngineKind {
  /// Drools, asked once for each class of facts.
  REMEMBERED {
    @Override
    <F extends Record, A> TableEngine<F, A> engine(CheckedTable<F, A> table) {
      return new RememberedTable<>(table, new TableRules<>(table));
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

  abstract <F extends Record, A> TableEngine<F, A> engine(CheckedTable<F, A> table);
}
