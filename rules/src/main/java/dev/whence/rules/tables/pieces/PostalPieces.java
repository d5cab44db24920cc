package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.cells.PostalClasses;
import dev.whence.rules.tables.cells.Test;
import java.util.List;

/// The pieces of a column of postal codes.
final class PostalPieces extends Pieces<String> {
  private final PostalClasses classes;

  private PostalPieces(PostalClasses classes, List<Test<String>> tests) {
    super(Cuts.of(classes.members()), tests, _ -> true);
    this.classes = classes;
  }

  static PostalPieces of(List<Test<String>> tests) {
    return new PostalPieces(PostalClasses.of(tests), tests);
  }

  @Override
  int cut(String value) {
    return classes.of(value);
  }
}
