/// What callers load in bulk before they send orders: ship nodes, carrier services with their rate
/// cards, items, stock, exchange rates, postal areas.
///
/// Each thing has one shape, in and out: a [dev.whence.service.http.catalog.CatalogRoutes] answer
/// can be sent back as a load. A load is all or nothing.
@NullMarked
package dev.whence.service.http.catalog;

import org.jspecify.annotations.NullMarked;
