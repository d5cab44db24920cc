/// How models do where they decide: what was estimated is noted beside what came of it, and added
/// up.
///
/// Start at [dev.whence.service.watching.WatchedEstimates] and [dev.whence.service.watching.Watch].
@NullMarked
package dev.whence.service.watching;

import org.jspecify.annotations.NullMarked;
