package dev.whence.service.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.ShippedTests;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TestResult;
import dev.whence.service.tabletests.ExampleReading;
import dev.whence.service.tabletests.TestJson;
import dev.whence.service.tabletests.TestRuns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Orders in networks of their own, as files: what is shipped, and what is wrong with others.
class ExamplesTest {
  private static final Path TABLES = Path.of("..", "rules", "table-tests");
  private static final String NEAR = "near-node-sends.order.json";
  private static final String SMALL = "small.network.json";

  private final Examples examples = new Examples();

  private ExampleReading.Files read(Map<String, String> texts) {
    var files = new TreeMap<String, byte[]>();
    texts.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return examples.readFiles(files, Map.of());
  }

  private static Map<String, String> shipped() {
    var texts = new TreeMap<String, String>();
    ShippedTests.files()
        .forEach((name, bytes) -> texts.put(name, new String(bytes, StandardCharsets.UTF_8)));
    return texts;
  }

  private static String text(String file) {
    return shipped().getOrDefault(file, "");
  }

  private TestResult run(String order, String network) {
    ExampleReading.Files read = read(Map.of(NEAR, order, SMALL, network));
    assertThat(read.content().errors()).isEmpty();
    return TestRuns.withoutService(examples)
        .run(RuleBook.shipped(), read.content().tests())
        .getFirst();
  }

