package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.Loaded;
import dev.whence.rules.tables.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Ids in tables that nothing is loaded for: found, told, and tied to the orders they may matter
/// to.
class UnknownIdsTest {
  private static final Map<Loaded, Set<String>> LOADED =
      Map.of(
          Loaded.SHIP_NODE, Set.of("RENO", "DALLAS"),
          Loaded.CARRIER_SERVICE, Set.of("PARCEL_GROUND", "PARCEL_2DAY"),
          Loaded.CARRIER, Set.of("Parcel Co"),
          Loaded.NODE_REGION, Set.of("NV", "TX"),
          Loaded.CATEGORY, Set.of("home", "toys"),
          Loaded.MODEL, Set.of("transit-time", "return-risk"));

  private static final String GUIDE =
      """
      table,carrier-routing-guide
      hit policy,first match
      owner,transportation
      rule id,ship node,destination country,channel,carrier services
      b2b,REON,,b2b,PARCEL_2DAY
      us-standard,,US,,PARCEL_GRUOND > PARCEL_2DAY
      late,DALAS,,,PARCEL_GROUND
      otherwise,,,,
      """;

  private static final String ELIGIBILITY =
      """
      table,carrier-eligibility
      hit policy,all matches
      owner,transportation
      rule id,carrier service,carrier,ship node,origin region,destination postal code,category,ruled out because
      no-rockets,"not in PARCEL_GROUND, ROCKET",,,,,,OUT_OF_REACH
      spelt,,Parcle Co,"in DALLAS, RENO","not in NY, \"\"\"\"",941*,hoem,OUT_OF_REACH
      """;

  @Test
  void aCellThatNamesNothingLoadedIsTold_withTheNearest() {
    assertThat(messages(unknown(LOADED).all()))
        .isEqualTo(
            """
            node-eligibility, row store-without-furniture, column category: "furniture" is no category of an item that is loaded.
            carrier-eligibility, row no-rockets, column carrier service: "ROCKET" is no carrier service that is loaded (in the cell not in PARCEL_GROUND, ROCKET).
            carrier-eligibility, row spelt, column carrier: "Parcle Co" is no carrier of a service that is loaded. Maybe Parcel Co was meant.
            carrier-eligibility, row spelt, column origin region: "NY" is no region of a ship node that is loaded (in the cell not in "", NY). Maybe NV was meant.
            carrier-eligibility, row spelt, column category: "hoem" is no category of an item that is loaded. Maybe home was meant.
            carrier-routing-guide, row b2b, column ship node: "REON" is no ship node that is loaded. Maybe RENO was meant.
            carrier-routing-guide, row us-standard, column carrier services: "PARCEL_GRUOND" is no carrier service that is loaded (in the cell PARCEL_GRUOND > PARCEL_2DAY). Maybe PARCEL_GROUND was meant.
            carrier-routing-guide, row late, column ship node: "DALAS" is no ship node that is loaded. Maybe DALLAS was meant.
            """);
  }

  @Test
  void whatNothingIsLoadedOfIsNotCheckedButNamed() {
    UnknownIds nothing = unknown(Map.of());
    var some = new HashMap<>(LOADED);
    some.put(Loaded.CATEGORY, Set.of());

    assertThat(nothing.all()).isEmpty();
    assertThat(nothing.unchecked())
        .contains(Loaded.SHIP_NODE, Loaded.CARRIER_SERVICE, Loaded.CARRIER, Loaded.CATEGORY)
        .doesNotContain(Loaded.NOTHING);
    assertThat(unknown(some).unchecked()).containsExactly(Loaded.CATEGORY);
    assertThat(unknown(some).all()).hasSize(6);
    assertThat(unknown(LOADED).unchecked()).isEmpty();
  }

  @Test
  void anOrderIsTouchedByWhatAnsweredAndByWhatWasLookedAt() {
    UnknownIds unknown = unknown(LOADED);
    var byStandard = Map.of("carrier-routing-guide", Set.of("us-standard"));
    var byOtherwise = Map.of("carrier-routing-guide", Set.of("otherwise"));

    // its ranking answered; the carrier rows ask for postal code 941
    assertThat(touching(unknown, order("web", "94110"), byStandard))
        .isEqualTo("no-rockets spelt spelt spelt us-standard");
    // b2b is above the row that answered, and its other condition holds
    assertThat(touching(unknown, order("b2b", "94-110"), byStandard))
        .isEqualTo("no-rockets spelt spelt spelt b2b us-standard");
    assertThat(touching(unknown, order("web", "10001"), byOtherwise)).isEqualTo("no-rockets late");
    // a model chose: the guide was not asked
    assertThat(touching(unknown, order("web", "10001"), Map.of())).isEqualTo("no-rockets");
  }

