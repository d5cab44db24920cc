package dev.whence.service.watching;

import dev.whence.domain.attributes.Attributes;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/// An estimate whose outcome is known.
///
/// @param version of the model that answered; empty where none did
/// @param asked when the order was placed
/// @param happened late, or came back
/// @param chance of that, as the decision reckoned
/// @param plain chance of that without a model: by what carriers publish, or by what was seen of
///   the category
/// @param kind the carrier service, or the category
/// @param place the lane, or the channel
/// @param days estimated, at [Watch#LEVELS]; empty for what has none
/// @param actualDays from hand-over to the door; empty while it has not arrived
/// @param features as the model is asked, in the order of its table
/// @param attributes as told of it
/// @param challenger what the version in the shadow would have said
@SuppressWarnings("ArrayRecordComponent") // many of them are in memory at once, and none leaves
record WatchedRow(
    String version,
    Instant asked,
    boolean happened,
    double chance,
    double plain,
    String kind,
    String place,
    float[] days,
    OptionalDouble actualDays,
    float[] features,
    Attributes attributes,
    Optional<Challenger> challenger) {
  record Challenger(String version, double chance) {}
}
