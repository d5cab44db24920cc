/// What came back before and what can be done about it.
///
/// Start at [dev.whence.domain.returns.ReturnHistory]; the return-intervention table chooses an
/// action.
@NullMarked
package dev.whence.domain.returns;

import org.jspecify.annotations.NullMarked;
