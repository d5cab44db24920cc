package dev.whence.service.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Conditions;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.inventory.Acceptance;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.search.PlanSearch;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.NodeState;
import dev.whence.rules.sourcing.SourcingDecision;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Components that records got after texts of them were kept. Where a text has none, the usual
/// value counts, and a usual value is not written: so texts from before read, and are written as
/// they were. Where the shape of a decision's record has none, it counts as well.
final class LaterMembers {
  private static final Map<String, Object> USUAL =
      Map.ofEntries(
          Map.entry(key(NodeState.class, "acceptance"), Acceptance.UNKNOWN),
          Map.entry(key(SourcingTerms.class, "offering"), SourcingTerms.Offering.NONE),
          Map.entry(key(SourcingDecision.Shipment.class, "competing"), List.of()),
          Map.entry(key(CarrierService.class, "active"), true),
          Map.entry(key(Item.class, "active"), true),
          Map.entry(key(StockPosition.class, "active"), true),
          Map.entry(key(SourcingTerms.class, "heldStock"), SourcingTerms.HeldStock.FREE),
          Map.entry(key(Demands.class, "searchWork"), (long) PlanSearch.BUDGET),
          Map.entry(key(Demands.class, "refusals"), List.of()),
          Map.entry(key(TransitEstimate.Predicted.class, "insteadOf"), List.of()),
          Map.entry(key(ReturnEstimate.Predicted.class, "insteadOf"), List.of()),
          Map.entry(key(TransitEstimate.Predicted.class, "recalibrated"), List.of()),
          Map.entry(key(TransitEstimate.Predicted.class, "promise"), List.of()),
          Map.entry(key(TransitQuery.class, "attributes"), Attributes.NONE),
          Map.entry(key(ReturnQuery.class, "attributes"), Attributes.NONE),
          Map.entry(key(Case.class, "conditions"), Conditions.NONE),
          Map.entry(key(Order.class, "attributes"), Attributes.NONE),
          Map.entry(key(Order.class, "whole"), Order.Extent.OF_LINES),
          Map.entry(key(OrderLine.class, "attributes"), Attributes.NONE));

  private LaterMembers() {}

  /// The id under which [#usual()] has the value of a constructor's parameter.
  static Optional<String> id(AnnotatedParameter parameter) {
    Class<?> type = parameter.getDeclaringClass();
    if (!type.isRecord()
        || parameter.getOwner().getParameterCount() != type.getRecordComponents().length) {
      return Optional.empty();
    }
    String key = key(type, type.getRecordComponents()[parameter.getIndex()].getName());
    return USUAL.containsKey(key) ? Optional.of(key) : Optional.empty();
  }

  static Map<String, Object> usual() {
    return USUAL;
  }

  static Optional<Object> usual(Class<?> type, String component) {
    return Optional.ofNullable(USUAL.get(key(type, component)));
  }

  private static String key(Class<?> type, String component) {
    return type.getName() + "." + component;
  }

  /// Leaves usual values out.
  static class Writing extends BeanSerializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public List<BeanPropertyWriter> changeProperties(
        SerializationConfig config,
        BeanDescription description,
        List<BeanPropertyWriter> properties) {
      properties.replaceAll(property -> {
        Object usual = USUAL.get(key(description.getBeanClass(), property.getName()));
        return usual == null ? property : new Unusual(property, usual);
      });
      return properties;
    }
  }

  private static final class Unusual extends BeanPropertyWriter {
    private static final long serialVersionUID = 1L;
    private final transient Object usual;

    Unusual(BeanPropertyWriter base, Object usual) {
      super(base);
      this.usual = usual;
    }

    @Override
    public void serializeAsField(Object bean, JsonGenerator to, SerializerProvider provider)
        throws Exception {
      if (!usual.equals(get(bean))) {
        super.serializeAsField(bean, to, provider);
      }
    }
  }
}
