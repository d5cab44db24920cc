package dev.whence.service.console;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.service.http.decisions.DecisionView;
import dev.whence.service.http.decisions.DecisionView.CandidateView;
import dev.whence.service.http.decisions.DecisionView.ShipmentView;
import dev.whence.service.http.decisions.TraceView;
import dev.whence.service.http.decisions.TraceView.CaseView;
import dev.whence.service.http.decisions.TraceView.NearView;
import dev.whence.service.http.decisions.WhyNotView;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.orders.OrderLives.Moment;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One decision as an answer.
///
/// @param path of the page; empty for a decision that is recorded nowhere
/// @param nodes names by id, as far as they are loaded
/// @param whyNot asked about one candidate; null for none
/// @param trace what each table was asked; null unless somebody asks
/// @param life of the order, the latest first
public record DecisionPage(
    Frame frame,
    String path,
    Order order,
    DecisionView view,
    DrawnMap map,
    CostBars costs,
    Map<String, String> nodes,
    @Nullable WhyNotView whyNot,
    @Nullable TraceView trace,
    List<Moment> life) {

  /// What ships, or would if a person approved it.
  public List<ShipmentView> parcels() {
    return parcels(view);
  }

  static List<ShipmentView> parcels(DecisionView view) {
    return view.proposed() == null ? view.shipments() : view.proposed();
  }

  /// The summary, a sentence each.
  public List<String> sentences() {
    return List.of(view.summary().split("(?<=\\.) (?=[A-Z])"));
  }

  /// What the caller told beyond what every order has, a sentence each; empty where nothing.
  public List<String> told() {
    var told = new ArrayList<String>();
    if (!order.attributes().isEmpty()) {
      told.add("The order was told with %s.".formatted(words(order.attributes())));
    }
    for (OrderLine line : order.lines()) {
      if (!line.attributes().isEmpty()) {
        told.add("Line %s was told with %s.".formatted(line.id(), words(line.attributes())));
      }
    }
    return told;
  }

  private static String words(Attributes attributes) {
    return attributes.all().stream()
        .map(each ->
            switch (each.value()) {
              case Attributes.Value.Measure(double number) ->
                  each.name()
                      + " "
                      + BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
              case Attributes.Value.Word(String word) -> each.name() + " " + word;
            })
        .collect(Collectors.joining(", "));
  }

  /// A row as it stood in the version of its table that the decision was made with.
  public String row(String table, String ruleId) {
    Integer version = view.versions() == null ? null : view.versions().ruleSet();
    return "/console/tables/%s%s#%s"
        .formatted(table, version == null ? "" : "?version=" + version, ruleId);
  }

  /// What a case was about, in a few words.
  public static String about(CaseView its) {
    return its.about().entrySet().stream()
        .map(entry -> entry.getKey() + " " + Show.listed(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  /// Why a row that did not answer did not.
  public static String sentence(NearView row) {
    return row.failed().isEmpty()
        ? "It matches, and stands below the row that answered."
        : row.failed().stream()
            .map(failed -> Show.sentence(failed.message()) + " (cell " + failed.place() + ").")
            .collect(Collectors.joining(" "));
  }

  public String node(String id) {
    String name = nodes.getOrDefault(id, "");
    return name.isEmpty() || name.equals(id) ? "" : name;
  }

  /// In the order in which people ask for them: chosen, what came close, what could not win, what
  /// is ruled out.
  public List<CandidateView> candidates() {
    return view.candidates().stream()
        .sorted(
            java.util.Comparator.comparingInt(DecisionPage::rank)
                .thenComparing(DecisionPage::extra)
                .thenComparing(CandidateView::distanceKm))
        .toList();
  }

  private static int rank(CandidateView candidate) {
    return switch (candidate.verdict()) {
      case "CHOSEN" -> 0;
      case "OUTBID" -> 1;
      case "CANNOT_WIN" -> 2;
      case "NOT_WORKED_OUT" -> 3;
      default -> 4;
    };
  }

  private static java.math.BigDecimal extra(CandidateView candidate) {
    if (candidate.outbid() != null) {
      return candidate.outbid().extraMinor();
    }
    return candidate.cannotWin() != null
        ? candidate.cannotWin().atLeastMinor()
        : java.math.BigDecimal.ZERO;
  }

  /// The state of the decision as a sentence.
  static String sentence(DecisionView view) {
    List<ShipmentView> parcels = parcels(view);
    String from =
        Show.count(parcels.size(), "parcel")
            + " from "
            + Show.listed(parcels.stream().map(ShipmentView::shipNode).distinct().toList());
    String what =
        switch (view.outcome()) {
          case "ALLOCATED" -> from + ", " + arrival(view);
          case "PARTLY_BACKORDERED" ->
              from + ", " + arrival(view) + "; " + units(view) + " wait for stock";
          case "BACKORDERED" -> units(view) + " wait for stock";
          case "HELD" ->
              parcels.isEmpty() ? "held for a person" : "held for a person; could send " + from;
          default -> "cannot be filled";
        };
    return "Order " + view.orderId() + ": " + what;
  }

  private static String arrival(DecisionView view) {
    return "there by %s with %s"
        .formatted(Show.day(view.promiseDate()), Show.percent(view.onTime()));
  }

  private static String units(DecisionView view) {
    return Show.count(
        view.shortages().stream().mapToLong(DecisionView.ShortageView::units).sum(), "unit");
  }

  /// Every ship node that the answer names.
  static List<ShipNodeId> named(DecisionView view) {
    var ids = new TreeSet<String>();
    view.candidates().forEach(candidate -> ids.add(candidate.shipNode()));
    parcels(view).forEach(parcel -> ids.add(parcel.shipNode()));
    return ids.stream().map(ShipNodeId::new).toList();
  }

  static DrawnMap map(Order order, DecisionView view, List<NodeStore.Place> nodes) {
    List<String> senders = parcels(view).stream().map(ShipmentView::shipNode).toList();
    var places = new ArrayList<DrawnMap.Place>();
    for (NodeStore.Place node : nodes) {
      String id = node.id().value();
      int parcels = (int) senders.stream().filter(id::equals).count();
      String verdict =
          view.candidates().stream()
              .filter(candidate -> candidate.shipNode().equals(id))
              .map(CandidateView::verdict)
              .findFirst()
              .orElse("");
      places.add(
          new DrawnMap.Place(
              id,
              node.location(),
              parcels > 0
                  ? DrawnMap.Kind.CHOSEN
                  : verdict.equals("RULED_OUT") ? DrawnMap.Kind.RULED_OUT : DrawnMap.Kind.LOST,
              parcels,
              "%s, %s".formatted(id, parcels > 0 ? "chosen" : Show.words(verdict))));
    }
    return DrawnMap.of(
        name(order.destination()),
        order.destination().location(),
        order.destination().place().uncertaintyKm(),
        places);
  }

  /// The destination in a few words.
  public String destination() {
    return name(order.destination());
  }

  private static String name(Destination destination) {
    return String.join(
            " ", List.of(destination.region(), destination.postalCode(), destination.country()))
        .replaceAll("\\s+", " ")
        .strip();
  }
}
