/// What a model may be asked and what it may answer.
///
/// An estimate is `Predicted` by a released model or `Assumed` with the reason why no model
/// answered; it can never hide which. Start at [dev.whence.domain.estimates.Estimator]. The module
/// `models` implements it; the pure decision only sees these values.
@NullMarked
package dev.whence.domain.estimates;

import org.jspecify.annotations.NullMarked;
