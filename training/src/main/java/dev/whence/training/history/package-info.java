/// Histories as trainers read them: all rows, and the digest that says which rows they were.
///
/// Start at [dev.whence.training.history.HistoryRows].
@NullMarked
package dev.whence.training.history;

import org.jspecify.annotations.NullMarked;
