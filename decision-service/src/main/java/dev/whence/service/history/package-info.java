/// What is told after the decisions, as it comes in, what is doubtful about it, returns, and the
/// sums over scans and returns that the next decision may know. Scans count in
/// [dev.whence.service.shipments].
///
/// Whatever comes in may come twice, late, out of order or with words of tomorrow; it is written
/// once and never lost.
@NullMarked
package dev.whence.service.history;

import org.jspecify.annotations.NullMarked;
