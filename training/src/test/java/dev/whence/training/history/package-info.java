@NullMarked
package dev.whence.training.history;

import org.jspecify.annotations.NullMarked;
