@NullMarked
package dev.whence.service.http.events;

import org.jspecify.annotations.NullMarked;
