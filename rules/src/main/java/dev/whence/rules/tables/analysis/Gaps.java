package dev.whence.rules.tables.analysis;

import java.util.List;

/// Parts of the space that no row covers.
///
/// @param areAll whether there is nothing beside them
record Gaps(List<Cases.Hole> holes, boolean areAll) {
  Gaps {
    holes = List.copyOf(holes);
  }
}
