package dev.whence.service.http.decisions;

import dev.whence.domain.Cost;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.Summary;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.json.KeptNames;
import dev.whence.service.records.DecisionId;
import dev.whence.service.sourcing.DecisionIndex;
import dev.whence.service.sourcing.DecisionStore;
import dev.whence.service.sourcing.DecisionStore.Listed;
import dev.whence.service.sourcing.ShownDecision;
import dev.whence.service.versions.VersionStore.Numbers;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Searches recorded decisions. Thread-safe.
///
/// What the store has columns for is asked of the store. SKUs, ship nodes, reasons and rows stand
/// inside the records: for these the [DecisionIndex] is asked, and records that it does not know
/// yet are read, the newest first, no more than [#MOST_READ] for one page, which then says how far
/// it looked.
public final class DecisionListing {
  /// Records read for one page; one takes some tens of microseconds.
  static final int MOST_READ = 2_000;

  private static final int LEAST_TOGETHER = 50;

  private final DecisionStore decisions;

  public DecisionListing(DecisionStore decisions) {
    this.decisions = decisions;
  }

  /// What is looked for.
  ///
  /// @param sku of a line of the order, or of the goods of a bundle; empty for any
  /// @param shipNode that sends a parcel, or would if a person approved it; empty for any
  /// @param reason code of a finding, a shortage, a fallback or a hold; empty for any
  /// @param ruleId of a row that fired; empty for any
  /// @param details whether each decision is told with its sentence
  public record Search(
      DecisionStore.Query query,
      String sku,
      String shipNode,
      String reason,
      String ruleId,
      boolean details,
      Optional<DecisionId> before,
      int limit) {

    /// Reads the parameters of a query; the caller ends it.
    public static Search read(Fields query) {
      Instant since = query.instantOr("since", Instant.EPOCH);
      Instant until = query.instantOr("until", DecisionStore.Query.NO_END);
      var filter =
          new DecisionStore.Query(
              query.wordOr("order", ""),
              query.has("outcome") ? query.oneOf("outcome", Codes.OUTCOMES, KeptNames::upper) : "",
              query.has("path") ? query.oneOf("path", Codes.PATHS, Codes::path) : "",
              notBefore1970(since),
              notBefore1970(until),
              new Numbers(
                  query.integerOr("ruleSetVersion", 1, Integer.MAX_VALUE, 0),
                  query.integerOr("modelsVersion", 1, Integer.MAX_VALUE, 0),
                  query.integerOr("referenceDataVersion", 1, Integer.MAX_VALUE, 0)));
      String cursor = Page.cursor(query, 1).getFirst();
      Optional<DecisionId> before = DecisionId.findParsed(cursor);
      if (before.isEmpty() && !cursor.isEmpty()) {
        query.complain("cursor", "must be the nextCursor of an earlier page");
      }
      return new Search(
          filter,
          query.wordOr("sku", ""),
          query.wordOr("shipNode", ""),
          query.wordOr("reason", ""),
          query.wordOr("ruleId", ""),
          query.flagOr("details", false),
          before,
          Page.limit(query));
    }

    private static Instant notBefore1970(Instant instant) {
      return instant.isBefore(Instant.EPOCH) ? Instant.EPOCH : instant;
    }

    /// The same with what a list for people shows.
    public Search withDetails() {
      return new Search(query, sku, shipNode, reason, ruleId, true, before, limit);
    }

    private List<String> words() {
      return Stream.of(
              word(DecisionIndex::sku, sku),
              word(DecisionIndex::node, shipNode),
              word(DecisionIndex::reason, reason),
              word(DecisionIndex::row, ruleId))
          .flatMap(Optional::stream)
          .toList();
    }

    private static Optional<String> word(UnaryOperator<String> of, String value) {
      return value.isEmpty() ? Optional.empty() : Optional.of(of.apply(value));
    }
  }

  /// A page of decisions.
  ///
  /// @param searchedTo the moment of the oldest decision looked at, where the page ended before
  ///   `limit` decisions were found and older ones are left to look at
  public record Found(
      List<DecisionListItem> items, @Nullable String nextCursor, @Nullable Instant searchedTo) {}

