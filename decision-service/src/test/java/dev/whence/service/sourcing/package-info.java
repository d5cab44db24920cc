@NullMarked
package dev.whence.service.sourcing;

import org.jspecify.annotations.NullMarked;
