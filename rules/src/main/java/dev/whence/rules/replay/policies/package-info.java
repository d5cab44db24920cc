/// What another policy would have cost, estimated from choices that were logged with the chance
/// they were drawn with, and when such an estimate is refused. Start at
/// [dev.whence.rules.replay.policies.OffPolicy].
@NullMarked
package dev.whence.rules.replay.policies;

import org.jspecify.annotations.NullMarked;
