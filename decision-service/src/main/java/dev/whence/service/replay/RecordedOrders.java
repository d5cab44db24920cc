package dev.whence.service.replay;

import dev.whence.rules.replay.Comparison.Observed;
import dev.whence.rules.replay.RecordedOrder;
import dev.whence.service.records.DecisionId;
import dev.whence.service.sourcing.DecisionStore;
import dev.whence.service.sourcing.DecisionStore.Exported;
import dev.whence.service.sourcing.DecisionStore.Span;
import dev.whence.service.sourcing.SourceOrder;
import dev.whence.service.sourcing.StoredDecision;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Recorded decisions page by page, with what became of them. Thread-safe.
final class RecordedOrders {
  private static final String COUNT =
      "SELECT count(*) FROM (SELECT FROM decisions WHERE id > ?::uuid LIMIT ?) AS newest";

  /// The decision before the newest so many.
  private static final String BEFORE =
      "SELECT id::text FROM decisions ORDER BY id DESC OFFSET ? LIMIT 1";

  private static final String NEWEST = "SELECT id::text FROM decisions ORDER BY id DESC LIMIT ?";

  private static final String ENDED =
      """
      SELECT decision_id::text, changed_at FROM reservations
      WHERE decision_id = ANY (?::text[]::uuid[]) AND status IN ('RELEASED', 'EXPIRED')
      """;

  private static final String ANEW =
      """
      SELECT detail ->> 'decisionId' FROM order_events
      WHERE order_id = ANY (?) AND kind IN ('changed', 'approved')
      """;

  /// Of parcels from which not everything was taken out.
  private static final String PARCELS =
      """
      SELECT decision_id::text,
        count(*) FILTER (WHERE (delivered_at AT TIME ZONE destination_time_zone)::date
          <= promise_date) AS on_time,
        count(*) FILTER (WHERE lost_at IS NOT NULL
          OR (delivered_at AT TIME ZONE destination_time_zone)::date > promise_date) AS late,
        count(*) AS parcels
      FROM shipments WHERE order_id = ANY (?) AND decision_id IS NOT NULL AND emptied_at IS NULL
      GROUP BY decision_id
      """;

  /// A return belongs to the first decision that sent its line.
  private static final String RETURNS =
      """
      SELECT decision_id::text, sum(units) FROM (
        SELECT DISTINCT ON (return_id) return_id, decision_id, returns.units
        FROM returns
        JOIN shipments ON shipments.order_id = returns.order_id AND emptied_at IS NULL
        JOIN shipment_lines ON shipment_id = shipments.id AND shipment_lines.line_id = returns.line_id
        WHERE returns.order_id = ANY (?) AND decision_id IS NOT NULL
        ORDER BY return_id, decision_id) AS returned
      GROUP BY decision_id
      """;

  /// What the parcels of a decision came to, as far as nothing was taken out of them.
  private static final String OUTCOMES =
      """
      SELECT decision_id::text, sum(freight_minor) AS freight, count(*) AS parcels,
        count(*) FILTER (WHERE (delivered_at AT TIME ZONE destination_time_zone)::date
          <= promise_date) AS on_time,
        count(*) FILTER (WHERE lost_at IS NOT NULL
          OR (delivered_at AT TIME ZONE destination_time_zone)::date > promise_date) AS late
      FROM shipments WHERE order_id = ANY (?) AND decision_id IS NOT NULL AND emptied_at IS NULL
      GROUP BY decision_id
      """;

