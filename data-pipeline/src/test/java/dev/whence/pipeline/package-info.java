@NullMarked
package dev.whence.pipeline;

import org.jspecify.annotations.NullMarked;
