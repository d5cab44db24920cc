package dev.whence.service.http.catalog;

import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.Freight;
import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.domain.carriers.RateCard;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.carriers.Surcharge;
import dev.whence.domain.carriers.Tariff;
import dev.whence.domain.carriers.WeightStep;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Fields;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the carrier services of one load and puts their cards together.
///
/// As JSON a service is one object. In a table each zone is a row, each further weight step of a
/// zone is a row that repeats its columns, and each surcharge is a row; the columns of the service
/// are repeated in all of them.
final class CarrierServiceRows {
  private static final int MOST_ZONES = 5_000;
  private static final int MOST_SURCHARGES = 500;
  private static final int MOST_HOLIDAYS = 4_000;
  private static final int LARGEST_DIVISOR = 1_000_000;
  private static final int LARGEST_INCREMENT_GRAMS = 1_000_000;
  private static final List<String> CALENDAR_COLUMNS =
      List.of("pickupDays", "deliveryDays", "holidays", "counting");

  /// The heaviest, largest and dearest single unit that a load and an order can name. Whatever may
  /// be loaded must be able to price it.
  private static final ParcelMeasures LARGEST =
      new ParcelMeasures(
          ItemShape.HEAVIEST_GRAMS * 1_000L,
          ItemShape.LARGEST_CM3,
          ItemShape.LONGEST_MM,
          5 * ItemShape.LONGEST_MM,
          100_000_000_000L,
          1,
          1);

  private final FieldErrors errors;
  private final Set<CarrierServiceId> silent = new HashSet<>();
  private final Map<String, Draft> drafts = new LinkedHashMap<>();

  CarrierServiceRows(FieldErrors errors) {
    this.errors = errors;
  }

  /// @param at where the zone's `upToKm` stands
  private record PlacedZone(RateZone zone, FieldError.Location at) {}

  /// A service whose card is not complete.
  private static final class Draft {
    final CarrierService head;
    final List<PlacedZone> zones = new ArrayList<>();
    final Map<Object, Integer> indexOfZone = new HashMap<>();
    final Map<String, Surcharge> surcharges = new LinkedHashMap<>();

    Draft(CarrierService head) {
      this.head = head;
    }

    CarrierService complete() {
      RateCard card = head.card();
      return new CarrierService(
          head.id(),
          head.carrier(),
          head.name(),
          head.publishedOnTime(),
          head.calendar(),
          new RateCard(
              card.currency(),
              card.volumetricDivisor(),
              card.weightIncrementGrams(),
              zones.stream().map(PlacedZone::zone).toList(),
              List.copyOf(surcharges.values())),
          head.active());
    }
  }

  /// Reads one object or row.
  CarrierServiceId read(Fields fields) {
    CarrierService head = readHead(fields);
    if (!fields.has("active")) {
      silent.add(head.id());
    }
    Draft known = drafts.putIfAbsent(head.id().value(), new Draft(head));
    Draft draft = java.util.Objects.requireNonNull(drafts.get(head.id().value()));
    if (fields.isTable()) {
      if (known != null) {
        requireEqual(fields, known.head, head);
      }
      readRow(fields, draft, head.currency());
      return head.id();
    }
    if (known != null) {
      fields.complain("id", "is the id of an earlier carrier service, too");
    }
    var into = known == null ? draft : new Draft(head);
    fields.objects(
        "zones",
        0,
        MOST_ZONES,
        zone ->
            into.zones.add(
                new PlacedZone(ZoneShape.read(zone, head.currency()), zone.locate("upToKm"))));
    if (fields.has("surcharges")) {
      fields.objects(
          "surcharges",
          0,
          MOST_SURCHARGES,
          surcharge -> {
            addSurcharge(surcharge, "name", into, head.currency());
            return surcharge;
          });
    }
    return head.id();
  }

  private void readRow(Fields fields, Draft draft, Currency currency) {
    ZoneShape.COLUMNS.forEach(fields::ignore);
    SurchargeShape.COLUMNS.forEach(fields::ignore);
    if (fields.has(SurchargeShape.NAME_COLUMN)) {
      complainOf(fields, ZoneShape.COLUMNS, "must be empty where the row is a surcharge");
      addSurcharge(fields, SurchargeShape.NAME_COLUMN, draft, currency);
    } else {
      complainOf(fields, SurchargeShape.COLUMNS, "must be empty where the column surcharge is");
      addZone(fields, draft, ZoneShape.read(fields, currency));
    }
  }

  private static void complainOf(Fields fields, List<String> columns, String message) {
    for (String column : columns) {
      if (fields.has(column)) {
        fields.complain(column, message);
      }
    }
  }

