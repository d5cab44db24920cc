package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Attributes.Value;
import dev.whence.pipeline.history.DeclaredAttributes;
import dev.whence.pipeline.history.DeclaredAttributes.Declared;
import dev.whence.pipeline.history.DeclaredAttributes.Kind;
import dev.whence.pipeline.history.HistoryAsOf;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.ShipmentRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a merchant tells beyond the columns, some of it from a second file by place and hour.
class AttributesImportTest {
  private static final String MAPPING =
      """
      time zone: America/New_York
      sources:
        parcels:
          file: parcels.csv
          computed:
            leaves: {time: parcels.out, format: yyyy-MM-dd HH:mm}
            hour: {local: parcels.leaves, format: y-M-d H}
        weather:
          file: weather.csv
          missing: [NA]
          computed:
            at: {join: [weather.day, weather.hour], with: " "}
          key: [place, at]
      tables:
        shipments:
          from: parcels
          join:
            - {source: weather, on: [parcels.node, parcels.hour], optional: true}
          columns:
            shipment_id: parcels.id
            order_id: parcels.id
            ship_node: parcels.node
            carrier_service: {constant: AIR}
            ordered_at: parcels.leaves
            origin_country: {constant: US}
            origin_time_zone: {constant: America/New_York}
            destination_country: {constant: US}
            destination_time_zone: {constant: America/New_York}
            distance_km: {constant: 10}
            currency: {constant: USD}
            status: {constant: AWAITING_HANDOVER}
            promised_until: {later: parcels.leaves, by: {constant: 90}, unit: minutes}
          attributes:
            mode: parcels.mode
            temperature: {number: weather.temp, unit: degF, otherwise: missing}
            notice: {elapsed: [parcels.leaves, {time: parcels.due, format: yyyy-MM-dd HH:mm}], unit: hours}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    write("mapping.yaml", MAPPING);
    write(
        "parcels.csv",
        """
        id,node,out,mode,due
        a,JFK,2026-03-02 09:59,Air,2026-03-02 11:29
        b,JFK,2026-03-02 10:00,,2026-03-02 09:00
        c,EWR,2026-03-02 10:00,  ,
        """);
    write(
        "weather.csv",
        """
        place,day,hour,temp
        JFK,2026-3-2,9,39.02
        JFK,2026-3-2,10,NA
        """);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private ImportReport run() throws IOException {
    return Importer.run(
        folder.resolve("mapping.yaml"),
        folder,
        folder.resolve("out"),
        new Importer.Limits(0, 1, false),
        bytes -> {});
  }

  private List<ShipmentRow> shipments(String in) {
    try (var rows = HistoryTable.SHIPMENTS.read(folder.resolve(in))) {
      return rows.toList();
    }
  }

  private String rejects() throws IOException {
    return Files.readString(folder.resolve("out/rejects.csv"));
  }

  @Test
  void attributesComeFromBothFiles_byPlaceAndHour_andWhatIsMissingIsLeftOut() throws IOException {
    run();

    List<ShipmentRow> rows = shipments("out");
    assertThat(rows).extracting(ShipmentRow::shipmentId).containsExactly("a", "b", "c");
    assertThat(rows.get(0).attributes())
        .isEqualTo(
            new Attributes(
                Map.of(
                    "mode", new Value.Word("Air"),
                    "temperature", new Value.Measure(39.02),
                    "notice", new Value.Measure(1.5))));
    assertThat(rows.get(1).attributes())
        .isEqualTo(new Attributes(Map.of("notice", new Value.Measure(-1))));
    assertThat(rows.get(2).attributes()).isEqualTo(Attributes.NONE);
    assertThat(rows.get(0).promisedUntil()).contains(Instant.parse("2026-03-02T16:29:00Z"));
  }

  @Test
  void theDeclarationLiesBesideTheHistory_goesWithItsCopies_andIsGoneWithIt() throws IOException {
    run();

    Path out = folder.resolve("out");
    assertThat(DeclaredAttributes.read(out).of(HistoryTable.SHIPMENTS))
        .containsExactly(
            new Declared("mode", Kind.WORD, ""),
            new Declared("temperature", Kind.NUMBER, "degF"),
            new Declared("notice", Kind.NUMBER, "hours"));
    assertThat(DeclaredAttributes.read(out).of(HistoryTable.ORDER_LINES)).isEmpty();
    HistoryAsOf.write(out, folder.resolve("then"), Instant.parse("2026-03-02T15:00:00Z"));
    assertThat(DeclaredAttributes.read(folder.resolve("then")))
        .isEqualTo(DeclaredAttributes.read(out));
    assertThat(shipments("then")).containsExactly(shipments("out").getFirst());

    write("mapping.yaml", MAPPING.substring(0, MAPPING.indexOf("    attributes:")));
    run();

    assertThat(DeclaredAttributes.read(out).byTable()).isEmpty();
    assertThat(out.resolve("attributes.json")).doesNotExist();
  }

  @Test
  void aDeclarationThatIsNoneIsRefusedWithItsFile() throws IOException {
    run();
    Path file = folder.resolve("out/attributes.json");
    Files.writeString(file, "{\"shipments\":[{\"name\":\"mode\",\"kind\":\"colour\"}]}");

    assertThatThrownBy(() -> DeclaredAttributes.read(folder.resolve("out")))
        .hasMessageStartingWith(
            file + " cannot be read: the kind of mode is 'colour', neither number nor word")
        .hasMessageContaining("\nMaybe ");
  }

  @Test
  void aValueThatWillNotDoIsRejectedWithAttributeAndColumn() throws IOException {
    write("weather.csv", "place,day,hour,temp\nJFK,2026-3-2,9,39.02\nJFK,2026-3-2,10,1e390\n");
    write(
        "parcels.csv",
        """
        id,node,out,mode,due
        a,JFK,2026-03-02 09:59,%s,
        b,JFK,2026-03-02 10:00,Air,
        c,JFK,2026-03-02 10.30,Air,
        """
            .formatted("x".repeat(201)));

    run();

    assertThat(rejects())
        .contains("parcels.csv,2,attributes (mode),xxx")
        .contains("has 201 letters, a word of an attribute at most 200; maybe {found: …")
        .contains("parcels.csv,3,attributes (temperature),10000")
        .contains("is no number to go by")
        .contains("parcels.csv,4,leaves (parcels.out),2026-03-02 10.30,is not a time like");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mode: parcels.mode              | Mode: parcels.mode                             | line 34: tables.shipments.attributes.Mode: "Mode" is no name of an attribute
          mode: parcels.mode              | mode: parcels.kind                             | line 34: tables.shipments.attributes.mode: no column 'kind' in source 'parcels'
          mode: parcels.mode              | mode: {words: parcels.mode, map: {}, unit: kg} | line 34: tables.shipments.attributes.mode.unit: a word has no unit
          mode: parcels.mode              | mode: {time: parcels.out, format: yyyy}        | line 34: tables.shipments.attributes.mode: is neither a number nor a word
          mode: parcels.mode              | mode: {first of: [parcels.mode, {number: weather.temp}]} | line 34: tables.shipments.attributes.mode: is neither a number nor a word
          currency: {constant: USD}       | attributes: parcels.mode                       | tables.shipments.columns.attributes: attributes have a section of their own
          hour: {local: parcels.leaves, format: y-M-d H}   | out: {local: parcels.leaves, format: y-M-d H} | line 7: sources.parcels.computed.out: is a column already
          hour: {local: parcels.leaves, format: y-M-d H}   | hour: {local: parcels.left, format: y-M-d H} | line 7: sources.parcels.computed.hour: no column 'left' in source 'parcels'
          notice: {elapsed: [parcels.leaves, {time: parcels.due, format: yyyy-MM-dd HH:mm}], unit: hours} | notice: {elapsed: [parcels.leaves], unit: hours} | needs at least 2
          shipments:                      | ship_nodes:                                    | rows of ship_nodes have no attributes; those of shipments and order_lines have
          """)
  void aWrongDeclarationIsToldWithItsLine(String right, String wrong, String expected)
      throws IOException {
    assertThat(MAPPING).contains(right);
    write("mapping.yaml", MAPPING.replace(right, wrong));

    assertThatThrownBy(this::run)
        .isInstanceOf(WrongMappingException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void moreAttributesThanAreLookedAtAreRefused() throws IOException {
    write(
        "mapping.yaml",
        MAPPING
            + IntStream.range(0, 62)
                .mapToObj("      a%d: parcels.mode\n"::formatted)
                .collect(Collectors.joining()));

    assertThatThrownBy(this::run)
        .hasMessageContaining("65 attributes; at most 64 are looked at, so choose");
  }
}
