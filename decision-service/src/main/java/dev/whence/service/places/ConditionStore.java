package dev.whence.service.places;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import dev.whence.domain.attributes.Condition;
import dev.whence.domain.attributes.Conditions;
import dev.whence.models.attributes.AttributesJson;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// What is so at places. Thread-safe.
///
/// What matters to decisions of these days is kept in memory for as long as nothing is loaded by
/// any process (`condition_version`, which a snapshot reads).
public final class ConditionStore {
  /// How far ahead of a decision's time somebody may hand a parcel over and still hear of it.
  public static final Duration AHEAD = Duration.ofDays(15);

  /// Decisions so far from the time something was read for are told by it, too.
  private static final Duration AROUND = Duration.ofDays(1);

  /// Adds, replaces what is said of the same place and time, and takes away what is said no more.
  private static final String UPSERT =
      """
      INSERT INTO conditions (country, region, from_at, until_at, attributes)
      SELECT country, region, from_at::timestamptz, until_at::timestamptz, attributes
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
        AS given (country, region, from_at, until_at, attributes)
      WHERE attributes <> ''
      ON CONFLICT (country, region, from_at, until_at) DO UPDATE
        SET attributes = excluded.attributes, loaded_at = now()
      """;

  private static final String REMOVE =
      """
      DELETE FROM conditions USING unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
        AS given (country, region, from_at, until_at, attributes)
      WHERE given.attributes = '' AND conditions.country = given.country
        AND conditions.region = given.region AND conditions.from_at = given.from_at::timestamptz
        AND conditions.until_at = given.until_at::timestamptz
      """;

  private static final String RAISE = "UPDATE condition_version SET version = version + 1";
  private static final String VERSION = "SELECT version FROM condition_version";

  private static final String ANY = "SELECT EXISTS (SELECT FROM conditions)";

  private static final String READ =
      """
      SELECT country, region, from_at, until_at, attributes FROM conditions
      WHERE until_at > ? AND from_at < ?
      ORDER BY country, region, from_at, until_at DESC
      """;

  private static final String LIST =
      """
      SELECT country, region, from_at, until_at, attributes FROM conditions
      WHERE (country, region, from_at, until_at) > (?, ?, ?, ?)
        AND (? = '' OR country = ?) AND from_at <= ? AND until_at > ?
      ORDER BY country, region, from_at, until_at LIMIT ?
      """;

  /// No request names a later time.
  private static final Instant LATEST = Instant.parse("2300-01-01T00:00:00Z");

  private final Database database;
  private final AtomicReference<Known> known =
      new AtomicReference<>(new Known(-1, Instant.EPOCH, Instant.EPOCH, Map.of()));

  public ConditionStore(Database database) {
    this.database = database;
  }

  /// Where something is so.
  public record Place(String country, String region) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        comparing(Place::country).thenComparing(Place::region);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /// @param from decisions from then on are told; from the beginning, where nothing is ever said
  private record Known(
      long version, Instant from, Instant until, Map<Place, List<Condition>> conditions) {
    boolean covers(long other, Instant now) {
      return version == other && !now.isBefore(from) && now.isBefore(until);
    }
  }

  /// What may matter to a decision: what is so at these places from now on.
  ///
  /// @param version read in the decision's snapshot
  public Conditions at(Instant now, long version, Collection<Place> places) {
    Known found = known.get();
    if (!found.covers(version, now)) {
      found = database.transact(connection -> read(connection, now));
      known.set(found);
    }
    if (found.conditions().isEmpty()) {
      return Conditions.NONE;
    }
    Instant last = now.plus(AHEAD);
    var matter = new ArrayList<Condition>();
    for (Place place : new TreeSet<>(places)) {
      for (Condition condition : found.conditions().getOrDefault(place, List.of())) {
        if (condition.until().isAfter(now) && condition.from().isBefore(last)) {
          matter.add(condition);
        }
      }
    }
    return matter.isEmpty() ? Conditions.NONE : new Conditions(matter);
  }

  private static Known read(Connection connection, Instant now) throws SQLException {
    Instant from = now.minus(AROUND);
    Instant until = now.plus(AROUND);
    var batch =
        new StatementBatch()
            .add(Database.ONE_SNAPSHOT)
            .add(ANY)
            .add(VERSION)
            .add(READ, from, until.plus(AHEAD));
    try (StatementBatch.Answers answers = batch.send(connection)) {
      boolean any = answers.rows(ANY, row -> row.getBoolean(1)).getFirst();
      return new Known(
          answers.rows(VERSION, row -> row.getLong(1)).getFirst(),
          any ? from : Instant.MIN,
          any ? until : Instant.MAX,
          answers.rows(READ, ConditionStore::condition).stream()
              .collect(
                  groupingBy(condition -> new Place(condition.country(), condition.region()))));
    }
  }

  /// Adds new conditions and replaces those of the same place and time; without attributes, it is
  /// taken away. All or nothing, and in force for the next decision of every process. Of two for
  /// the same the last counts.
  public void load(Collection<Condition> conditions) {
    var byKey = new LinkedHashMap<List<?>, Condition>();
    conditions.forEach(
        each -> byKey.put(List.of(each.country(), each.region(), each.from(), each.until()), each));
    List<Condition> distinct = List.copyOf(byKey.values());
    database.transact(connection -> {
      Object[] columns = {
        column(distinct, Condition::country),
        column(distinct, Condition::region),
        column(distinct, Condition::from),
        column(distinct, Condition::until),
        column(distinct, each -> AttributesJson.text(each.attributes()))
      };
      // Whoever loads waits for whoever did: the row stays locked until the transaction ends.
      new StatementBatch()
          .add(RAISE)
          .add(UPSERT, columns)
          .add(REMOVE, columns)
          .send(connection)
          .close();
      return true;
    });
  }

  private static TextArray column(List<Condition> conditions, Function<Condition, Object> part) {
    return TextArray.of(conditions.stream().map(part).toList());
  }

  /// Those after a place and time, in that order, at most `limit`.
  ///
  /// @param country empty for all
  /// @param at when they hold; empty for any time
  /// @param after country, region, beginning and end of one, or empty texts
  /// @throws java.time.DateTimeException if beginning or end is neither empty nor an instant
  public List<Condition> list(String country, Optional<Instant> at, List<String> after, int limit) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(
                  LIST,
                  after.get(0),
                  after.get(1),
                  instant(after.get(2)),
                  instant(after.get(3)),
                  country,
                  country,
                  at.orElse(LATEST),
                  at.orElse(Instant.EPOCH),
                  limit)
              .send(connection)) {
        return answers.rows(LIST, ConditionStore::condition);
      }
    });
  }

  private static Instant instant(String text) {
    return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
  }

  private static Condition condition(ResultSet row) throws SQLException {
    return new Condition(
        row.getString("country"),
        row.getString("region"),
        row.getObject("from_at", OffsetDateTime.class).toInstant(),
        row.getObject("until_at", OffsetDateTime.class).toInstant(),
        AttributesJson.read(row.getString("attributes")));
  }
}
