package dev.whence.pipeline.network;

import dev.whence.pipeline.network.Assumptions.HypotheticalNode;
import dev.whence.pipeline.network.Assumptions.NodeWork;
import dev.whence.pipeline.network.Assumptions.Service;
import dev.whence.rules.yaml.Yaml;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;

/// The grammar of an assumptions file. Every key is needed, others are complained of.
final class AssumptionsReader {
  private static final int MOST_MINOR = 100_000_000;
  private static final int MOST_UNITS = 1_000_000_000;
  private static final int MOST_PARCELS_A_DAY = 10_000_000;
  private static final int LONGEST_PROCESSING_MINUTES = 90 * 24 * 60;
  private static final int HALF_THE_EQUATOR_KM = 20_100;
  private static final int LONGEST_TRANSIT_DAYS = 120;

  private AssumptionsReader() {}

  static Assumptions read(Yaml root) {
    root.onlyKeys(
        "currency", "nodes", "hypothetical-nodes", "stock-margin-units", "carrier-services");
    String currency = currency(root.required("currency"));
    NodeWork nodes = nodeWork(root.required("nodes"));
    var ids = new HashSet<String>();
    List<HypotheticalNode> hypothetical =
        root.required("hypothetical-nodes").elements().stream()
            .map(node -> hypotheticalNode(node, ids))
            .toList();
    int margin = root.required("stock-margin-units").integer(0, MOST_UNITS);
    var serviceIds = new HashSet<String>();
    List<Service> services =
        root.required("carrier-services").elements().stream()
            .map(service -> service(service, serviceIds))
            .toList();
    return new Assumptions(currency, nodes, hypothetical, margin, services);
  }

  private static NodeWork nodeWork(Yaml yaml) {
    yaml.onlyKeys(
        "working-days",
        "cutoff",
        "processing-minutes",
        "parcels-per-day",
        "parcel-handling-minor",
        "unit-handling-minor",
        "handles-hazmat");
    Yaml days = yaml.required("working-days");
    List<DayOfWeek> workingDays =
        days.elements().stream().map(AssumptionsReader::dayOfWeek).toList();
    if (workingDays.isEmpty() && !days.isMissing()) {
      days.complain("must name at least one day");
    }
    return new NodeWork(
        workingDays,
        timeOfDay(yaml.required("cutoff")),
        yaml.required("processing-minutes").integer(0, LONGEST_PROCESSING_MINUTES),
        yaml.required("parcels-per-day").integer(0, MOST_PARCELS_A_DAY),
        yaml.required("parcel-handling-minor").integer(0, MOST_MINOR),
        yaml.required("unit-handling-minor").integer(0, MOST_MINOR),
        yaml.required("handles-hazmat").flag());
  }

  private static HypotheticalNode hypotheticalNode(Yaml yaml, Set<String> ids) {
    yaml.onlyKeys(
        "id",
        "name",
        "country",
        "region",
        "latitude",
        "longitude",
        "time-zone",
        "best-sellers",
        "units-of-each");
    return new HypotheticalNode(
        id(yaml.required("id"), ids),
        yaml.required("name").text(),
        country(yaml.required("country")),
        yaml.required("region").text(),
        yaml.required("latitude").decimal(-90, 90),
        yaml.required("longitude").decimal(-180, 180),
        yaml.required("time-zone").parsed("is no IANA time zone", ZoneId.of("UTC"), ZoneId::of),
        yaml.required("best-sellers").integer(0, MOST_UNITS),
        yaml.required("units-of-each").integer(0, MOST_UNITS));
  }

  private static Service service(Yaml yaml, Set<String> ids) {
    yaml.onlyKeys(
        "id",
        "carrier",
        "name",
        "volumetric-divisor",
        "published-on-time",
        "price-factor",
        "transit-days");
    return new Service(
        id(yaml.required("id"), ids),
        yaml.required("carrier").text(),
        yaml.required("name").text(),
        yaml.required("volumetric-divisor").integer(0, 1_000_000),
        yaml.required("published-on-time").decimal(0, 1),
        yaml.required("price-factor").decimal(0, 1_000),
        transitDays(yaml.required("transit-days")));
  }

  private static SequencedMap<Integer, Integer> transitDays(Yaml yaml) {
    var days = new LinkedHashMap<Integer, Integer>();
    for (var entry : yaml.entries()) {
      try {
        int km = Integer.parseInt(entry.getKey());
        if (km < 0 || km > HALF_THE_EQUATOR_KM) {
          throw new NumberFormatException(entry.getKey());
        }
        if (days.put(km, entry.getValue().integer(0, LONGEST_TRANSIT_DAYS)) != null) {
          entry.getValue().complain("the distance '" + entry.getKey() + "' stands there twice");
        }
      } catch (NumberFormatException e) {
        entry
            .getValue()
            .complain(
                "the distance '%s' is not a whole number from 0 to %d"
                    .formatted(entry.getKey(), HALF_THE_EQUATOR_KM));
      }
    }
    return days;
  }

  private static String id(Yaml yaml, Set<String> ids) {
    String id = yaml.text();
    if (!id.isEmpty() && !ids.add(id)) {
      yaml.complain("'" + id + "' is the id of an earlier one, too");
    }
    return id;
  }

  private static String currency(Yaml yaml) {
    return yaml.parsed(
        "is no ISO 4217 currency", "", text -> Currency.getInstance(text).getCurrencyCode());
  }

  private static String country(Yaml yaml) {
    return yaml.parsed(
        "is no ISO 3166-1 alpha-2 country",
        "",
        text -> {
          if (!text.matches("[A-Z]{2}")) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }

  private static DayOfWeek dayOfWeek(Yaml yaml) {
    return yaml.parsed(
        "is none of " + Arrays.toString(DayOfWeek.values()),
        DayOfWeek.MONDAY,
        text -> DayOfWeek.valueOf(text.toUpperCase(Locale.ROOT)));
  }

  /// Hours and minutes; `9:00` is `09:00`.
  private static LocalTime timeOfDay(Yaml yaml) {
    return yaml.parsed(
        "is not a time of day such as 16:30",
        LocalTime.MIN,
        text -> LocalTime.parse(text.matches("[0-9]:.*") ? "0" + text : text));
  }
}
