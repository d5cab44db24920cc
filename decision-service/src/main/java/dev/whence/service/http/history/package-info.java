/// What happened after the decisions: shipments, carrier scans, returns come in, and become what
/// the next decision knows.
///
/// Whoever sends may repeat and reorder at will: everything has an id and counts once.
@NullMarked
package dev.whence.service.http.history;

import org.jspecify.annotations.NullMarked;
