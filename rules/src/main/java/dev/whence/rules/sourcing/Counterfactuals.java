package dev.whence.rules.sourcing;

import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.Demands.Explain;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.rules.sourcing.SourcingDecision.NodeAssessment;
import dev.whence.rules.sourcing.SourcingDecision.ServiceAssessment;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import dev.whence.rules.sourcing.WhyNot.Answer;
import dev.whence.rules.sourcing.WhyNot.Change;
import dev.whence.rules.sourcing.WhyNot.Kind;
import dev.whence.rules.sourcing.WhyNot.Search;
import dev.whence.rules.tables.RuleTables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Looks for the smallest changes that make a ship node send an order. For one question, not
/// thread-safe.
///
/// Every kind of change is tried alone. Where none is enough, the changes against what rules the
/// node out are made one at a time, and what is then found against it is changed as well.
final class Counterfactuals {
  private final WhatIf base;
  private final ShipNodeId node;
  private final Estimator estimator;
  private final boolean candidate;
  private int decisions;
  private boolean exhausted;

  Counterfactuals(
      Market market, Case orderCase, ShipNodeId node, RuleTables tables, Estimator estimator) {
    var asked = new WhatIf(market, orderCase, tables);
    this.candidate = asked.isCandidate(node);
    this.base = asked.withCandidate(node).demanding(alone(orderCase.demands()));
    this.node = node;
    this.estimator = estimator;
  }

  /// The caller's own plan is never obeyed, so it need not be scored.
  private static Demands alone(Demands demands) {
    return new Demands(
        demands.excludedNodes(),
        demands.excludedServices(),
        demands.handoverNotBefore(),
        demands.handoverBy(),
        demands.pins(),
        demands.sameNode(),
        demands.shipComplete(),
        List.of(),
        Explain.FULL,
        demands.searchWork(),
        demands.refusals());
  }

  Answer answer() {
    Look look = look(base);
    if (look.sends()) {
      return new Answer.Chosen();
    }
    Search search = search(look);
    return candidate
        ? new Answer.Because(
            look.assessment().verdict(),
            look.assessment().findings(),
            look.assessment().services(),
            search)
        : new Answer.NoCandidate(search);
  }

  /// What a decision says about the node.
  private record Look(boolean sends, NodeAssessment assessment, Set<TableRow> rows) {
    boolean isAble() {
      return !(assessment.verdict() instanceof Verdict.RuledOut);
    }
  }

  private Look look(WhatIf world) {
    Set<TableRow> rows =
        new TreeSet<>(Comparator.comparing(TableRow::table).thenComparing(TableRow::ruleId));
    decisions++;
    SourcingDecision decision =
        OrderSourcing.decide(
            world.market(),
            world.orderCase(),
            ChangedTables.recording(world.tables(), node, rows),
            estimator);
    NodeAssessment assessment =
        decision.assessments().stream()
            .filter(each -> each.shipNode().equals(node))
            .findFirst()
            .orElseThrow();
    return new Look(WhatIf.sends(decision, node), assessment, rows);
  }

