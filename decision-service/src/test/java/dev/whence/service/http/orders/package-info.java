@NullMarked
package dev.whence.service.http.orders;

import org.jspecify.annotations.NullMarked;
