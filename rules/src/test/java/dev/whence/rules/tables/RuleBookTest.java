package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.rules.facts.OrderFact;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.tables.cells.Reading;
import dev.whence.rules.tables.schema.CarrierRoutingGuide;
import dev.whence.rules.tables.schema.NodeEligibility;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.rules.tables.schema.SourcingPolicy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A version of the tables keeps its meaning and its digest wherever it goes.
class RuleBookTest {
  private static final OrderFact ORDER =
      new OrderFact(
          "web",
          "regular",
          "",
          "STANDARD",
          "US",
          "NY",
          "10001",
          false,
          false,
          "USD",
          12_000,
          2,
          3,
          false,
          LocalDate.of(2026, 6, 15));

  @Test
  void canonicalTextsMakeAnEqualRuleBook() {
    RuleBook shipped = RuleBook.shipped();

    RuleBook restored = RuleBook.fromCanonicalTexts(shipped.canonicalTexts());

    assertThat(restored.canonicalTexts()).isEqualTo(shipped.canonicalTexts());
    assertThat(restored.digest()).isEqualTo(shipped.digest()).matches("[0-9a-f]{64}");
  }

  @Test
  void theDigestIsThatOfTheTables_andChangesWithAnyCell() {
    RuleBook shipped = RuleBook.shipped();
    var texts = new LinkedHashMap<>(shipped.canonicalTexts());
    texts.computeIfPresent("sourcing-policy", (_, text) -> text.replace(",700,", ",701,"));

    RuleBook changed = RuleBook.fromCanonicalTexts(texts);

    assertThat(shipped.compile().digest()).isEqualTo(shipped.digest());
    assertThat(changed.digest()).isNotEqualTo(shipped.digest());
  }

  @Test
  void columnOrderBlankColumnsSpacesAndSpellingOfTestsDoNotMatter() {
    var texts = new LinkedHashMap<>(RuleBook.shipped().canonicalTexts());
    texts.put(
        "return-intervention",
        """
        table,return-intervention,,,,

        owner,customer experience,,,,
        hit policy,first match,,,,
        ,,,,,
        rule id,action,return probability,channel,category,
        likely, CONFIRM_DELIVERY ,>=0.50,,"in shoes,fashion,shoes",

        otherwise,NONE,,,,
        """);

    assertThat(RuleBook.fromCanonicalTexts(texts).canonicalTexts().get("return-intervention"))
        .isEqualTo(
            """
            table,return-intervention
            hit policy,first match
            owner,customer experience
            rule id,category,return probability,action
            likely,"in fashion, shoes",>= 0.5,CONFIRM_DELIVERY
            otherwise,,,NONE
            """);
  }

  @Test
  void aFolderIsReadWhicheverFormItsFilesHave(@TempDir Path folder) throws IOException {
    RuleBook shipped = RuleBook.shipped();
    for (Map.Entry<String, String> table : shipped.canonicalTexts().entrySet()) {
      if (table.getKey().startsWith("c")) {
        Files.write(
            folder.resolve(table.getKey() + ".xlsx"),
            shipped
                .findFile(table.getKey(), TableForm.XLSX, new LoadedIds(Map.of()))
                .orElseThrow());
      } else {
        Files.writeString(
            folder.resolve(table.getKey() + ".csv"),
            "\ufeff" + table.getValue().replace("\n", "\r\n"));
      }
    }
    Files.writeString(folder.resolve("README.md"), "not a table");
    Files.writeString(folder.resolve("~$model-guard.xlsx"), "a lock file");
    Files.createDirectory(folder.resolve("old.csv"));

    assertThat(RuleBook.fromDirectory(folder).digest()).isEqualTo(shipped.digest());
  }

  static List<Schema<?, ?>> schemas() {
    return RuleBook.SCHEMAS;
  }

  @Test
  void aStoredVersionSaysWhatItSaidThen_howeverStrictFilesAreRead() {
    var texts = new HashMap<>(RuleBook.shipped().canonicalTexts());
    texts.computeIfPresent("carrier-routing-guide", (table, text) -> text.replace(",US,", ",USA,"));
    var files = new HashMap<String, byte[]>();
    texts.forEach(
        (table, text) -> files.put(table + ".csv", text.getBytes(StandardCharsets.UTF_8)));

    assertThat(RuleBook.fromCanonicalTexts(texts).canonicalTexts()).isEqualTo(texts);
    assertThatThrownBy(() -> RuleBook.fromFiles(files)).hasMessageContaining("Maybe write US");
  }

  @Test
  void aStoredVersionWithPostalCodesKeepsItsTextAndItsDigest_alsoWhatLooksLikeARangeNow() {
    String text =
        """
        table,carrier-routing-guide
        hit policy,first match
        owner,transportation
        rule id,destination postal code,carrier services
        boroughs,"in 10001, 10001..10099, ""10*"", SW1A 1AA",PARCEL_GROUND
        otherwise
        """;
    var texts = new HashMap<>(RuleBook.shipped().canonicalTexts());
    texts.put("carrier-routing-guide", text);

    RuleBook stored = RuleBook.fromCanonicalTexts(texts);
    RuleBook again = RuleBook.fromCanonicalTexts(stored.canonicalTexts());

    assertThat(stored.canonicalTexts().get("carrier-routing-guide")).isEqualTo(sortedCodes(text));
    assertThat(again.digest()).isEqualTo(stored.digest());
  }

  private static String sortedCodes(String text) {
    return text.replace(
        "in 10001, 10001..10099, \"\"10*\"\", SW1A 1AA",
        "in \"\"10*\"\", 10001, 10001..10099, SW1A 1AA");
  }

