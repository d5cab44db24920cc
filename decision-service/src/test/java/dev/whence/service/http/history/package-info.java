@NullMarked
package dev.whence.service.http.history;

import org.jspecify.annotations.NullMarked;
