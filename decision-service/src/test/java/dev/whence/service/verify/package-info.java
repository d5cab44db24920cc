@NullMarked
package dev.whence.service.verify;

import org.jspecify.annotations.NullMarked;
