/// Carrier services and their rate zones as loaded by the caller.
@NullMarked
package dev.whence.service.carriers;

import org.jspecify.annotations.NullMarked;
