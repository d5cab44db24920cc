/// What the service counts and measures of itself, as Prometheus reads it.
@NullMarked
package dev.whence.service.metrics;

import org.jspecify.annotations.NullMarked;
