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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static final String PLACES =
      "SELECT id, name, type, latitude, longitude FROM ship_nodes WHERE id = ANY (?) ORDER BY id";

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

  /// Where a node is.
  public record Place(ShipNodeId id, String name, NodeType type, GeoPoint location) {}

  /// Where these nodes are, in id order; those that are not loaded are left out.
  public List<Place> places(Collection<ShipNodeId> ids) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(PLACES, TextArray.of(ids)).send(connection)) {
        return answers.rows(
            PLACES,
            row ->
                new Place(
                    new ShipNodeId(row.getString("id")),
                    row.getString("name"),
                    NodeType.valueOf(row.getString("type")),
                    new GeoPoint(row.getDouble("latitude"), row.getDouble("longitude"))));
      }
    });
  }

  public Optional<ShipNode> find(ShipNodeId id) {
    return database.run(connection -> find(connection, id));
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

  /// Reads nodes again and again, and each only when it has changed: of some thousand nodes one
  /// load changes few, and their calendars take long to read. Thread-safe.
  public static final class Reader {
    /// A row that is written anew has another `xmin`.
    private static final String ROWS = "SELECT id, xmin::text FROM ship_nodes ORDER BY id";

    private static final String CHANGED = "SELECT * FROM ship_nodes WHERE id = ANY (?)";

    private volatile Map<String, Known> known = Map.of();

    private record Known(String written, ShipNode node) {}

    private record Row(String id, String written) {}

    /// Every node, in id order, as the connection's transaction sees them.
    public List<ShipNode> read(Connection connection) throws SQLException {
      Map<String, Known> before = known;
      List<Row> rows;
      try (StatementBatch.Answers answers = new StatementBatch().add(ROWS).send(connection)) {
        rows = answers.rows(ROWS, row -> new Row(row.getString(1), row.getString(2)));
      }
      List<String> changed = new ArrayList<>();
      for (Row row : rows) {
        Known old = before.get(row.id());
        if (old == null || !old.written().equals(row.written())) {
          changed.add(row.id());
        }
      }
      Map<String, ShipNode> read = new HashMap<>();
      if (!changed.isEmpty()) {
        try (StatementBatch.Answers answers =
            new StatementBatch().add(CHANGED, TextArray.of(changed)).send(connection)) {
          answers.rows(CHANGED, NodeStore::read).forEach(node -> read.put(node.id().value(), node));
        }
      }
      var now = new LinkedHashMap<String, Known>();
      for (Row row : rows) {
        ShipNode fresh = read.get(row.id());
        Known old = before.get(row.id());
        if (fresh != null) {
          now.put(row.id(), new Known(row.written(), fresh));
        } else if (old != null) {
          now.put(row.id(), old);
        }
      }
      known = now;
      return now.values().stream().map(Known::node).toList();
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
