@NullMarked
package dev.whence.training.split;

import org.jspecify.annotations.NullMarked;
