package dev.whence.service.carriers;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RateCard;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.carriers.Surcharge;
import dev.whence.domain.carriers.Tariff;
import dev.whence.domain.carriers.Validity;
import dev.whence.domain.carriers.WeightStep;
import dev.whence.service.inventory.UseStore;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.store.Database;
import dev.whence.service.store.ReferenceVersion;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Carrier services with their calendars and rate cards.
public final class CarrierStore {
  private static final String UPSERT_SERVICE =
      """
      INSERT INTO carrier_services (id, carrier, name, currency, volumetric_divisor,
        published_on_time, weight_increment_grams, calendar, surcharges, active)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?)
      ON CONFLICT (id) DO UPDATE SET carrier = excluded.carrier, name = excluded.name,
        currency = excluded.currency, volumetric_divisor = excluded.volumetric_divisor,
        published_on_time = excluded.published_on_time,
        weight_increment_grams = excluded.weight_increment_grams, calendar = excluded.calendar,
        surcharges = excluded.surcharges
      """;

  private static final String INSERT_ZONE =
      """
      INSERT INTO rate_zones (carrier_service, position, origin_country, origin_region,
        destination_country, destination_region, postal_prefixes, up_to_km, valid_from,
        valid_until, per_parcel_minor, per_kilogram_minor, weight_steps, minimum_minor,
        transit_days)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
      """;

  private static final String KNOWN = "SELECT id FROM carrier_services WHERE id = ANY (?)";

  private final Database database;

  public CarrierStore(Database database) {
    this.database = database;
  }

  /// Adds new services and replaces known ones with their whole cards; all or nothing, and in force
  /// for the next decision of every process. Of two with one id the last counts.
  public void upsert(Collection<CarrierService> services) {
    upsert(services, Set.of());
  }

  /// @param silent of those that are known, which stay in or out of use as they are
  public void upsert(Collection<CarrierService> services, Set<CarrierServiceId> silent) {
    var byId = new TreeMap<CarrierServiceId, CarrierService>();
    services.forEach(service -> byId.put(service.id(), service));
    database.transact(connection -> {
      ReferenceVersion.bump(connection);
      upsertServices(connection, byId.values());
      replaceZones(connection, byId.values());
      return UseStore.write(
          connection,
          UseStore.Kind.CARRIER_SERVICE,
          byId.values().stream()
              .filter(service -> !silent.contains(service.id()))
              .map(service -> new UseStore.Switch(service.id().value(), "", service.active()))
              .toList());
    });
  }

