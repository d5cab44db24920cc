package dev.whence.service.reports;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A question, and how it is answered from a view: a share of a whole, with more figures beside it.
///
/// Everything here is SQL over the view's own columns, and nothing of it comes from outside.
public enum Report {
  FILL_RATE(
      "Fill rate",
      "Of the units ordered and not cancelled, the share that is sent or planned",
      "units",
      "report_lines",
      Clock.ORDERED,
      "wanted > 0",
      "placed",
      "wanted",
      "placed >= wanted",
      List.of(
          Split.CATEGORY,
          Split.SKU,
          Split.REGION,
          Split.CHANNEL,
          Split.SERVICE_LEVEL,
          Split.DAY,
          Split.WEEK),
      List.of(new Extra("waiting", "Units that wait", "sum(waiting)", Unit.COUNT)),
      "line_id"),
  ON_TIME(
      "On time",
      "Of the parcels whose promised day is over or that arrived, the share that came by that day",
      "parcels",
      "report_parcels",
      Clock.ORDERED,
      "on_time IS NOT NULL",
      "on_time::int",
      "1",
      "on_time",
      List.of(Split.SHIP_NODE, Split.CARRIER_SERVICE, Split.REGION, Split.DAY, Split.WEEK),
      List.of(
          new Extra(
              "undelivered",
              "Late and not delivered",
              "count(*) FILTER (WHERE NOT on_time AND delivered_at IS NULL)",
              Unit.COUNT)),
      "shipment_id"),
  CARRIERS(
      "Carriers",
      "Of the parcels whose outcome is known, the share on time, beside what carriers publish",
      "parcels",
      "report_parcels",
      Clock.ORDERED,
      "on_time IS NOT NULL",
      "on_time::int",
      "1",
      "on_time",
      List.of(Split.CARRIER_SERVICE, Split.SHIP_NODE, Split.REGION, Split.DAY, Split.WEEK),
      List.of(
          new Extra("published", "Published on time", "avg(published_on_time)", Unit.SHARE),
          new Extra("promisedDays", "Days published", "avg(expected_hours) / 24", Unit.DAYS),
          new Extra("measuredDays", "Days measured", "avg(actual_hours) / 24", Unit.DAYS),
          new Extra(
              "freightMinor",
              "Freight a parcel",
              "avg(freight_minor) FILTER (WHERE currency = $currency)",
              Unit.MONEY)),
      "shipment_id"),
  SPLITS(
      "Split orders",
      "Of the orders of which something is planned or sent, the share that needs several parcels",
      "orders",
      "report_orders",
      Clock.ORDERED,
      "true",
      "(parcels > 1)::int",
      "1",
      "parcels > 1",
      List.of(Split.REGION, Split.CHANNEL, Split.SERVICE_LEVEL, Split.DAY, Split.WEEK),
      List.of(new Extra("parcels", "Parcels an order", "avg(parcels)", Unit.NUMBER)),
      "order_id"),
  FALLBACKS(
      "Fallbacks",
      "Of the decisions, the share in which a model could not be used for something",
      "decisions",
      "report_decisions",
      Clock.DECIDED,
      "indexed",
      "(cardinality(fallbacks) > 0)::int",
      "1",
      "cardinality(fallbacks) > 0",
      List.of(Split.REASON, Split.REGION, Split.CHANNEL, Split.DAY, Split.WEEK),
      List.of(
          new Extra(
              "rules", "By rules alone", "count(*) FILTER (WHERE path = 'rules')", Unit.COUNT)),
      "decision_id"),
  RETURNS(
      "Returns",
      "Of the units sent, the share that came back",
      "units",
      "report_lines",
      Clock.ORDERED,
      "sent > 0",
      "returned",
      "sent",
      "returned > 0",
      List.of(Split.CATEGORY, Split.SKU, Split.REGION, Split.CHANNEL, Split.DAY, Split.WEEK),
      List.of(),
      "line_id"),
  ACCEPTANCE(
      "Node acceptance",
      "Of the parcels that ship nodes answered, the share that they accepted",
      "answers",
      "report_answers",
      Clock.ANSWERED,
      "true",
      "(answer = 'ACCEPTED')::int",
      "1",
      "answer = 'ACCEPTED'",
      List.of(Split.SHIP_NODE, Split.ANSWER, Split.REGION, Split.DAY, Split.WEEK),
      List.of(
          new Extra("short", "Short", "count(*) FILTER (WHERE answer = 'SHORT')", Unit.COUNT),
          new Extra("damaged", "Damaged", "count(*) FILTER (WHERE answer = 'DAMAGED')", Unit.COUNT),
          new Extra("busy", "Busy", "count(*) FILTER (WHERE answer = 'BUSY')", Unit.COUNT),
          new Extra(
              "other",
              "Other, or no answer",
              "count(*) FILTER (WHERE answer IN ('OTHER', 'UNANSWERED'))",
              Unit.COUNT)),
      "shipment_id");

