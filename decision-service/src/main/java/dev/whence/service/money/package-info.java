/// Exchange rates as loaded by the caller.
@NullMarked
package dev.whence.service.money;

import org.jspecify.annotations.NullMarked;
