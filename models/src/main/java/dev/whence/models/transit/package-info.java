/// How long a parcel takes: reference hours, what parcels took lately, the features of the
/// transit-time model.
///
/// Start at [dev.whence.models.transit.TransitFeatures]. The recent sums come from
/// [dev.whence.models.transit.RecentTransitTracker] in training and replay and from SQL with the
/// same window in the service.
@NullMarked
package dev.whence.models.transit;

import org.jspecify.annotations.NullMarked;
