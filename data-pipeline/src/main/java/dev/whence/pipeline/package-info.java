/// Everything that prepares: importers, the simulator, and the canonical history they write.
///
/// [dev.whence.pipeline.Main] is the command line; [dev.whence.pipeline.history.HistoryTable] are
/// the rows that everything writes.
@NullMarked
package dev.whence.pipeline;

import org.jspecify.annotations.NullMarked;
