package dev.whence.service.orders;

import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What does not go by itself: orders and parcels that wait for a person or for something, as the
/// view `open_exceptions` has them, and scans and returns in quarantine. Thread-safe.
public final class OpenExceptions {
  /// More of a kind are not counted.
  public static final int MOST_COUNTED = 10_000;

  private static final String HURRY = "SET LOCAL statement_timeout = '10s'";

  private static final String FITS =
      """
      (? = '' OR order_id = ?) AND (? = '' OR ship_node = ?) AND (? = '' OR sku = ?)
      """;

  /// What is in quarantine of orders that are not known here has no order.
  private static final String ALL =
      """
      (SELECT open_exceptions.*, '' AS quarantine_id FROM open_exceptions
      UNION ALL
      SELECT 'QUARANTINED', coalesce(orders.id, ''), orders.last_decision,
        CASE quarantine.kind WHEN 'SHIPMENT_EVENT' THEN subject ELSE '' END, '', '',
        coalesce(shipments.node, ''), '', 0, at, reason, false, quarantine.id::text
      FROM quarantine
      LEFT JOIN shipments ON quarantine.kind = 'SHIPMENT_EVENT' AND shipments.id = subject
      LEFT JOIN orders ON orders.id = CASE quarantine.kind WHEN 'RETURN' THEN subject
        ELSE shipments.order_id END
      WHERE how IS NULL) AS all_exceptions
      """;

  private static final String LIST =
      """
      SELECT * FROM $all WHERE kind IN ($kinds) AND $fits
        AND (since, order_id, line_id, shipment_id, kind, quarantine_id) > (?, ?, ?, ?, ?, ?)
      ORDER BY since, order_id, line_id, shipment_id, kind, quarantine_id LIMIT ?
      """
          .replace("$all", ALL)
          .replace("$fits", FITS);

  private static final String COUNT =
      "SELECT '$kind' AS kind, count(*)::int FROM (SELECT FROM $all WHERE kind = '$kind' AND $fits LIMIT %d) AS counted"
          .formatted(MOST_COUNTED + 1)
          .replace("$all", ALL)
          .replace("$fits", FITS);

  private final Database database;

  public OpenExceptions(Database database) {
    this.database = database;
  }

  /// Why somebody should look. The names are spelt in lower case by the API.
  public enum Kind {
    /// A person has to approve or decline the order.
    HELD,
    /// Units that no node may or can send, and that wait for nothing.
    UNFILLABLE,
    /// Units that ship nodes refused so often that nobody tries any more.
    REJECTED,
    /// A parcel stands on stock that a count or a scan says is not there.
    SHORT,
    /// The promised day is over, and nobody has heard of a delivery.
    LATE,
    /// The carrier lost the parcel, and nobody has dealt with it.
    LOST,
    /// Units wait for stock.
    WAITING,
    /// A reservation that its caller has neither confirmed nor released.
    UNCONFIRMED,
    /// A scan or a return that cannot be true, and so does not count.
    QUARANTINED
  }

  /// Which are looked for.
  ///
  /// @param kinds at least one
  /// @param order its id, empty for any
  /// @param shipNode its id, empty for any
  /// @param sku empty for any
  public record Filter(List<Kind> kinds, String order, String shipNode, String sku) {
    public Filter {
      kinds = List.copyOf(kinds);
    }
  }

  /// The place of an exception in the list.
  public record Place(
      Instant since, String order, String line, String shipment, String kind, String quarantine) {
    public static final Place START =
        new Place(Instant.parse("0001-01-01T00:00:00Z"), "", "", "", "", "");
  }

  /// One of them. Ids that do not apply are empty.
  ///
  /// @param units that it is about; 0 where it is about the whole
  /// @param since when it began
  /// @param detail a code or a few words
  /// @param hasLeft whether the parcel is with the carrier
  /// @param quarantine the id there of what is in quarantine
  public record OpenException(
      Kind kind,
      String order,
      String decision,
      String shipment,
      String reservation,
      String line,
      String shipNode,
      String sku,
      int units,
      Instant since,
      String detail,
      boolean hasLeft,
      String quarantine) {
    public Place place() {
      return new Place(since, order, line, shipment, kind.name(), quarantine);
    }

    private static OpenException read(ResultSet row) throws SQLException {
      return new OpenException(
          Kind.valueOf(row.getString("kind")),
          row.getString("order_id"),
          Optional.ofNullable(row.getString("decision_id")).orElse(""),
          row.getString("shipment_id"),
          row.getString("reservation_id"),
          row.getString("line_id"),
          row.getString("ship_node"),
          row.getString("sku"),
          row.getInt("units"),
          row.getObject("since", OffsetDateTime.class).toInstant(),
          row.getString("detail"),
          row.getBoolean("has_left"),
          row.getString("quarantine_id"));
    }
  }

  /// What was found, as of one moment.
  ///
  /// @param counts of every kind, whatever kinds were asked for; [#MOST_COUNTED] + 1 for more
  /// @param items those that have waited longest first
  public record Found(Map<Kind, Integer> counts, List<OpenException> items) {
    public Found {
      counts = new EnumMap<>(counts);
      items = List.copyOf(items);
    }
  }

  /// @param after the place of the last one of the page before
  public Found find(Filter filter, Place after, int limit) {
    String list =
        LIST.replace(
            "$kinds",
            filter.kinds().stream()
                .map(kind -> "'" + kind + "'")
                .collect(Collectors.joining(", ")));
    return database.transact(connection -> {
      var batch =
          new StatementBatch()
              .add(Database.ONE_SNAPSHOT)
              .add(HURRY)
              .add(
                  list,
                  filter.order(),
                  filter.order(),
                  filter.shipNode(),
                  filter.shipNode(),
                  filter.sku(),
                  filter.sku(),
                  after.since(),
                  after.order(),
                  after.line(),
                  after.shipment(),
                  after.kind(),
                  after.quarantine(),
                  limit);
      try (StatementBatch.Answers answers = batch.send(connection)) {
        List<OpenException> items = answers.rows(list, OpenException::read);
        return new Found(counts(connection, filter), items);
      }
    });
  }

  /// How many there are of each kind.
  public Map<Kind, Integer> counts() {
    return database.run(
        connection -> counts(connection, new Filter(Arrays.asList(Kind.values()), "", "", "")));
  }

  private static Map<Kind, Integer> counts(Connection connection, Filter filter)
      throws SQLException {
    var batch = new StatementBatch();
    for (Kind kind : Kind.values()) {
      batch.add(
          count(kind),
          filter.order(),
          filter.order(),
          filter.shipNode(),
          filter.shipNode(),
          filter.sku(),
          filter.sku());
    }
    var counts = new EnumMap<Kind, Integer>(Kind.class);
    try (StatementBatch.Answers answers = batch.send(connection)) {
      for (Kind kind : Kind.values()) {
        counts.put(kind, answers.rows(count(kind), row -> row.getInt(2)).getFirst());
      }
    }
    return counts;
  }

  private static String count(Kind kind) {
    return COUNT.replace("$kind", kind.name());
  }
}
