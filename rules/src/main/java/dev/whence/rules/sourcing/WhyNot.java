package dev.whence.rules.sourcing;

import static java.util.stream.Collectors.joining;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.rules.sourcing.SourcingDecision.ServiceAssessment;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import dev.whence.rules.tables.RuleTables;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;

/// Answers "why did it not go there?" with the smallest single changes that would have sent it
/// there, each found by deciding the changed inputs again with [OrderSourcing].
public final class WhyNot {
  /// Decisions that one question may take at most; most take a few dozen. What is left untried then
  /// is not called proven.
  public static final int MOST_DECISIONS = 600;

  /// How many more parcels an order may have at most in a change, and how many more a node may hand
  /// over on a day.
  public static final int MOST_PARCELS_MORE = 5;

  /// By how many days a promise is moved at most.
  public static final int MOST_PROMISE_DAYS = 14;

  /// By how many days the order is placed earlier at most, and how many days ahead a day off is
  /// opened at most.
  public static final int MOST_DAYS = 10;

  private WhyNot() {}

  /// Why a ship node did not send the order.
  public sealed interface Answer {
    /// It did, or will when a person approves what is held.
    record Chosen() implements Answer {}

    /// The market has no such ship node; that of a recorded decision has its candidates alone.
    record Unknown() implements Answer {}

    /// It was no candidate: it has no stock record of any SKU of the order.
    record NoCandidate(Search search) implements Answer {}

    /// @param verdict [Verdict.Chosen] where it would have sent, had the policy not refused the
    ///   order as incomplete
    /// @param findings against the ship node
    /// @param services what was found against each carrier service from there; empty when the node
    ///   is ruled out for every line
    record Because(
        Verdict verdict, List<Finding> findings, List<ServiceAssessment> services, Search search)
        implements Answer {
      public Because {
        findings = List.copyOf(findings);
        services = List.copyOf(services);
      }

      public List<Change> changes() {
        return search.changes();
      }
    }

    /// The answer for a person: one or more sentences.
    default String sentence(ShipNodeId node) {
      return switch (this) {
        case Chosen() -> node + " sends the order.";
        case Unknown() -> "No ship node " + node + " is known to the decision.";
        case NoCandidate(var search) ->
            node + " has no stock record of any SKU of the order. " + search.sentence();
        case Because because -> why(node, because) + " " + because.search().sentence();
      };
    }

    private static String why(ShipNodeId node, Because because) {
      return switch (because.verdict()) {
        case Verdict.Chosen() -> node + " could send it, but the order is refused as incomplete.";
        case Verdict.CannotWin ignored ->
            node + " could send it, at a higher cost even if it were surely on time.";
        case Verdict.NotWorkedOut() ->
            node + " could send it; its best plan was not worked out, because the search is long.";
        case Verdict.Outbid(var extra, var cost, var service) ->
            extra.tenThousandths() == 0
                ? node + " could send it at the same cost; ties go to the other plan."
                : node + " could send it, at a higher cost.";
        case Verdict.RuledOut() -> {
          var reasons = new ArrayList<String>();
          because.findings().forEach(f -> reasons.add(f.reason().sentence()));
          if (reasons.isEmpty()) {
            because
                .services()
                .forEach(service ->
                    service
                        .findings()
                        .forEach(f ->
                            reasons.add(
                                "by " + service.carrierService() + " " + f.reason().sentence())));
          }
          yield reasons.isEmpty()
              ? "No plan through "
                  + node
                  + " is allowed: what it has may not leave without the rest."
              : byService(node, because.findings().isEmpty())
                  + reasons.stream().distinct().collect(joining(", "))
                  + ".";
        }
      };
    }

    private static String byService(ShipNodeId node, boolean services) {
      return services ? "No carrier service may carry the order from " + node + ": " : node + " ";
    }
  }