  private final String title;
  private final String question;
  private final String of;
  final String view;
  final Clock clock;
  final String counted;
  final String part;
  final String whole;
  final String inPart;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of, as are the extras
  private final List<Split> splits;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Extra> extras;

  final String subject;

  /// @param of what the whole is of, as a plural
  /// @param counted the rows that count
  /// @param part of a row, summed
  /// @param whole of a row, summed
  /// @param inPart whether a row belongs to the part, for those who look behind the figure
  /// @param subject column that tells rows of one decision apart
  Report(
      String title,
      String question,
      String of,
      String view,
      Clock clock,
      String counted,
      String part,
      String whole,
      String inPart,
      List<Split> splits,
      List<Extra> extras,
      String subject) {
    this.title = title;
    this.question = question;
    this.of = of;
    this.view = view;
    this.clock = clock;
    this.counted = counted;
    this.part = part;
    this.whole = whole;
    this.inPart = inPart;
    this.splits = splits;
    this.extras = extras;
    this.subject = subject;
  }

  public String title() {
    return title;
  }

  /// What the share says, in a sentence without a full stop.
  public String question() {
    return question;
  }

  /// What is counted, for instance `parcels`.
  public String of() {
    return of;
  }

  /// The usual one first.
  public List<Split> splits() {
    return splits;
  }

  public List<Extra> extras() {
    return extras;
  }

  /// In addresses: `fill-rate`.
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Report> find(String code) {
    return List.of(values()).stream().filter(report -> report.code().equals(code)).findFirst();
  }

  /// Whether a high share is good; of the others a low one is.
  public boolean isMoreBetter() {
    return switch (this) {
      case FILL_RATE, ON_TIME, CARRIERS, ACCEPTANCE -> true;
      case SPLITS, FALLBACKS, RETURNS -> false;
    };
  }

  /// The moment by which a row belongs to a period.
  enum Clock {
    ORDERED("ordered_at"),
    DECIDED("decided_at"),
    ANSWERED("at");

    final String column;

    Clock(String column) {
      this.column = column;
    }
  }

  /// By what rows are told apart.
  public enum Split {
    SHIP_NODE("Ship node", "ship_node"),
    CARRIER_SERVICE("Carrier service", "carrier_service"),
    REGION("Region", "region"),
    CATEGORY("Category", "category"),
    SKU("SKU", "sku"),
    CHANNEL("Channel", "channel"),
    SERVICE_LEVEL("Service level", "service_level"),
    REASON("Reason", "reason"),
    ANSWER("Answer", "answer"),
    DAY("Day", "day"),
    WEEK("Week", "week");

    private final String title;
    private final String column;

    Split(String title, String column) {
      this.title = title;
      this.column = column;
    }

    public String title() {
      return title;
    }

    /// In addresses: `carrier-service`.
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Days and weeks are of UTC; a week begins on its Monday.
    String expression(Clock clock) {
      return switch (this) {
        case DAY -> "(" + clock.column + " AT TIME ZONE 'UTC')::date::text";
        case WEEK -> "date_trunc('week', " + clock.column + " AT TIME ZONE 'UTC')::date::text";
        default -> column;
      };
    }
  }

  /// How a figure is written.
  public enum Unit {
    COUNT,
    NUMBER,
    SHARE,
    DAYS,
    /// Minor units of the currency of the report.
    MONEY
  }

  /// One more figure beside the share.
  ///
  /// @param code its name in JSON and CSV
  public record Extra(String code, String title, String sql, Unit unit) {}
}
