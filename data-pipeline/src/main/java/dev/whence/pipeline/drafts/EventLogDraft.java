package dev.whence.pipeline.drafts;

import static dev.whence.pipeline.drafts.DraftText.quoted;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A file with a row for each event of a parcel: what it is, when, and of which parcel. Its draft
/// makes one shipment of all rows of a parcel.
///
/// @param parcel names it, in several rows
/// @param event words for what happened
/// @param at when
record EventLogDraft(ColumnFacts parcel, ColumnFacts event, ColumnFacts at) {
  private static final int MOST_EVENTS = 60;

  private static final Pattern ID =
      Pattern.compile(
          "(.*_)?(shipment|parcel|tracking|consignment|package|waybill|order|delivery|container|item)(_(id|number|no|nr|code|ref))?|(tracking|case)_?id|id");

  /// The columns that may be those of a log; empty if the file has no such.
  static Optional<EventLogDraft> of(List<ColumnFacts> columns) {
    List<ColumnFacts> times = columns.stream().filter(ColumnFacts::isTime).toList();
    Optional<ColumnFacts> parcel =
        columns.stream()
            .filter(column -> !column.isTime() && column.isRepeated())
            .filter(column -> ID.matcher(column.called()).matches())
            .findFirst();
    Optional<ColumnFacts> event =
        columns.stream()
            .filter(column -> !column.isTime() && !column.isNumber())
            .filter(column -> !parcel.equals(Optional.of(column)))
            .filter(column -> column.distinct().size() > 1)
            .filter(column -> column.distinct().size() <= MOST_EVENTS)
            .filter(column -> column.distinct().stream().anyMatch(OutcomeWords::isDelivered))
            .findFirst();
    return times.size() == 1 && parcel.isPresent() && event.isPresent()
        ? Optional.of(new EventLogDraft(parcel.get(), event.get(), times.getFirst()))
        : Optional.empty();
  }

  /// Whether most parcels of these rows have several events.
  boolean fits(List<ColumnFacts> columns, Iterable<List<String>> rows) {
    int ofParcel = columns.indexOf(parcel);
    int ofEvent = columns.indexOf(event);
    Map<String, Set<String>> events = new HashMap<>();
    rows.forEach(row ->
        events.computeIfAbsent(row.get(ofParcel), none -> new HashSet<>()).add(row.get(ofEvent)));
    long several = events.values().stream().filter(each -> each.size() > 1).count();
    return 2 * several > events.size();
  }

  Set<ColumnFacts> used() {
    return Set.of(parcel, event, at);
  }

  private String words(Predicate<String> like) {
    return event.distinct().stream()
        .filter(like)
        .map(DraftText::quoted)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private String when(String of, Predicate<String> like) {
    return "{%s: {only if: %s, in: %s, value: %s}}"
        .formatted(of, MappingDraft.reference(event), words(like), MappingDraft.time(at, ""));
  }

  /// YAML of the table, to where attributes may follow.
  String table() {
    String time = MappingDraft.time(at, "");
    boolean isHandedOver = event.distinct().stream().anyMatch(OutcomeWords::isHandedOver);
    String handedOver =
        isHandedOver
            ? when("earliest", OutcomeWords::isHandedOver) + " # DOUBT: of these words"
            : "{earliest: %s} # DOUBT: no event is a hand-over: the first of all".formatted(time);
    String delivered = when("latest", OutcomeWords::isDelivered);
    return """
      shipments: # one of all rows of a parcel
        from: rows
        group by: [%s]
        columns:
          shipment_id: %s
          order_id: %s # DOUBT: taken for the order, too
          ship_node: {constant: DC} # DOUBT: no column names who sent it
          carrier_service: {constant: STANDARD} # DOUBT: no column names the carrier or its service
          ordered_at: {earliest: %s} # DOUBT: no time of the order: the first event of all
          origin_country: {constant: US} # DOUBT: the country of the ship node is a guess
          origin_time_zone: {constant: UTC} # DOUBT: the time zone of the ship node is a guess
          destination_country: {constant: US} # DOUBT: the country of the destination is a guess
          destination_time_zone: {constant: UTC} # DOUBT: the time zone of the destination is a guess: the promised day ends in it
          distance_km: {constant: 0} # DOUBT: no distance: without it the model does not know near from far
          currency: {constant: USD} # DOUBT: the currency is a guess
          status:
            first of:
              - {only if: %s, present: true, value: {constant: DELIVERED}}
              - {only if: %s, present: true, value: {constant: IN_TRANSIT}}
              - {constant: AWAITING_HANDOVER}
          handed_over_at: %s
          delivered_at: %s # DOUBT: of these words
          known_at: %s
    """
        .formatted(
            quoted("rows." + parcel.name),
            MappingDraft.reference(parcel),
            MappingDraft.reference(parcel),
            time,
            delivered,
            handedOver.replaceFirst(" # DOUBT.*", ""),
            handedOver,
            delivered,
            delivered);
  }
}
