@NullMarked
package dev.whence.training.transit;

import org.jspecify.annotations.NullMarked;
