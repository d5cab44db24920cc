package dev.whence.service.watching;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.estimates.ModelRegistry;
import dev.whence.models.estimates.SinceRelease;
import dev.whence.models.estimates.SinceRelease.Shape;
import dev.whence.models.estimates.TransitRecalibration;
import dev.whence.models.estimates.TransitRecalibration.Asked;
import dev.whence.models.estimates.TransitRecalibration.Counted;
import dev.whence.rules.sourcing.EstimateLog;
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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/// Keeps the shape of the transit-time model that answers in step with what became of the parcels
/// it was asked about, as its card says (`recalibration_days`): a day (UTC) that has ended is
/// counted once, by any process, and counts in all of them from the same moment. Off the path of
/// requests. Thread-safe.
public final class Recalibrations {
  /// What is older is looked at no more: parcels, and shapes.
  private static final Duration LONGEST = Duration.ofDays(400);

  private static final String NEW =
      """
      SELECT id, decision_id, origin_region FROM shipments
      WHERE NOT recalibrated AND decision_id IS NOT NULL ORDER BY id LIMIT ?
      """;

  private static final String ADD =
      """
      INSERT INTO recalibration_parcels (shipment_id, model, version, mu, log_sigma)
      VALUES (?, ?, ?, ?::text::real, ?::text::real) ON CONFLICT DO NOTHING
      """;

