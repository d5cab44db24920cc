@NullMarked
package dev.whence.domain.inventory;

import org.jspecify.annotations.NullMarked;
