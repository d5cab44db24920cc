/// The commands of `whence pipeline`: options in, one call, a report out.
///
/// Start at [dev.whence.pipeline.cli.SimulateCommand] for the smallest. No work is done here.
@NullMarked
package dev.whence.pipeline.cli;

import org.jspecify.annotations.NullMarked;
