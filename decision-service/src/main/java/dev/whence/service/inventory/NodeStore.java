package dev.whence.service.inventory;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.OpenDay;
import dev.whence.domain.inventory.ServiceCutoff;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.store.Database;
import dev.whence.service.store.ReferenceVersion;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Ship nodes with their calendars.
public final class NodeStore {
  private static final String UPSERT =
      """
      INSERT INTO ship_nodes (id, name, type, country, region, latitude, longitude, active,
        handles_hazmat, channels, time_zone, week, service_cutoffs, processing_seconds, holidays,
        parcels_per_day, parcel_handling_minor, parcel_handling_currency, unit_handling_minor,
        unit_handling_currency)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type,
        country = excluded.country, region = excluded.region, latitude = excluded.latitude,
        longitude = excluded.longitude,
        handles_hazmat = excluded.handles_hazmat, channels = excluded.channels,
        time_zone = excluded.time_zone, week = excluded.week,
        service_cutoffs = excluded.service_cutoffs, processing_seconds = excluded.processing_seconds,
        holidays = excluded.holidays, parcels_per_day = excluded.parcels_per_day,
        parcel_handling_minor = excluded.parcel_handling_minor,
        parcel_handling_currency = excluded.parcel_handling_currency,
        unit_handling_minor = excluded.unit_handling_minor,
        unit_handling_currency = excluded.unit_handling_currency
      """;

  private static final String FIND = "SELECT * FROM ship_nodes WHERE id = ?";

  private static final String KNOWN = "SELECT id FROM ship_nodes WHERE id = ANY (?)";

  private final Database database;

  public NodeStore(Database database) {
    this.database = database;
  }

  /// Adds new nodes and replaces known ones; all or nothing, and in force for the next decision of
  /// every process. Of two with one id the last counts.
  public void upsert(Collection<ShipNode> nodes) {
    upsert(nodes, Set.of());
  }

  /// @param silent of those that are known, which stay in or out of use as they are
  public void upsert(Collection<ShipNode> nodes, Set<ShipNodeId> silent) {
    var byId = new TreeMap<ShipNodeId, ShipNode>();
    nodes.forEach(node -> byId.put(node.id(), node));
    database.transact(connection -> {
      ReferenceVersion.bump(connection);
      try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
        for (ShipNode node : byId.values()) {
          bind(statement, node);
          statement.addBatch();
        }
        statement.executeBatch();
      }
      return UseStore.write(
          connection,
          UseStore.Kind.SHIP_NODE,
          byId.values().stream()
              .filter(node -> !silent.contains(node.id()))
              .map(node -> new UseStore.Switch(node.id().value(), "", node.active()))
              .toList());
    });
  }

  /// Those of the ids that are loaded.
  public Set<ShipNodeId> known(Collection<ShipNodeId> ids) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(KNOWN, TextArray.of(ids)).send(connection)) {
        return Set.copyOf(answers.rows(KNOWN, row -> new ShipNodeId(row.getString(1))));
      }
    });
  }

  /// Every node, in id order.
  public List<ShipNode> list() {
    return database.run(NodeStore::readAll);
  }

  public Optional<ShipNode> find(ShipNodeId id) {
    return list().stream().filter(node -> node.id().equals(id)).findFirst();
  }

  /// Every node, in id order, as the connection's transaction sees them.
  public static List<ShipNode> readAll(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT * FROM ship_nodes ORDER BY id");
        ResultSet row = statement.executeQuery()) {
      var nodes = new ArrayList<ShipNode>();
      while (row.next()) {
        nodes.add(read(row));
      }
      return nodes;
    }
  }

  /// A node as the connection's transaction sees it.
  public static Optional<ShipNode> find(Connection connection, ShipNodeId id) throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(FIND, id.value()).send(connection)) {
      return answers.rows(FIND, NodeStore::read).stream().findFirst();
    }
  }

  private static void bind(PreparedStatement to, ShipNode node) throws SQLException {
    NodeCalendar calendar = node.calendar();
    int i = 0;
    to.setString(++i, node.id().value());
    to.setString(++i, node.name());
    to.setString(++i, node.type().name());
    to.setString(++i, node.country());
    to.setString(++i, node.region());
    to.setDouble(++i, node.location().latitude());
    to.setDouble(++i, node.location().longitude());
    to.setBoolean(++i, node.active());
    to.setBoolean(++i, node.handlesHazmat());
    to.setArray(++i, array(to, "text", node.channels().stream().sorted()));
    to.setString(++i, calendar.timeZone().getId());
    to.setString(++i, CanonicalJson.write(calendar.week()));
    to.setString(++i, CanonicalJson.write(calendar.serviceCutoffs()));
    to.setLong(++i, calendar.processing().toSeconds());
    to.setArray(++i, array(to, "date", calendar.holidays().stream().sorted().map(Date::valueOf)));
    to.setInt(++i, node.parcelsPerDay());
    to.setLong(++i, node.parcelHandling().minorUnits());
    to.setString(++i, node.parcelHandling().currency().getCurrencyCode());
    to.setLong(++i, node.unitHandling().minorUnits());
    to.setString(++i, node.unitHandling().currency().getCurrencyCode());
  }

  private static java.sql.Array array(PreparedStatement of, String type, Stream<?> values)
      throws SQLException {
    return of.getConnection().createArrayOf(type, values.toArray());
  }

  private static ShipNode read(ResultSet row) throws SQLException {
    return new ShipNode(
        new ShipNodeId(row.getString("id")),
        row.getString("name"),
        NodeType.valueOf(row.getString("type")),
        row.getString("country"),
        row.getString("region"),
        new GeoPoint(row.getDouble("latitude"), row.getDouble("longitude")),
        row.getBoolean("active"),
        row.getBoolean("handles_hazmat"),
        Set.of((String[]) row.getArray("channels").getArray()),
        readCalendar(row),
        row.getInt("parcels_per_day"),
        Money.of(row.getLong("parcel_handling_minor"), row.getString("parcel_handling_currency")),
        Money.of(row.getLong("unit_handling_minor"), row.getString("unit_handling_currency")));
  }

  private static NodeCalendar readCalendar(ResultSet row) throws SQLException {
    Set<LocalDate> holidays =
        Arrays.stream((Date[]) row.getArray("holidays").getArray())
            .map(Date::toLocalDate)
            .collect(toUnmodifiableSet());
    return new NodeCalendar(
        ZoneId.of(row.getString("time_zone")),
        List.of(CanonicalJson.read(row.getString("week"), OpenDay[].class)),
        List.of(CanonicalJson.read(row.getString("service_cutoffs"), ServiceCutoff[].class)),
        Duration.ofSeconds(row.getLong("processing_seconds")),
        holidays);
  }
}