  private static final String LOOKED_AT =
      """
      UPDATE shipments SET recalibrated = true
      WHERE id IN (SELECT id FROM shipments WHERE id = ANY (?) ORDER BY id FOR UPDATE SKIP LOCKED)
      """;

  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtext('whence recalibrations'))";

  private static final String LAST =
      """
      SELECT day, spread, passes, arrivals FROM recalibrations
      WHERE model = ? AND version = ? ORDER BY day DESC LIMIT 1
      """;

  private static final String PARCELS =
      """
      SELECT id, ordered_at, mu, log_sigma, planned_handover, destination_time_zone, delivered_at,
        delivery_known_at
      FROM recalibration_parcels JOIN shipments ON shipments.id = shipment_id
      WHERE model = ? AND version = ? AND emptied_at IS NULL AND planned_handover IS NOT NULL
        AND ordered_at > ?
      ORDER BY ordered_at, id
      """;

  private static final String KEEP =
      """
      INSERT INTO recalibrations (model, version, day, in_force_from, parcels, lost_share,
        residual_quantiles, spread, passes, arrivals)
      VALUES (?, ?, ?, greatest(?, now() + ? * interval '1 second'), ?, ?::text::double precision,
        ?::text[]::double precision[], ?::text::double precision,
        ?::text[]::double precision[], ?::text[]::double precision[])
      """;

  private static final String FORGET =
      """
      DELETE FROM recalibration_parcels USING shipments
      WHERE shipments.id = shipment_id
        AND (shipment_id = ANY (?) OR emptied_at IS NOT NULL OR ordered_at <= ?)
      """;

  private static final String NEWEST = "SELECT coalesce(max(number), 0) FROM recalibrations";

  private static final String SHAPES =
      """
      SELECT model, version, day, in_force_from, lost_share, residual_quantiles, spread
      FROM recalibrations WHERE day > ? ORDER BY model, version, day
      """;

  private final Database database;
  private final DecisionStore decisions;
  private final Supplier<ModelRegistry> models;
  private final SinceRelease learned;
  private volatile long known = -1;

  /// @param models that answer
  /// @param learned is told the shapes
  public Recalibrations(
      Database database,
      DecisionStore decisions,
      Supplier<ModelRegistry> models,
      SinceRelease learned) {
    this.database = database;
    this.decisions = decisions;
    this.models = models;
    this.learned = learned;
  }

  /// A model that recalibrates.
  private record Follows(
      ModelRegistry registry, ModelRef model, Calibration.LogNormal released, double days) {}

  private Optional<Follows> follows() {
    ModelRegistry registry = models.get();
    if (registry.get(EstimateKey.TRANSIT_TIME.model())
        instanceof LoadResult.Loaded(var bundle, _)) {
      ModelCard card = bundle.card();
      double days = TransitRecalibration.days(card);
      if (days > 0 && card.calibration() instanceof Calibration.LogNormal released) {
        return Optional.of(new Follows(registry, card.ref(), released, days));
      }
    }
    return Optional.empty();
  }

  /// Notes what is new, and counts the days that have ended; does nothing where the model that
  /// answers does not recalibrate.
  ///
  /// @param most parcels that are noted at once
  /// @return how many parcels were noted; days are counted only once none is left
  public int work(Instant now, int most) {
    Optional<Follows> model = follows();
    if (model.isEmpty()) {
      return 0;
    }
    int noted = note(model.get(), now, most);
    if (noted < most) {
      count(model.get(), now);
    }
    return noted;
  }

  private record New(String id, DecisionId decision, String originRegion) {
    static New read(ResultSet row) throws SQLException {
      return new New(
          row.getString("id"),
          new DecisionId(row.getObject("decision_id", UUID.class)),
          row.getString("origin_region"));
    }
  }

  private int note(Follows model, Instant now, int most) {
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
    var asked = new ArrayList<New>();
    var questions = new ArrayList<TransitQuery>();
    for (New parcel : parcels) {
      read.computeIfAbsent(parcel.decision(), decisions::findReadable)
          .flatMap(decision -> question(parcel, decision, model.model()))
          .ifPresent(question -> {
            asked.add(parcel);
            questions.add(question);
          });
    }
    List<Optional<List<Float>>> outputs =
        model.registry().transitOutputs(model.model(), questions, now);
    var batch = new StatementBatch();
    for (int i = 0; i < asked.size(); i++) {
      if (outputs.get(i).isPresent()) {
        List<Float> said = outputs.get(i).get();
        batch.add(
            ADD,
            asked.get(i).id(),
            model.model().name(),
            model.model().version(),
            Float.toString(said.get(0)),
            Float.toString(said.get(1)));
      }
    }
    batch.add(LOOKED_AT, new TextArray(parcels.stream().map(New::id).toList()));
    database.transact(connection -> {
      batch.send(connection).close();
      return true;
    });
    return parcels.size();
  }

  /// What the version was asked about the parcel; empty if another answered.
  private static Optional<TransitQuery> question(
      New parcel, StoredDecision decision, ModelRef version) {
    Optional<Shipment> planned =
        WatchedEstimates.planned(parcel.id(), parcel.decision(), decision)
            .filter(shipment ->
                shipment.transit() instanceof TransitEstimate.Predicted(_, var model, _, _, _)
                    && model.equals(version));
    if (planned.isEmpty()) {
      return Optional.empty();
    }
    List<EstimateLog.Transit> asked = decision.estimates().transit();
    int question = WatchedEstimates.question(planned.get(), parcel.originRegion(), asked);
    return question < 0 ? Optional.empty() : Optional.of(asked.get(question).query());
  }

  private record Parcel(String id, Instant ordered, Asked asked) {
    static Parcel read(ResultSet row) throws SQLException {
      return new Parcel(
          row.getString("id"),
          Columns.instant(row, "ordered_at", Instant.MAX),
          new Asked(
              row.getFloat("mu"),
              row.getFloat("log_sigma"),
              Columns.instant(row, "planned_handover", Instant.MAX),
              ZoneId.of(row.getString("destination_time_zone")),
              Columns.instant(row, "delivered_at", Instant.MAX),
              Columns.instant(row, "delivery_known_at", Instant.MAX)));
    }
  }

  private record Last(LocalDate day, double spread, Counted counted) {
    static Last read(ResultSet row) throws SQLException {
      return new Last(
          row.getObject("day", LocalDate.class),
          row.getDouble("spread"),
          new Counted(Columns.numbers(row, "passes"), Columns.numbers(row, "arrivals")));
    }
  }

  private void count(Follows model, Instant now) {
    LocalDate until = EndedDays.until(now);
    String name = model.model().name();
    String version = model.model().version();
    Instant oldest = now.minus(LONGEST);
    database.transact(connection -> {
      Optional<Last> last = lock(connection, name, version);
      if (last.isPresent() && !last.get().day().plusDays(1).isBefore(until)) {
        return false;
      }
      List<Parcel> parcels = parcels(connection, name, version, oldest);
      Optional<LocalDate> first =
          last.map(each -> each.day().plusDays(1))
              .or(() ->
                  parcels.stream()
                      .findFirst()
                      .map(parcel -> LocalDate.ofInstant(parcel.ordered(), ZoneOffset.UTC)));
      if (first.isEmpty()) {
        return false;
      }
      var recalibration =
          last.map(each -> new TransitRecalibration(model.released(), model.days(), each.counted()))
              .orElseGet(() -> new TransitRecalibration(model.released(), model.days()));
      double spread = last.map(Last::spread).orElse(0.0);
      var batch = new StatementBatch();
      var arrived = new ArrayList<String>();
      List<Parcel> underway = parcels;
      for (LocalDate day = first.get(); day.isBefore(until); day = day.plusDays(1)) {
        Day counted = count(recalibration, day, underway);
        underway = counted.underway();
        arrived.addAll(counted.arrived());
        spread = counted.spread().orElse(spread);
        Calibration.LogNormal shape = recalibration.calibration();
        Counted state = recalibration.counted();
        batch.add(
            KEEP,
            name,
            version,
            day,
            EndedDays.inForceFrom(day),
            EndedDays.UNTIL_IN_FORCE.toSeconds(),
            counted.parcels(),
            Double.toString(shape.lostShare()),
            Columns.text(shape.residualQuantiles()),
            Double.toString(spread),
            Columns.text(state.passes()),
            Columns.text(state.arrivals()));
      }
      batch.add(FORGET, new TextArray(arrived), oldest);
      batch.send(connection).close();
      return true;
    });
  }

  /// What a day came to.
  ///
  /// @param parcels counted on it
  /// @param spread their mean; empty without any
  /// @param underway still, and those not ordered yet
  private record Day(
      int parcels, OptionalDouble spread, List<Parcel> underway, List<String> arrived) {}

  private static Day count(TransitRecalibration shape, LocalDate day, List<Parcel> parcels) {
    var underway = new ArrayList<Parcel>();
    var arrived = new ArrayList<String>();
    var spreads = DoubleStream.builder();
    int counted = 0;
    for (Parcel parcel : parcels) {
      if (!parcel.ordered().isBefore(EndedDays.end(day))) {
        underway.add(parcel);
        continue;
      }
      counted++;
      spreads.add(Math.exp(parcel.asked().logSigma()));
      if (shape.count(day, parcel.asked())) {
        underway.add(parcel);
      } else {
        arrived.add(parcel.id());
      }
    }
    shape.endDay();
    return new Day(counted, spreads.build().average(), underway, arrived);
  }

  private static Optional<Last> lock(Connection connection, String model, String version)
      throws SQLException {
    new StatementBatch().add(LOCK).send(connection).close();
    try (StatementBatch.Answers answers =
        new StatementBatch().add(LAST, model, version).send(connection)) {
      return answers.rows(LAST, Last::read).stream().findFirst();
    }
  }

  private static List<Parcel> parcels(
      Connection connection, String model, String version, Instant oldest) throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(PARCELS, model, version, oldest).send(connection)) {
      return answers.rows(PARCELS, Parcel::read);
    }
  }

  /// Tells the models the shapes of all days, if there is one that is not known here yet.
  public void follow(Instant now) {
    LocalDate oldest = LocalDate.ofInstant(now.minus(LONGEST), ZoneOffset.UTC);
    database.run(connection -> {
      long newest;
      try (StatementBatch.Answers answers = new StatementBatch().add(NEWEST).send(connection)) {
        newest = answers.rows(NEWEST, row -> row.getLong(1)).getFirst();
      }
      if (newest != known) {
        try (StatementBatch.Answers answers =
            new StatementBatch().add(SHAPES, oldest).send(connection)) {
          Map<ModelRef, List<Shape>> shapes = new HashMap<>();
          answers.rows(
              SHAPES,
              row ->
                  shapes
                      .computeIfAbsent(
                          new ModelRef(row.getString("model"), row.getString("version")),
                          _ -> new ArrayList<>())
                      .add(
                          new Shape(
                              row.getObject("day", LocalDate.class),
                              Columns.instant(row, "in_force_from", Instant.MAX),
                              new Calibration.LogNormal(
                                  row.getDouble("lost_share"),
                                  Columns.numbers(row, "residual_quantiles")),
                              row.getDouble("spread"))));
          learned.shapes(shapes);
        }
        known = newest;
      }
      return true;
    });
  }
}
