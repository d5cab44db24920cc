/// Where features are reckoned and promises scored: in this process, or on many machines.
///
/// Start at [dev.whence.training.engine.Engine].
@NullMarked
package dev.whence.training.engine;

import org.jspecify.annotations.NullMarked;
