package dev.whence.service.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.CollectionType;
import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Values that are one JSON scalar, and sets, which are sorted.
final class ValueModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  ValueModule() {
    text(Sku.class, Sku::value, Sku::new);
    text(ShipNodeId.class, ShipNodeId::value, ShipNodeId::new);
    text(CarrierServiceId.class, CarrierServiceId::value, CarrierServiceId::new);
    text(OrderId.class, OrderId::value, OrderId::new);
    text(OrderLineId.class, OrderLineId::value, OrderLineId::new);
    text(
        ZonedDateTime.class,
        DateTimeFormatter.ISO_ZONED_DATE_TIME::format,
        text -> ZonedDateTime.parse(text, DateTimeFormatter.ISO_ZONED_DATE_TIME));
    scalar(
        Probability.class,
        (value, to) -> to.writeNumber(value.value()),
        from -> new Probability(from.getDoubleValue()));
    scalar(
        Cost.class,
        (value, to) -> to.writeNumber(value.tenThousandths()),
        from -> new Cost(from.getLongValue()));
    setSerializerModifier(new SortedSets());
  }

  private <T> void text(Class<T> type, Function<T, String> write, Function<String, T> read) {
    scalar(
        type,
        (value, to) -> to.writeString(write.apply(value)),
        from -> read.apply(from.getText()));
  }

  private <T> void scalar(Class<T> type, Writer<T> writer, Reader<T> reader) {
    addSerializer(
        type,
        new StdSerializer<T>(type) {
          @Override
          public void serialize(T value, JsonGenerator to, SerializerProvider provider)
              throws IOException {
            writer.write(value, to);
          }
        });
    addDeserializer(
        type,
        new StdDeserializer<T>(type) {
          @Override
          public T deserialize(JsonParser from, DeserializationContext context) throws IOException {
            return reader.read(from);
          }
        });
  }

  private interface Writer<T> {
    void write(T value, JsonGenerator to) throws IOException;
  }

  private interface Reader<T> {
    T read(JsonParser from) throws IOException;
  }

  /// A set has no order of its own, so its elements are written in their natural one.
  private static final class SortedSets extends LaterMembers.Writing {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("unchecked") // the serializer of a collection type takes collections
    public JsonSerializer<?> modifyCollectionSerializer(
        SerializationConfig config,
        CollectionType type,
        BeanDescription description,
        JsonSerializer<?> serializer) {
      if (!Set.class.isAssignableFrom(type.getRawClass())) {
        return serializer;
      }
      var elements = (JsonSerializer<Object>) serializer;
      return new JsonSerializer<Set<?>>() {
        @Override
        public void serialize(Set<?> set, JsonGenerator to, SerializerProvider provider)
            throws IOException {
          elements.serialize(new TreeSet<>(set), to, provider);
        }

        @Override
        public void serializeWithType(
            Set<?> set, JsonGenerator to, SerializerProvider provider, TypeSerializer types)
            throws IOException {
          elements.serializeWithType(new TreeSet<>(set), to, provider, types);
        }
      };
    }
  }
}
