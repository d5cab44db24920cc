@NullMarked
package dev.whence.service.places;

import org.jspecify.annotations.NullMarked;
