/// What came back before and what can be done about it.
///
/// Start at [dev.whence.domain.returns.ReturnHistory]; actions are chosen by the
// return-intervention
/// table.
@NullMarked
package dev.whence.domain.returns;

import org.jspecify.annotations.NullMarked;
