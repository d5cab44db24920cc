package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.schema.Component;
import java.util.List;

/// The pieces of a column that takes yes or no.
final class YesNoPieces extends Pieces<Boolean> {

  YesNoPieces(List<Test<Boolean>> tests) {
    super(Cuts.of(List.of(false, true)), tests, _ -> true);
  }

  int ofAnswer(boolean yes) {
    return piece(yes ? 1 : 0);
  }

  @Override
  int cut(Boolean value) {
    return value ? 1 : 0;
  }

  @Override
  <F extends Record> PieceReader<F> reader(Component<F, Boolean> component) {
    return component instanceof Component.YesNo<F>(var yes)
        ? new PieceReader.OfYesNo<>(yes, this)
        : super.reader(component);
  }
}
