/// What a customer bought and what was promised. Start at [dev.whence.domain.orders.Order].
///
/// Everything is as the caller's order management system sees it; nothing here knows stock or
/// carriers.
@NullMarked
package dev.whence.domain.orders;

import org.jspecify.annotations.NullMarked;
