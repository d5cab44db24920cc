/// Clients of the service's own REST interface: the demonstration, the routing of order files and
/// the load generator.
///
/// They see the service as any caller does, over HTTP. Start at
/// [dev.whence.service.client.Demonstration].
@NullMarked
package dev.whence.service.client;

import org.jspecify.annotations.NullMarked;