  @Test
  void aRowOfPostalCodesThatAnEarlierRowHoldsIsRefused() {
    assertThatThrownBy(() -> routingByCode("10000..19999", "10001*"))
        .hasMessageContaining("carrier-routing-guide.csv, row 6, column A (rule id): \"second\"")
        .hasMessageContaining("row 5, first");
    assertThatThrownBy(() -> routingByCode("10*", "in 10001, 10002")).hasMessageContaining("row 5");
    assertThat(routingByCode("10001*", "10000..19999").digest()).isNotEmpty();
  }

  private static RuleBook routingByCode(String first, String second) {
    var files = new HashMap<String, byte[]>();
    RuleBook.shipped()
        .canonicalTexts()
        .forEach((table, text) -> files.put(table + ".csv", text.getBytes(StandardCharsets.UTF_8)));
    String text =
        """
        table,carrier-routing-guide
        hit policy,first match
        owner,transportation
        rule id,destination postal code,carrier services
        first,"%s",PARCEL_GROUND
        second,"%s",PARCEL_2DAY
        otherwise
        """
            .formatted(first, second);
    files.put("carrier-routing-guide.csv", text.getBytes(StandardCharsets.UTF_8));
    return RuleBook.fromFiles(files);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void anyTableSurvivesCsvAndXlsx(Schema<?, ?> schema) {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 12; i++) {
      CheckedTable<?, ?> table = new RandomTables(random).table(schema, random.nextInt(1, 15));
      String name = schema.table();
      byte[] xlsx = TableWorkbook.write(schema, table.grid(), new LoadedIds(Map.of()));
      byte[] csv = table.canonicalText().getBytes(StandardCharsets.UTF_8);

      assertThat(reread(schema, name + ".csv", csv)).isEqualTo(table);
      assertThat(reread(schema, name + ".xlsx", xlsx)).isEqualTo(table);
    }
  }

  private static <F extends Record, A> CheckedTable<F, A> reread(
      Schema<F, A> schema, String name, byte[] bytes) {
    return new TableFiles(Map.of(name, bytes), Reading.EDITED).take(schema).orElseThrow();
  }

  @Test
  void loadingAgainAndAgainKeepsNothingOfTheOldTables() throws InterruptedException {
    var old = new ArrayList<WeakReference<RuleTables>>();
    for (int i = 0; i < 20; i++) {
      RuleTables tables = RuleBook.shipped().compile();
      assertThat(tables.first(SourcingPolicy.SCHEMA, ORDER).ruleId()).isEqualTo("standard");
      old.add(new WeakReference<>(tables));
    }

    for (int i = 0; i < 50 && old.stream().anyMatch(table -> table.get() != null); i++) {
      System.gc();
      Thread.sleep(20);
    }

    assertThat(old).allMatch(table -> table.get() == null);
  }

  @Test
  void loadingMakesNoClasses() {
    RuleBook.shipped().compile().first(SourcingPolicy.SCHEMA, ORDER);
    var classes = ManagementFactory.getClassLoadingMXBean();
    long before = classes.getTotalLoadedClassCount();

    for (int i = 0; i < 5; i++) {
      RuleBook.shipped().compile().first(SourcingPolicy.SCHEMA, ORDER);
    }

    assertThat(classes.getTotalLoadedClassCount() - before).isLessThan(50);
  }

  @Test
  void wordsNobodyForesawFallThroughToTheLastRow() {
    RuleTables tables = RuleBook.shipped().compile();
    var strange =
        new OrderFact(
            "carrier pigeon",
            "",
            "",
            "in stock",
            "ZZ",
            "\"); System.exit(0); //",
            "-",
            true,
            true,
            "XTS",
            0,
            0,
            0,
            true,
            LocalDate.of(2026, 6, 15));

    assertThat(tables.first(SourcingPolicy.SCHEMA, strange).ruleId()).isEqualTo("otherwise");
  }

  @Test
  void aTableAnswersByItsHitPolicyOnly() {
    RuleTables tables = RuleBook.shipped().compile();

    assertThatThrownBy(() -> tables.all(SourcingPolicy.SCHEMA, ORDER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            The table sourcing-policy answers by first match and was asked for all matches.
            Maybe ask first().\
            """);
    assertThatThrownBy(() -> tables.all(SourcingPolicy.SCHEMA, List.of()))
        .hasMessageContaining("sourcing-policy");
    assertThatThrownBy(() ->
            tables.first(
                NodeEligibility.SCHEMA,
                new RandomTables(new SplittableRandom(1)).fact(NodeEligibility.SCHEMA)))
        .hasMessageEndingWith("Maybe ask all().");
  }

  @Test
  void aSchemaThatIsNoTablesIsRefused() {
    Schema<OrderFact, SourcingTerms> known = SourcingPolicy.SCHEMA;
    var copy =
        new Schema<>(
            known.table(),
            known.hitPolicy(),
            known.decides(),
            known.fact(),
            known.conditions(),
            known.actions(),
            known.answer());

    assertThatThrownBy(() -> RuleBook.shipped().compile().first(copy, ORDER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            The rule book has no table with the schema of sourcing-policy.
            Maybe use one of RuleBook.SCHEMAS.\
            """);
  }

  @Test
  void everyServiceOfTheGuideIsOneOfTheDemonstrationNetwork() {
    var services =
        RuleBook.shipped().table(CarrierRoutingGuide.SCHEMA).rows().stream()
            .flatMap(row -> row.answer().ranked().stream())
            .map(Object::toString)
            .collect(Collectors.toSet());

    assertThat(services)
        .isSubsetOf(
            "PARCEL_GROUND",
            "PARCEL_2DAY",
            "PARCEL_NEXT_DAY",
            "POSTAL_SAVER",
            "REGIONAL_EXPRESS",
            "FREIGHT_LTL",
            "SAME_DAY_COURIER",
            "HOME_DELIVERY");
  }
}
