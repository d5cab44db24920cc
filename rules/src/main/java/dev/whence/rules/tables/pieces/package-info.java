/// What the tests of a table can tell apart.
///
/// Start at [dev.whence.rules.tables.pieces.Pieces], the values of one column;
/// [dev.whence.rules.tables.pieces.FactClasses] puts the columns together.
@NullMarked
package dev.whence.rules.tables.pieces;

import org.jspecify.annotations.NullMarked;
