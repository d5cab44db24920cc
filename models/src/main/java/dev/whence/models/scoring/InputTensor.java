package dev.whence.models.scoring;

import java.util.List;

/// The input a model file declares.
///
/// @param name of the graph input; any word for Tribuo
/// @param type always `float32`
/// @param shape `[-1, k]` for k features, -1 for any number of rows
public record InputTensor(String name, String type, List<Long> shape) {
  public InputTensor {
    shape = List.copyOf(shape);
  }

  /// The input `features`, float32 `[-1, k]`.
  public static InputTensor of(int features) {
    return new InputTensor("features", "float32", List.of(-1L, (long) features));
  }

  /// Features a row, k.
  int width() {
    return Math.toIntExact(shape.getLast());
  }
}
