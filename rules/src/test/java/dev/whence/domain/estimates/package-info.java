@NullMarked
package dev.whence.domain.estimates;

import org.jspecify.annotations.NullMarked;
