package dev.whence.service.history;

import dev.whence.domain.inventory.Sku;
import dev.whence.service.inventory.Position;
import dev.whence.service.inventory.StockLedger;
import dev.whence.service.inventory.StockLedger.Arrival;
import dev.whence.service.inventory.StockStore;
import dev.whence.service.store.Database;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Returned units that were looked at: only then they come back into stock, and only the sellable
/// ones. Thread-safe.
public final class GradingStore {
  private static final String KNOWN = "SELECT grading_id FROM gradings WHERE grading_id = ANY (?)";

  private static final String RETURNS =
      """
      SELECT return_id, units FROM returns WHERE return_id = ANY (?) ORDER BY return_id FOR UPDATE
      """;

  /// What one unit of a return takes from the shelf; nothing where the order is not known.
  private static final String CONTENTS =
      """
      SELECT return_id, component.sku, component.units::int
      FROM returns JOIN order_lines AS line USING (order_id, line_id)
      CROSS JOIN LATERAL jsonb_each_text(coalesce(goods, jsonb_build_object(line.sku, 1)))
        AS component (sku, units)
      WHERE return_id = ANY (?)
      UNION
      SELECT return_id, content.sku, 1
      FROM returns JOIN shipments ON shipments.order_id = returns.order_id
      JOIN shipment_lines AS content
        ON shipment_id = shipments.id AND content.line_id = returns.line_id
      WHERE return_id = ANY (?) AND decision_id IS NULL AND NOT EXISTS (
        SELECT FROM order_lines AS line
        WHERE line.order_id = returns.order_id AND line.line_id = returns.line_id)
      """;

  private static final String GRADED =
      """
      SELECT return_id, sku, sum(sellable + damaged) FROM gradings WHERE return_id = ANY (?)
      GROUP BY return_id, sku
      """;

  private static final String IN_QUARANTINE = Quarantine.HELD + " AND how IS NULL";

  /// Told of orders that were decided here.
  private static final String INSERT =
      """
      WITH added AS (
        INSERT INTO gradings (grading_id, return_id, node, sku, sellable, damaged, graded_at)
        SELECT grading_id, return_id, node, sku, sellable, damaged,
          coalesce(nullif(graded_at, '')::timestamptz, now())
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::int[], ?::text[])
          AS given (grading_id, return_id, node, sku, sellable, damaged, graded_at)
        RETURNING *)
      INSERT INTO outbox (type, subject, payload, order_id)
      SELECT 'return-graded', grading_id, jsonb_build_object('gradingId', grading_id,
        'returnId', return_id, 'lineId', line_id, 'shipNode', node, 'sku', sku,
        'sellable', sellable, 'damaged', damaged, 'gradedAt', $time), order_id
      FROM added JOIN returns USING (return_id) JOIN orders ON orders.id = order_id
      ORDER BY grading_id
      """
          .replace("$time", Outbox.time("graded_at"));

  /// First, so that events of an order have the order in which they happened.
  private static final String LOCK_ORDERS =
      """
      SELECT id FROM orders WHERE id IN (SELECT order_id FROM returns WHERE return_id = ANY (?))
      ORDER BY id FOR UPDATE
      """;

  /// What somebody holds in hands came back, whatever becomes known of its order.
  private static final String JUDGED =
      "UPDATE returns SET judged = true WHERE return_id = ANY (?) AND NOT judged";

  private final Database database;

  public GradingStore(Database database) {
    this.database = database;
  }

  /// What became of gradings. Either all of it happened or nothing.
  public sealed interface Result {
    /// @param added that count for the first time
    record Done(int added) implements Result {}

    /// @param problems never empty
    record Refused(List<Problem> problems) implements Result {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /// Why a grading cannot be.
  ///
  /// @param fits whether it would, were what the part names loaded
  public record Problem(Grading grading, Part part, boolean fits, String message) {
    /// The part of the grading that is wrong.
    public enum Part {
      RETURN,
      NODE,
      SKU,
      UNITS
    }
  }

  /// Adds gradings, each once however often it is sent; of several with one id the first counts.
  public Result add(Collection<Grading> gradings) {
    var byId = new LinkedHashMap<String, Grading>();
    gradings.forEach(grading -> byId.putIfAbsent(grading.id(), grading));
    return database.transact(connection -> {
      Returned returned = Returned.read(connection, byId.values());
      var checked = new Checked(returned);
      byId.values().stream()
          .filter(grading -> !returned.known().contains(grading.id()))
          .forEach(checked::check);
      checked.requireLoaded(connection);
      if (!checked.problems.isEmpty()) {
        return new Result.Refused(checked.problems);
      }
      write(connection, checked.fitting);
      return new Result.Done(checked.fitting.size());
    });
  }

  private static void write(Connection connection, Map<Grading, Position> gradings)
      throws SQLException {
    List<Grading> all = List.copyOf(gradings.keySet());
    TextArray returns = TextArray.of(all.stream().map(Grading::returnId).toList());
    var batch =
        new StatementBatch()
            .add(
                INSERT,
                TextArray.of(all.stream().map(Grading::id).toList()),
                returns,
                TextArray.of(gradings.values().stream().map(Position::node).toList()),
                TextArray.of(gradings.values().stream().map(Position::sku).toList()),
                new IntArray(all.stream().map(Grading::sellable).toList()),
                new IntArray(all.stream().map(Grading::damaged).toList()),
                TextArray.of(
                    all.stream()
                        .map(one -> one.gradedAt().map(Instant::toString).orElse(""))
                        .toList()))
            .add(JUDGED, returns);
    StockLedger.arrive(
        batch,
        gradings.entrySet().stream()
            .filter(one -> one.getKey().sellable() > 0)
            .map(one ->
                new Arrival(
                    one.getKey().id(),
                    one.getValue(),
                    one.getKey().sellable(),
                    one.getKey().gradedAt()))
            .toList(),
        "RETURN",
        "grading");
    batch.send(connection).close();
  }