  private static void addSurcharge(Fields fields, String name, Draft draft, Currency currency) {
    Surcharge surcharge = SurchargeShape.read(fields, currency);
    if (draft.surcharges.putIfAbsent(surcharge.name(), surcharge) != null && fields.has(name)) {
      fields.complain(name, "is the name of an earlier surcharge, too");
    }
    if (draft.surcharges.size() == MOST_SURCHARGES + 1) {
      fields.complain(
          name, "is one more than the %d surcharges a card may have".formatted(MOST_SURCHARGES));
    }
  }

  /// A row of the same zone adds its step to it.
  private void addZone(Fields fields, Draft draft, RateZone row) {
    if (!errors.isEmpty()) {
      return;
    }
    Object lanes =
        List.of(
            row.originCountry(),
            row.originRegion(),
            row.destinationCountry(),
            row.destinationRegion(),
            row.postalPrefixes(),
            row.upToKm(),
            row.valid());
    @Nullable Integer index = row.tariff().steps().isEmpty() ? null : draft.indexOfZone.get(lanes);
    if (index == null) {
      if (!row.tariff().steps().isEmpty()) {
        draft.indexOfZone.put(lanes, draft.zones.size());
      }
      draft.zones.add(new PlacedZone(row, fields.locate("upToKm")));
      if (draft.zones.size() == MOST_ZONES + 1) {
        fields.complain(
            "upToKm", "is of one more than the %d zones a card may have".formatted(MOST_ZONES));
      }
      return;
    }
    PlacedZone earlier = draft.zones.get(index);
    RateZone zone = earlier.zone();
    requireEqual(fields, "perParcelMinor", zone, row, RateZone::perParcel);
    requireEqual(fields, "perKilogramMinor", zone, row, z -> z.perKilogram().minorUnits());
    requireEqual(fields, "minimumMinor", zone, row, z -> z.tariff().minimum());
    requireEqual(fields, "transitDays", zone, row, RateZone::transitDays);
    WeightStep step = row.tariff().steps().getFirst();
    if (zone.tariff().steps().stream().anyMatch(s -> s.upToGrams() == step.upToGrams())) {
      fields.complain("upToGrams", "is the weight of an earlier step of this zone, too");
    }
    if (errors.isEmpty()) {
      draft.zones.set(index, new PlacedZone(withStep(zone, step), earlier.at()));
    }
  }

  private static RateZone withStep(RateZone zone, WeightStep step) {
    Tariff tariff = zone.tariff();
    var steps = new ArrayList<>(tariff.steps());
    steps.add(step);
    steps.sort(Comparator.comparingLong(WeightStep::upToGrams));
    return new RateZone(
        zone.originCountry(),
        zone.originRegion(),
        zone.destinationCountry(),
        zone.destinationRegion(),
        zone.postalPrefixes(),
        zone.upToKm(),
        zone.valid(),
        new Tariff(tariff.perParcel(), tariff.perKilogram(), steps, tariff.minimum()),
        zone.transitDays());
  }

  private static void requireEqual(
      Fields fields,
      String column,
      RateZone earlier,
      RateZone row,
      Function<RateZone, Object> part) {
    if (!part.apply(earlier).equals(part.apply(row))) {
      fields.complain(column, "differs from an earlier row of this zone: " + part.apply(earlier));
    }
  }

  /// Rows of one service must agree on it.
  private static void requireEqual(Fields fields, CarrierService earlier, CarrierService row) {
    requireEqual(fields, "carrier", earlier, row, CarrierService::carrier);
    requireEqual(fields, "name", earlier, row, CarrierService::name);
    requireEqual(fields, "currency", earlier, row, CarrierService::currency);
    requireEqual(fields, "active", earlier, row, CarrierService::active);
    requireEqual(fields, "volumetricDivisor", earlier, row, s -> s.card().volumetricDivisor());
    requireEqual(
        fields, "weightIncrementGrams", earlier, row, s -> s.card().weightIncrementGrams());
    requireEqual(fields, "publishedOnTime", earlier, row, CarrierService::publishedOnTime);
    requireEqual(
        fields,
        "pickupDays",
        earlier,
        row,
        s -> s.calendar().pickupDays().stream().sorted().toList());
    requireEqual(
        fields,
        "deliveryDays",
        earlier,
        row,
        s -> s.calendar().deliveryDays().stream().sorted().toList());
    requireEqual(
        fields, "holidays", earlier, row, s -> s.calendar().holidays().stream().sorted().toList());
    requireEqual(fields, "counting", earlier, row, s -> s.calendar().counting());
  }

  private static void requireEqual(
      Fields fields,
      String column,
      CarrierService earlier,
      CarrierService row,
      Function<CarrierService, Object> part) {
    if (!part.apply(earlier).equals(part.apply(row))) {
      fields.complain(
          column, "differs from an earlier row of " + row.id() + ": " + part.apply(earlier));
    }
  }

