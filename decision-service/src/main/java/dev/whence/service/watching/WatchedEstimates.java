package dev.whence.service.watching;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whence.domain.Probability;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.models.attributes.AttributesJson;
import dev.whence.models.returns.ReturnFeatures;
import dev.whence.models.returns.ReturnedShares;
import dev.whence.models.transit.PublishedTransit;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.records.DecisionId;
import dev.whence.service.sourcing.DecisionStore;
import dev.whence.service.sourcing.ShadowScoring;
import dev.whence.service.sourcing.StoredDecision;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Notes of each parcel and each sold line what was estimated when it was decided, once it is known
/// what came of it. Off the path of requests; any process may do it, and twice is as good as once.
/// Thread-safe.
public final class WatchedEstimates {
  private static final String PARCEL =
      """
      SELECT id, decision_id, ordered_at, carrier_service, origin_region, destination_region,
        destination_time_zone, promise_date, planned_handover, delivered_at, lost_at IS NOT NULL AS lost,
        coalesce(delivery_known_at, lost_known_at,
          (promise_date + 1)::timestamp AT TIME ZONE destination_time_zone) AS known_at,
        published_days, published_on_time
      FROM shipments
      """;

  private static final String ENDED =
      PARCEL
          + """
          WHERE watched < 2 AND decision_id IS NOT NULL AND promise_date IS NOT NULL
            AND (delivered_at IS NOT NULL OR lost_at IS NOT NULL)
          ORDER BY id LIMIT ?
          """;

  private static final String OVERDUE =
      PARCEL
          + """
          WHERE watched = 0 AND decision_id IS NOT NULL AND delivered_at IS NULL AND lost_at IS NULL
            AND handed_over_at IS NOT NULL AND promise_date < ?
          ORDER BY promise_date LIMIT ?
          """;

  private static final String SOLD =
      """
      SELECT sales.order_id, line_id, last_decision, ordered_at, matures_at,
        coalesce((SELECT sum(returns.units) FROM returns WHERE returns.order_id = sales.order_id
          AND returns.line_id = sales.line_id AND returned_at <= matures_at), 0) > 0 AS came_back,
        sales.xmin::text AS as_read
      FROM sales JOIN orders ON orders.id = sales.order_id
      WHERE NOT sales.watched AND matures_at <= ?
      ORDER BY matures_at LIMIT ?
      """;

  private static final String NOTE =
      """
      INSERT INTO watched_estimates (model, subject, version, decision_id, asked_at, known_at,
        happened, chance, plain, kind, place, days, actual_days, features, attributes, challenger,
        challenger_chance)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::text[]::real[],
        nullif(?, '')::double precision, ?::text[]::real[], nullif(?, ''), nullif(?, ''),
        nullif(?, '')::double precision)
      ON CONFLICT (model, subject) DO UPDATE SET known_at = excluded.known_at,
        happened = excluded.happened, actual_days = excluded.actual_days
      """;

  /// In the order in which others lock parcels; what is locked is done the next time. As it was
  /// read: one that has arrived since is looked at again.
  private static final String NOTED_PARCELS =
      """
      UPDATE shipments SET watched = CASE WHEN shipments.id = ANY (?) THEN 2 ELSE 1 END
      WHERE id IN (SELECT id FROM shipments WHERE id = ANY (?) ORDER BY id FOR UPDATE SKIP LOCKED)
      """;

  /// As [#NOTED_PARCELS], unless a return of it was told since it was read, which writes the line
  /// anew.
  private static final String NOTED_LINES =
      """
      WITH as_read AS MATERIALIZED (
        SELECT sales.order_id, sales.line_id
        FROM unnest(?::text[], ?::text[], ?::text[]) AS noted (order_id, line_id, as_read)
        JOIN sales ON sales.order_id = noted.order_id AND sales.line_id = noted.line_id
          AND sales.xmin::text = noted.as_read
        ORDER BY sales.order_id, sales.line_id FOR UPDATE OF sales SKIP LOCKED)
      UPDATE sales SET watched = true FROM as_read
      WHERE sales.order_id = as_read.order_id AND sales.line_id = as_read.line_id
      """;

  private static final String READ =
      """
      SELECT version, asked_at, happened, chance, plain, kind, place, days,
        actual_days, features, attributes, challenger, challenger_chance
      FROM watched_estimates
      WHERE model = ? AND asked_at >= ? AND asked_at < ?
      ORDER BY asked_at DESC, subject LIMIT ?
      """;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final float[] NONE = {};

  private final Database database;
  private final DecisionStore decisions;
  private final ShadowScoring shadows;

  public WatchedEstimates(Database database, DecisionStore decisions, ShadowScoring shadows) {
    this.database = database;
    this.decisions = decisions;
    this.shadows = shadows;
  }

