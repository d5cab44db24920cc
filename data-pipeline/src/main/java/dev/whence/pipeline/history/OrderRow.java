package dev.whence.pipeline.history;

import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.Promise;
import java.time.Instant;
import java.util.Currency;

/// The head of an order: who ordered when, where it goes and what was promised.
///
/// @param channel where it was sold; a word of the merchant
/// @param customerClass a word of the merchant
/// @param customerId pseudonym of the customer, empty when unknown
/// @param serviceLevel the speed promised; a word of the merchant
/// @param canceled whether the whole order was called off
public record OrderRow(
    OrderId id,
    Instant orderedAt,
    String channel,
    String customerClass,
    String customerId,
    String serviceLevel,
    Currency currency,
    Destination destination,
    Promise promise,
    boolean canceled) {}
