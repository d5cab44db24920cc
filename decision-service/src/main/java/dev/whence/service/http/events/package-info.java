/// Events for other systems: the feed, webhook endpoints and deliveries to them.
@NullMarked
package dev.whence.service.http.events;

import org.jspecify.annotations.NullMarked;
