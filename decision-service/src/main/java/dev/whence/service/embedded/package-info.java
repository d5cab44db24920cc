/// A PostgreSQL of our own, for an installation that has none.
///
/// Start at [dev.whence.service.embedded.EmbeddedPostgres]: it unpacks the programs that come with
/// the build, runs the server as a user that it accepts, and takes over what an earlier process
/// left behind. `docs/order-store.md` tells operators about it.
@NullMarked
package dev.whence.service.embedded;

import org.jspecify.annotations.NullMarked;