  @Test
  void aWordThatTheOrderHasInAnotherSpellingIsTold_whereItMayHaveMattered() {
    UnknownIds guide =
        unknown(
            Map.of(),
            """
            table,carrier-routing-guide
            hit policy,first match
            owner,transportation
            rule id,destination country,channel,destination region,carrier services
            coast,US,,"in CA, OR",PARCEL_2DAY
            app,US,"in App Store, Web",,PARCEL_2DAY
            not-web,US,not web,,PARCEL_2DAY
            elsewhere,CA,WEB,,PARCEL_2DAY
            otherwise,,,,
            """);
    var answered = Map.of("carrier-routing-guide", Set.of("otherwise"));

    assertThat(messages(guide.touching(order("app_store", "94110"), answered)))
        .isEqualTo(
            """
            carrier-routing-guide, row app, column channel: "App Store" is another word than the order's "app_store" (in the cell in App Store, Web). Maybe the order should say App Store.
            """);
    // the column has the word as the order says it, or the row is for another country
    assertThat(messages(guide.touching(order("web", "94110"), answered))).isEmpty();
    assertThat(messages(guide.touching(in("California"), answered)))
        .isEqualTo(
            """
            carrier-routing-guide, row coast, column destination region: "CA" is another word than the order's "California" (in the cell in CA, OR). Maybe the order should say CA.
            """);
    assertThat(messages(guide.touching(in("or"), answered))).contains("\"OR\"");
    assertThat(messages(guide.touching(in("NV"), answered))).isEmpty();
    // a row above it answered
    assertThat(
            guide.touching(
                order("app_store", "94110"), Map.of("carrier-routing-guide", Set.of("coast"))))
        .isEmpty();
    assertThat(guide.all()).isEmpty();
  }

  /// Columns of one name have values of one type, or what holds for an order would be a guess.
  @Test
  void whatAnOrderHasAsAWholeIsOneColumnInEveryTable() {
    var seen = new TreeSet<String>();
    var types = new HashMap<String, Object>();
    for (Schema<?, ?> schema : RuleBook.SCHEMAS) {
      for (Condition<?, ?> column : schema.conditions()) {
        if (UnknownIds.OF_THE_ORDER.containsKey(column.name())) {
          seen.add(column.name());
          assertThat(types.computeIfAbsent(column.name(), _ -> column.type()))
              .isEqualTo(column.type());
        }
      }
    }

    assertThat(seen).isEqualTo(new TreeSet<>(UnknownIds.OF_THE_ORDER.keySet()));
  }

  private static String touching(
      UnknownIds unknown, Order order, Map<String, Set<String>> answered) {
    return String.join(
        " ", unknown.touching(order, answered).stream().map(UnknownId::ruleId).toList());
  }

  private static String messages(List<UnknownId> unknown) {
    var lines = new StringBuilder();
    unknown.forEach(each -> lines.append(each.message()).append('\n'));
    return lines.toString();
  }

  private static UnknownIds unknown(Map<Loaded, Set<String>> loaded) {
    return unknown(loaded, GUIDE);
  }

  private static UnknownIds unknown(Map<Loaded, Set<String>> loaded, String guide) {
    var files = new HashMap<String, byte[]>();
    RuleBook.shipped()
        .canonicalTexts()
        .forEach((table, text) -> files.put(table + ".csv", text.getBytes(StandardCharsets.UTF_8)));
    files.put("carrier-routing-guide.csv", guide.getBytes(StandardCharsets.UTF_8));
    files.put("carrier-eligibility.csv", ELIGIBILITY.getBytes(StandardCharsets.UTF_8));
    files.put("return-intervention.csv", NO_CATEGORY.getBytes(StandardCharsets.UTF_8));
    return RuleBook.fromFiles(files).unknownIds(new LoadedIds(loaded));
  }

  private static final String NO_CATEGORY =
      """
      table,return-intervention
      hit policy,first match
      owner,customer experience
      rule id,action
      otherwise,NONE
      """;

  private static Order in(String region) {
    return order("web", "94110", region);
  }

  private static Order order(String channel, String postalCode) {
    return order(channel, postalCode, "CA");
  }

  private static Order order(String channel, String postalCode, String region) {
    Currency dollars = Currency.getInstance("USD");
    return new Order(
        new OrderId("o-1"),
        channel,
        "regular",
        "",
        "STANDARD",
        new Destination(
            "US", region, postalCode, new GeoPoint(37.7, -122.4), ZoneId.of("America/Los_Angeles")),
        new Promise.AsPolicySays(),
        dollars,
        Instant.parse("2026-05-04T16:00:00Z"),
        List.of(
            new OrderLine(new OrderLineId("1"), new Sku("SHIRT"), 1, new Money(2500, dollars))));
  }
}
