@NullMarked
package dev.whence.service.store;

import org.jspecify.annotations.NullMarked;
