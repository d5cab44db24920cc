@NullMarked
package dev.whence.service.versions;

import org.jspecify.annotations.NullMarked;
