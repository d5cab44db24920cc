package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.analysis.Finding;
import dev.whence.rules.tables.analysis.Severity;
import dev.whence.rules.tables.schema.Loaded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What is found about a version that one table does not show by itself: answers that another one
/// makes void, and words that nobody has.
class CrossTableFindingsTest {
  private static final String GUIDE =
      """
      table,carrier-routing-guide
      hit policy,first match
      owner,transportation
      rule id,destination country,destination region,parcel weight grams,carrier services
      islands,US,HI,,PARCEL_GROUND > PARCEL_2DAY
      heavy,US,,> 70000,PARCEL_GROUND
      otherwise,,,,PARCEL_GROUND > PARCEL_2DAY
      """;

  private static final String CARRIERS =
      """
      table,carrier-eligibility
      hit policy,all matches
      owner,transportation
      rule id,carrier service,destination country,destination region,po box,parcel weight grams,ruled out because
      mainland,PARCEL_GROUND,US,"in AK, HI",,,DESTINATION_NOT_SERVED
      box,PARCEL_2DAY,,HI,yes,,DESTINATION_NOT_SERVED
      no-box,PARCEL_2DAY,,HI,no,,DESTINATION_NOT_SERVED
      too-heavy,PARCEL_GROUND,,,,> 68000,TOO_HEAVY
      """;

  private static final String NODES =
      """
      table,node-eligibility
      hit policy,all matches
      owner,fulfillment operations
      rule id,node type,channel,category,ruled out because
      no-b2b,"in STORE, SELLER",b2b,,CHANNEL_NOT_SERVED
      no-furniture,STORE,,furniture,CATEGORY_NOT_SHIPPED
      """;

  private static final String STOCK =
      """
      table,reservation-policy
      hit policy,first match
      owner,inventory planning
      rule id,node type,channel,category,hold minutes,protected units
      store-b2b,STORE,b2b,,30,2
      dc-b2b,DC,b2b,,60,0
      store-sofa,STORE,,furniture,60,1
      store-chairs,STORE,,"in chairs, furniture",60,1
      otherwise,,,,1440,0
      """;

  /// Weights are not told: the guide sees that of all goods, the carriers that of a parcel.
  @Test
  void aRankedServiceThatIsAlwaysRuledOutIsTold_byOneRowOrBySeveralTogether() {
    assertThat(
            messages(
                Map.of("carrier-routing-guide", GUIDE, "carrier-eligibility", CARRIERS),
                Finding.AlwaysOverridden.class))
        .isEqualTo(
            """
            carrier-routing-guide: row 5, islands: "PARCEL_GROUND" never counts, because the row mainland of carrier-eligibility rules out every case of it, for instance destination country US, destination region HI.
            carrier-routing-guide: row 5, islands: "PARCEL_2DAY" never counts, because the rows box and no-box of carrier-eligibility rule out every case of it, for instance destination country US, destination region HI.
            """);
  }

  @Test
  void stockTermsOfNodesThatNeverSendAreTold_andThoseOfNodesThatSometimesDoAreNot() {
    assertThat(
            messages(
                Map.of("reservation-policy", STOCK, "node-eligibility", NODES),
                Finding.AlwaysOverridden.class))
        .isEqualTo(
            """
            reservation-policy: row 5, store-b2b: what it answers never counts, because the row no-b2b of node-eligibility rules out every case of it, for instance node type STORE, channel b2b.
            reservation-policy: row 7, store-sofa: what it answers never counts, because the row no-furniture of node-eligibility rules out every case of it, for instance node type STORE, category furniture.
            """);
  }

  @Test
  void aWordThatNobodyHasIsToldAtItsCell_withTheNearest_onlyWhereSomethingIsLoaded() {
    Map<String, String> tables =
        Map.of("carrier-routing-guide", GUIDE.replace("PARCEL_2DAY", "PARCEL_3DAY"));
    var loaded = Map.of(Loaded.CARRIER_SERVICE, services("PARCEL_GROUND", "PARCEL_2DAY"));

    List<Finding.NobodyHas> told =
        findings(tables, new LoadedIds(loaded), Finding.NobodyHas.class).stream()
            .filter(finding -> finding.table().equals("carrier-routing-guide"))
            .toList();

    assertThat(told)
        .extracting(Finding::message)
        .containsExactly(
            "carrier-routing-guide: row 5, islands, column E (carrier services): \"PARCEL_3DAY\" is"
                + " no carrier service that is loaded. Maybe PARCEL_2DAY was meant.",
            "carrier-routing-guide: row 7, otherwise, column E (carrier services): \"PARCEL_3DAY\""
                + " is no carrier service that is loaded. Maybe PARCEL_2DAY was meant.");
    assertThat(told).extracting(Finding::severity).containsOnly(Severity.WARNING);
    assertThat(told.getFirst().cells().getFirst().reference()).isEqualTo("E5");
    assertThat(findings(tables, new LoadedIds(Map.of()), Finding.NobodyHas.class)).isEmpty();
  }

  private static Set<String> services(String... more) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(more),
            java.util.stream.Stream.of(
                "PARCEL_NEXT_DAY",
                "POSTAL_SAVER",
                "REGIONAL_EXPRESS",
                "FREIGHT_LTL",
                "SAME_DAY_COURIER",
                "HOME_DELIVERY"))
        .collect(Collectors.toSet());
  }

  private static String messages(Map<String, String> tables, Class<? extends Finding> kind) {
    return findings(tables, new LoadedIds(Map.of()), kind).stream()
        .map(finding -> finding.message() + "\n")
        .collect(Collectors.joining());
  }

  /// The shipped tables with some others in their place.
  private static <K extends Finding> List<K> findings(
      Map<String, String> tables, LoadedIds loaded, Class<K> kind) {
    var files = new TreeMap<String, byte[]>();
    var texts = new TreeMap<>(RuleBook.shipped().canonicalTexts());
    texts.putAll(tables);
    texts.forEach(
        (table, text) -> files.put(table + ".csv", text.getBytes(StandardCharsets.UTF_8)));
    return RuleBook.fromFiles(files).analyze(loaded).stream()
        .flatMap(analysis -> analysis.findings().stream())
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }
}
