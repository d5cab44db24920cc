package dev.whence.service.sourcing;

import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.orders.Order;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.service.json.KeptNames;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/// What stands inside the records of decisions, for those who search or count them. It is written
/// with the decision; what an older release has written is read from its record, by any process.
/// Thread-safe.
public final class DecisionIndex {
  private static final String UNREAD =
      """
      SELECT decision_id FROM decision_index WHERE words IS NULL
      ORDER BY decision_id DESC LIMIT ? FOR UPDATE SKIP LOCKED
      """;

  /// Row by row: sets of words are of different lengths.
  private static final String READ = "UPDATE decision_index SET words = ? WHERE decision_id = ?";

  private final Database database;
  private final DecisionStore decisions;

  public DecisionIndex(Database database, DecisionStore decisions) {
    this.database = database;
    this.decisions = decisions;
  }

  /// Reads records that nobody has read, the newest first.
  ///
  /// @param most how many at once
  /// @return how many; fewer than `most` when no other is left, or others are at it
  public int catchUp(int most) {
    return database.together(connection -> {
      List<UUID> unread;
      try (StatementBatch.Answers answers =
          new StatementBatch().add(UNREAD, most).send(connection)) {
        unread = answers.rows(UNREAD, row -> row.getObject(1, UUID.class));
      }
      if (unread.isEmpty()) {
        return 0;
      }
      var words = new HashMap<UUID, List<String>>();
      for (DecisionStore.Listed listed : decisions.listShown(unread)) {
        words.put(
            listed.summary().id().value(),
            listed.shown().map(shown -> words(shown.order(), shown.decision())).orElse(List.of()));
      }
      var batch = new StatementBatch();
      unread.forEach(id -> batch.add(READ, new TextArray(words.getOrDefault(id, List.of())), id));
      batch.send(connection).close();
      return unread.size();
    });
  }

  /// What a decision may be looked for by, sorted and each once.
  static List<String> words(Order order, SourcingDecision decision) {
    var words = new TreeSet<String>();
    order
        .lines()
        .forEach(line -> {
          words.add(sku(line.sku().value()));
          line.goods().forEach(goods -> words.add(sku(goods.sku().value())));
        });
    parcels(decision).forEach(parcel -> words.add(node(parcel.shipNode().value())));
    reasons(decision).forEach(reason -> words.add(reason(reason)));
    rows(decision).forEach(row -> words.add(row(row)));
    because(decision.path()).forEach(each -> words.add("fallback:" + KeptNames.code(each)));
    return List.copyOf(words);
  }

  public static String sku(String sku) {
    return "sku:" + sku;
  }

  public static String node(String node) {
    return "node:" + node;
  }

  public static String reason(String code) {
    return "reason:" + code;
  }

  public static String row(String ruleId) {
    return "row:" + ruleId;
  }

  private static List<Shipment> parcels(SourcingDecision decision) {
    return decision.outcome() instanceof Outcome.Held held
        ? held.proposed()
        : decision.outcome().shipments();
  }

  private static List<String> reasons(SourcingDecision decision) {
    var reasons = new ArrayList<String>();
    if (decision.outcome() instanceof Outcome.Held(var reason, var _, var _)) {
      reasons.add(reason.name());
    }
    decision.outcome().shortages().forEach(each -> reasons.add(KeptNames.code(each.reason())));
    because(decision.path()).forEach(each -> reasons.add(KeptNames.code(each)));
    findings(decision).forEach(each -> reasons.add(KeptNames.code(each.reason())));
    return reasons;
  }

  private static List<FallbackReason> because(Path path) {
    return switch (path) {
      case Path.Model(var untrusted) -> untrusted;
      case Path.Rules(var because) -> because;
      case Path.NoCandidate() -> List.of();
    };
  }

  private static Stream<Finding> findings(SourcingDecision decision) {
    return decision.assessments().stream()
        .flatMap(node ->
            Stream.concat(
                node.findings().stream(),
                node.services().stream().flatMap(service -> service.findings().stream())));
  }

  private static Stream<String> rows(SourcingDecision decision) {
    return Stream.of(
            findings(decision).map(Finding::ruleId),
            decision.grounds().rows().stream().map(SourcingDecision.TableRow::ruleId),
            decision.returns().stream().map(SourcingDecision.LineReturn::ruleId))
        .flatMap(each -> each);
  }

  /// Whether a decision has all of these words.
  public static boolean has(Optional<ShownDecision> shown, List<String> wanted) {
    return shown
        .filter(each -> words(each.order(), each.decision()).containsAll(wanted))
        .isPresent();
  }
}
