/// How much is worked on at once, and how long a caller waits for it.
@NullMarked
package dev.whence.service.admission;

import org.jspecify.annotations.NullMarked;
