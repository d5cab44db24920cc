@NullMarked
package dev.whence.rules.replay;

import org.jspecify.annotations.NullMarked;
