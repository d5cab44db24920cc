@NullMarked
package dev.whence.domain.carriers;

import org.jspecify.annotations.NullMarked;
