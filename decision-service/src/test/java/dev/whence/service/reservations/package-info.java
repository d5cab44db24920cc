@NullMarked
package dev.whence.service.reservations;

import org.jspecify.annotations.NullMarked;
