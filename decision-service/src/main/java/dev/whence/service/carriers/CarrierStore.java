package dev.whence.service.carriers;

import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RateZone;
import dev.whence.service.store.Database;
import dev.whence.service.store.ReferenceVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Carrier services with their rate zones.
public final class CarrierStore {
  private static final String UPSERT_SERVICE =
      """
      INSERT INTO carrier_services (id, carrier, name, currency, volumetric_divisor,
        published_on_time)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET carrier = excluded.carrier, name = excluded.name,
        currency = excluded.currency, volumetric_divisor = excluded.volumetric_divisor,
        published_on_time = excluded.published_on_time
      """;

  private static final String INSERT_ZONE =
      """
      INSERT INTO rate_zones (carrier_service, position, origin_country, destination_country,
        up_to_km, per_parcel_minor, per_parcel_currency, per_kilogram_minor,
        per_kilogram_currency, transit_days)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private final Database database;

  public CarrierStore(Database database) {
    this.database = database;
  }

  /// Adds new services and replaces known ones with all their zones; all or nothing, and in force
  /// for the next decision of every process. Of two with one id the last counts.
  public void upsert(Collection<CarrierService> services) {
    var byId = new TreeMap<CarrierServiceId, CarrierService>();
    services.forEach(service -> byId.put(service.id(), service));
    database.transact(connection -> {
      ReferenceVersion.bump(connection);
      upsertServices(connection, byId.values());
      replaceZones(connection, byId.values());
      return byId.size();
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
        statement.setInt(5, service.volumetricDivisor());
        statement.setDouble(6, service.publishedOnTime().value());
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
        for (int position = 0; position < service.zones().size(); position++) {
          bind(statement, service.id(), position, service.zones().get(position));
          statement.addBatch();
        }
      }
      statement.executeBatch();
    }
  }

  private static void bind(
      PreparedStatement to, CarrierServiceId service, int position, RateZone zone)
      throws SQLException {
    to.setString(1, service.value());
    to.setInt(2, position);
    to.setString(3, zone.originCountry());
    to.setString(4, zone.destinationCountry());
    to.setInt(5, zone.upToKm());
    to.setLong(6, zone.perParcel().minorUnits());
    to.setString(7, zone.perParcel().currency().getCurrencyCode());
    to.setLong(8, zone.perKilogram().minorUnits());
    to.setString(9, zone.perKilogram().currency().getCurrencyCode());
    to.setInt(10, zone.transitDays());
  }

  /// Every service, in id order, as the connection's transaction sees them.
  public static List<CarrierService> readAll(Connection connection) throws SQLException {
    Map<CarrierServiceId, List<RateZone>> zones = readZones(connection);
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
                Currency.getInstance(row.getString("currency")),
                row.getInt("volumetric_divisor"),
                new Probability(row.getDouble("published_on_time")),
                zones.getOrDefault(id, List.of())));
      }
      return services;
    }
  }

  private static Map<CarrierServiceId, List<RateZone>> readZones(Connection connection)
      throws SQLException {
    var zones = new HashMap<CarrierServiceId, List<RateZone>>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT * FROM rate_zones ORDER BY carrier_service, position");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        zones
            .computeIfAbsent(
                new CarrierServiceId(row.getString("carrier_service")), id -> new ArrayList<>())
            .add(
                new RateZone(
                    row.getString("origin_country"),
                    row.getString("destination_country"),
                    row.getInt("up_to_km"),
                    Money.of(row.getLong("per_parcel_minor"), row.getString("per_parcel_currency")),
                    Money.of(
                        row.getLong("per_kilogram_minor"), row.getString("per_kilogram_currency")),
                    row.getInt("transit_days")));
      }
    }
    return zones;
  }
}