  /// Gradings looked at one after the other.
  private static final class Checked {
    private final Returned returned;
    private final Map<Content, Long> graded;
    private final Map<Grading, Position> fitting = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private Checked(Returned returned) {
      this.returned = returned;
      this.graded = new HashMap<>(returned.graded());
    }

    private void check(Grading grading) {
      Integer units = returned.units().get(grading.returnId());
      if (units == null) {
        if (returned.held().contains(grading.returnId())) {
          doesNotFit(
              grading, Problem.Part.RETURN, "is in quarantine.\nMaybe accept it there first");
        } else {
          isMissing(grading, Problem.Part.RETURN, "is no return");
        }
        return;
      }
      SortedMap<String, Integer> contents =
          returned.contents().getOrDefault(grading.returnId(), new TreeMap<>());
      Optional<String> sku = sku(grading, contents);
      if (sku.isEmpty()) {
        doesNotFit(grading, Problem.Part.SKU, skuMessage(grading, contents));
        return;
      }
      long most = (long) units * contents.getOrDefault(sku.get(), 1);
      var content = new Content(grading.returnId(), sku.get());
      long before = graded.getOrDefault(content, 0L);
      if (before + grading.units() > most) {
        doesNotFit(
            grading,
            Problem.Part.UNITS,
            "is too many: with damaged %d units are graded, of %d of %s that came back %d are graded already"
                .formatted(grading.units(), most, sku.get(), before));
        return;
      }
      graded.put(content, before + grading.units());
      fitting.put(grading, new Position(grading.node(), new Sku(sku.get())));
    }

    private static Optional<String> sku(Grading grading, SortedMap<String, Integer> contents) {
      Optional<String> named = grading.sku().map(Sku::value);
      return contents.isEmpty() || (named.isPresent() && contents.containsKey(named.get()))
          ? named
          : named.isEmpty() && contents.size() == 1
              ? Optional.of(contents.firstKey())
              : Optional.empty();
    }

    private static String skuMessage(Grading grading, SortedMap<String, Integer> contents) {
      return contents.isEmpty()
          ? "is missing: the order of return %s is not known".formatted(grading.returnId())
          : "must be one of %s, which return %s is of"
              .formatted(String.join(", ", contents.keySet()), grading.returnId());
    }

    private void requireLoaded(Connection connection) throws SQLException {
      StockStore.Result.Unknown unknown =
          StockStore.findUnknown(connection, Set.copyOf(fitting.values()));
      fitting.forEach((grading, position) -> {
        if (unknown.nodes().contains(position.node())) {
          isMissing(grading, Problem.Part.NODE, "is no ship node");
        }
        if (unknown.skus().contains(position.sku())) {
          isMissing(grading, Problem.Part.SKU, "is no item: " + position.sku());
        }
      });
    }

    private void isMissing(Grading grading, Problem.Part part, String message) {
      problems.add(new Problem(grading, part, true, message));
    }

    private void doesNotFit(Grading grading, Problem.Part part, String message) {
      problems.add(new Problem(grading, part, false, message));
    }
  }

  private record Content(String returnId, String sku) {}

  /// What is known of the returns that gradings name; they are locked.
  ///
  /// @param known gradings that count already, by id
  /// @param units by return
  /// @param contents units of each SKU in one unit returned, by return
  /// @param graded units so far
  /// @param held returns that wait in quarantine
  private record Returned(
      Set<String> known,
      Map<String, Integer> units,
      Map<String, SortedMap<String, Integer>> contents,
      Map<Content, Long> graded,
      Set<String> held) {
    static Returned read(Connection connection, Collection<Grading> gradings) throws SQLException {
      TextArray ids =
          TextArray.of(gradings.stream().map(Grading::returnId).distinct().sorted().toList());
      var returned =
          new Returned(
              new HashSet<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashSet<>());
      var batch =
          new StatementBatch()
              .add(LOCK_ORDERS, ids)
              .add(RETURNS, ids)
              .add(KNOWN, TextArray.of(gradings.stream().map(Grading::id).toList()))
              .add(CONTENTS, ids, ids)
              .add(GRADED, ids)
              .add(IN_QUARANTINE, Incoming.Kind.RETURN.name(), ids);
      try (StatementBatch.Answers answers = batch.send(connection)) {
        answers.rows(RETURNS, row -> returned.units().put(row.getString(1), row.getInt(2)));
        answers.rows(KNOWN, row -> returned.known().add(row.getString(1)));
        answers.rows(
            CONTENTS,
            row ->
                returned
                    .contents()
                    .computeIfAbsent(row.getString(1), id -> new TreeMap<>())
                    .put(row.getString(2), row.getInt(3)));
        answers.rows(
            GRADED,
            row ->
                returned
                    .graded()
                    .put(new Content(row.getString(1), row.getString(2)), row.getLong(3)));
        answers.rows(IN_QUARANTINE, row -> returned.held().add(row.getString(1)));
      }
      return returned;
    }
  }
}
