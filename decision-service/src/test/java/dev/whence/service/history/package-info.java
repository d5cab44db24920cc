@NullMarked
package dev.whence.service.history;

import org.jspecify.annotations.NullMarked;
