/// From the order store to the canonical history: views of SQL in, Parquet by month out, as of one
/// moment.
///
/// Start at [dev.whence.pipeline.export.StoreExport].
@NullMarked
package dev.whence.pipeline.export;

import org.jspecify.annotations.NullMarked;
