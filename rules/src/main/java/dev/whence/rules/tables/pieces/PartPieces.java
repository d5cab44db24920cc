package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.cells.Test;
import java.util.List;

/// The two pieces of a column of text that one part makes: texts without it and texts with it.
final class PartPieces extends Pieces<String> {
  private final Test.Contains part;

  PartPieces(Test.Contains part) {
    super(Cuts.of(List.of(without(part.part()), part.part())), List.of(part), _ -> true);
    this.part = part;
  }

  @Override
  int cut(String value) {
    return part.matches(value) ? 1 : 0;
  }

  private static String without(String part) {
    return part.contains("o") ? "any" : "other";
  }
}
