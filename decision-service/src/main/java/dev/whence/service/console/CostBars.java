package dev.whence.service.console;

import dev.whence.service.http.decisions.DecisionView;
import dev.whence.service.http.decisions.DecisionView.CandidateView;
import dev.whence.service.http.decisions.DecisionView.CostView;
import dev.whence.service.http.decisions.DecisionView.LegView;
import dev.whence.service.http.decisions.DecisionView.ShipmentView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// The best plans, each as a bar of its cost terms, all on one scale.
///
/// @param terms that are not zero in every plan
/// @param plans the chosen one first, then by cost
public record CostBars(List<Term> terms, List<Plan> plans) {
  /// How long the longest bar is.
  public static final int LONGEST = 400;

  private static final int MOST_PLANS = 5;

  /// A term of the cost.
  ///
  /// @param style of its segments
  public record Term(String name, String style, Function<CostView, BigDecimal> of) {}

  private static final List<Term> ALL =
      List.of(
          new Term("freight", "t1", CostView::freight),
          new Term("handling", "t2", CostView::handling),
          new Term("lateness", "t3", CostView::lateness),
          new Term("returns", "t4", CostView::returns),
          new Term("split", "t5", CostView::split),
          new Term("capacity", "t6", CostView::capacity),
          new Term("stockWorth", "t7", CostView::stockWorth),
          new Term("unfilled", "t8", CostView::unfilled));

  /// @param extra above the chosen plan; zero for it
  public record Plan(
      String kind, String name, CostView cost, BigDecimal extra, List<Segment> segments) {}

  /// A part of a bar.
  public record Segment(String style, double from, double length, String name, BigDecimal minor) {}

  static CostBars of(DecisionView view) {
    var found = new ArrayList<Plan>();
    view.candidates().stream()
        .filter(candidate -> candidate.outbid() != null)
        .filter(candidate -> !isSecond(view, candidate))
        .map(CostBars::outbid)
        .forEach(found::add);
    if (view.callerPlan() != null && view.callerPlan().costMinor() != null) {
      BigDecimal extra = view.callerPlan().extraMinor();
      found.add(
          plan(
              "Caller's plan",
              "",
              view.callerPlan().costMinor(),
              extra == null ? BigDecimal.ZERO : extra));
    }
    found.sort(Comparator.comparing(Plan::extra));
    if (view.second() != null) {
      found.addFirst(
          plan(
              "Second",
              Show.listed(view.second().legs().stream().map(LegView::shipNode).distinct().toList()),
              view.second().costMinor(),
              view.second().extraMinor()));
    }
    List<ShipmentView> parcels = view.proposed() == null ? view.shipments() : view.proposed();
    found.addFirst(
        plan(
            "Chosen",
            Show.listed(parcels.stream().map(ShipmentView::shipNode).distinct().toList()),
            view.costMinor(),
            BigDecimal.ZERO));
    List<Plan> best = found.subList(0, Math.min(MOST_PLANS, found.size()));
    BigDecimal longest =
        best.stream().map(CostBars::positive).max(Comparator.naturalOrder()).orElse(BigDecimal.ONE);
    List<Term> terms =
        ALL.stream()
            .filter(
                term -> best.stream().anyMatch(plan -> term.of().apply(plan.cost()).signum() != 0))
            .toList();
    return new CostBars(
        terms, best.stream().map(plan -> drawn(plan, terms, longest.doubleValue())).toList());
  }

  private static boolean isSecond(DecisionView view, CandidateView candidate) {
    return view.second() != null
        && candidate.outbid() != null
        && view.second().extraMinor().compareTo(candidate.outbid().extraMinor()) == 0
        && view.second().legs().stream()
            .anyMatch(leg -> leg.shipNode().equals(candidate.shipNode()));
  }

  private static Plan outbid(CandidateView candidate) {
    var outbid = candidate.outbid();
    if (outbid == null) {
      throw new IllegalArgumentException(candidate.shipNode() + " was not outbid.");
    }
    return plan("Through", candidate.shipNode(), outbid.costMinor(), outbid.extraMinor());
  }

  private static Plan plan(String kind, String name, CostView cost, BigDecimal extra) {
    return new Plan(kind, name, cost, extra, List.of());
  }

  private static BigDecimal positive(Plan plan) {
    return ALL.stream()
        .map(term -> term.of().apply(plan.cost()).max(BigDecimal.ZERO))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Plan drawn(Plan plan, List<Term> terms, double longest) {
    var segments = new ArrayList<Segment>();
    double from = 0;
    for (Term term : terms) {
      BigDecimal minor = term.of().apply(plan.cost());
      double length = longest == 0 ? 0 : minor.doubleValue() / longest * LONGEST;
      if (length > 0) {
        segments.add(new Segment(term.style(), from, length, term.name(), minor));
        from += length;
      }
    }
    return new Plan(plan.kind(), plan.name(), plan.cost(), plan.extra(), segments);
  }
}
