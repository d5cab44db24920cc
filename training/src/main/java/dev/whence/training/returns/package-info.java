/// Learns and measures which order lines come back.
///
/// Start at [dev.whence.training.returns.ReturnRun], the whole way from a history to a bundle.
@NullMarked
package dev.whence.training.returns;

import org.jspecify.annotations.NullMarked;