  @Test
  void everyShippedTestPassesOnTheShippedTables_andIsWrittenAsItWouldBeExported()
      throws IOException {
    List<TableTest> tests = read(shipped()).content().tests();

    assertThat(tests).hasSizeGreaterThanOrEqualTo(3);
    assertThat(TestRuns.withoutService(examples).run(RuleBook.shipped(), tests))
        .allSatisfy(result -> assertThat(result.passed()).as(result.sentence()).isTrue());
    Map<String, String> written = TestJson.files(tests);
    if ("write".equals(System.getProperty("tables"))) {
      for (Map.Entry<String, String> file : written.entrySet()) {
        Files.writeString(TABLES.resolve(file.getKey()), file.getValue());
      }
    }
    assertThat(written)
        .as("Maybe write them anew with -Dtables=write")
        .isEqualTo(new TreeMap<>(shipped()));
    try (Stream<Path> files = Files.list(TABLES)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".json")))
          .as("ShippedTests names every file")
          .containsExactlyInAnyOrderElementsOf(shipped().keySet());
    }
  }

  @Test
  void whatWasWrittenReadsBackEqual_alsoWithANetworkOfItsOwn() {
    String own =
        text(NEAR).replace("\"network\": \"small\"", "\"network\": " + text(SMALL).strip());
    List<TableTest> tests =
        read(Map.of(
                NEAR,
                own,
                "b.order.json",
                text(NEAR).replace("near-node-sends", "b"),
                SMALL,
                text(SMALL)))
            .content()
            .tests();
    assertThat(tests).hasSize(2);

    assertThat(read(TestJson.files(tests)).content().tests()).isEqualTo(tests);
    assertThat(TestJson.readAll(TestJson.text(tests))).isEqualTo(tests);
    assertThat(TestJson.files(tests)).hasSize(3);
  }

  @Test
  void theNodeThatSendsFollowsTheStockOfTheNetwork_notWhatIsLoaded() {
    String emptyEast =
        text(SMALL)
            .replace(
                "\"shipNode\": \"EAST\", \"sku\": \"MUG\", \"onHand\": 20",
                "\"shipNode\": \"EAST\", \"sku\": \"MUG\", \"onHand\": 0");

    assertThat(run(text(NEAR), text(SMALL)).passed()).isTrue();
    TestResult elsewhere = run(text(NEAR), emptyEast);

    assertThat(elsewhere.passed()).isFalse();
    assertThat(elsewhere.decidedBy()).containsExactly("sent from WEST, not EAST");
    assertThat(elsewhere.rows()).contains("node-eligibility/out-of-stock");
  }

  @Test
  void costAndRowsAndServicesAreCompared_andTheCostIsTheSameEachTime() {
    String wrong =
        text(NEAR)
            .replaceFirst(
                "\"expected\": .*",
                "\"expected\": {\"costMinor\": 1, \"carrierServices\": [\"PARCEL_NEXT_DAY\"],"
                    + " \"answering\": {\"sourcing-policy\": \"no-such-row\"}},");

    TestResult result = run(wrong, text(SMALL));
    String cost = result.got().substring(result.got().lastIndexOf(' ') + 1);

    assertThat(result.decidedBy()).hasSize(3);
    assertThat(result.decidedBy().getLast()).isEqualTo("it costs %s, not 1".formatted(cost));
    assertThat(
            run(wrong.replace("\"costMinor\": 1,", "\"costMinor\": " + cost + ","), text(SMALL))
                .decidedBy())
        .hasSize(2);
  }

  @Test
  void aRefusalIsAnExpectationToo() {
    String unknown = text(NEAR).replace("\"sku\": \"MUG\"", "\"sku\": \"VASE\"");
    String refused =
        unknown.replaceFirst(
            "\"expected\": .*", "\"expected\": {\"refused\": \"unknown-reference\"},");

    TestResult unexpected = run(unknown, text(SMALL));
    assertThat(unexpected.passed()).isFalse();
    assertThat(unexpected.decidedBy())
        .containsExactly("the order is refused: the network has no item VASE");
    assertThat(run(refused, text(SMALL)).passed()).isTrue();
    assertThat(run(refused.replace("VASE", "MUG"), text(SMALL)).decidedBy())
        .containsExactly("the order is decided, not refused as unknown-reference");
    String excludes =
        text(NEAR)
            .replace("\"request\": {", "\"request\": {\n    \"excludeNodes\": [\"NOWHERE\"],")
            .replaceFirst(
                "\"expected\": .*", "\"expected\": {\"refused\": \"unknown-reference\"},");
    assertThat(run(excludes, text(SMALL)).got()).contains("the network has no ship node NOWHERE");
  }

  @Test
  void whatIsWrongIsToldWithFileLineValueAndRemedy() {
    String network =
        text(SMALL)
            .replaceFirst("\\s*\"currency\": \"USD\"\n", "\n")
            .replace("\"unitHandlingMinor\": 25,\n    }", "\"unitHandlingMinor\": 25\n    }")
            .replace("\"shipNode\": \"BOSTON\"", "\"shipNode\": \"BOSTEN\"");
    String order = text(NEAR).replace("\"quantity\": 2", "\"quantity\": 0");

    List<String> errors =
        read(Map.of(
                SMALL,
                network,
                NEAR,
                order.replace("\"small\"", "\"smal\""),
                "Odd Name.order.json",
                text(NEAR),
                "broken.order.json",
                "{\n  \"at\": }"))
            .content()
            .errors();

    int boston = line(network, "BOSTEN");
    assertThat(errors)
        .contains(
            "small.network.json, line %d, stock/3/shipNode: is no ship node of the network, got \"BOSTEN\".\nMaybe BOSTON."
                .formatted(boston))
        .anySatisfy(error ->
            assertThat(error)
                .startsWith("small.network.json, line 3, shipNodes/0/currency: is missing"))
        .anySatisfy(error ->
            assertThat(error)
                .startsWith(
                    "near-node-sends.order.json, line %d, request/order/lines/0/quantity: must be a whole number"
                        .formatted(line(order, "\"quantity\"")))
                .contains("got 0."))
        .anySatisfy(error ->
            assertThat(error)
                .startsWith(
                    "near-node-sends.order.json, line %d, network: names no network"
                        .formatted(line(order, "\"network\""))))
        .anySatisfy(error -> assertThat(error).startsWith("broken.order.json, line 2, column"))
        .anySatisfy(error -> assertThat(error).startsWith("Odd Name.order.json: its name"));
  }

  private static int line(String text, String what) {
    return (int) text.substring(0, text.indexOf(what)).lines().count();
  }
}
