package dev.whence.service.history;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.MeasuredTransit;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.carriers.TransitWindow;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// What parcels took lately, for the snapshot. Thread-safe.
///
/// A window of `d` days at `t` holds the arrivals with `t - d <= knownAt < t`, to the millisecond,
/// as the tracker in module `models` that trains on the same history.
///
/// Sums are kept in memory for as long as they are exactly right: no arrival was added anywhere
/// (`arrival_version`), and between the moment they were made for and now none entered or left a
/// window by time.
public final class RecentTransitStore {
  static final Duration DESTINATION_WINDOW = Duration.ofDays(14);
  static final Duration LANE_WINDOW = Duration.ofDays(28);

  private static final int MOST_DESTINATIONS = 2_000;

  private static final String EVERYWHERE =
      """
      SELECT carrier_service, count(*), sum(actual_hours), sum(expected_hours), max(known_at),
        min(known_at),
        percentile_cont(?::float8[])
          WITHIN GROUP (ORDER BY actual_hours::float8 / expected_hours)
      FROM arrivals WHERE known_at >= ? AND known_at < ? GROUP BY carrier_service
      """;

  private static final String LANES =
      """
      SELECT carrier_service, origin_region, count(*), sum(actual_hours), sum(expected_hours),
        max(known_at), min(known_at)
      FROM arrivals WHERE destination_region = ? AND known_at >= ? AND known_at < ?
      GROUP BY carrier_service, origin_region
      """;

  private static final String DESTINATION =
      """
      SELECT count(*), sum(actual_hours), sum(expected_hours), max(known_at), min(known_at)
      FROM arrivals WHERE destination_region = ? AND known_at >= ? AND known_at < ?
      """;

  private static final String NEXT_TO_ENTER =
      "SELECT min(known_at) FROM arrivals WHERE known_at >= ?";

  private static final String VERSION = "SELECT version FROM arrival_version";

  /// As a PostgreSQL array.
  private static final String LEVELS =
      TransitDistribution.LEVELS.stream()
          .map(String::valueOf)
          .collect(java.util.stream.Collectors.joining(",", "{", "}"));

  private final Database database;
  private final AtomicReference<Services> services =
      new AtomicReference<>(new Services(Validity.NEVER, Map.of(), List.of()));
  private final Map<String, Destination> destinations = new ConcurrentHashMap<>();

  public RecentTransitStore(Database database) {
    this.database = database;
  }

  /// One entry for each service and origin region that has any history in a window.
  ///
  /// @param version of the arrivals, read in the snapshot
  public List<RecentTransit> at(
      Instant now,
      long version,
      Collection<CarrierServiceId> carrierServices,
      Collection<String> originRegions,
      String destinationRegion) {
    Instant t = now.truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    Services everywhere = everywhere(t, version);
    Destination to = destinations.get(destinationRegion);
    if (to == null || !to.validity().covers(version, t)) {
      to = database.transact(connection -> readDestination(connection, destinationRegion, t));
      if (destinations.size() >= MOST_DESTINATIONS) {
        destinations.clear();
      }
      destinations.put(destinationRegion, to);
    }
    return combine(carrierServices, originRegions, destinationRegion, everywhere, to);
  }

  /// What each carrier service took lately, everywhere: one entry for each that was seen.
  ///
  /// @param version of the arrivals, read in the snapshot
  public List<MeasuredTransit> measured(Instant now, long version) {
    return everywhere(now.truncatedTo(java.time.temporal.ChronoUnit.MILLIS), version).measured();
  }

  private Services everywhere(Instant t, long version) {
    Services known = services.get();
    if (!known.validity().covers(version, t)) {
      known = database.transact(connection -> readServices(connection, t));
      services.set(known);
    }
    return known;
  }

  private static List<RecentTransit> combine(
      Collection<CarrierServiceId> carrierServices,
      Collection<String> originRegions,
      String destinationRegion,
      Services everywhere,
      Destination to) {
    var recent = new ArrayList<RecentTransit>();
    for (String origin : originRegions) {
      for (CarrierServiceId service : carrierServices) {
        Sums lane = to.lanes().getOrDefault(new Lane(service, origin), Sums.NONE);
        Sums overall = everywhere.sums().getOrDefault(service, Sums.NONE);
        Instant newest = later(later(lane.newest(), overall.newest()), to.all().newest());
        if (!newest.equals(Instant.EPOCH)) {
          recent.add(
              new RecentTransit(
                  service,
                  origin,
                  destinationRegion,
                  to.all().window(),
                  lane.window(),
                  overall.window(),
                  newest));
        }
      }
    }
    return recent;
  }

