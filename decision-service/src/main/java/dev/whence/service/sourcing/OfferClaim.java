package dev.whence.service.sourcing;

import java.util.UUID;

/// The claim of an offered parcel: a decision that follows from it is written only together with
/// it.
///
/// @param by in the words of whoever claims, may be empty
record OfferClaim(UUID offer, String by) {}