  private static final Span ALL = new Span(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));

  private final Database database;
  private final DecisionStore decisions;

  RecordedOrders(Database database, DecisionStore decisions) {
    this.database = database;
    this.decisions = decisions;
  }

  /// @param after the decision before the first; empty to begin with the oldest
  /// @param total how many there are
  /// @param complete whether that is all of them
  record Start(Optional<DecisionId> after, long total, boolean complete) {}

  /// Where the newest `most` decisions begin.
  Start start(int most) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(BEFORE, most).send(connection)) {
        Optional<DecisionId> before =
            answers.rows(BEFORE, row -> DecisionId.parse(row.getString(1))).stream().findFirst();
        if (before.isPresent()) {
          return new Start(before, most, false);
        }
      }
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(COUNT, "00000000-0000-0000-0000-000000000000", most)
              .send(connection)) {
        return new Start(
            Optional.empty(), answers.rows(COUNT, row -> row.getLong(1)).getFirst(), true);
      }
    });
  }

  /// Ids of the newest decisions, the newest first.
  List<DecisionId> newest(int most) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(NEWEST, most).send(connection)) {
        return answers.rows(NEWEST, row -> DecisionId.parse(row.getString(1)));
      }
    });
  }

  /// @param last of the page, from which the next one goes on; empty if there is none
  /// @param older recorded in a form that is no longer read
  record Page(List<StoredDecision> decisions, Optional<DecisionId> last, int older) {}

  /// The next decisions in the order of time.
  Page page(Optional<DecisionId> after, int limit) {
    List<Exported> exported = decisions.export(ALL, after, limit);
    var whole = new ArrayList<StoredDecision>();
    for (Exported each : exported) {
      if (each instanceof Exported.Whole(var decision)) {
        whole.add(decision);
      }
    }
    return new Page(
        whole,
        exported.isEmpty() ? Optional.empty() : Optional.of(exported.getLast().id()),
        exported.size() - whole.size());
  }

  /// What became of decisions.
  ///
  /// @param ended when what they reserved was given back
  /// @param anew for which what was planned for the order was given back
  /// @param observed parcels and returns
  record Fates(Map<String, Instant> ended, Set<String> anew, Map<String, Observed> observed) {
    RecordedOrder.Kind kind(StoredDecision decision) {
      if (SourceOrder.isClaim(decision.request())) {
        return RecordedOrder.Kind.CLAIMED;
      }
      return anew.contains(decision.id().toString())
          ? RecordedOrder.Kind.ANEW
          : RecordedOrder.Kind.FURTHER;
    }

    Observed of(DecisionId decision) {
      return observed.getOrDefault(decision.toString(), Observed.NOTHING);
    }
  }

  Fates fates(List<StoredDecision> of) {
    var ids = TextArray.of(of.stream().map(StoredDecision::id).toList());
    var orders =
        TextArray.of(
            of.stream().map(each -> each.inputs().orderCase().order().id()).distinct().toList());
    return database.run(connection -> {
      var ended = new HashMap<String, Instant>();
      var observed = new HashMap<String, Observed>();
      var anew = new HashSet<String>();
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(ENDED, ids)
              .add(ANEW, orders)
              .add(PARCELS, orders)
              .add(RETURNS, orders)
              .send(connection)) {
        answers.rows(
            ENDED,
            row -> ended.put(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()));
        anew.addAll(answers.rows(ANEW, row -> String.valueOf(row.getString(1))));
        answers.rows(
            PARCELS,
            row -> {
              int onTime = row.getInt("on_time");
              int late = row.getInt("late");
              return observed.put(
                  row.getString(1),
                  new Observed(onTime, late, row.getInt("parcels") - onTime - late, 0));
            });
        answers.rows(
            RETURNS,
            row ->
                observed.merge(
                    row.getString(1),
                    new Observed(0, 0, 0, row.getInt(2)),
                    (parcels, returns) ->
                        new Observed(
                            parcels.onTime(),
                            parcels.late(),
                            parcels.open(),
                            returns.returnedUnits())));
      }
      return new Fates(ended, anew, observed);
    });
  }

  /// What the parcels of a decision came to.
  ///
  /// @param onTime parcels delivered by the promised day
  /// @param late parcels delivered after it, or lost
  record Parcels(long freightMinor, int all, int onTime, int late) {
    static final Parcels NONE = new Parcels(0, 0, 0, 0);

    boolean isSettled() {
      return onTime + late == all;
    }
  }

  /// By decision, of those that have parcels.
  Map<String, Parcels> parcels(List<StoredDecision> of) {
    var orders =
        TextArray.of(
            of.stream().map(each -> each.inputs().orderCase().order().id()).distinct().toList());
    return database.run(connection -> {
      var parcels = new HashMap<String, Parcels>();
      try (StatementBatch.Answers answers =
          new StatementBatch().add(OUTCOMES, orders).send(connection)) {
        answers.rows(
            OUTCOMES,
            row ->
                parcels.put(
                    row.getString("decision_id"),
                    new Parcels(
                        row.getLong("freight"),
                        row.getInt("parcels"),
                        row.getInt("on_time"),
                        row.getInt("late"))));
      }
      return parcels;
    });
  }
}
