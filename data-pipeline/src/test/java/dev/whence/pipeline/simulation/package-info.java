@NullMarked
package dev.whence.pipeline.simulation;

import org.jspecify.annotations.NullMarked;
