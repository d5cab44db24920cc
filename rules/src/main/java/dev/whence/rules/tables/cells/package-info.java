/// The language of table cells: typed values and simple tests, never code.
///
/// A cell's text is read by its column's [dev.whence.rules.tables.cells.CellType] into a value or a
/// [dev.whence.rules.tables.cells.Test], or refused with a flaw. Tests are the one checked form
/// that evaluation, canonical text and analysis share.
@NullMarked
package dev.whence.rules.tables.cells;

import org.jspecify.annotations.NullMarked;
