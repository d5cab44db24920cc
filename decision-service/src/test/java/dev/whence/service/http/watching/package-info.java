@NullMarked
package dev.whence.service.http.watching;

import org.jspecify.annotations.NullMarked;
