@NullMarked
package dev.whence.training.publishing;

import org.jspecify.annotations.NullMarked;
