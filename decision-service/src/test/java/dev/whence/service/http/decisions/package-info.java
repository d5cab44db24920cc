@NullMarked
package dev.whence.service.http.decisions;

import org.jspecify.annotations.NullMarked;
