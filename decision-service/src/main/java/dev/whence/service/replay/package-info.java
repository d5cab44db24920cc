/// What a draft of rule tables would have done to recorded orders: asked for, worked off beside
/// requests by one of the processes, kept with the draft. Start at [TableReplays].
@NullMarked
package dev.whence.service.replay;

import org.jspecify.annotations.NullMarked;
