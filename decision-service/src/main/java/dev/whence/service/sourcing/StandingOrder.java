package dev.whence.service.sourcing;

import dev.whence.domain.orders.Order;
import dev.whence.rules.sourcing.Demands;

/// An order as its caller wants it, with all of its lines and what it insists on: what is open of
/// it can be decided again without asking the caller.
record StandingOrder(Order order, Demands demands) {}
