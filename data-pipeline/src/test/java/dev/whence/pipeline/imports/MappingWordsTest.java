package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.orders.Destination;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.OrderRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Words of a mapping that YAML has other ideas of.
class MappingWordsTest {

  private static final String COUNTRY = "orders.country";
  private static final String REGION = "{constant: X}";

  @TempDir private Path folder;

  @Test
  void norwayIsACountryAndNotFalse() throws IOException {
    orders("o1,NO,Norge", "o2,SE,Sverige");

    assertThat(imported("", "", "{constant: NO}", REGION))
        .extracting(row -> row.destination().country())
        .containsExactly("NO", "NO");
    assertThat(imported("", "", COUNTRY, "{constant: NO}"))
        .extracting(row -> row.destination().region())
        .containsExactly("NO", "NO");
    assertThat(imported("", "", "{words: orders.name, map: {Norge: NO, Sverige: SE}}", REGION))
        .extracting(row -> row.destination().country())
        .containsExactly("NO", "SE");
    assertThat(imported("", "nordic: {keep if: orders.country, in: [NO, DK]}", COUNTRY, REGION))
        .extracting(row -> row.id().value())
        .containsExactly("o1");
    assertThat(imported("", "other: {keep if: orders.country, not in: [NO]}", COUNTRY, REGION))
        .extracting(row -> row.id().value())
        .containsExactly("o2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NO",
        "yes",
        "on",
        "NULL",
        "~",
        "01",
        "0600000",
        "1.10",
        "1_000",
        "2024-01-01",
        "0o17",
        "1e3",
        ".5",
        "null",
        "off",
        "0x1F",
        "12:30"
      })
  void aConstantIsTheTextAsItStands(String word) throws IOException {
    orders("o1,NO,Norge");

    assertThat(imported("", "", COUNTRY, "{constant: " + word + "}"))
        .extracting(row -> row.destination().region())
        .containsExactly(word);
    assertThat(imported("", "", COUNTRY, "{words: orders.name, map: {Norge: " + word + "}}"))
        .extracting(row -> row.destination().region())
        .containsExactly(word);
    assertThat(imported("", "", COUNTRY, "{words: orders.x, map: {}, otherwise: " + word + "}"))
        .extracting(row -> row.destination().region())
        .containsExactly(word);
  }

