@NullMarked
package dev.whence.pipeline.network;

import org.jspecify.annotations.NullMarked;
