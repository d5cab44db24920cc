/// Postal areas as loaded by the caller: where an address is whose coordinates are not known.
@NullMarked
package dev.whence.service.places;

import org.jspecify.annotations.NullMarked;
