package dev.whence.pipeline.drafts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How far it is, where a file has no distance but says by coordinates where something came from
/// and where it went.
///
/// @param from where it came from
/// @param to where it went
record DraftedDistance(Place from, Place to) {
  private static final Set<String> LATITUDE = Set.of("lat", "latitude");
  private static final Set<String> LONGITUDE = Set.of("lon", "lng", "long", "longitude");

  private static final Set<String> ORIGIN =
      Set.of(
          "origin",
          "store",
          "shop",
          "seller",
          "vendor",
          "merchant",
          "supplier",
          "sender",
          "restaurant",
          "pickup",
          "warehouse",
          "node",
          "hub",
          "depot",
          "dc",
          "from",
          "source",
          "start",
          "departure");

  private static final Set<String> DESTINATION =
      Set.of(
          "destination",
          "drop",
          "dropoff",
          "delivery",
          "delivered",
          "customer",
          "receiver",
          "recipient",
          "consignee",
          "buyer",
          "client",
          "to",
          "end",
          "arrival");

  /// A column of latitudes and one of longitudes that are called alike otherwise, in degrees.
  record Place(String stem, ColumnFacts latitude, ColumnFacts longitude) {
    private boolean isCalledLike(Set<String> words, Set<String> not) {
      List<String> own = Arrays.asList(stem.split("_"));
      return own.stream().anyMatch(words::contains) && own.stream().noneMatch(not::contains);
    }
  }

  /// @param columns of the file
  static Optional<DraftedDistance> of(List<ColumnFacts> columns) {
    List<Place> places = places(columns);
    return places.stream()
        .filter(place -> place.isCalledLike(ORIGIN, DESTINATION))
        .findFirst()
        .flatMap(from ->
            places.stream()
                .filter(place -> place.isCalledLike(DESTINATION, ORIGIN))
                .findFirst()
                .map(to -> new DraftedDistance(from, to)));
  }

  private static List<Place> places(List<ColumnFacts> columns) {
    var places = new ArrayList<Place>();
    for (ColumnFacts latitude : columns) {
      if (isWithin(latitude, LATITUDE, 90)) {
        String stem = stem(latitude, LATITUDE);
        columns.stream()
            .filter(column -> isWithin(column, LONGITUDE, 180))
            .filter(column -> stem(column, LONGITUDE).equals(stem))
            .findFirst()
            .ifPresent(longitude -> places.add(new Place(stem, latitude, longitude)));
      }
    }
    return places;
  }

  private static boolean isWithin(ColumnFacts column, Set<String> names, int degrees) {
    return Arrays.stream(column.called().split("_")).anyMatch(names::contains)
        && column.range().filter(range -> isWithin(range, degrees)).isPresent();
  }

  private static boolean isWithin(DoubleSummaryStatistics range, int degrees) {
    return range.getMin() >= -degrees && range.getMax() <= degrees;
  }

  private static String stem(ColumnFacts column, Set<String> names) {
    return Arrays.stream(column.called().split("_"))
        .filter(word -> !names.contains(word))
        .collect(Collectors.joining("_"));
  }

  /// The columns that it takes.
  List<ColumnFacts> parts() {
    return List.of(from.latitude(), from.longitude(), to.latitude(), to.longitude());
  }

  /// YAML of the recipe, in kilometers, with what is not sure of it.
  ///
  /// @param atNoPlace how many of the rows looked at have a place at 0, 0
  String recipe(long atNoPlace) {
    String columns =
        parts().stream().map(MappingDraft::reference).collect(Collectors.joining(", "));
    String doubt =
        Stream.of(
                "as the crow flies, from %s to %s"
                    .formatted(
                        DraftText.shown(from.latitude().name), DraftText.shown(to.latitude().name)),
                atNoPlace == 0
                    ? ""
                    : "%,d of the rows looked at lie at 0, 0, where nothing is: filter them out"
                        .formatted(atNoPlace))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    return "{distance km: [%s]} # DOUBT: %s".formatted(columns, doubt);
  }
}
