package dev.whence.models.scoring;

import java.util.List;

/// One number per row that a model answers.
///
/// @param name what we call it, for instance `return_probability`
/// @param source the graph output that holds it; for Tribuo the label whose probability it is
/// @param shape of the source, `[-1]` or `[-1, columns]`
/// @param column of the source, from 0
public record OutputColumn(String name, String source, List<Long> shape, int column) {
  public OutputColumn {
    shape = List.copyOf(shape);
  }

  /// An output in a tensor of its own, float32 `[-1, 1]`.
  public static OutputColumn of(String name, String source) {
    return new OutputColumn(name, source, List.of(-1L, 1L), 0);
  }

  /// Columns of the source.
  int columns() {
    return shape.size() == 1 ? 1 : Math.toIntExact(shape.get(1));
  }
}