  private static Services readServices(Connection connection, Instant now) throws SQLException {
    var sums = new HashMap<CarrierServiceId, Sums>();
    var batch =
        new StatementBatch()
            .add(Database.ONE_SNAPSHOT)
            .add(VERSION)
            .add(NEXT_TO_ENTER, now)
            .add(EVERYWHERE, LEVELS, now.minus(LANE_WINDOW), now);
    try (StatementBatch.Answers answers = batch.send(connection)) {
      long version = answers.rows(VERSION, row -> row.getLong(1)).getFirst();
      Instant enters = answers.rows(NEXT_TO_ENTER, row -> instant(row, 1, Instant.MAX)).getFirst();
      var measured = new ArrayList<MeasuredTransit>();
      answers.rows(
          EVERYWHERE,
          row -> {
            var service = new CarrierServiceId(row.getString(1));
            measured.add(
                new MeasuredTransit(
                    service, row.getLong(2), List.of((Double[]) row.getArray(7).getArray())));
            return sums.put(service, Sums.read(row, 2));
          });
      Instant leaves = firstToLeave(sums.values(), LANE_WINDOW);
      return new Services(new Validity(version, now, earlier(enters, leaves)), sums, measured);
    }
  }

  private static Destination readDestination(Connection connection, String region, Instant now)
      throws SQLException {
    var lanes = new HashMap<Lane, Sums>();
    var batch =
        new StatementBatch()
            .add(Database.ONE_SNAPSHOT)
            .add(VERSION)
            .add(NEXT_TO_ENTER, now)
            .add(DESTINATION, region, now.minus(DESTINATION_WINDOW), now)
            .add(LANES, region, now.minus(LANE_WINDOW), now);
    try (StatementBatch.Answers answers = batch.send(connection)) {
      long version = answers.rows(VERSION, row -> row.getLong(1)).getFirst();
      Instant enters = answers.rows(NEXT_TO_ENTER, row -> instant(row, 1, Instant.MAX)).getFirst();
      Sums all = answers.rows(DESTINATION, row -> Sums.read(row, 1)).getFirst();
      answers.rows(
          LANES,
          row ->
              lanes.put(
                  new Lane(new CarrierServiceId(row.getString(1)), row.getString(2)),
                  Sums.read(row, 3)));
      Instant leaves =
          earlier(
              firstToLeave(List.of(all), DESTINATION_WINDOW),
              firstToLeave(lanes.values(), LANE_WINDOW));
      return new Destination(new Validity(version, now, earlier(enters, leaves)), all, lanes);
    }
  }

  /// The last instant at which the oldest arrival still counts.
  private static Instant firstToLeave(Collection<Sums> sums, Duration window) {
    Instant leaves = Instant.MAX;
    for (Sums sum : sums) {
      if (sum.window().parcels() > 0) {
        leaves = earlier(leaves, sum.oldest().plus(window));
      }
    }
    return leaves;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant instant(ResultSet row, int column, Instant otherwise) throws SQLException {
    var value = row.getObject(column, java.time.OffsetDateTime.class);
    return value == null ? otherwise : value.toInstant();
  }

  private record Lane(CarrierServiceId service, String originRegion) {}

  /// @param until the last instant for which the sums hold
  private record Validity(long version, Instant from, Instant until) {
    static final Validity NEVER = new Validity(-1, Instant.MAX, Instant.MIN);

    boolean covers(long version, Instant now) {
      return this.version == version && !now.isBefore(from) && !now.isAfter(until);
    }
  }

  private record Services(
      Validity validity, Map<CarrierServiceId, Sums> sums, List<MeasuredTransit> measured) {}

  private record Destination(Validity validity, Sums all, Map<Lane, Sums> lanes) {}

  private record Sums(TransitWindow window, Instant newest, Instant oldest) {
    static final Sums NONE = new Sums(TransitWindow.EMPTY, Instant.EPOCH, Instant.EPOCH);

    static Sums read(ResultSet row, int from) throws SQLException {
      return new Sums(
          new TransitWindow(row.getLong(from), row.getLong(from + 1), row.getLong(from + 2)),
          instant(row, from + 3, Instant.EPOCH),
          instant(row, from + 4, Instant.EPOCH));
    }
  }
}
