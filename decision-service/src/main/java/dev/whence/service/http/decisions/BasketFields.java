package dev.whence.service.http.decisions;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.places.AddressFacts;
import dev.whence.domain.places.Countries;
import dev.whence.domain.places.Located;
import dev.whence.domain.places.Locator;
import dev.whence.domain.places.PostalAreas;
import dev.whence.domain.places.Precision;
import dev.whence.service.http.Fields;
import java.math.BigInteger;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads what an order and a basket have in common: where it goes, its lines, and the ids of what
/// is excluded.
final class BasketFields {
  static final int MOST_LINES = 200;
  private static final int MOST_ADDRESS_LINES = 10;
  private static final int LONGEST_ADDRESS_LINE = 200;
  static final int HIGHEST_QUANTITY = 10_000_000;
  private static final int MOST_EXCLUDED = 1_000;
  private static final int MOST_COMPONENTS = 50;
  private static final long HIGHEST_PRICE = 100_000_000_000L;

  /// In minor units: a ninth of what can be counted in ten-thousandths of one.
  private static final long HIGHEST_ORDER_VALUE = 100_000_000_000_000L;

  private BasketFields() {}

  /// Where the ids of lines come from.
  enum LineId {
    /// The caller names them.
    GIVEN,
    /// The caller may; otherwise it is the position, from 1.
    OR_POSITION
  }

  /// What may not be used, in the order in which the body names it.
  record Excluded(List<ShipNodeId> nodes, List<CarrierServiceId> services) {
    static Excluded read(Fields fields) {
      return new Excluded(
          ids(fields, "excludeNodes", ShipNodeId::new),
          ids(fields, "excludeServices", CarrierServiceId::new));
    }
  }

  private static <T> List<T> ids(Fields fields, String name, Function<String, T> id) {
    List<String> words = fields.words(name);
    if (words.size() > MOST_EXCLUDED) {
      fields.complain(name, "must be at most " + MOST_EXCLUDED, words.size() + " ids");
    }
    return words.stream().map(id).toList();
  }

  /// Where there are no coordinates, the place is looked up later among the loaded postal areas.
  static Destination readDestination(Fields fields) {
    String country = fields.country("country");
    String region = fields.wordOr("region", "");
    String postalCode = fields.wordOr("postalCode", "");
    Optional<GeoPoint> given = Optional.empty();
    if (fields.has("latitude") || fields.has("longitude")) {
      given =
          Optional.of(
              fields.point(
                  "leave both out: then the postal code, the region or the country says where it is"));
    }
    List<String> addressLines =
        fields.textLines("addressLines", MOST_ADDRESS_LINES, LONGEST_ADDRESS_LINE);
    ZoneId zone = fields.zone("timeZone");
    return new Destination(
        country,
        region,
        postalCode,
        Countries.isCode(country)
            ? Locator.locate(country, region, postalCode, given, PostalAreas.NONE)
            : new Located(new GeoPoint(0, 0), Precision.COUNTRY, 0),
        zone,
        AddressFacts.poBox(addressLines));
  }

  /// The member `lines`.
  static List<Line> lines(Fields fields, LineId ids) {
    List<Line> lines = fields.objects("lines", 1, MOST_LINES, Line.reader(ids));
    BigInteger value =
        lines.stream()
            .map(line ->
                BigInteger.valueOf(line.unitPriceMinor).multiply(BigInteger.valueOf(line.quantity)))
            .reduce(BigInteger.ZERO, BigInteger::add);
    if (value.compareTo(BigInteger.valueOf(HIGHEST_ORDER_VALUE)) > 0) {
      fields.complain(
          "lines",
          "are worth %d minor units together; an order may be worth at most %d.\nMaybe send it as several orders"
              .formatted(value, HIGHEST_ORDER_VALUE),
          lines.size() + " lines");
    }
    return lines;
  }

  /// Complains of lines that tell too much, with what their order tells.
  static void complainOfAttributes(Fields fields, Attributes ofOrder, List<Line> lines) {
    for (Line line : lines) {
      var names = new HashSet<>(ofOrder.values().keySet());
      names.addAll(line.attributes.values().keySet());
      if (names.size() > Attributes.MOST) {
        fields.complain(
            "attributes",
            "are, with those of line %s, more than a model looks at, which are %d.\nMaybe put what is not meant for a model one level deeper"
                .formatted(line.id, Attributes.MOST),
            names.size() + " numbers and words");
      }
    }
  }

  /// A line before it is known to be valid.
  record Line(
      String id,
      String sku,
      int quantity,
      long unitPriceMinor,
      List<Component> components,
      boolean together,
      Attributes attributes) {

    /// Remembers the line ids it has read.
    static Function<Fields, Line> reader(LineId from) {
      var ids = new ArrayList<String>();
      return fields -> {
        boolean given = from == LineId.GIVEN || fields.has("lineId");
        String position = String.valueOf(ids.size() + 1);
        var line =
            new Line(
                given ? fields.word("lineId") : position,
                fields.word("sku"),
                fields.integer("quantity", 1, HIGHEST_QUANTITY),
                fields.longInteger("unitPriceMinor", 0, HIGHEST_PRICE),
                fields.objectsOr("components", MOST_COMPONENTS, componentReader()),
                fields.has("together") && fields.flag("together"),
                fields.attributes("attributes"));
        boolean known = !given || fields.raw().path("lineId").isTextual();
        if (known && ids.contains(line.id)) {
          fields.complain("lineId", "is the id of an earlier line, too");
        }
        ids.add(line.id);
        line.complainOfComponents(fields);
        return line;
      };
    }

    /// So many bundles of so many units are as many units as a line may ask for, or more.
    private void complainOfComponents(Fields fields) {
      for (Component component : components) {
        long units = (long) quantity * component.quantity();
        if (units > HIGHEST_QUANTITY) {
          fields.complain(
              "components",
              "ask for %d units of %s together; a line may ask for at most %d.\nMaybe send it as several orders"
                  .formatted(units, component.sku(), HIGHEST_QUANTITY),
              components.size() + " components");
        }
      }
    }

    private static Function<Fields, Component> componentReader() {
      var skus = new HashSet<String>();
      return fields -> {
        String sku = fields.word("sku");
        if (!skus.add(sku) && fields.raw().path("sku").isTextual()) {
          fields.complain("sku", "is an earlier component of the bundle, too");
        }
        return new Component(new Sku(sku), fields.integer("quantity", 1, HIGHEST_QUANTITY));
      };
    }

    OrderLine orderLine(Currency currency) {
      return new OrderLine(
          new OrderLineId(id),
          new Sku(sku),
          quantity,
          new Money(unitPriceMinor, currency),
          components,
          together,
          attributes);
    }
  }
}
