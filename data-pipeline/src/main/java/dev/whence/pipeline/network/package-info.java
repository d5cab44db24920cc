/// A network to route on, as files in the shapes that the service's bulk endpoints take.
///
/// Start at [dev.whence.pipeline.network.NetworkFolder]; the shapes are the records of
/// [dev.whence.pipeline.network.NetworkJson] and [dev.whence.pipeline.network.OrderRequest].
@NullMarked
package dev.whence.pipeline.network;

import org.jspecify.annotations.NullMarked;
