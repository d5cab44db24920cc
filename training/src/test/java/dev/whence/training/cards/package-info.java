@NullMarked
package dev.whence.training.cards;

import org.jspecify.annotations.NullMarked;
