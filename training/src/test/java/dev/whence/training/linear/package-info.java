@NullMarked
package dev.whence.training.linear;

import org.jspecify.annotations.NullMarked;
