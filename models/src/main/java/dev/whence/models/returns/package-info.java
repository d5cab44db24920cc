/// The features of the return-risk model.
///
/// Start at [dev.whence.models.returns.ReturnFeatures].
@NullMarked
package dev.whence.models.returns;

import org.jspecify.annotations.NullMarked;
