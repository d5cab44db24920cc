@NullMarked
package dev.whence.service.http.reservations;

import org.jspecify.annotations.NullMarked;
