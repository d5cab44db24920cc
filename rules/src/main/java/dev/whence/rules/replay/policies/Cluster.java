package dev.whence.rules.replay.policies;

import java.time.LocalDate;

/// Choices that share their luck: what one ship node sends on one day meets the same weather, the
/// same pickup and the same sorting hall.
///
/// @param day of the choice
/// @param origin ship node
public record Cluster(LocalDate day, String origin) {}
