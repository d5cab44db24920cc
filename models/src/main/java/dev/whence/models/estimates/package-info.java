/// Answers questions about transit times and returns with the loaded models, or says why not.
///
/// Start at [dev.whence.models.estimates.ModelEstimator]. Which bundle answers is in
/// [dev.whence.models.estimates.ModelRegistry] and can change at any time.
@NullMarked
package dev.whence.models.estimates;

import org.jspecify.annotations.NullMarked;
