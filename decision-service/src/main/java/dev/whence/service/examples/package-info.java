/// Orders with networks of their own: read as the API reads orders and networks, and decided as
/// live ones are. Start at [dev.whence.service.examples.Examples].
@NullMarked
package dev.whence.service.examples;

import org.jspecify.annotations.NullMarked;
