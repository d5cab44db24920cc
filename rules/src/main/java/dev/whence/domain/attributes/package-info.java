/// What somebody tells of an order, a line or a parcel beyond what each of them has.
@NullMarked
package dev.whence.domain.attributes;

import org.jspecify.annotations.NullMarked;
