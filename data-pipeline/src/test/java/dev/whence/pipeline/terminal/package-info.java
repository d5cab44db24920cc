@NullMarked
package dev.whence.pipeline.terminal;

import org.jspecify.annotations.NullMarked;
