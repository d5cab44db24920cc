package dev.whence.service.http.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.Probability;
import dev.whence.rules.sourcing.DeliveryOptions;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.SourcingDecision.WhyLow;
import dev.whence.service.http.Json;
import dev.whence.service.http.TableWarningView;
import dev.whence.service.http.decisions.DecisionView.HoldingView;
import dev.whence.service.http.decisions.DecisionView.PathView;
import dev.whence.service.http.decisions.DecisionView.ShortageView;
import dev.whence.service.json.KeptNames;
import dev.whence.service.sourcing.OfferDelivery.Result.Offered;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The delivery options of a basket as callers read them. A member that does not apply is left out.
///
/// @param complete whether the options ship all of the basket
/// @param options the earliest first, each cheaper than the one before
/// @param adaptedTo the last day (UTC) by whose outcomes dates are chosen; left out where they are
///   as the estimates say
/// @param tableWarnings ids in rows that may have mattered and that nothing was loaded for
public record DeliveryOptionsView(
    Instant at,
    String currency,
    boolean complete,
    List<OptionView> options,
    List<UnavailableView> unavailable,
    PolicyView policy,
    PathView path,
    String ruleSet,
    @Nullable LocalDate adaptedTo,
    @Nullable List<TableWarningView> tableWarnings,
    int searches,
    Map<String, Long> timingsMicros) {

  static DeliveryOptionsView of(Offered offered) {
    DeliveryOptions options = offered.options();
    return new DeliveryOptionsView(
        options.at(),
        offered.currency().getCurrencyCode(),
        options.unavailable().isEmpty(),
        options.options().stream().map(OptionView::of).toList(),
        options.unavailable().stream().map(UnavailableView::of).toList(),
        new PolicyView(options.terms().ruleId(), options.terms().whenShort().name()),
        PathView.of(options.path()),
        options.ruleSet(),
        options.adaptedTo().orElse(null),
        offered.warnings().isEmpty()
            ? null
            : offered.warnings().stream().map(TableWarningView::of).toList(),
        options.searches(),
        DecisionView.micros(offered.timings()));
  }

  private static String confidence(List<WhyLow> whyLow) {
    return whyLow.isEmpty() ? "normal" : "low";
  }

  private static List<String> names(List<WhyLow> whyLow) {
    return whyLow.stream().map(Enum::name).toList();
  }

  /// @param promiseDate the day to promise; left out when no day has a chance of 90 %
  /// @param chance that everything is there by the end of that day, by how often such chances were
  ///   kept lately; with `deliverOn`, on that day
  /// @param saidChance the same as the estimates say it
  /// @param arrivals the first day for each chance: `p80`, `p90`, `p95`
  /// @param pins with which a decision sends the same units from the same ship nodes; none for a
  ///   bundle whose components leave from several
  /// @param carrierServices of the parcels, each once
  /// @param orderBy the latest moment to order for these hand-overs
  public record OptionView(
      @Nullable LocalDate promiseDate,
      double chance,
      double saidChance,
      Map<String, LocalDate> arrivals,
      LandedView costMinor,
      List<NodeUnitsView> shipNodes,
      List<PinView> pins,
      List<String> carrierServices,
      Instant orderBy,
      String confidence,
      List<String> whyLow,
      boolean cheapest,
      boolean fastest,
      List<ParcelView> parcels) {
    static OptionView of(DeliveryOptions.Option option) {
      var arrivals = new LinkedHashMap<String, LocalDate>();
      option.arrivals().forEach(each -> arrivals.put("p" + each.percent(), each.day()));
      return new OptionView(
          option.promise().isEmpty() ? null : option.promise().getFirst(),
          DecisionView.share(new Probability(option.chance())),
          DecisionView.share(new Probability(option.said())),
          arrivals,
          LandedView.of(option.landed()),
          option.nodes().stream()
              .map(each -> new NodeUnitsView(each.shipNode().value(), each.units()))
              .toList(),
          option.pins().stream().map(PinView::of).toList(),
          option.parcels().stream()
              .map(parcel -> parcel.carrierService().value())
              .distinct()
              .sorted()
              .toList(),
          option.orderBy(),
          DeliveryOptionsView.confidence(option.whyLow()),
          names(option.whyLow()),
          option.cheapest(),
          option.fastest(),
          option.parcels().stream().map(ParcelView::of).toList());
    }
  }

  /// Without the prices of lateness, splitting and scarcity.
  public record LandedView(BigDecimal freight, BigDecimal handling, BigDecimal total) {
    static LandedView of(DeliveryOptions.Landed landed) {
      return new LandedView(
          DecisionView.minor(landed.freight()),
          DecisionView.minor(landed.handling()),
          DecisionView.minor(landed.total()));
    }
  }

  /// @param units off the shelf
  public record NodeUnitsView(String shipNode, int units) {}

  /// As a decision takes it.
  ///
  /// @param units of the line
  public record PinView(String lineId, String shipNode, int units) {
    static PinView of(Demands.Pin pin) {
      return new PinView(pin.line().value(), pin.shipNode().value(), pin.units());
    }
  }

  /// @param handoverDay local to the ship node
  public record ParcelView(
      String shipNode,
      String carrierService,
      Instant handover,
      LocalDate handoverDay,
      Instant orderBy,
      List<LineView> lines,
      String confidence,
      List<String> whyLow) {
    static ParcelView of(DeliveryOptions.Parcel parcel) {
      return new ParcelView(
          parcel.shipNode().value(),
          parcel.carrierService().value(),
          parcel.handover(),
          parcel.handoverDay(),
          parcel.orderBy(),
          parcel.lines().stream()
              .map(each -> new LineView(each.line().value(), each.sku().value(), each.units()))
              .toList(),
          DeliveryOptionsView.confidence(parcel.whyLow()),
          names(parcel.whyLow()));
    }
  }

  public record LineView(String lineId, String sku, int units) {}

  /// Units of a line that no option ships.
  ///
  /// @param units missing
  /// @param obtainable units of the line that the options ship
  /// @param evidence the values behind the reason; its members depend on `reason`
  /// @param obstacles what rules out ship nodes or carrier services for the line
  public record UnavailableView(
      String lineId,
      String sku,
      int units,
      int obtainable,
      String reason,
      JsonNode evidence,
      List<HoldingView> holdings,
      List<ObstacleView> obstacles) {
    static UnavailableView of(DeliveryOptions.Unavailable line) {
      return new UnavailableView(
          line.line().value(),
          line.sku().value(),
          line.units(),
          line.obtainable(),
          KeptNames.code(line.reason()),
          ShortageView.evidence(line.reason()),
          line.holdings().stream().map(HoldingView::of).toList(),
          line.obstacles().stream().map(ObstacleView::of).toList());
    }
  }

  /// A table row that stands against a line.
  ///
  /// @param evidence the values at the first of the ship nodes
  public record ObstacleView(
      String ruleId, String reason, JsonNode evidence, List<String> shipNodes, String sentence) {
    static ObstacleView of(DeliveryOptions.Obstacle obstacle) {
      return new ObstacleView(
          obstacle.ruleId(),
          ReasonView.code(obstacle.reason()),
          Json.tree(obstacle.reason()),
          obstacle.shipNodes().stream().map(node -> node.value()).toList(),
          obstacle.reason().sentence() + ".");
    }
  }

  /// The row of the sourcing-policy table that an order of this basket gets.
  ///
  /// @param whenShort what becomes of an order of all of the basket while something is unavailable
  public record PolicyView(String ruleId, String whenShort) {}
}
