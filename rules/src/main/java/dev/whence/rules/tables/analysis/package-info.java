/// What can be proved about a rule table without any order: gaps, rows that never answer, rows that
/// take cases from each other, columns that never matter.
///
/// Start at [dev.whence.rules.tables.analysis.TableAnalysis]. A cell becomes a set of pieces of its
/// column in [dev.whence.rules.tables.analysis.ColumnPieces], and nowhere else;
/// [dev.whence.rules.tables.analysis.Covering] asks whether some rows cover all of a region. See
/// `docs/decisions/0025`.
@NullMarked
package dev.whence.rules.tables.analysis;

import org.jspecify.annotations.NullMarked;
