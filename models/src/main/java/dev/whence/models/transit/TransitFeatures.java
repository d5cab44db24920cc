package dev.whence.models.transit;

import static dev.whence.models.features.Feature.Role.CALENDAR;
import static dev.whence.models.features.Feature.Role.EVIDENCE;
import static dev.whence.models.features.Feature.Role.HISTORY;
import static dev.whence.models.features.Feature.Role.MEASURE;

import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.carriers.TransitWindow;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.models.features.AttributeColumns;
import dev.whence.models.features.FeatureTable;
import dev.whence.models.features.FeatureTable.Column;
import dev.whence.models.features.Smoothing;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// The features of the transit-time model, float32, in [#NAMES] order.
///
/// Recent ratios are actual over expected hours: above 1 is slower than the reference. With few
/// parcels the service's ratio is drawn towards 1, and the ratios of lane and destination towards
/// the service's. No ids: a carrier service is what it publishes and what it did lately.
public final class TransitFeatures {
  /// Parcels that weigh as much as the prior of the respective ratio.
  static final double SERVICE_PRIOR_PARCELS = 20;

  static final double LANE_PRIOR_PARCELS = 10;
  static final double DESTINATION_PRIOR_PARCELS = 20;

  public static final FeatureTable<TransitQuery> TABLE =
      new FeatureTable<>(
          List.of(
              Column.of(
                  "distance_km", "km", MEASURE, "Great-circle distance.", TransitQuery::distanceKm),
              Column.of(
                  "reference_days",
                  "days",
                  MEASURE,
                  "Reference transit: the published days, or a fixed function of distance.",
                  TransitFeatures::referenceDays),
              Column.of(
                  "published",
                  "0 or 1",
                  MEASURE,
                  "1 when the carrier publishes transit days for the zone.",
                  query -> query.publishedDays() > 0 ? 1 : 0),
              Column.of(
                  "weight_kg",
                  "kg",
                  MEASURE,
                  "Weight of the parcel.",
                  query -> query.weightGrams() / 1000.0),
              Column.of(
                  "cross_border",
                  "0 or 1",
                  MEASURE,
                  "1 when origin and destination country differ.",
                  query -> query.crossBorder() ? 1 : 0),
              Column.<TransitQuery>of(
                      "service_ratio",
                      "ratio",
                      HISTORY,
                      "Actual over expected hours of this service everywhere, 28 days, drawn"
                          + " towards 1 by 20 parcels.",
                      query -> serviceRatio(query.recent()))
                  .knownWhen(query -> query.recent().service().parcels() > 0),
              Column.<TransitQuery>of(
                      "lane_ratio",
                      "ratio",
                      HISTORY,
                      "The same of this service from region to region, 28 days, drawn towards"
                          + " service_ratio by 10 parcels.",
                      query ->
                          ratio(
                              query.recent().lane(),
                              serviceRatio(query.recent()),
                              LANE_PRIOR_PARCELS))
                  .knownWhen(query -> query.recent().lane().parcels() > 0),
              Column.<TransitQuery>of(
                      "destination_ratio",
                      "ratio",
                      HISTORY,
                      "The same of every service into the destination region, 14 days, drawn"
                          + " towards service_ratio by 20 parcels.",
                      query ->
                          ratio(
                              query.recent().destination(),
                              serviceRatio(query.recent()),
                              DESTINATION_PRIOR_PARCELS))
                  .knownWhen(query -> query.recent().destination().parcels() > 0),
              Column.<TransitQuery>of(
                      "service_parcels_log",
                      "ln(1 + parcels)",
                      EVIDENCE,
                      "Parcels behind service_ratio.",
                      query -> logOf(query.recent().service().parcels()))
                  .knownWhen(query -> query.recent().service().parcels() > 0),
              Column.<TransitQuery>of(
                      "lane_parcels_log",
                      "ln(1 + parcels)",
                      EVIDENCE,
                      "Parcels behind lane_ratio.",
                      query -> logOf(query.recent().lane().parcels()))
                  .knownWhen(query -> query.recent().lane().parcels() > 0),
              Column.<TransitQuery>of(
                      "destination_parcels_log",
                      "ln(1 + parcels)",
                      EVIDENCE,
                      "Parcels behind destination_ratio.",
                      query -> logOf(query.recent().destination().parcels()))
                  .knownWhen(query -> query.recent().destination().parcels() > 0),
              Column.of(
                  "handover_weekday",
                  "1 (Monday) to 7",
                  CALENDAR,
                  "Weekday of the hand-over, in the ship node's time zone.",
                  query -> query.handover().getDayOfWeek().getValue()),
              Column.of(
                  "handover_hour",
                  "hours",
                  CALENDAR,
                  "Time of day of the hand-over with minutes as a fraction, in the ship node's"
                      + " time zone.",
                  query -> query.handover().getHour() + query.handover().getMinute() / 60.0),
              Column.of(
                  "season_sin",
                  "-1 to 1",
                  CALENDAR,
                  "Sine of the hand-over's place in the year, 1 January at angle 0.",
                  query -> StrictMath.sin(yearAngle(query))),
              Column.of(
                  "season_cos",
                  "-1 to 1",
                  CALENDAR,
                  "Cosine of the hand-over's place in the year.",
                  query -> StrictMath.cos(yearAngle(query)))));

  public static final List<String> NAMES = TABLE.names();

  /// Features in which the median may only rise, and which the spread may not use: then the chance
  /// of being on time never rises with distance.
  public static final Set<String> RISING = Set.of("distance_km", "reference_days");

  private TransitFeatures() {}

  /// [#TABLE] and columns of attributes behind it.
  ///
  /// @param attributes units by name of the column, as [AttributeColumns] names them
  /// @throws IllegalArgumentException if a column has no name of an attribute
  public static FeatureTable<TransitQuery> table(SequencedMap<String, String> attributes) {
    return AttributeColumns.behind(TABLE, attributes, TransitQuery::attributes);
  }

  /// One row in [#NAMES] order; not a number where the query has no distance.
  public static float[] row(TransitQuery query) {
    return TABLE.row(query);
  }

  private static double referenceDays(TransitQuery query) {
    boolean known = query.publishedDays() > 0 || query.distanceKm() >= 0;
    return known && query.publishedDays() >= 0 && Double.isFinite(query.distanceKm())
        ? ReferenceTransit.hours(query.publishedDays(), query.distanceKm()) / 24.0
        : Double.NaN;
  }

  private static double serviceRatio(RecentTransit recent) {
    return ratio(recent.service(), 1, SERVICE_PRIOR_PARCELS);
  }

  private static double ratio(TransitWindow window, double prior, double priorParcels) {
    long parcels = window.expectedHours() > 0 ? window.parcels() : 0;
    double seen = (double) window.actualHours() / window.expectedHours();
    return Smoothing.towards(prior, priorParcels, seen, parcels);
  }

  private static double logOf(long count) {
    return StrictMath.log1p((double) count);
  }

  private static double yearAngle(TransitQuery query) {
    return 2 * Math.PI * (query.handover().getDayOfYear() - 1) / 365.25;
  }
}
