/// The commands of `whence train` and `whence evaluate`: options in, one call, a report out.
///
/// Start at [dev.whence.training.cli.TrainTransitTime]. No learning is done here.
@NullMarked
package dev.whence.training.cli;

import org.jspecify.annotations.NullMarked;