  @Test
  void leadingZerosStay() throws IOException {
    orders("007,JP,Hokkaido", "008,JP,Aomori", "7,JP,Aomori");

    List<OrderRow> rows =
        imported(
            "",
            "mine: {keep if: orders.order_id, in: [007, 008]}",
            COUNTRY,
            """
            {words: orders.name, map: {Hokkaido: 01, Aomori: 02}}
                  destination_postal_code: {words: orders.name, map: {Hokkaido: 0600000, Aomori: 0300800}}\
            """);

    assertThat(rows).extracting(row -> row.id().value()).containsExactly("007", "008");
    assertThat(rows)
        .extracting(OrderRow::destination)
        .extracting(Destination::region, Destination::postalCode)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("01", "0600000"),
            org.assertj.core.groups.Tuple.tuple("02", "0300800"));
  }

  @Test
  void nullIsAWordForMissing() throws IOException {
    orders("o1,DE,NULL", "o2,DE,n/a", "o3,DE,~", "o4,DE,null");

    assertThat(imported("missing: [NULL, n/a, ~]", "", COUNTRY, "orders.name"))
        .extracting(row -> row.destination().region())
        .containsExactly("", "", "", "null");
  }

  @Test
  void numbersOfFiltersAndStepsAreReadAsDecimals() throws IOException {
    orders("o1,DE,8", "o2,DE,9", "o3,DE,10");

    assertThat(imported("", "some: {keep if: orders.name, between: [08, 0.9e1]}", COUNTRY, REGION))
        .extracting(row -> row.id().value())
        .containsExactly("o1", "o2");
    assertThat(imported("", "", COUNTRY, "{steps: orders.name, up to: {08: 01, 1e1: NO}}"))
        .extracting(row -> row.destination().region())
        .containsExactly("01", "NO", "NO");
  }

  @ParameterizedTest
  @CsvSource({"TRUE, true", "False, false", "true, true", "false, false"})
  void aSpreadsheetsTruthIsTaken(String word, boolean canceled) throws IOException {
    orders("o1,DE," + word);

    assertThat(imported("", "", COUNTRY, REGION + "\n      canceled: orders.name"))
        .extracting(OrderRow::canceled)
        .containsExactly(canceled);
    assertThat(imported("", "", COUNTRY, REGION + "\n      canceled: {constant: " + word + "}"))
        .extracting(OrderRow::canceled)
        .containsExactly(canceled);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {constant: no}             | line 15: tables.orders.columns.destination_country: 'no' is no ISO 3166-1 alpha-2 country
          {constant: }               | line 15: tables.orders.columns.destination_country.constant: has no value; maybe "" for the empty text
          {words: orders.name, map: {Norge: }} | line 15: tables.orders.columns.destination_country.map.Norge: has no value; maybe "" for the empty text
          {words: {number: orders.x, times: 1_000}, map: {1: NO}} | line 15: tables.orders.columns.destination_country.words.times: '1_000' is not a number
          {steps: orders.x, up to: {1_0: NO, 5: SE}} | line 15: tables.orders.columns.destination_country.up to.1_0: the limit '1_0' is not a number
          {steps: orders.x, up to: {1: NO, 1.0: SE}} | line 15: tables.orders.columns.destination_country.up to.1.0: the limit '1.0' stands there twice
          {words: orders.name, map: {NO: a, NO: b}} | line 15: tables.orders.columns.destination_country.map.NO: is a key twice, first in line 15; maybe drop one
          NO                         | line 15: tables.orders.columns.destination_country: 'NO' is no column such as orders.price; a fixed value is {constant: NO}
          """)
  void whatAColumnCannotUseIsToldWithLineKeyAndValue(String country, String sentence)
      throws IOException {
    orders("o1,DE,Norge");

    assertThatThrownBy(() -> imported("", "", country, REGION))
        .isInstanceOf(WrongMappingException.class)
        .hasMessageContaining("mapping.yaml: 1 error\n")
        .hasMessageContaining("\n  " + sentence + "\n");
  }

  @Test
  void aYesOfAMappingIsNoTruthOfAColumn() throws IOException {
    orders("o1,DE,x");

    assertThatThrownBy(
            () -> imported("", "", COUNTRY, REGION + "\n      canceled: {constant: yes}"))
        .hasMessageContaining("line 17: tables.orders.columns.canceled: 'yes' is neither true nor");
  }

  @Test
  void aSwitchOfTheMappingIsTrueOrFalseOrToldSo() throws IOException {
    orders("o1,DE,x");

    for (String word : new String[] {"true", "True", "yes", "on"}) {
      assertThat(
              imported("", "some: {keep if: orders.name, present: " + word + "}", COUNTRY, REGION))
          .hasSize(1);
    }
    assertThatThrownBy(
            () -> imported("", "some: {keep if: orders.name, present: sure}", COUNTRY, REGION))
        .hasMessageContaining("filters.some.present: 'sure' is neither true nor false");
    assertThatThrownBy(() -> imported("", "some: {keep if: orders.name, in: }", COUNTRY, REGION))
        .hasMessageContaining("mapping.yaml: 1 error\n")
        .hasMessageContaining("filters.some.in: has no value");
    assertThatThrownBy(
            () -> imported("", "some: {keep if: orders.name, in: NULL}", COUNTRY, REGION))
        .hasMessageContaining("filters.some.in: must be a list; maybe [NULL]");
  }

  @ParameterizedTest
  @CsvSource({"';', semicolons, \";\"", "'\t', tabs, \"\\t\"", "'|', bars, \"|\""})
  void aSourceWithAnotherDelimiterIsOneSentence(String delimiter, String named, String advice)
      throws IOException {
    orders("o1,DE,x");
    Path file = folder.resolve("orders.csv");
    Files.writeString(file, Files.readString(file).replace(",", delimiter));

    assertThatThrownBy(() -> imported("key: [order_id]", "", COUNTRY, REGION))
        .hasMessageContaining("mapping.yaml: 1 error\n")
        .hasMessageContaining(
            "line 5: sources.orders.file: the header of %s has one column; it holds %s; maybe the delimiter is %s"
                .formatted(file, named, advice));
    assertThat(imported("delimiter: " + advice, "", COUNTRY, REGION)).hasSize(1);
  }

  @Test
  void linesBeforeTheHeaderAreSkipped_andKeepTheirNumbers() throws IOException {
    orders("o1,DE,x", "o2,DE,x,y");
    Path file = folder.resolve("orders.csv");
    String table = Files.readString(file);

    Files.writeString(file, "sep=,\n" + table);
    assertThatThrownBy(() -> imported("", "", COUNTRY, REGION))
        .hasMessageContaining("mapping.yaml: 1 error\n")
        .hasMessageContaining("is a line for spreadsheets, sep=; maybe skip lines: 1");
    Files.writeString(file, "\uFEFFAll \"orders\" of May\n\n" + table);
    assertThat(imported("skip lines: 2", "", COUNTRY, REGION)).hasSize(1);
    assertThat(Files.readString(folder.resolve("out/rejects.csv"))).contains("\norders.csv,5,");
  }

  @Test
  void aFileInUtf16IsOneSentence() throws IOException {
    orders("o1,DE,x");
    Path file = folder.resolve("orders.csv");
    String table = Files.readString(file);

    for (String charset : new String[] {"UTF-16", "UTF-16LE", "UTF-16BE"}) {
      Files.write(file, table.getBytes(java.nio.charset.Charset.forName(charset)));
      assertThatThrownBy(() -> imported("key: [order_id]", "", COUNTRY, REGION))
          .hasMessageContaining("mapping.yaml: 1 error\n")
          .hasMessageContaining("is written in UTF-16; maybe encoding: " + charset);
    }
  }

  private void orders(String... rows) throws IOException {
    var csv = new StringBuilder("order_id,country,name,x,at,cur,lat,lon,zone\n");
    for (String row : rows) {
      csv.append(row).append(",z,2026-01-01 10:00:00,EUR,59.9,10.7,Europe/Oslo\n");
    }
    Files.writeString(folder.resolve("orders.csv"), csv);
  }

  private List<OrderRow> imported(String source, String filter, String country, String region)
      throws IOException {
    Path mapping =
        Files.writeString(
            folder.resolve("mapping.yaml"),
            """
            time format: yyyy-MM-dd HH:mm:ss
            time zone: UTC
            sources:
              orders:
                file: orders.csv
                %s
            tables:
              orders:
                from: orders
                filters: {%s}
                columns:
                  order_id: orders.order_id
                  ordered_at: {time: orders.at}
                  currency: orders.cur
                  destination_country: %s
                  destination_region: %s
                  destination_latitude: orders.lat
                  destination_longitude: orders.lon
                  destination_time_zone: orders.zone
            """
                .formatted(source, filter, country, region));
    Importer.run(
        mapping, folder, folder.resolve("out"), new Importer.Limits(0, 1, false), bytes -> {});
    try (var rows = HistoryTable.ORDERS.read(folder.resolve("out"))) {
      return rows.toList();
    }
  }
}
