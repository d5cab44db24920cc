@NullMarked
package dev.whence.service.events;

import org.jspecify.annotations.NullMarked;
