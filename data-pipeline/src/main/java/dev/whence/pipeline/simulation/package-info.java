/// One simulated world: its orders, shipments, scans and returns.
///
/// Every random number is a function of (seed, stream, entity, day), so changing one thing never
/// shifts another. Start at [dev.whence.pipeline.simulation.Simulator]; the fixed parts of the
/// world are in [dev.whence.pipeline.simulation.World], the truths that no policy may see in
/// [dev.whence.pipeline.simulation.TransitTruth] and [dev.whence.pipeline.simulation.ReturnTruth].
@NullMarked
package dev.whence.pipeline.simulation;

import org.jspecify.annotations.NullMarked;
