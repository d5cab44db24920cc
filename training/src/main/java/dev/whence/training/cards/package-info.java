/// What stands on the card and in the report of every model: ranges of its features, figures in
/// words, the versions of what made it.
///
/// Start at [dev.whence.training.cards.Words].
@NullMarked
package dev.whence.training.cards;

import org.jspecify.annotations.NullMarked;
