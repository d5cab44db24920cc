/// Proves that what the order store says in several places agrees.
@NullMarked
package dev.whence.service.verify;

import org.jspecify.annotations.NullMarked;
