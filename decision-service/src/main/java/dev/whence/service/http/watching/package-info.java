/// How models did, over REST.
///
/// Start at [dev.whence.service.http.watching.WatchRoutes].
@NullMarked
package dev.whence.service.http.watching;

import org.jspecify.annotations.NullMarked;
