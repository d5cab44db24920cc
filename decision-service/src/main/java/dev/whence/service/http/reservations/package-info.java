/// The life of a reservation after the decision: confirm, extend, release.
@NullMarked
package dev.whence.service.http.reservations;

import org.jspecify.annotations.NullMarked;
