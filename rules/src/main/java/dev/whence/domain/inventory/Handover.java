package dev.whence.domain.inventory;

import java.time.Instant;
import java.time.LocalDate;

/// A moment at which a ship node gives parcels to a carrier service.
///
/// @param day local to the ship node; its capacity is counted by this day
public record Handover(LocalDate day, Instant at) {}