  /// What was tried.
  ///
  /// @param changes each of which alone would have been enough
  /// @param together changes that are enough only together, the smallest found; empty when single
  ///   ones are, or none were found
  /// @param tried the kinds of change that could apply
  /// @param proven whether no single change of these kinds is enough, however large; false when one
  ///   is, and when a kind was tried up to a limit that it might help beyond
  /// @param decisions that were made to find out, at most [#MOST_DECISIONS]
  public record Search(
      List<Change> changes,
      List<Change> together,
      List<Kind> tried,
      boolean proven,
      int decisions) {
    public Search {
      changes = List.copyOf(changes);
      together = List.copyOf(together);
      tried = List.copyOf(tried);
    }

    /// What would have been enough, for a person: one or two sentences.
    public String sentence() {
      if (!changes.isEmpty()) {
        return "Enough would have been: "
            + changes.stream().map(Change::sentence).collect(joining("; or "))
            + ".";
      }
      String none =
          proven
              ? "No single change would have sent it there."
              : tried.isEmpty()
                  ? "No single change was found that would have sent it there."
                  : "No single change was found that would have sent it there; tried were "
                      + tried.stream().map(Kind::words).collect(joining(", "))
                      + ".";
      return together.isEmpty()
          ? none
          : none
              + " Enough would have been together: "
              + together.stream().map(Change::sentence).collect(joining(" and "))
              + ".";
    }
  }

  /// A kind of change.
  public enum Kind {
    SWITCH("switching it on"),
    CHANNEL("serving the channel"),
    HAZMAT("a license for hazardous goods"),
    DEMAND("each demand of the request"),
    ROW("each table row that fired"),
    EXCHANGE_RATE("an exchange rate"),
    LANE_RATE("a rate for the lane"),
    TIME("an order up to " + MOST_DAYS + " days earlier"),
    OPEN_DAY("a further open day"),
    CARRIER_DAY("a further day of the carrier"),
    HORIZON("a longer horizon"),
    PARCELS("up to " + MOST_PARCELS_MORE + " more parcels for the order"),
    CAPACITY("up to " + MOST_PARCELS_MORE + " more parcels of capacity on a day"),
    STOCK("more stock"),
    PROMISE("a promise up to " + MOST_PROMISE_DAYS + " days later"),
    COST("a lower cost");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /// For a list of what was tried.
    public String words() {
      return words;
    }
  }

  /// A change that would have sent the order there.
  public sealed interface Change {
    /// The change for a person, without a full stop.
    String sentence();

    /// The ship node switched on.
    record SwitchOn(ShipNodeId shipNode) implements Change {
      @Override
      public String sentence() {
        return shipNode + " switched on";
      }
    }

    record SwitchOnService(CarrierServiceId carrierService) implements Change {
      @Override
      public String sentence() {
        return carrierService + " switched on";
      }
    }

    /// The ship node's stock of a SKU switched on.
    record SwitchOnStock(ShipNodeId shipNode, Sku sku) implements Change {
      @Override
      public String sentence() {
        return "the stock of %s at %s switched on".formatted(sku, shipNode);
      }
    }

    record ServeChannel(ShipNodeId shipNode, String channel) implements Change {
      @Override
      public String sentence() {
        return "%s serving the channel %s".formatted(shipNode, channel);
      }
    }

    record HandleHazmat(ShipNodeId shipNode) implements Change {
      @Override
      public String sentence() {
        return shipNode + " licensed for hazardous goods";
      }
    }

    /// The request without its exclusion of the ship node.
    record NodeNotExcluded(ShipNodeId shipNode) implements Change {
      @Override
      public String sentence() {
        return shipNode + " not excluded by the request";
      }
    }

    /// The units taken by the ship node that refused them.
    record NotRefused(ShipNodeId shipNode) implements Change {
      @Override
      public String sentence() {
        return shipNode + " not having refused units of the order";
      }
    }

    record ServiceNotExcluded(CarrierServiceId carrierService) implements Change {
      @Override
      public String sentence() {
        return carrierService + " not excluded by the request";
      }
    }

