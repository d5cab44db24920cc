/// What other rule tables would have done to recorded orders: two worlds that live through the same
/// orders in the order of time, each with tables of its own, and what differs between them. Start
/// at [Comparison].
@NullMarked
package dev.whence.rules.replay;

import org.jspecify.annotations.NullMarked;