  /// A parcel of which it is known whether it is late.
  private record Parcel(
      String id,
      DecisionId decision,
      Instant ordered,
      String service,
      String originRegion,
      String destinationRegion,
      ZoneId zone,
      LocalDate promised,
      Optional<Instant> handover,
      Optional<Instant> delivered,
      boolean isLost,
      Instant known,
      int publishedDays,
      double publishedOnTime) {
    static Parcel read(ResultSet row) throws SQLException {
      return new Parcel(
          row.getString("id"),
          new DecisionId(row.getObject("decision_id", UUID.class)),
          instant(row, "ordered_at").orElseThrow(),
          row.getString("carrier_service"),
          row.getString("origin_region"),
          row.getString("destination_region"),
          ZoneId.of(row.getString("destination_time_zone")),
          row.getDate("promise_date").toLocalDate(),
          instant(row, "planned_handover"),
          instant(row, "delivered_at"),
          row.getBoolean("lost"),
          instant(row, "known_at").orElseThrow(),
          row.getInt("published_days"),
          row.getDouble("published_on_time"));
    }

    boolean hasEnded() {
      return delivered.isPresent() || isLost;
    }

    boolean isLate() {
      return delivered.isEmpty() || LocalDate.ofInstant(delivered.get(), zone).isAfter(promised);
    }

    /// From planned hand-over to the end of the promised day.
    double promisedDays(Instant from) {
      return days(from, promised.plusDays(1).atStartOfDay(zone).toInstant());
    }

    /// As the carrier publishes it; where it publishes nothing, nobody knows.
    double plainChance(Instant from) {
      if (publishedDays == 0 || publishedOnTime == 0) {
        return 0.5;
      }
      return PublishedTransit.late(
          publishedDays, new Probability(publishedOnTime), promisedDays(from));
    }
  }

  private record Sold(
      String order,
      String line,
      DecisionId decision,
      Instant ordered,
      Instant matured,
      boolean cameBack,
      String asRead) {
    static Sold read(ResultSet row) throws SQLException {
      return new Sold(
          row.getString("order_id"),
          row.getString("line_id"),
          new DecisionId(row.getObject("last_decision", UUID.class)),
          instant(row, "ordered_at").orElseThrow(),
          instant(row, "matures_at").orElseThrow(),
          row.getBoolean("came_back"),
          row.getString("as_read"));
    }
  }

