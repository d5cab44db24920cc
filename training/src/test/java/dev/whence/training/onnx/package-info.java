@NullMarked
package dev.whence.training.onnx;

import org.jspecify.annotations.NullMarked;
