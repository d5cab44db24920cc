package dev.whence.rules.facts;

import dev.whence.domain.inventory.NodeType;
import java.time.LocalDate;

/// Goods of one line in a parcel from one ship node by one carrier service, as the
/// carrier-eligibility table sees them.
///
/// A line is asked about with one unit of it alone in a parcel: a finding then holds for the line,
/// and what may not fly may still leave the other lines to the plane. Every parcel of a plan is
/// asked about again as it is packed, once for each kind of goods in it.
///
/// @param category of the goods
/// @param hazmat whether the goods are hazardous
/// @param unitWeightGrams of one unit, rounded up
/// @param longestSideMm of one unit
/// @param parcelWeightGrams of everything in the parcel, rounded up
/// @param parcelVolumeCm3 of everything in the parcel
/// @param parcelLongestSideMm of the packed parcel
/// @param parcelGirthMm length plus girth of the packed parcel
/// @param parcelValueMinor of everything in the parcel, minor units of the order's currency
/// @param parcelUnits in the parcel
/// @param parcelHazmat whether anything in the parcel is hazardous
/// @param hazmatMixed whether hazardous and other goods share the parcel
/// @param distanceKm node to destination, rounded half up
/// @param quoted whether the rate card has a zone for the lane
/// @param transitDays published days, 0 when not quoted
/// @param daysToPromise days from the hand-over to the promised date, both at the destination;
///   negative when it lies before. The days of [#promiseRelaxedDays] are added
/// @param promiseRelaxedDays by how many days the promise was relaxed because it cannot be kept
/// @param poBox whether the address is a post office box
/// @param military whether it is one of armed forces abroad
/// @param orderDate in the destination's time zone
public record CarrierOptionFact(
    String carrierService,
    String carrier,
    String shipNode,
    NodeType nodeType,
    String originCountry,
    String originRegion,
    String destinationCountry,
    String destinationRegion,
    String destinationPostalCode,
    boolean poBox,
    boolean military,
    String channel,
    String customerClass,
    String customerId,
    String serviceLevel,
    String category,
    boolean hazmat,
    long unitWeightGrams,
    int longestSideMm,
    long parcelWeightGrams,
    long parcelVolumeCm3,
    int parcelLongestSideMm,
    int parcelGirthMm,
    long parcelValueMinor,
    long parcelUnits,
    boolean parcelHazmat,
    boolean hazmatMixed,
    int distanceKm,
    boolean quoted,
    int transitDays,
    int daysToPromise,
    int promiseRelaxedDays,
    LocalDate orderDate) {}
