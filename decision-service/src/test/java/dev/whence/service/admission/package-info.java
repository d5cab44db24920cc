@NullMarked
package dev.whence.service.admission;

import org.jspecify.annotations.NullMarked;
