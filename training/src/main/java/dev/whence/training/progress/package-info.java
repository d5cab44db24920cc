/// Telling a waiting person how far long work is.
@NullMarked
package dev.whence.training.progress;

import org.jspecify.annotations.NullMarked;
