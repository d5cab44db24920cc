/// What the commands of `whence pipeline`, `whence train` and `whence evaluate` have in common with
/// a person at a terminal: how far long work is, and what went wrong.
///
/// Start at [dev.whence.pipeline.terminal.Progress].
@NullMarked
package dev.whence.pipeline.terminal;

import org.jspecify.annotations.NullMarked;
