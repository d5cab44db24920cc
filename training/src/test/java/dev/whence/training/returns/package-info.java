@NullMarked
package dev.whence.training.returns;

import org.jspecify.annotations.NullMarked;
