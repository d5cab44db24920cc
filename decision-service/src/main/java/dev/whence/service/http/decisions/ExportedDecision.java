package dev.whence.service.http.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.PromiseOdds;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.returns.ReturnHistory;
import dev.whence.models.attributes.AttributesJson;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.service.http.Json;
import dev.whence.service.sourcing.DecisionStore.Exported;
import dev.whence.service.sourcing.ShownDecision;
import dev.whence.service.sourcing.StoredDecision;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A recorded decision as training and analysis want it: what was asked, what was decided and told,
/// and every estimate with the features it was made from.
///
/// @param decisionId goes on rising from line to line
/// @param recordedAt the database's clock
/// @param approved whether a person approved what the policy had held
/// @param request the caller's, as it was sent; as recorded where no caller sent one
/// @param decision as its caller was told
/// @param older of a decision in a form that is no longer read: which; all else is left out
record ExportedDecision(
    String decisionId,
    @Nullable Instant recordedAt,
    @Nullable Boolean approved,
    @Nullable JsonNode request,
    @Nullable DecisionView decision,
    @Nullable List<TransitView> transit,
    @Nullable List<ReturnView> returns,
    @Nullable Integer older) {

  static ExportedDecision of(Exported exported) {
    return switch (exported) {
      case Exported.Whole(var stored) -> of(stored);
      case Exported.Older(var id, int format) ->
          new ExportedDecision(id.toString(), null, null, null, null, null, null, format);
    };
  }

  private static ExportedDecision of(StoredDecision stored) {
    return new ExportedDecision(
        stored.id().toString(),
        stored.recordedAt(),
        stored.approved(),
        Json.parse(stored.request().getBytes(StandardCharsets.UTF_8)),
        DecisionView.stored(ShownDecision.of(stored), Optional.empty(), Coming.NOTHING),
        transit(stored),
        returns(stored),
        null);
  }

  private static List<TransitView> transit(StoredDecision stored) {
    Map<ShipNodeId, ShipNode> nodes = new HashMap<>();
    stored.inputs().reference().nodes().forEach(node -> nodes.put(node.id(), node));
    return stored.estimates().transit().stream()
        .map(entry -> TransitView.of(entry, nodesOf(entry.query(), stored.decision(), nodes)))
        .toList();
  }

  private static @Nullable JsonNode told(Attributes attributes) {
    return attributes.isEmpty()
        ? null
        : Json.parse(AttributesJson.text(attributes).getBytes(StandardCharsets.UTF_8));
  }

  /// A question has no ship node in it; it is that of the nodes at its distance in its region.
  private static List<String> nodesOf(
      TransitQuery query, SourcingDecision decision, Map<ShipNodeId, ShipNode> nodes) {
    return decision.assessments().stream()
        .filter(assessed -> assessed.distanceKm() == query.distanceKm())
        .map(assessed -> nodes.get(assessed.shipNode()))
        .filter(node ->
            node != null
                && node.region().equals(query.recent().originRegion())
                && node.calendar().timeZone().equals(query.handover().getZone()))
        .map(node -> node.id().value())
        .toList();
  }

  private static List<ReturnView> returns(StoredDecision stored) {
    List<EstimateLog.Returned> log = stored.estimates().returns();
    var lines = stored.inputs().orderCase().order().lines();
    return IntStream.range(0, log.size())
        .mapToObj(i ->
            ReturnView.of(
                log.get(i), log.size() == lines.size() ? lines.get(i).id().value() : null))
        .toList();
  }

  /// A question to the transit-time model, and its answer.
  ///
  /// @param shipNodes that it was asked for: one, unless several are equally far
  /// @param features by name, as the model has them; those that could not be computed are left out
  /// @param attributes what the caller told besides; left out where nothing
  /// @param days within which so many percent of the parcels that arrive are there; left out where
  ///   no model answered
  /// @param promise what else the model says of being late at a promise; left out where nothing
  /// @param assumedDays where no model answered: the published days, or reference days
  record TransitView(
      List<String> shipNodes,
      String carrierService,
      OffsetDateTime handover,
      Map<String, Float> features,
      @Nullable JsonNode attributes,
      @Nullable ModelView model,
      @Nullable Double lost,
      @Nullable Map<String, BigDecimal> days,
      @Nullable PromiseOdds promise,
      @Nullable Integer assumedDays,
      @Nullable Double publishedOnTime,
      @Nullable FallbackView because) {
    static TransitView of(EstimateLog.Transit entry, List<String> nodes) {
      TransitQuery query = entry.query();
      String service = query.recent().carrierService().value();
      OffsetDateTime handover = query.handover().toOffsetDateTime();
      Map<String, Float> features = features(query);
      return switch (entry.estimate()) {
        case TransitEstimate.Predicted(
                var distribution,
                var model,
                var insteadOf,
                _,
                var promise) ->
            new TransitView(
                nodes,
                service,
                handover,
                features,
                told(query.attributes()),
                ModelView.of(model),
                DecisionView.share(distribution.lost()),
                DecisionView.TransitView.percentiles(distribution),
                promise.isEmpty() ? null : promise.getFirst(),
                null,
                null,
                FallbackView.first(insteadOf));
        case TransitEstimate.Assumed(int days, var onTime, var because) ->
            new TransitView(
                nodes,
                service,
                handover,
                features,
                told(query.attributes()),
                null,
                null,
                null,
                null,
                days,
                DecisionView.share(onTime),
                FallbackView.of(because));
        case TransitEstimate.Measured measured ->
            throw new IllegalArgumentException("No estimator answers " + measured);
      };
    }

    private static Map<String, Float> features(TransitQuery query) {
      float[] row = TransitFeatures.row(query);
      var features = new LinkedHashMap<String, Float>();
      for (int i = 0; i < row.length; i++) {
        if (Float.isFinite(row[i])) {
          features.put(TransitFeatures.NAMES.get(i), row[i]);
        }
      }
      return features;
    }
  }

  /// A question to the return-risk model, and its answer.
  ///
  /// @param attributes what the caller told besides; left out where nothing
  /// @param history what came back of what the customer and all customers bought, by then
  record ReturnView(
      @Nullable String lineId,
      String category,
      String channel,
      long unitPriceMinor,
      int quantity,
      int orderUnits,
      int orderLines,
      int sameCategoryUnits,
      @Nullable JsonNode attributes,
      ReturnHistory history,
      double probability,
      @Nullable ModelView model,
      @Nullable FallbackView because) {
    static ReturnView of(EstimateLog.Returned entry, @Nullable String line) {
      ReturnQuery query = entry.query();
      ReturnEstimate estimate = entry.estimate();
      return new ReturnView(
          line,
          query.category(),
          query.channel(),
          query.unitPriceMinor(),
          query.quantity(),
          query.orderUnits(),
          query.orderLines(),
          query.sameCategoryUnits(),
          told(query.attributes()),
          query.history(),
          DecisionView.share(estimate.probability()),
          estimate instanceof ReturnEstimate.Predicted predicted
              ? ModelView.of(predicted.model())
              : null,
          switch (estimate) {
            case ReturnEstimate.Predicted predicted -> FallbackView.first(predicted.insteadOf());
            case ReturnEstimate.Assumed assumed -> FallbackView.of(assumed.because());
          });
    }
  }

  record ModelView(String name, String version) {
    static ModelView of(ModelRef model) {
      return new ModelView(model.name(), model.version());
    }
  }
}