  /// Those of the ids that are loaded.
  public Set<CarrierServiceId> known(Collection<CarrierServiceId> ids) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(KNOWN, TextArray.of(ids)).send(connection)) {
        return Set.copyOf(answers.rows(KNOWN, row -> new CarrierServiceId(row.getString(1))));
      }
    });
  }

  /// Every service, in id order.
  public List<CarrierService> list() {
    return database.run(CarrierStore::readAll);
  }

  public Optional<CarrierService> find(CarrierServiceId id) {
    return list().stream().filter(service -> service.id().equals(id)).findFirst();
  }

  private static void upsertServices(Connection connection, Collection<CarrierService> services)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(UPSERT_SERVICE)) {
      for (CarrierService service : services) {
        statement.setString(1, service.id().value());
        statement.setString(2, service.carrier());
        statement.setString(3, service.name());
        statement.setString(4, service.currency().getCurrencyCode());
        statement.setInt(5, service.card().volumetricDivisor());
        statement.setDouble(6, service.publishedOnTime().value());
        statement.setInt(7, service.card().weightIncrementGrams());
        statement.setString(
            8,
            service.calendar().equals(CarrierCalendar.USUAL)
                ? null
                : CanonicalJson.write(service.calendar()));
        statement.setString(9, CanonicalJson.write(service.card().surcharges()));
        statement.setBoolean(10, service.active());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static void replaceZones(Connection connection, Collection<CarrierService> services)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM rate_zones WHERE carrier_service = ANY (?)")) {
      Object[] ids = services.stream().map(service -> service.id().value()).toArray();
      statement.setArray(1, connection.createArrayOf("text", ids));
      statement.executeUpdate();
    }
    try (PreparedStatement statement = connection.prepareStatement(INSERT_ZONE)) {
      for (CarrierService service : services) {
        List<RateZone> zones = service.card().zones();
        for (int position = 0; position < zones.size(); position++) {
          bind(statement, service.id(), position, zones.get(position));
          statement.addBatch();
        }
      }
      statement.executeBatch();
    }
  }

  private static void bind(
      PreparedStatement to, CarrierServiceId service, int position, RateZone zone)
      throws SQLException {
    int i = 0;
    to.setString(++i, service.value());
    to.setInt(++i, position);
    to.setString(++i, zone.originCountry());
    to.setString(++i, zone.originRegion());
    to.setString(++i, zone.destinationCountry());
    to.setString(++i, zone.destinationRegion());
    to.setArray(++i, to.getConnection().createArrayOf("text", zone.postalPrefixes().toArray()));
    to.setInt(++i, zone.upToKm());
    to.setObject(++i, unless(Validity.ALWAYS.from(), zone.valid().from()));
    to.setObject(++i, unless(Validity.ALWAYS.until(), zone.valid().until()));
    to.setLong(++i, zone.perParcel().minorUnits());
    to.setBigDecimal(++i, zone.perKilogram().minorUnits());
    to.setString(++i, CanonicalJson.write(zone.tariff().steps()));
    to.setLong(++i, zone.tariff().minimum().minorUnits());
    to.setInt(++i, zone.transitDays());
  }

  private static @Nullable LocalDate unless(LocalDate usual, LocalDate date) {
    return date.equals(usual) ? null : date;
  }

  /// Every service, in id order, as the connection's transaction sees them.
  public static List<CarrierService> readAll(Connection connection) throws SQLException {
    Map<CarrierServiceId, List<ZoneRow>> zones = readZones(connection);
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT * FROM carrier_services ORDER BY id");
        ResultSet row = statement.executeQuery()) {
      var services = new ArrayList<CarrierService>();
      while (row.next()) {
        var id = new CarrierServiceId(row.getString("id"));
        services.add(
            new CarrierService(
                id,
                row.getString("carrier"),
                row.getString("name"),
                new Probability(row.getDouble("published_on_time")),
                readCalendar(row),
                readCard(row, zones.getOrDefault(id, List.of())),
                row.getBoolean("active")));
      }
      return services;
    }
  }

  private static CarrierCalendar readCalendar(ResultSet row) throws SQLException {
    String calendar = row.getString("calendar");
    return calendar == null
        ? CarrierCalendar.USUAL
        : CanonicalJson.read(calendar, CarrierCalendar.class);
  }

  private static RateCard readCard(ResultSet row, List<ZoneRow> zones) throws SQLException {
    Currency currency = Currency.getInstance(row.getString("currency"));
    return new RateCard(
        currency,
        row.getInt("volumetric_divisor"),
        row.getInt("weight_increment_grams"),
        zones.stream().map(zone -> zone.in(currency)).toList(),
        List.of(CanonicalJson.read(row.getString("surcharges"), Surcharge[].class)));
  }

  private static Map<CarrierServiceId, List<ZoneRow>> readZones(Connection connection)
      throws SQLException {
    var zones = new HashMap<CarrierServiceId, List<ZoneRow>>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT * FROM rate_zones ORDER BY carrier_service, position");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        zones
            .computeIfAbsent(
                new CarrierServiceId(row.getString("carrier_service")), id -> new ArrayList<>())
            .add(ZoneRow.read(row));
      }
    }
    return zones;
  }

  /// A zone before its currency is known.
  private record ZoneRow(
      String originCountry,
      String originRegion,
      String destinationCountry,
      String destinationRegion,
      List<String> postalPrefixes,
      int upToKm,
      Validity valid,
      long perParcelMinor,
      BigDecimal perKilogramMinor,
      List<WeightStep> steps,
      long minimumMinor,
      int transitDays) {
    static ZoneRow read(ResultSet row) throws SQLException {
      LocalDate from = row.getObject("valid_from", LocalDate.class);
      LocalDate until = row.getObject("valid_until", LocalDate.class);
      return new ZoneRow(
          row.getString("origin_country"),
          row.getString("origin_region"),
          row.getString("destination_country"),
          row.getString("destination_region"),
          List.of((String[]) row.getArray("postal_prefixes").getArray()),
          row.getInt("up_to_km"),
          new Validity(
              from == null ? Validity.ALWAYS.from() : from,
              until == null ? Validity.ALWAYS.until() : until),
          row.getLong("per_parcel_minor"),
          row.getBigDecimal("per_kilogram_minor"),
          List.of(CanonicalJson.read(row.getString("weight_steps"), WeightStep[].class)),
          row.getLong("minimum_minor"),
          row.getInt("transit_days"));
    }

    RateZone in(Currency currency) {
      return new RateZone(
          originCountry,
          originRegion,
          destinationCountry,
          destinationRegion,
          postalPrefixes,
          upToKm,
          valid,
          new Tariff(
              new Money(perParcelMinor, currency),
              Cost.ofMinorUnits(perKilogramMinor),
              steps,
              new Money(minimumMinor, currency)),
          transitDays);
    }
  }
}
