package dev.whence.training.transit;

import com.jerolba.carpet.annotation.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a model says of one promised shipment; component names become columns in snake case.
///
/// @param late chance that it is not at the door when the promised day has ended; null without a
///   promise
/// @param days50 the day by which half should have arrived, from the planned hand-over; the others
///   likewise
public record PromiseScore(
    @NotNull String shipmentId,
    @NotNull Instant orderedAt,
    @NotNull String carrierService,
    @Nullable Double late,
    double days50,
    double days80,
    double days90,
    double days95) {}
