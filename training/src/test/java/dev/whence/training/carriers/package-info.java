@NullMarked
package dev.whence.training.carriers;

import org.jspecify.annotations.NullMarked;
