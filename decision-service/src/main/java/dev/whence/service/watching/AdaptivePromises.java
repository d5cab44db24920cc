package dev.whence.service.watching;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.domain.estimates.PromiseLevels.Levels;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.models.estimates.PromiseDates;
import dev.whence.models.estimates.PromiseDates.Counted;
import dev.whence.models.estimates.PromiseDates.Promised;
import dev.whence.rules.sourcing.PromisedDays;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.service.records.DecisionId;
import dev.whence.service.sourcing.DecisionStore;
import dev.whence.service.sourcing.StoredDecision;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps the dates of [PromiseDates] in the store: notes of each parcel which days could have been
/// promised for it, counts each day (UTC) that has ended once, by any process, and knows which
/// levels were in force when, the same in all of them. Off the path of requests. Thread-safe.
public final class AdaptivePromises {
  /// What is older is looked at no more: parcels, and levels.
  private static final Period LONGEST = Period.ofDays(400);

  private static final int AT_ONCE = 10_000;

  /// Of all services that are not told by themselves.
  private static final String OTHERS = "";

  private static final String NEW =
      """
      SELECT id, decision_id, ordered_at FROM shipments
      WHERE NOT dates_noted AND decision_id IS NOT NULL ORDER BY id LIMIT ?
      """;

  private static final String ADD =
      """
      INSERT INTO promise_parcels
        (shipment_id, ordered_at, first_day, chances, promised, as_said)
      VALUES (?, ?, ?, ?::text[]::real[], ?::text[]::date[], ?::text[]::date[])
      ON CONFLICT DO NOTHING
      """;

