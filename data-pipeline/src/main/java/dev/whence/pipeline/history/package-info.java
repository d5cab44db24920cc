/// What happened: orders, order lines, shipments, scans and returns as typed rows in Parquet files.
///
/// Every importer, the simulator and the export of the order store write these rows; trainers and
/// feature SQL read them. Start at [dev.whence.pipeline.history.HistoryTable]; columns, units and
/// meaning are listed in `docs/history.md`.
@NullMarked
package dev.whence.pipeline.history;

import org.jspecify.annotations.NullMarked;