    /// @param pinnedTo the ship node that the request names for the line
    record WithoutPin(OrderLineId line, ShipNodeId pinnedTo) implements Change {
      @Override
      public String sentence() {
        return "line %s not pinned to %s".formatted(line, pinnedTo);
      }
    }

    /// The lines allowed to leave several ship nodes.
    record WithoutSameNode(List<OrderLineId> lines) implements Change {
      public WithoutSameNode {
        lines = List.copyOf(lines);
      }

      @Override
      public String sentence() {
        return "lines "
            + lines.stream().map(OrderLineId::value).collect(joining(" and "))
            + " allowed to leave several ship nodes";
      }
    }

    record WithoutShipComplete() implements Change {
      @Override
      public String sentence() {
        return "the order allowed to ship in part";
      }
    }

    /// @param notBefore the first day of hand-over that the request would have to allow
    record EarlierWindow(LocalDate notBefore, int days) implements Change {
      @Override
      public String sentence() {
        return "a first day of hand-over %s earlier, %s".formatted(plural(days, "day"), notBefore);
      }
    }

    /// @param by the last day of hand-over that the request would have to allow
    record LaterWindow(LocalDate by, int days) implements Change {
      @Override
      public String sentence() {
        return "a last day of hand-over %s later, %s".formatted(plural(days, "day"), by);
      }
    }

    /// A row of a table not there at all.
    record WithoutRow(String table, String ruleId) implements Change {
      @Override
      public String sentence() {
        return "the table %s without its row %s".formatted(table, ruleId);
      }
    }

    /// A row of a table not applied to this ship node, where its absence everywhere would favor
    /// others.
    record RowNotApplied(String table, String ruleId, ShipNodeId shipNode) implements Change {
      @Override
      public String sentence() {
        return "the row %s of the table %s not applied to %s".formatted(ruleId, table, shipNode);
      }
    }

    /// An exchange rate loaded.
    ///
    /// @param atMost major units of `to` for one of `from`: the highest rate of two digits with
    ///   which the order goes there
    /// @param any whether every rate that was tried is enough
    record LoadRate(Currency from, Currency to, BigDecimal atMost, boolean any) implements Change {
      @Override
      public String sentence() {
        String loaded = "an exchange rate from %s to %s loaded".formatted(from, to);
        return any
            ? loaded
            : loaded
                + ", with 1 %s worth at most %s %s"
                    .formatted(from, atMost.stripTrailingZeros().toPlainString(), to);
      }
    }

    /// A rate on the card of a service for the lane from the ship node to the destination.
    ///
    /// @param atMost the highest price of a parcel of any weight with which the order goes there,
    ///   in the card's currency
    /// @param transitDays that it would publish
    record LaneRate(
        ShipNodeId shipNode, CarrierServiceId carrierService, Money atMost, int transitDays)
        implements Change {
      @Override
      public String sentence() {
        return "a rate of %s from %s of at most %s for the parcel in %s"
            .formatted(carrierService, shipNode, atMost, plural(transitDays, "day"));
      }
    }

    /// The order decided so much earlier.
    record Earlier(Duration by) implements Change {
      @Override
      public String sentence() {
        return "the order placed %s earlier".formatted(span(by));
      }
    }

    /// The ship node working on a day on which it is closed, with the hours of another open day.
    record OpenOn(ShipNodeId shipNode, LocalDate day) implements Change {
      @Override
      public String sentence() {
        return "%s open on %s, %s".formatted(shipNode, named(day.getDayOfWeek()), day);
      }
    }

    /// The carrier service collecting on a weekday on which it does not.
    record CollectOn(CarrierServiceId carrierService, DayOfWeek weekday) implements Change {
      @Override
      public String sentence() {
        return "%s collecting on %ss".formatted(carrierService, named(weekday));
      }
    }

    /// The carrier service delivering on a weekday on which it does not.
    record DeliverOn(CarrierServiceId carrierService, DayOfWeek weekday) implements Change {
      @Override
      public String sentence() {
        return "%s delivering on %ss".formatted(carrierService, named(weekday));
      }
    }

