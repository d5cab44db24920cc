@NullMarked
package dev.whence.training.metrics;

import org.jspecify.annotations.NullMarked;
