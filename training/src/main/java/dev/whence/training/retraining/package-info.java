/// From the order store to the next version of a model: export, train, compare with the active one,
/// publish and assign.
///
/// Start at [dev.whence.training.retraining.Retraining].
@NullMarked
package dev.whence.training.retraining;

import org.jspecify.annotations.NullMarked;
