@NullMarked
package dev.whence.models.metrics;

import org.jspecify.annotations.NullMarked;
