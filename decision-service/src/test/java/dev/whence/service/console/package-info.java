@NullMarked
package dev.whence.service.console;

import org.jspecify.annotations.NullMarked;
