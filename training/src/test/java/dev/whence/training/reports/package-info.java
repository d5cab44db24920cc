@NullMarked
package dev.whence.training.reports;

import org.jspecify.annotations.NullMarked;
