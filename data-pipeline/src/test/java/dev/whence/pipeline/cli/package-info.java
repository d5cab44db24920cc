@NullMarked
package dev.whence.pipeline.cli;

import org.jspecify.annotations.NullMarked;
