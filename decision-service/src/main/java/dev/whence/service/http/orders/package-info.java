/// The life of an order and of its parcels over HTTP.
@NullMarked
package dev.whence.service.http.orders;

import org.jspecify.annotations.NullMarked;