    /// The carrier service working on its holiday.
    record WorkOn(CarrierServiceId carrierService, LocalDate holiday) implements Change {
      @Override
      public String sentence() {
        return "%s working on its holiday %s".formatted(carrierService, holiday);
      }
    }

    /// Hand-overs looked for further ahead.
    ///
    /// @param horizonDays of the policy, in all
    record LongerHorizon(int horizonDays) implements Change {
      @Override
      public String sentence() {
        return "hand-overs looked for over " + plural(horizonDays, "day");
      }
    }

    /// @param mostParcels that the policy would have to allow for the order
    record MoreParcels(int mostParcels) implements Change {
      @Override
      public String sentence() {
        return plural(mostParcels, "parcel") + " allowed for the order";
      }
    }

    /// So many more parcels of capacity on a local hand-over day.
    record MoreCapacity(ShipNodeId shipNode, int parcels, LocalDate day) implements Change {
      @Override
      public String sentence() {
        return "capacity for %s at %s on %s"
            .formatted(plural(parcels, "more parcel"), shipNode, day);
      }
    }

    /// So many more units of one SKU at the ship node.
    record MoreUnits(ShipNodeId shipNode, Sku sku, int units) implements Change {
      @Override
      public String sentence() {
        return "%s of %s at %s".formatted(plural(units, "more unit"), sku, shipNode);
      }
    }

    /// More units of several SKUs at the ship node, none of which can be left out or lessened.
    record MoreUnitsOfSeveral(List<MoreUnits> units) implements Change {
      public MoreUnitsOfSeveral {
        units = List.copyOf(units);
      }

      @Override
      public String sentence() {
        return units.stream()
                .map(each -> "%s of %s".formatted(plural(each.units(), "more unit"), each.sku()))
                .collect(joining(" and "))
            + " at "
            + units.getFirst().shipNode();
      }
    }

    /// The order promised for a later day; wanted on that very day if it was so before.
    record LaterPromise(LocalDate promised, int days) implements Change {
      @Override
      public String sentence() {
        return "a promise %s later, %s".formatted(plural(days, "day"), promised);
      }
    }

    /// A plan through the ship node cheaper by more than this.
    record CheaperBy(ShipNodeId shipNode, Cost cost, Currency currency) implements Change {
      @Override
      public String sentence() {
        if (cost.tenThousandths() == 0) {
          return "a plan through %s cheaper by anything".formatted(shipNode);
        }
        long minor = cost.minorUnits().setScale(0, RoundingMode.CEILING).longValueExact();
        return "a plan through %s cheaper by more than %s"
            .formatted(shipNode, new Money(minor, currency));
      }
    }
  }

  /// @param market with the ship node in question; of a recorded decision it may have the
  ///   candidates alone
  /// @param decision what [OrderSourcing] made of `market` and `orderCase`
  /// @param estimator recorded estimates first, live ones for questions nobody asked before
  public static Answer explain(
      Market market,
      Case orderCase,
      SourcingDecision decision,
      ShipNodeId node,
      RuleTables tables,
      Estimator estimator) {
    if (WhatIf.sends(decision, node)) {
      return new Answer.Chosen();
    }
    if (!market.has(node)) {
      return new Answer.Unknown();
    }
    return new Counterfactuals(market, orderCase, node, tables, estimator).answer();
  }

  private static String named(DayOfWeek day) {
    return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  /// Rounded up to whole minutes, told in days, hours and minutes.
  private static String span(Duration duration) {
    long minutes = duration.plusSeconds(59).toMinutes();
    var parts = new ArrayList<String>();
    if (minutes >= 2 * 24 * 60) {
      parts.add(plural(minutes / (24 * 60), "day"));
      minutes %= 24 * 60;
    }
    if (minutes >= 120) {
      parts.add(plural(minutes / 60, "hour"));
      minutes %= 60;
    }
    if (minutes > 0 || parts.isEmpty()) {
      parts.add(plural(minutes, "minute"));
    }
    return String.join(" ", parts);
  }

  private static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
