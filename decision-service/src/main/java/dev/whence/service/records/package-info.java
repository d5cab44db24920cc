/// Decisions as they are kept: a compact binary record, and the parts of reference data that many
/// records have in common, each written once.
///
/// Start with [DecisionRecord], which says what is in a record; [Shape] says how values become
/// bytes, and [PartStore] where the parts are. Why so: `docs/decisions/0021-slim-record.md`.
@NullMarked
package dev.whence.service.records;

import org.jspecify.annotations.NullMarked;