  private static final String LOOKED_AT =
      """
      UPDATE shipments SET dates_noted = true
      WHERE id IN (SELECT id FROM shipments WHERE id = ANY (?) ORDER BY id FOR UPDATE SKIP LOCKED)
      """;

  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtext('whence promise dates'))";

  private static final String LAST = "SELECT day FROM promise_days ORDER BY day DESC LIMIT 1";

  private static final String COUNTED =
      """
      SELECT carrier_service, due, kept, heard FROM promise_levels
      WHERE day = ? AND carrier_service <> ''
      """;

  private static final String PARCELS =
      """
      SELECT id, carrier_service, destination_time_zone, first_day, chances, delivered_at,
        delivery_known_at
      FROM promise_parcels JOIN shipments ON id = shipment_id
      WHERE chances <> '{}' AND emptied_at IS NULL AND promise_parcels.ordered_at < ?
        AND shipment_id > ?
      ORDER BY shipment_id LIMIT ?
      """;

  private static final String FIRST =
      """
      SELECT min(promise_parcels.ordered_at) AS first
      FROM promise_parcels JOIN shipments ON id = shipment_id
      WHERE chances <> '{}' AND emptied_at IS NULL
      """;

  private static final String KEEP_DAY =
      """
      INSERT INTO promise_days (day, in_force_from, parcels)
      VALUES (?, greatest(?, now() + ? * interval '1 second'), ?)
      """;

  private static final String KEEP_LEVELS =
      """
      INSERT INTO promise_levels (day, carrier_service, said, due, kept, heard)
      VALUES (?, ?, nullif(?::text[], '{}')::double precision[], ?::text[]::double precision[],
        ?::text[]::double precision[], nullif(?, '')::date)
      """;

  private static final String COUNTED_PARCELS =
      "UPDATE promise_parcels SET chances = '{}' WHERE shipment_id = ANY (?)";

  private static final String FORGET_DAYS = "DELETE FROM promise_days WHERE day < ?";

  private static final String FORGET_PARCELS = "DELETE FROM promise_parcels WHERE ordered_at < ?";

  private static final String NEWEST = "SELECT coalesce(max(number), 0) FROM promise_days";

  private static final String LEVELS =
      """
      SELECT day, in_force_from, carrier_service, said
      FROM promise_days JOIN promise_levels USING (day) WHERE day > ? ORDER BY day
      """;

  /// Over the newest parcels for which both days have ended, at services that tell deliveries.
  private static final String KEPT =
      """
      SELECT to_char(newest.ordered_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, carrier_service,
        level, count(*) AS parcels,
        count(*) FILTER (WHERE delivered_at
          < (promised[level] + 1)::timestamp AT TIME ZONE destination_time_zone) AS kept,
        count(*) FILTER (WHERE delivered_at
          < (as_said[level] + 1)::timestamp AT TIME ZONE destination_time_zone) AS kept_as_said,
        sum(promised[level] - first_day) AS days, sum(as_said[level] - first_day) AS days_as_said
      FROM (SELECT * FROM promise_parcels WHERE ordered_at >= ? AND ordered_at < ?
          ORDER BY ordered_at DESC LIMIT ?) AS newest
        JOIN shipments ON id = shipment_id CROSS JOIN generate_series(1, 3) AS level
      WHERE emptied_at IS NULL AND promised[level] <= ? AND as_said[level] <= ?
      GROUP BY 1, 2, 3 HAVING bool_or(delivered_at IS NOT NULL) ORDER BY 1, 2, 3
      """;

  private final Database database;
  private final DecisionStore decisions;
  private volatile List<InForce> all = List.of();
  private volatile long known = -1;

  public AdaptivePromises(Database database, DecisionStore decisions) {
    this.database = database;
    this.decisions = decisions;
  }

  /// Levels, from an instant on until the next.
  private record InForce(Instant from, PromiseLevels levels) {}

  /// The levels in force at an instant; as said before the first.
  public PromiseLevels at(Instant now) {
    List<InForce> known = all;
    for (int i = known.size() - 1; i >= 0; i--) {
      if (!known.get(i).from().isAfter(now)) {
        return known.get(i).levels();
      }
    }
    return PromiseLevels.AS_SAID;
  }

  /// Notes what is new, and counts the days that have ended.
  ///
  /// @param most parcels that are noted at once
  /// @return how many parcels were noted; days are counted only once none is left
  public int work(Instant now, int most) {
    int noted = note(most);
    if (noted < most) {
      count(now);
    }
    return noted;
  }

  private record New(String id, DecisionId decision, Instant ordered) {
    static New read(ResultSet row) throws SQLException {
      return new New(
          row.getString("id"),
          new DecisionId(row.getObject("decision_id", UUID.class)),
          Columns.instant(row, "ordered_at", Instant.MAX));
    }
  }

  private int note(int most) {
    List<New> parcels =
        database.run(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch().add(NEW, most).send(connection)) {
            return answers.rows(NEW, New::read);
          }
        });
    if (parcels.isEmpty()) {
      return 0;
    }
    var read = new HashMap<DecisionId, Optional<StoredDecision>>();
    var batch = new StatementBatch();
    for (New parcel : parcels) {
      read.computeIfAbsent(parcel.decision(), decisions::findReadable)
          .ifPresent(decision -> note(batch, parcel, decision));
    }
    batch.add(LOOKED_AT, new TextArray(parcels.stream().map(New::id).toList()));
    database.transact(connection -> {
      batch.send(connection).close();
      return true;
    });
    return parcels.size();
  }

  private void note(StatementBatch batch, New parcel, StoredDecision decision) {
    Optional<Shipment> planned = WatchedEstimates.planned(parcel.id(), parcel.decision(), decision);
    if (planned.isEmpty()
        || !(planned.get().transit() instanceof TransitEstimate.Predicted predicted)) {
      return;
    }
    CarrierServiceId id = planned.get().carrierService();
    Optional<CarrierService> service =
        decision.inputs().reference().services().stream()
            .filter(each -> each.id().equals(id))
            .findFirst();
    if (service.isEmpty()) {
      return;
    }
    PromisedDays days =
        PromisedDays.of(
            service.get().calendar(),
            planned.get().handover(),
            decision.inputs().orderCase().order().destination().timeZone(),
            predicted,
            PromiseDates.HIGHEST);
    batch.add(
        ADD,
        parcel.id(),
        parcel.ordered(),
        days.first(),
        new TextArray(days.chances().stream().map(chance -> Float.toString(chance)).toList()),
        days(days, at(decision.inputs().orderCase().now()).of(id)),
        days(days, PromiseLevels.AS_SAID.others()));
  }

  /// A day for each level; `infinity` where none is said to have it.
  private static TextArray days(PromisedDays days, Levels levels) {
    return new TextArray(
        levels.said().stream()
            .map(said -> days.with(said).map(LocalDate::toString).orElse("infinity"))
            .toList());
  }

  private static Promised parcel(ResultSet row) throws SQLException {
    return new Promised(
        row.getString("id"),
        new CarrierServiceId(row.getString("carrier_service")),
        ZoneId.of(row.getString("destination_time_zone")),
        row.getObject("first_day", LocalDate.class),
        Stream.of((Float[]) row.getArray("chances").getArray()).toList(),
        Columns.instant(row, "delivered_at", Instant.MAX),
        Columns.instant(row, "delivery_known_at", Instant.MAX));
  }

  private void count(Instant now) {
    LocalDate until = EndedDays.until(now);
    database.transact(connection -> {
      Optional<LocalDate> last = lock(connection);
      if (last.isPresent() && !last.get().plusDays(1).isBefore(until)) {
        return false;
      }
      Optional<LocalDate> first =
          last.isPresent() ? Optional.of(last.get().plusDays(1)) : first(connection);
      if (first.isEmpty()) {
        return false;
      }
      var dates =
          last.isPresent() ? new PromiseDates(counted(connection, last.get())) : new PromiseDates();
      for (LocalDate day = first.get(); day.isBefore(until); day = day.plusDays(1)) {
        count(connection, day, dates);
      }
      LocalDate oldest = until.minus(LONGEST);
      new StatementBatch()
          .add(FORGET_DAYS, oldest)
          .add(FORGET_PARCELS, oldest.atStartOfDay(ZoneOffset.UTC).toInstant())
          .send(connection)
          .close();
      return true;
    });
  }

  private static void count(Connection connection, LocalDate day, PromiseDates dates)
      throws SQLException {
    dates.begin(day);
    each(connection, day, dates::hear);
    var done = new ArrayList<String>();
    int parcels =
        each(
            connection,
            day,
            parcel -> {
              if (!dates.count(parcel)) {
                done.add(parcel.id());
              }
            });
    var batch = new StatementBatch();
    batch.add(
        KEEP_DAY, day, EndedDays.inForceFrom(day), EndedDays.UNTIL_IN_FORCE.toSeconds(), parcels);
    keep(batch, day, dates);
    batch.add(COUNTED_PARCELS, new TextArray(done));
    batch.send(connection).close();
  }

  /// Parcels of which a day may have ended, some at a time.
  private static int each(Connection connection, LocalDate day, Consumer<Promised> consumer)
      throws SQLException {
    int all = 0;
    String after = "";
    List<Promised> some;
    do {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(PARCELS, EndedDays.end(day), after, AT_ONCE).send(connection)) {
        some = answers.rows(PARCELS, AdaptivePromises::parcel);
      }
      some.forEach(consumer);
      all += some.size();
      after = some.isEmpty() ? after : some.getLast().id();
    } while (some.size() == AT_ONCE);
    return all;
  }

  private static Optional<LocalDate> first(Connection connection) throws SQLException {
    try (StatementBatch.Answers answers = new StatementBatch().add(FIRST).send(connection)) {
      return answers.rows(FIRST, row -> Columns.instant(row, "first", Instant.MAX)).stream()
          .filter(Instant.MAX::isAfter)
          .findFirst()
          .map(ordered -> LocalDate.ofInstant(ordered, ZoneOffset.UTC));
    }
  }

  private static void keep(StatementBatch batch, LocalDate day, PromiseDates dates) {
    PromiseLevels levels = dates.levels(day);
    boolean isAsSaid = levels.upTo().isEmpty();
    batch.add(
        KEEP_LEVELS,
        day,
        OTHERS,
        Columns.text(isAsSaid ? List.of() : levels.others().said()),
        Columns.text(List.of()),
        Columns.text(List.of()),
        "");
    for (Counted counted : dates.counted()) {
      @Nullable Levels own = levels.services().get(counted.service());
      batch.add(
          KEEP_LEVELS,
          day,
          counted.service().value(),
          Columns.text(own == null ? List.of() : own.said()),
          Columns.text(counted.due()),
          Columns.text(counted.kept()),
          counted.heard().equals(LocalDate.MIN) ? "" : counted.heard().toString());
    }
  }

  private static Optional<LocalDate> lock(Connection connection) throws SQLException {
    new StatementBatch().add(LOCK).send(connection).close();
    try (StatementBatch.Answers answers = new StatementBatch().add(LAST).send(connection)) {
      return answers.rows(LAST, row -> row.getObject("day", LocalDate.class)).stream().findFirst();
    }
  }

  private static List<Counted> counted(Connection connection, LocalDate day) throws SQLException {
    try (StatementBatch.Answers answers = new StatementBatch().add(COUNTED, day).send(connection)) {
      return answers.rows(
          COUNTED,
          row ->
              new Counted(
                  new CarrierServiceId(row.getString("carrier_service")),
                  Columns.numbers(row, "due"),
                  Columns.numbers(row, "kept"),
                  Objects.requireNonNullElse(
                      row.getObject("heard", LocalDate.class), LocalDate.MIN)));
    }
  }

  /// What became of days that could have been promised for parcels of one month and service.
  ///
  /// @param month of the order
  /// @param share to be kept, of [PromiseLevels#KEPT]
  /// @param keptAsSaid parcels that were there by the day that the model alone says
  /// @param days sum, from the day of the hand-over to the promised one
  public record Kept(
      String month,
      String service,
      double share,
      long parcels,
      long kept,
      long keptAsSaid,
      long days,
      long daysAsSaid) {
    private static Kept read(ResultSet row) throws SQLException {
      return new Kept(
          row.getString("month"),
          row.getString("carrier_service"),
          PromiseLevels.KEPT.get(row.getInt("level") - 1),
          row.getLong("parcels"),
          row.getLong("kept"),
          row.getLong("kept_as_said"),
          row.getLong("days"),
          row.getLong("days_as_said"));
    }
  }

  /// Of the orders of a span of time, days that ended two days ago or earlier.
  List<Kept> kept(Instant since, Instant until, Instant now) {
    LocalDate ended = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(2);
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(KEPT, since, until, Watch.MOST, ended, ended).send(connection)) {
        return answers.rows(KEPT, Kept::read);
      }
    });
  }

  /// Reads the levels of all days, if there is one that is not known here yet.
  public void follow(Instant now) {
    LocalDate oldest = LocalDate.ofInstant(now, ZoneOffset.UTC).minus(LONGEST);
    database.run(connection -> {
      long newest;
      try (StatementBatch.Answers answers = new StatementBatch().add(NEWEST).send(connection)) {
        newest = answers.rows(NEWEST, row -> row.getLong(1)).getFirst();
      }
      if (newest != known) {
        try (StatementBatch.Answers answers =
            new StatementBatch().add(LEVELS, oldest).send(connection)) {
          all = inForce(answers.rows(LEVELS, Row::read));
        }
        known = newest;
      }
      return true;
    });
  }

  /// @param said empty where dates are as said
  private record Row(LocalDate day, Instant from, String service, List<Double> said) {
    static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getObject("day", LocalDate.class),
          Columns.instant(row, "in_force_from", Instant.MAX),
          row.getString("carrier_service"),
          Columns.numbers(row, "said"));
    }
  }

  private static List<InForce> inForce(List<Row> rows) {
    var days = new TreeMap<LocalDate, List<Row>>();
    rows.forEach(row -> days.computeIfAbsent(row.day(), _ -> new ArrayList<>()).add(row));
    var inForce = new ArrayList<InForce>();
    days.forEach((day, of) -> {
      Map<CarrierServiceId, Levels> services = new HashMap<>();
      Optional<Levels> others = Optional.empty();
      for (Row row : of) {
        if (!row.said().isEmpty()) {
          var levels = new Levels(row.said());
          if (row.service().equals(OTHERS)) {
            others = Optional.of(levels);
          } else {
            services.put(new CarrierServiceId(row.service()), levels);
          }
        }
      }
      inForce.add(
          new InForce(
              of.getFirst().from(),
              others
                  .map(all -> new PromiseLevels(Optional.of(day), services, all))
                  .orElse(PromiseLevels.AS_SAID)));
    });
    return List.copyOf(inForce);
  }
}
