@NullMarked
package dev.whence.pipeline.imports;

import org.jspecify.annotations.NullMarked;
