@NullMarked
package dev.whence.training.spark;

import org.jspecify.annotations.NullMarked;
