@NullMarked
package dev.whence.service.replay;

import org.jspecify.annotations.NullMarked;