  private static CarrierService readHead(Fields fields) {
    Currency currency = fields.currency("currency");
    return new CarrierService(
        new CarrierServiceId(fields.word("id")),
        fields.word("carrier"),
        fields.label("name"),
        new Probability(fields.decimal("publishedOnTime", 0, 1)),
        readCalendar(fields),
        new RateCard(
            currency,
            fields.integer("volumetricDivisor", 0, LARGEST_DIVISOR),
            fields.integerOr("weightIncrementGrams", 1, LARGEST_INCREMENT_GRAMS, 1),
            List.of(),
            List.of()),
        fields.flagOr("active", true));
  }

  private static CarrierCalendar readCalendar(Fields fields) {
    if (fields.isTable()) {
      CALENDAR_COLUMNS.forEach(fields::ignore);
      return calendar(fields);
    }
    return fields.has("calendar")
        ? fields.object("calendar", CarrierServiceRows::calendar)
        : CarrierCalendar.USUAL;
  }

  private static CarrierCalendar calendar(Fields fields) {
    List<LocalDate> holidays = fields.dates("holidays");
    if (holidays.size() > MOST_HOLIDAYS) {
      fields.complain("holidays", "must be at most " + MOST_HOLIDAYS, holidays.size() + " days");
    }
    return new CarrierCalendar(
        days(fields, "pickupDays", CarrierCalendar.USUAL.pickupDays()),
        days(fields, "deliveryDays", CarrierCalendar.USUAL.deliveryDays()),
        new HashSet<>(holidays),
        fields.has("counting")
            ? fields.oneOf("counting", CarrierCalendar.Counting.class)
            : CarrierCalendar.USUAL.counting());
  }

  private static Set<DayOfWeek> days(Fields fields, String name, Set<DayOfWeek> usual) {
    if (!fields.has(name)) {
      return usual;
    }
    List<DayOfWeek> days = fields.listOf(name, DayOfWeek.class);
    if (days.isEmpty()) {
      fields.complain(name, "must name at least one day.\nMaybe leave it out for the usual days");
      return usual;
    }
    return Set.copyOf(days);
  }

  /// Those that do not say whether they are in use.
  Set<CarrierServiceId> silent() {
    return Set.copyOf(silent);
  }

  /// Every service of the load with its whole card; to be asked for when every row was read without
  /// an error. What is wrong with the cards as such is added to the errors.
  List<CarrierService> services() {
    var services = new ArrayList<CarrierService>();
    for (Draft draft : drafts.values()) {
      CarrierService service = draft.complete();
      complainOfTies(draft, service.card());
      complainOfOverflow(draft, service.card());
      services.add(service);
    }
    return services;
  }

  private void complainOfTies(Draft draft, RateCard card) {
    var places = new java.util.IdentityHashMap<RateZone, FieldError.Location>();
    draft.zones.forEach(placed -> places.put(placed.zone(), placed.at()));
    for (List<RateZone> tied : card.tiedZones()) {
      RateZone earlier = tied.getFirst();
      RateZone later = tied.getLast();
      errors.add(
          place(places, later),
          "makes the zone %s, which has the same lanes as the zone %s %s: a parcel would have two prices.\nMaybe drop one, or give the two different postal prefixes or days"
              .formatted(later.description(), earlier.description(), text(place(places, earlier))),
          Integer.toString(later.upToKm()));
    }
  }

  private static FieldError.Location place(
      Map<RateZone, FieldError.Location> places, RateZone zone) {
    return java.util.Objects.requireNonNull(places.get(zone));
  }

  private static String text(FieldError.Location place) {
    return switch (place) {
      case FieldError.Location.Pointer(String pointer) ->
          "at " + pointer.substring(0, pointer.lastIndexOf('/'));
      case FieldError.Location.Line(int line, String pointer) -> "in line " + line;
      case FieldError.Location.Cell(int row, String column) -> "in row " + row;
      case FieldError.Location.QueryParameter(String name) -> "in " + name;
      case FieldError.Location.RequestHeader(String name) -> "in " + name;
    };
  }

  private void complainOfOverflow(Draft draft, RateCard card) {
    for (PlacedZone placed : draft.zones) {
      if (!Freight.canCount(card, placed.zone(), LARGEST)) {
        errors.add(
            placed.at(),
            "makes the zone %s so dear that a parcel of %d kg and %d l cannot be counted.\nMaybe a price is not in minor units of %s, or the volumetric divisor, %d, is too small"
                .formatted(
                    placed.zone().description(),
                    ItemShape.HEAVIEST_GRAMS / 1_000,
                    ItemShape.LARGEST_CM3 / 1_000,
                    card.currency(),
                    card.volumetricDivisor()),
            Integer.toString(placed.zone().upToKm()));
      }
    }
  }
}
