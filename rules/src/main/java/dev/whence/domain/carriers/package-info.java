/// Carrier services, what they charge and what they publish about their speed.
///
/// Start at [dev.whence.domain.carriers.CarrierService]; prices and published days sit in its rate
/// zones. What parcels really took lately is in [dev.whence.domain.carriers.RecentTransit].
@NullMarked
package dev.whence.domain.carriers;

import org.jspecify.annotations.NullMarked;
