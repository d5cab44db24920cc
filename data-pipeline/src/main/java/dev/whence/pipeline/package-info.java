/// Everything that prepares: importers, the simulator, and the canonical history they write.
///
/// Start at [dev.whence.pipeline.history.HistoryTable] for the rows.
@NullMarked
package dev.whence.pipeline;

import org.jspecify.annotations.NullMarked;