  /// As [#look], empty when the decisions are used up or amounts cannot be counted.
  private Optional<Look> tryLook(WhatIf world) {
    if (decisions >= WhyNot.MOST_DECISIONS) {
      exhausted = true;
      return Optional.empty();
    }
    try {
      return Optional.of(look(world));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private boolean isAble(WhatIf world) {
    return tryLook(world).filter(Look::isAble).isPresent();
  }

  private boolean sends(WhatIf world) {
    if (decisions >= WhyNot.MOST_DECISIONS) {
      exhausted = true;
      return false;
    }
    decisions++;
    try {
      return WhatIf.sends(
          OrderSourcing.decide(
              world.market(),
              world.orderCase().demanding(world.demands().explaining(Explain.NONE)),
              world.tables(),
              estimator),
          node);
    } catch (ArithmeticException e) {
      // A supposed rate may make amounts that cannot be counted: no plan has them.
      return false;
    }
  }

  private Search search(Look look) {
    List<Family> families = Families.of(base, node, look.rows());
    var changes = new ArrayList<Change>();
    var tried = EnumSet.noneOf(Kind.class);
    boolean several = true;
    for (Family family : families) {
      List<Change> onAllDays = Families.onAllDays(family);
      boolean needless = family instanceof Family.Several && !several;
      boolean hopeless = !onAllDays.isEmpty() && !sends(base.with(onAllDays));
      tried.add(family.kind());
      if (!needless && !hopeless) {
        Optional<Change> found = family.smallest(change -> sends(base.with(change)));
        found.ifPresent(changes::add);
        several &= found.isEmpty() || family.kind() != Kind.STOCK;
      }
    }
    Optional<Verdict.Outbid> outbid = outbid(look.assessment().verdict());
    if (outbid.isPresent()) {
      tried.add(Kind.COST);
      cheaperBy(outbid.get(), base).ifPresent(changes::add);
    }
    boolean proven = changes.isEmpty() && !look.isAble() && !mayHelpBeyond(families);
    List<Change> together = changes.isEmpty() ? together(look, families) : List.of();
    return new Search(changes, together, List.copyOf(tried), proven && !exhausted, decisions);
  }

  /// By how much the node was outbid. Of one that cannot win no plan was worked out: then the best
  /// one through it and the nodes that were chosen counts.
  private Optional<Verdict.Outbid> outbid(Verdict verdict) {
    if (!(verdict instanceof Verdict.CannotWin)) {
      return verdict instanceof Verdict.Outbid outbid ? Optional.of(outbid) : Optional.empty();
    }
    decisions++;
    var chosen = new TreeSet<ShipNodeId>();
    SourcingDecision decision =
        OrderSourcing.decide(base.market(), base.orderCase(), base.tables(), estimator);
    decision.outcome().shipments().forEach(shipment -> chosen.add(shipment.shipNode()));
    chosen.add(node);
    return OrderSourcing.decide(
            base.market(),
            base.orderCase().among(chosen).demanding(base.demands().explaining(Explain.NODES)),
            base.tables(),
            estimator)
        .assessments()
        .stream()
        .filter(assessment -> assessment.shipNode().equals(node))
        .flatMap(assessment ->
            assessment.verdict() instanceof Verdict.Outbid outbid
                ? java.util.stream.Stream.of(outbid)
                : java.util.stream.Stream.empty())
        .findFirst();
  }

  /// How much cheaper the node's best plan would have to be, if prices can do it at all: they do
  /// not fall below zero, and what a plan leaves out is no price.
  private Optional<Change> cheaperBy(Verdict.Outbid outbid, WhatIf world) {
    CostTerms cost = outbid.cost();
    if (outbid.extra().compareTo(cost.freight().plus(cost.handling())) > 0) {
      return Optional.empty();
    }
    Change change =
        new Change.CheaperBy(node, outbid.extra(), world.orderCase().order().currency());
    return sends(world.with(change)) ? Optional.of(change) : Optional.empty();
  }

  /// Whether a kind that was tried up to a limit opens the node, so that more might be enough.
  private boolean mayHelpBeyond(List<Family> families) {
    for (Family family : families) {
      if (family.endsEarly() && isAble(base.with(family.strongest()))) {
        return true;
      }
    }
    return false;
  }

  private List<Change> together(Look look, List<Family> families) {
    List<Change> cheapest = List.of();
    long leastExtra = Long.MAX_VALUE;
    for (Family first : against(look, families)) {
      WhatIf changed = base.with(first.strongest());
      Optional<Look> then = tryLook(changed);
      if (then.isEmpty()) {
        continue;
      }
      if (then.get().isAble()) {
        List<Change> cheaper = cheaper(first);
        if (!cheaper.isEmpty()
            && cheaper.getLast() instanceof Change.CheaperBy by
            && by.cost().tenThousandths() < leastExtra) {
          leastExtra = by.cost().tenThousandths();
          cheapest = cheaper;
        }
        continue;
      }
      for (Family second : against(then.get(), Families.of(changed, node, then.get().rows()))) {
        Optional<Change> further = second.smallest(change -> sends(changed.with(change)));
        if (further.isPresent()) {
          WhatIf rest = base.with(further.get());
          Change smallest =
              first.smallest(change -> sends(rest.with(change))).orElse(first.strongest());
          return List.of(smallest, further.get());
        }
      }
    }
    return cheapest;
  }

  /// A change that opens the node to plans, and how much cheaper they would have to be; empty when
  /// that is not enough either.
  private List<Change> cheaper(Family opening) {
    // A price opens the node however high it is: there the lowest one says what is missing.
    boolean price = opening.kind() == Kind.EXCHANGE_RATE || opening.kind() == Kind.LANE_RATE;
    Change change =
        price
            ? opening.strongest()
            : opening.smallest(smaller -> isAble(base.with(smaller))).orElse(opening.strongest());
    Optional<Verdict> verdict = tryLook(base.with(change)).map(able -> able.assessment().verdict());
    if (verdict.isPresent() && verdict.get() instanceof Verdict.Outbid outbid) {
      return cheaperBy(outbid, base.with(change))
          .map(cheaper -> List.of(change, cheaper))
          .orElse(List.of());
    }
    return List.of();
  }

  /// The families that answer to what is found against the node.
  private static List<Family> against(Look look, List<Family> families) {
    NodeAssessment assessment = look.assessment();
    var findings = new ArrayList<>(assessment.findings());
    assessment.services().stream().map(ServiceAssessment::findings).forEach(findings::addAll);
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    Set<String> rows = new HashSet<>();
    for (Finding finding : findings) {
      kinds.addAll(against(finding.reason()));
      rows.add(finding.ruleId());
    }
    var relevant = new LinkedHashSet<Family>();
    for (Family family : families) {
      boolean fired =
          family.strongest() instanceof Change.RowNotApplied row && rows.contains(row.ruleId());
      if (fired || kinds.contains(family.kind())) {
        relevant.add(family);
      }
    }
    return List.copyOf(relevant);
  }

  private static Set<Kind> against(Reason reason) {
    return switch (reason) {
      case Reason.NodeInactive _, Reason.StockInactive _, Reason.ServiceInactive _ ->
          EnumSet.of(Kind.SWITCH);
      case Reason.ChannelNotServed(var channel) -> EnumSet.of(Kind.CHANNEL);
      case Reason.HazmatNotHandled() -> EnumSet.of(Kind.HAZMAT);
      case Reason.ShortOfStock(long lacking, long here) -> EnumSet.of(Kind.STOCK);
      case Reason.PastCutoff(long minutes) -> EnumSet.of(Kind.TIME, Kind.OPEN_DAY);
      case Reason.CapacityExhausted(int days) -> EnumSet.of(Kind.CAPACITY, Kind.HORIZON);
      case Reason.NoHandover(int days) -> EnumSet.of(Kind.OPEN_DAY, Kind.HORIZON);
      case Reason.ExcludedByCaller _, Reason.RefusedByNode _, Reason.PinnedElsewhere _ ->
          EnumSet.of(Kind.DEMAND);
      case Reason.OutsideWindow(var from, var by) -> EnumSet.of(Kind.DEMAND, Kind.OPEN_DAY);
      case Reason.NoExchangeRate(var from, var to) -> EnumSet.of(Kind.EXCHANGE_RATE);
      case Reason.NoRate() -> EnumSet.of(Kind.LANE_RATE);
      case Reason.NotCollected(int days) -> EnumSet.of(Kind.CARRIER_DAY, Kind.HORIZON);
      case Reason.NoDelivery() -> EnumSet.of(Kind.CARRIER_DAY);
      case Reason.TooSlow(int days, int left) -> EnumSet.of(Kind.PROMISE);
      case Reason.NotPackable(int parcels) -> EnumSet.of(Kind.PARCELS, Kind.CAPACITY);
      case Reason.CustomerClassNotServed _,
          Reason.DestinationNotServed _,
          Reason.AddressNotServed _,
          Reason.CategoryNotShipped _,
          Reason.TooFar _,
          Reason.RefusesTooOften _,
          Reason.AcceptsTooLate _,
          Reason.TooHeavy _,
          Reason.TooLight _,
          Reason.TooLong _,
          Reason.GirthTooLarge _,
          Reason.TooBulky _,
          Reason.TooManyUnits _,
          Reason.HazmatNotCarried _,
          Reason.HazmatNotMixed _,
          Reason.ContentsNotCarried _,
          Reason.ValueTooHigh _,
          Reason.OutOfReach _,
          Reason.ServiceLevelNotMet _,
          Reason.PriceOutOfRange _ ->
          EnumSet.noneOf(Kind.class);
    };
  }
}
