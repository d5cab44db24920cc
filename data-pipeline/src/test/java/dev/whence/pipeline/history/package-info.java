@NullMarked
package dev.whence.pipeline.history;

import org.jspecify.annotations.NullMarked;
