@NullMarked
package dev.whence.training;

import org.jspecify.annotations.NullMarked;
