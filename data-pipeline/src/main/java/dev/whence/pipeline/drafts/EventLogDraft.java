package dev.whence.pipeline.drafts;

import java.util.Comparator;
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
/// @param steady columns with one value in all rows of a parcel
record EventLogDraft(
    ColumnFacts parcel, ColumnFacts event, ColumnFacts at, Set<ColumnFacts> steady) {
  private static final int MOST_EVENTS = 60;
  private static final double NEARLY_ALL = 0.95;

  private static final Pattern ID =
      Pattern.compile(
          "(.*_)?(shipment|parcel|tracking|consignment|package|waybill|order|delivery|container|item)(_(id|number|no|nr|code|ref))?|(tracking|case)_?id|id");

  private static final Pattern OF_EVENT =
      Pattern.compile("(.*_)?(event|scan|scanned|occurred|status|activity)(_.*)?");

  /// The columns of a log; empty if the file is none.
  ///
  /// @param columns of the file, and the times that stand in several
  /// @param file the columns of the file, as its rows have them
  static Optional<EventLogDraft> of(
      List<ColumnFacts> columns, List<ColumnFacts> file, List<List<String>> rows) {
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
    if (times.isEmpty() || parcel.isEmpty() || event.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<List<String>>> parcels = parcels(file.indexOf(parcel.get()), rows);
    if (share(event.get(), file, parcels) < 0.5) {
      return Optional.empty();
    }
    Set<ColumnFacts> steady =
        columns.stream()
            .filter(column -> share(column, file, parcels) <= 1 - NEARLY_ALL)
            .collect(Collectors.toSet());
    return times.stream()
        .filter(time -> !steady.contains(time))
        .min(Comparator.comparing(time -> !OF_EVENT.matcher(time.called()).matches()))
        .map(at -> new EventLogDraft(parcel.get(), event.get(), at, steady));
  }

  private static Map<String, List<List<String>>> parcels(int parcel, List<List<String>> rows) {
    return rows.stream().collect(Collectors.groupingBy(row -> row.get(parcel)));
  }

  /// Share of the parcels that have several values in a column.
  private static double share(
      ColumnFacts column, List<ColumnFacts> file, Map<String, List<List<String>>> parcels) {
    List<Integer> places =
        column.computed().map(ColumnFacts.Computed::parts).orElse(List.of(column)).stream()
            .map(file::indexOf)
            .toList();
    long several =
        parcels.values().stream()
            .filter(rows ->
                rows.stream()
                        .map(row -> places.stream().map(row::get).toList())
                        .filter(values -> values.stream().noneMatch(String::isBlank))
                        .distinct()
                        .limit(2)
                        .count()
                    > 1)
            .count();
    return (double) several / Math.max(1, parcels.size());
  }

  /// Columns of the file that every draft of a log uses.
  Set<ColumnFacts> used() {
    var used = new HashSet<>(Set.of(parcel, event, at));
    at.computed().ifPresent(computed -> used.addAll(computed.parts()));
    return used;
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

  /// YAML of the columns that are told by the events, by their names.
  Map<String, String> recipes() {
    String time = MappingDraft.time(at, "");
    boolean isHandedOver = event.distinct().stream().anyMatch(OutcomeWords::isHandedOver);
    String handedOver =
        isHandedOver
            ? when("earliest", OutcomeWords::isHandedOver)
            : "{earliest: %s}".formatted(time);
    String delivered = when("latest", OutcomeWords::isDelivered);
    return Map.of(
        "shipment_id",
        MappingDraft.reference(parcel),
        "order_id",
        MappingDraft.reference(parcel) + " # DOUBT: taken for the order, too",
        "ordered_at",
        "{earliest: %s} # DOUBT: no time of the order: the first event of all".formatted(time),
        "status",
        "{first of: [{only if: %s, present: true, value: {constant: DELIVERED}}, {only if: %s, present: true, value: {constant: IN_TRANSIT}}, {constant: AWAITING_HANDOVER}]}"
            .formatted(delivered, handedOver),
        "handed_over_at",
        handedOver
            + (isHandedOver
                ? " # DOUBT: of these words"
                : " # DOUBT: no event is a hand-over: the first of all"),
        "delivered_at",
        delivered + " # DOUBT: of these words",
        "known_at",
        delivered);
  }

  /// Columns of shipments that the events tell, whatever else the file has.
  static final Set<String> TOLD_BY_EVENTS =
      Set.of("shipment_id", "status", "handed_over_at", "delivered_at", "known_at");
}