  public Found find(Search search) {
    if (!search.words().isEmpty()) {
      return inside(search);
    }
    Page<DecisionListItem> page =
        search.details()
            ? Page.of(
                    decisions.listShown(search.query(), search.before(), search.limit() + 1),
                    search.limit(),
                    listed -> key(listed.summary()))
                .map(DecisionListItem::detailed)
            : Page.of(
                    decisions.list(search.query(), search.before(), search.limit() + 1),
                    search.limit(),
                    DecisionListing::key)
                .map(DecisionListItem::of);
    return new Found(page.items(), page.nextCursor(), null);
  }

  private static List<String> key(DecisionStore.Summary summary) {
    return List.of(summary.id().toString());
  }

  private Found inside(Search search) {
    List<String> words = search.words();
    int together = Math.max(LEAST_TOGETHER, search.limit() + 1);
    var found = new ArrayList<Listed>();
    Optional<DecisionId> before = search.before();
    int read = 0;
    while (true) {
      List<Listed> rows = decisions.search(search.query(), words, before, together);
      for (Listed row : rows) {
        if (DecisionIndex.has(row.shown(), words)) {
          if (found.size() == search.limit()) {
            return told(search, found, found.getLast().summary(), false);
          }
          found.add(row);
        }
      }
      if (rows.size() < together) {
        return new Found(items(search, found), null, null);
      }
      read += rows.size();
      before = Optional.of(rows.getLast().summary().id());
      if (read >= MOST_READ) {
        return told(search, found, rows.getLast().summary(), true);
      }
    }
  }

  /// @param last that was looked at
  private static Found told(
      Search search, List<Listed> found, DecisionStore.Summary last, boolean early) {
    return new Found(
        items(search, found), Page.cursorAfter(key(last)), early ? last.decidedAt() : null);
  }

  private static List<DecisionListItem> items(Search search, List<Listed> found) {
    return found.stream()
        .map(listed ->
            search.details()
                ? DecisionListItem.detailed(listed)
                : DecisionListItem.of(listed.summary()))
        .toList();
  }

  private static List<Shipment> parcels(SourcingDecision decision) {
    return decision.outcome() instanceof Outcome.Held held
        ? held.proposed()
        : decision.outcome().shipments();
  }

  /// A decision in a list.
  ///
  /// @param details what people want to see of it; where they were asked for and the record is read
  public record DecisionListItem(
      String decisionId,
      String orderId,
      String outcome,
      String path,
      Instant decidedAt,
      @Nullable VersionsView versions,
      @Nullable Details details) {
    static DecisionListItem of(DecisionStore.Summary decision) {
      return of(decision, null);
    }

    static DecisionListItem detailed(Listed decision) {
      return of(decision.summary(), decision.shown().map(Details::of).orElse(null));
    }

    private static DecisionListItem of(DecisionStore.Summary decision, @Nullable Details details) {
      return new DecisionListItem(
          decision.id().toString(),
          decision.order().value(),
          KeptNames.upper(decision.outcome()),
          Codes.path(decision.path()),
          decision.decidedAt(),
          VersionsView.of(decision.versions()),
          details);
    }
  }

  /// What people want to see of a decision in a list.
  ///
  /// @param parcels that ship, or would if a person approved them
  /// @param shipNodes they come from, the first parcel's first
  /// @param landedMinor freight, handling and expected returns in minor units of `currency`
  /// @param onTime chance that all of it is there by the promised day
  public record Details(
      String summary,
      int lines,
      int parcels,
      List<String> shipNodes,
      String currency,
      BigDecimal landedMinor,
      double onTime) {
    static Details of(ShownDecision shown) {
      SourcingDecision decision = shown.decision();
      List<Shipment> parcels = DecisionListing.parcels(decision);
      Cost landed =
          decision
              .cost()
              .freight()
              .plus(decision.cost().handling())
              .plus(decision.cost().returns());
      return new Details(
          Summary.of(decision, shown.order().currency()),
          shown.order().lines().size(),
          parcels.size(),
          parcels.stream().map(parcel -> parcel.shipNode().value()).distinct().toList(),
          shown.order().currency().getCurrencyCode(),
          DecisionView.minor(landed),
          DecisionView.share(decision.onTime()));
    }
  }
}
