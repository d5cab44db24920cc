/// What a merchant tells of parcels and lines beyond the columns of a history, as features.
@NullMarked
package dev.whence.training.attributes;

import org.jspecify.annotations.NullMarked;
