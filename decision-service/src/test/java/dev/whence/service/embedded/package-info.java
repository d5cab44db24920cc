@NullMarked
package dev.whence.service.embedded;

import org.jspecify.annotations.NullMarked;
