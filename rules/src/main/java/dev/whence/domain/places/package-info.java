/// Where an order goes when its coordinates are not known: countries of ISO 3166-1, postal areas,
/// and what an address line tells (a PO box, a military post office).
///
/// Start at [dev.whence.domain.places.Locator], which takes the most precise place there is and
/// says how far off it may be. Distances are those of [dev.whence.domain.GeoPoint].
@NullMarked
package dev.whence.domain.places;

import org.jspecify.annotations.NullMarked;