  /// Notes parcels that have ended, and those that are late and still underway.
  ///
  /// @param most how many at once
  /// @return how many; fewer than `most` when no other is left
  public int noteParcels(Instant now, int most) {
    LocalDate over = now.minus(Duration.ofDays(1)).atOffset(ZoneOffset.UTC).toLocalDate();
    List<Parcel> parcels =
        database.run(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch().add(ENDED, most).add(OVERDUE, over, most).send(connection)) {
            return Stream.concat(
                    answers.rows(ENDED, Parcel::read).stream(),
                    answers.rows(OVERDUE, Parcel::read).stream())
                .limit(most)
                .toList();
          }
        });
    return note(
        parcels,
        Parcel::decision,
        WatchedEstimates::noteParcel,
        NOTED_PARCELS,
        new TextArray(parcels.stream().filter(Parcel::hasEnded).map(Parcel::id).toList()),
        new TextArray(parcels.stream().map(Parcel::id).toList()));
  }

  /// Notes order lines whose return window has passed; as [#noteParcels].
  public int noteLines(Instant now, int most) {
    List<Sold> lines =
        database.run(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch().add(SOLD, now, most).send(connection)) {
            return answers.rows(SOLD, Sold::read);
          }
        });
    return note(
        lines,
        Sold::decision,
        WatchedEstimates::noteLine,
        NOTED_LINES,
        new TextArray(lines.stream().map(Sold::order).toList()),
        new TextArray(lines.stream().map(Sold::line).toList()),
        new TextArray(lines.stream().map(Sold::asRead).toList()));
  }

  private interface Noting<T> {
    /// @param shadows what challengers would have estimated for the decision
    void note(
        StatementBatch batch,
        T outcome,
        StoredDecision decision,
        List<ShadowScoring.Shadow> shadows);
  }

  /// Notes outcomes and, in the same transaction, that they are noted. Each decision is read once.
  ///
  /// @param noted the statement for that, with its parameters
  private <T> int note(
      List<T> outcomes,
      Function<T, DecisionId> decisionOf,
      Noting<T> noting,
      String noted,
      Object... parameters) {
    if (outcomes.isEmpty()) {
      return 0;
    }
    var batch = new StatementBatch();
    var read = new HashMap<DecisionId, Optional<StoredDecision>>();
    Map<DecisionId, List<ShadowScoring.Shadow>> asked =
        shadows.find(outcomes.stream().map(decisionOf).distinct().toList());
    for (T outcome : outcomes) {
      DecisionId id = decisionOf.apply(outcome);
      read.computeIfAbsent(id, decisions::findReadable)
          .ifPresent(
              decision -> noting.note(batch, outcome, decision, asked.getOrDefault(id, List.of())));
    }
    batch.add(noted, parameters);
    database.transact(connection -> {
      batch.send(connection).close();
      return true;
    });
    return outcomes.size();
  }

  private static void noteParcel(
      StatementBatch batch,
      Parcel parcel,
      StoredDecision decision,
      List<ShadowScoring.Shadow> shadows) {
    Optional<SourcingDecision.Shipment> planned = planned(parcel.id(), parcel.decision(), decision);
    if (planned.isEmpty()) {
      return;
    }
    Instant handover = parcel.handover().orElse(planned.get().handover());
    List<EstimateLog.Transit> asked = decision.estimates().transit();
    int question = question(planned.get(), parcel.originRegion(), asked);
    if (question < 0) {
      return;
    }
    float[] features = TransitFeatures.row(asked.get(question).query());
    var row =
        new WatchedRow(
            planned.get().transit() instanceof TransitEstimate.Predicted(_, var model, _, _, _)
                ? model.version()
                : "",
            parcel.ordered(),
            parcel.isLate(),
            planned.get().onTime().complement().value(),
            parcel.plainChance(handover),
            parcel.service(),
            parcel.originRegion() + " to " + parcel.destinationRegion(),
            days(planned.get().transit()),
            parcel
                .delivered()
                .map(at -> OptionalDouble.of(days(handover, at)))
                .orElse(OptionalDouble.empty()),
            features,
            asked.get(question).query().attributes(),
            shadow(
                EstimateKey.TRANSIT_TIME,
                shadows,
                question,
                estimate ->
                    estimate instanceof TransitEstimate.Predicted predicted
                        ? OptionalDouble.of(late(predicted, parcel.promisedDays(handover)))
                        : OptionalDouble.empty()));
    add(batch, EstimateKey.TRANSIT_TIME, parcel.id(), parcel.decision(), parcel.known(), row);
  }

  private static double late(TransitEstimate.Predicted estimate, double promisedDays) {
    return estimate.promisedWithin(promisedDays).arrivesWithin(promisedDays).complement().value();
  }

  /// The parcel as it was decided: ids of parcels end with their number in the decision.
  static Optional<SourcingDecision.Shipment> planned(
      String parcel, DecisionId by, StoredDecision decision) {
    String prefix = by + "-";
    List<SourcingDecision.Shipment> shipments =
        decision.approved() ? decision.decision().approved().taken() : decision.decision().taken();
    if (!parcel.startsWith(prefix)) {
      return Optional.empty();
    }
    try {
      int number = Integer.parseInt(parcel.substring(prefix.length()));
      return number >= 1 && number <= shipments.size()
          ? Optional.of(shipments.get(number - 1))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// Which of the decision's questions was about the parcel; -1 if none was. A decision that is
  /// less sure than the model widens what the model said and leaves its middle, so the answer
  /// itself may be another.
  static int question(
      SourcingDecision.Shipment shipment, String originRegion, List<EstimateLog.Transit> asked) {
    int found = -1;
    for (int i = 0; i < asked.size(); i++) {
      TransitQuery query = asked.get(i).query();
      if (query.recent().carrierService().equals(shipment.carrierService())
          && query.recent().originRegion().equals(originRegion)
          && query.handover().toInstant().equals(shipment.handover())) {
        if (median(asked.get(i).estimate()).equals(median(shipment.transit()))) {
          return i;
        }
        found = found < 0 ? i : found;
      }
    }
    return found;
  }

  private static OptionalDouble median(TransitEstimate estimate) {
    float[] days = days(estimate);
    return days.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(days[0]);
  }

  private static void noteLine(
      StatementBatch batch,
      Sold line,
      StoredDecision decision,
      List<ShadowScoring.Shadow> shadows) {
    var lines = decision.inputs().orderCase().order().lines();
    List<EstimateLog.Returned> asked = decision.estimates().returns();
    if (asked.size() != lines.size()) {
      return;
    }
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).id().value().equals(line.line())) {
        ReturnQuery query = asked.get(i).query();
        ReturnEstimate estimate = asked.get(i).estimate();
        var row =
            new WatchedRow(
                estimate instanceof ReturnEstimate.Predicted(var _, var model, var _)
                    ? model.version()
                    : "",
                line.ordered(),
                line.cameBack(),
                estimate.probability().value(),
                ReturnedShares.of(query.history(), ReturnedShares.USUAL),
                query.category(),
                query.channel(),
                NONE,
                OptionalDouble.empty(),
                ReturnFeatures.row(query, new Probability(ReturnedShares.USUAL)),
                query.attributes(),
                shadow(
                    EstimateKey.RETURN_RISK,
                    shadows,
                    i,
                    answer ->
                        answer instanceof ReturnEstimate.Predicted(var chance, var _, var _)
                            ? OptionalDouble.of(chance.value())
                            : OptionalDouble.empty()));
        add(
            batch,
            EstimateKey.RETURN_RISK,
            line.order() + " " + line.line(),
            line.decision(),
            line.matured(),
            row);
        return;
      }
    }
  }

  /// What a challenger would have said to the same question.
  private static <E> Optional<WatchedRow.Challenger> shadow(
      EstimateKey<?, E> key, List<ShadowScoring.Shadow> shadows, int question, Chance<E> chance) {
    for (ShadowScoring.Shadow shadow : shadows) {
      if (shadow.model().equals(key.model())) {
        JsonNode answers = parsed(shadow.estimates()).path(key.topic());
        if (question < answers.size()) {
          E answer = CanonicalJson.read(answers.get(question).toString(), key.answer());
          OptionalDouble said = chance.of(answer);
          if (said.isPresent()) {
            return Optional.of(new WatchedRow.Challenger(shadow.version(), said.getAsDouble()));
          }
        }
      }
    }
    return Optional.empty();
  }

  static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What a challenger said is no JSON: " + json, e);
    }
  }

  private interface Chance<E> {
    OptionalDouble of(E answer);
  }

  private static void add(
      StatementBatch batch,
      EstimateKey<?, ?> key,
      String subject,
      DecisionId decision,
      Instant known,
      WatchedRow row) {
    batch.add(
        NOTE,
        key.model(),
        subject,
        row.version(),
        decision.value(),
        row.asked(),
        known,
        row.happened(),
        row.chance(),
        row.plain(),
        row.kind(),
        row.place(),
        text(row.days()),
        row.actualDays().isPresent() ? Double.toString(row.actualDays().getAsDouble()) : "",
        text(row.features()),
        AttributesJson.text(row.attributes()),
        row.challenger().map(WatchedRow.Challenger::version).orElse(""),
        row.challenger().map(each -> Double.toString(each.chance())).orElse(""));
  }

  private static TextArray text(float[] numbers) {
    var texts = new ArrayList<String>(numbers.length);
    for (float number : numbers) {
      texts.add(Float.toString(number));
    }
    return new TextArray(texts);
  }

  private static float[] days(TransitEstimate estimate) {
    return switch (estimate) {
      case TransitEstimate.Predicted(var distribution, _, _, _, _) -> levels(distribution);
      case TransitEstimate.Measured(var distribution, var _, var _, var _) -> levels(distribution);
      case TransitEstimate.Assumed _ -> NONE;
    };
  }

  private static float[] levels(TransitDistribution distribution) {
    float[] days = new float[Watch.LEVELS.size()];
    for (int i = 0; i < days.length; i++) {
      int level = TransitDistribution.LEVELS.indexOf(Watch.LEVELS.get(i));
      days[i] = distribution.days().get(level).floatValue();
    }
    return days;
  }

  private static double days(Instant from, Instant until) {
    return Duration.between(from, until).toSeconds() / 86_400.0;
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
  }

  /// What is noted of orders of a span of time, the newest first.
  ///
  /// @param most rows
  List<WatchedRow> read(String model, Instant since, Instant until, int most) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(READ, model, since, until, most).send(connection)) {
        return answers.rows(READ, WatchedEstimates::row);
      }
    });
  }

  private static WatchedRow row(ResultSet row) throws SQLException {
    double actual = row.getDouble("actual_days");
    OptionalDouble actualDays = row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(actual);
    @Nullable String challenger = row.getString("challenger");
    double chance = row.getDouble("challenger_chance");
    return new WatchedRow(
        row.getString("version"),
        instant(row, "asked_at").orElseThrow(),
        row.getBoolean("happened"),
        row.getDouble("chance"),
        row.getDouble("plain"),
        row.getString("kind"),
        row.getString("place"),
        numbers(row, "days"),
        actualDays,
        numbers(row, "features"),
        AttributesJson.read(row.getString("attributes")),
        Optional.ofNullable(challenger).map(version -> new WatchedRow.Challenger(version, chance)));
  }

  private static float[] numbers(ResultSet row, String column) throws SQLException {
    java.sql.@Nullable Array array = row.getArray(column);
    if (array == null) {
      return NONE;
    }
    Float[] boxed = (Float[]) array.getArray();
    float[] numbers = new float[boxed.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = boxed[i];
    }
    return numbers;
  }
}
