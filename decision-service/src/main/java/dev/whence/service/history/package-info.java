/// What happened after the decisions: shipments, carrier scans, returns, and the sums over them
/// that the next decision may know.
///
/// Whatever comes in may come twice, late, out of order or with words of tomorrow; it is written
/// once and never lost.
@NullMarked
package dev.whence.service.history;

import org.jspecify.annotations.NullMarked;
