package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.orders.Promise;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ShipmentRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImporterTest {

  private static final String MAPPING =
      """
      time format: dd.MM.yyyy HH:mm
      time zone: Europe/Berlin
      sources:
        orders: {file: orders.csv, key: [id]}
        lines: {file: lines.csv, delimiter: ";"}
        places:
          file: places.csv
          key: [zip]
          duplicates: mean
          mean: [lat, lon]
          filters:
            on-earth: {keep if: places.lat, between: [-90, 90]}
      tables:
        order_lines:
          from: lines
          join:
            - {source: orders, on: [lines.order]}
          columns:
            order_id: lines.order
            line_id: lines.line
            ordered_at: {time: orders.at}
            sku: lines.sku
            category: {words: lines.kind, map: {shirt: fashion, vase: home}}
            quantity: lines.units
            unit_price_minor: {number: lines.price, times: 100}
            currency: {constant: EUR}
        shipments:
          from: lines
          join:
            - {source: orders, on: [lines.order]}
            - {source: places, on: [orders.zip]}
          filters:
            no-gifts: {keep if: lines.kind, not in: [gift]}
          group by: [lines.order]
          columns:
            shipment_id: {join: [{constant: S}, lines.order]}
            order_id: lines.order
            ship_node: {constant: DC}
            carrier_service: {constant: GROUND}
            ordered_at: {time: orders.at}
            origin_country: {constant: DE}
            origin_time_zone: {constant: Europe/Berlin}
            destination_country: {constant: DE}
            destination_time_zone: {constant: Europe/Berlin}
            distance_km:
              distance km: [{constant: 52.5}, {constant: 13.4}, places.lat, places.lon]
            published_days: {steps: {sum: lines.units}, up to: {2: 3, 10: 5}}
            weight_grams: {number: {sum: {product: [lines.units, lines.kg]}}, times: 1000, round: up}
            units: {sum: lines.units}
            currency: {constant: EUR}
            promised_date: {date: orders.promised, format: dd.MM.yyyy}
            status: {words: orders.state, map: {ok: DELIVERED, open: AWAITING_HANDOVER}}
            handed_over_at: {time: orders.out}
            delivered_at: {time: orders.in}
            known_at: {first of: [{time: orders.known}, {time: orders.in}]}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeGoodFiles() throws IOException {
    write(
        "orders.csv",
        """
        id,at,zip,promised,state,out,in,known
        A,29.03.2026 01:30,10115,02.04.2026,ok,30.03.2026 16:00,01.04.2026 11:00,01.04.2026 12:00
        B,29.03.2026 02:30,20095,,open,,,
        """);
    write(
        "lines.csv",
        """
        order;line;sku;kind;units;price;kg
        A;1;S1;shirt;2;19.99;0.3
        A;2;V1;vase;1;5;1.2505
        B;1;S1;shirt;1;19.99;0.3
        """);
    write(
        "places.csv",
        """
        zip,lat,lon
        10115,52.4,13.3
        10115,52.6,13.5
        20095,53.5,10
        20095,553.5,10
        """);
    write("mapping.yaml", MAPPING);
  }

  @Test
  void joinsGroupsUnitsZonesAndFormatsComeOut() throws IOException {
    ImportReport report = run(0);

    List<ShipmentRow> shipments = read(HistoryTable.SHIPMENTS);
    assertThat(shipments).extracting(ShipmentRow::shipmentId).containsExactly("SA", "SB");
    ShipmentRow first = shipments.getFirst();
    assertThat(first.orderedAt()).isEqualTo(Instant.parse("2026-03-29T00:30:00Z"));
    assertThat(first.distanceKm()).isCloseTo(0, within(0.01));
    assertThat(first.publishedDays()).isEqualTo(5);
    assertThat(first.weightGrams()).isEqualTo(1851);
    assertThat(first.units()).isEqualTo(3);
    assertThat(first.promise()).isEqualTo(new Promise.On(LocalDate.of(2026, 4, 2)));
    assertThat(first.journey())
        .isEqualTo(
            new Journey.Delivered(
                Instant.parse("2026-03-30T14:00:00Z"),
                Instant.parse("2026-04-01T09:00:00Z"),
                Instant.parse("2026-04-01T10:00:00Z")));
    assertThat(shipments.getLast().journey()).isEqualTo(new Journey.NotHandedOver(false));
    assertThat(shipments.getLast().orderedAt())
        .as("02:30 was skipped by summer time")
        .isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
    assertThat(report.tables().get("shipments"))
        .isEqualTo(
            new ImportReport.TableCounts(
                new ImportReport.Counts(3, 3, new java.util.TreeMap<>(), 0), 2));
    assertThat(report.sources().get("places"))
        .isEqualTo(
            new ImportReport.Counts(4, 3, new java.util.TreeMap<>(Map.of("on-earth", 1L)), 0));
  }

  @Test
  void orderTotalsAreFilledIn() throws IOException {
    run(0);

    OrderLineRow shirt = read(HistoryTable.ORDER_LINES).getFirst();
    assertThat(shirt.unitPriceMinor()).isEqualTo(1999);
    assertThat(shirt.category()).isEqualTo("fashion");
    assertThat(List.of(shirt.orderUnits(), shirt.orderLines(), shirt.sameCategoryUnits()))
        .containsExactly(3, 2, 2);
  }

  @Test
  void aShiftMovesEveryTimeAndDate() throws IOException {
    run(70);

    ShipmentRow first = read(HistoryTable.SHIPMENTS).getFirst();
    assertThat(first.orderedAt()).isEqualTo(Instant.parse("2026-06-07T00:30:00Z"));
    assertThat(first.promise()).isEqualTo(new Promise.On(LocalDate.of(2026, 6, 11)));
  }

  @Test
  void everyBadRowIsRejectedWithItsPlaceAndTheRestGoesOn() throws IOException {
    write(
        "lines.csv",
        """
        order;line;sku;kind;units;price;kg
        A;1;S1;shirt;2;19.99;0.3
        A;2;V1;vase;one;5;1
        B;1;S1;shoe;1;19.999;0.3
        X;1;S1;shirt;1;1;1
        A;3;short
        B;2;"S1;shirt;1;1;1
        B;3;S2;gift;1;1;1

        A;1;S1;shirt;1;1;1
        """);

    ImportReport report = run(0);

    assertThat(Files.readString(folder.resolve("out/rejects.csv")))
        .isEqualTo(
            """
            file,row,field,value,reason,table
            lines.csv,6,,A;3;short,"has 3 fields, the header 7",
            lines.csv,7,,"B;2;""S1;shirt;1;1;1",a quote is opened and never closed,
            lines.csv,3,quantity,one,"is not a number; maybe {number: …, otherwise: missing}",order_lines
            lines.csv,4,category (lines.kind),shoe,"has no translation; there are [shirt, vase]",order_lines
            lines.csv,4,unit_price_minor,1999.9,"is not a whole number; maybe {number: …, round: half up}",order_lines
            lines.csv,5,id,X,has no row in orders.csv,order_lines
            lines.csv,8,category (lines.kind),gift,"has no translation; there are [shirt, vase]",order_lines
            lines.csv,10,order_id line_id,A 1,"is the key of an earlier row, too; maybe equal rows: first, or another column names rows",order_lines
            lines.csv,2,published_days (lines.units),one,"is not a number; maybe {number: …, otherwise: missing}",shipments
            lines.csv,2,weight_grams (lines.units),one,"is not a number; maybe {number: …, otherwise: missing}",shipments
            lines.csv,2,units (lines.units),one,"is not a number; maybe {number: …, otherwise: missing}",shipments
            lines.csv,3,published_days (lines.units),one,"is not a number; maybe {number: …, otherwise: missing}",shipments
            lines.csv,3,weight_grams (lines.units),one,"is not a number; maybe {number: …, otherwise: missing}",shipments
            lines.csv,3,units (lines.units),one,"is not a number; maybe {number: …, otherwise: missing}",shipments
            lines.csv,5,id,X,has no row in orders.csv,shipments
            lines.csv,10,published_days (lines.units),one,"is not a number; maybe {number: …, otherwise: missing}",shipments
            lines.csv,10,weight_grams (lines.units),one,"is not a number; maybe {number: …, otherwise: missing}",shipments
            lines.csv,10,units (lines.units),one,"is not a number; maybe {number: …, otherwise: missing}",shipments
            """);
    assertThat(report.sources().get("lines"))
        .isEqualTo(
            new ImportReport.Counts(9, 6, new java.util.TreeMap<>(Map.of("blank-line", 1L)), 2));
    assertThat(report.tables().get("shipments"))
        .isEqualTo(
            new ImportReport.TableCounts(
                new ImportReport.Counts(6, 1, new java.util.TreeMap<>(Map.of("no-gifts", 1L)), 4),
                1));
    assertThat(read(HistoryTable.ORDER_LINES)).hasSize(1);
    assertThat(report.rejectedShare()).isCloseTo(5 / 6.0, within(1e-9));
  }

  /// What an order of Monday noon may have: a hand-over by another clock or without time of day.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30.03.2026 12:00 | 30.03.2026 00:00 | 01.04.2026 11:00 |
          30.03.2026 12:00 | 29.03.2026 12:00 | 01.04.2026 11:00 |
          30.03.2026 12:00 | 29.03.2026 11:59 | 01.04.2026 11:00 | handed_over_at,2026-03-29T09:59:00Z,"lies before the order at 2026-03-30T10:00:00Z; maybe two columns are mixed up, or a day and a month"
          30.03.2026 12:00 | 30.03.2026 09:00 | 30.03.2026 11:59 | delivered_at,2026-03-30T09:59:00Z,"lies before the order at 2026-03-30T10:00:00Z; maybe
          30.03.2026 12:00 | 31.03.2026 09:00 | 31.03.2026 09:00 | ,,"Delivered at 2026-04-07T07:00:00Z, not after its hand-over
          30.03.0026 12:00 | 31.03.0026 09:00 | 01.04.0026 09:00 | ordered_at,0026-03-30T11:06:32Z,"lies before 1980; maybe the year has two digits, yy, or it stands for none"
          01.01.1900 00:00 | 31.03.2026 09:00 | 01.04.2026 09:00 | ordered_at,1899-12-31T23:00:00Z,"lies before 1980
          30.03.2026 12:00 | 31.03.2026 09:00 | 01.04.2062 09:00 | delivered_at,2062-04-01T07:00:00Z,"lies ahead, as it is 2026-06-01; maybe the format is another"
          30.03.2026 12:00 | 31.03.2026 09:00 | 02.06.2026 02:00 |
          30.03.2026 12:00 | 31.03.2026 09:00 | 02.06.2026 02:01 | delivered_at,2026-06-02T00:01:00Z,"lies ahead
          """)
  void aShipmentWhoseTimesCannotBeIsRejected(
      String at, String out, String in, @Nullable String expected) throws IOException {
    write("lines.csv", "order;line;sku;kind;units;price;kg\nA;1;S1;shirt;2;19.99;0.3\n");
    write(
        "orders.csv",
        "id,at,zip,promised,state,out,in,known\nA,%s,10115,,ok,%s,%s,\n".formatted(at, out, in));

    run(new Importer.Limits(7, 1, false, Instant.parse("2026-06-01T00:00:00Z")));

    String rejects = Files.readString(folder.resolve("out/rejects.csv"));
    if (expected == null) {
      assertThat(rejects.lines()).hasSize(1);
    } else {
      assertThat(rejects.replaceAll(" \\(orders[^)]*\\)", "")).contains("lines.csv,2," + expected);
    }
  }

  @Test
  void aPromiseMayLieAhead_butNotForDecades() throws IOException {
    String orders = Files.readString(folder.resolve("orders.csv"));
    write("orders.csv", orders.replace("02.04.2026", "02.04.2030"));
    var limits = new Importer.Limits(0, 1, false, Instant.parse("2026-06-01T00:00:00Z"));
    assertThat(run(limits).rejectedShare()).isZero();

    write("orders.csv", orders.replace("02.04.2026", "31.12.9999"));
    run(limits);

    assertThat(Files.readString(folder.resolve("out/rejects.csv")))
        .contains(
            "promised_date,9999-12-31,lies more than 10 years ahead; maybe it stands for none:"
                + " 'missing',shipments");
  }

  /// Else a column in another format would count as filtered, and a good table give way to few
  /// rows.
  @Test
  void aFilterOfWhichNobodyCanTellRejectsTheRow() throws IOException {
    write(
        "mapping.yaml",
        MAPPING.replace(
            "no-gifts: {keep if: lines.kind, not in: [gift]}",
            """
            cheap: {keep if: lines.price, between: [0, 100]}
                  quick: {keep if: {elapsed: [{time: orders.out}, {time: orders.in}], unit: days}, between: [0, 9]}\
            """));
    write(
        "lines.csv",
        Files.readString(folder.resolve("lines.csv")).replace("5;1.2505", "5,00;1.25"));
    write(
        "orders.csv",
        Files.readString(folder.resolve("orders.csv")).replace("open,,", "open,soon,soon"));
    write(
        "places.csv", Files.readString(folder.resolve("places.csv")).replace("553.5", "\"53,5\""));

    ImportReport report = run(0);

    assertThat(Files.readString(folder.resolve("out/rejects.csv")))
        .contains("places.csv,5,filter on-earth (places.lat),\"53,5\",\"is not a number; maybe say")
        .contains("lines.csv,3,filter cheap (lines.price),\"5,00\",\"is not a number; maybe say")
        .contains("lines.csv,4,filter quick (orders.out),soon,is not a time like dd.MM.yyyy HH:mm");
    assertThat(report.sources().get("places"))
        .isEqualTo(new ImportReport.Counts(4, 3, new java.util.TreeMap<>(), 1));
    assertThat(report.tables().get("shipments"))
        .isEqualTo(
            new ImportReport.TableCounts(
                new ImportReport.Counts(3, 1, new java.util.TreeMap<>(), 2), 1));
  }

  @Test
  void whatContradictsItsStatusIsRejected() throws IOException {
    write(
        "orders.csv",
        """
        id,at,zip,promised,state,out,in,known
        A,29.03.2026 01:30,10115,,ok,,01.04.2026 11:00,
        B,29.03.2026 01:30,20095,,open,30.03.2026 16:00,,
        """);

    run(0);

    assertThat(Files.readString(folder.resolve("out/rejects.csv")))
        .contains(
            "lines.csv,2,handed_over_at,,is missing although the status is DELIVERED,shipments")
        .contains(
            "lines.csv,4,handed_over_at,2026-03-30T14:00:00Z,"
                + "is given although the status is AWAITING_HANDOVER,shipments");
  }

  @Test
  void aWrongMappingIsRefusedWithAllItsErrorsAndNothingIsWritten() throws IOException {
    write(
        "mapping.yaml",
        MAPPING
            .replace("key: [id]", "key: [ident]")
            .replace("file: places.csv", "file: palaces.csv")
            .replace("handed_over_at: {time: orders.out}", "handed_over_at: {time: orders.gone}")
            .replace("quantity: lines.units", "amount: lines.units")
            .replace("{constant: DE}", "{constant: Germany}")
            .replace(
                "from: lines\n    join:\n      - {source: orders, on: [lines.order]}\n    columns",
                "from: lines\n    columns")
            .replace("delimiter", "delimeter")
            .replace("{sum: lines.units}, up to", "{add: lines.units}, up to"));

    assertThatThrownBy(() -> run(0))
        .isInstanceOf(WrongMappingException.class)
        .hasMessageContaining("sources.orders: no column 'ident' in source 'orders'")
        .hasMessageContaining("sources.places.file: no file palaces.csv (nor palaces.csv.gz)")
        .hasMessageContaining("sources.lines.delimeter: unknown key; known here: [file, delimiter")
        .hasMessageContaining("tables.order_lines.columns.amount: no such column of order_lines")
        .hasMessageContaining(
            "line 5: sources.lines.file: the header of "
                + folder.resolve("lines.csv")
                + " has one column; it holds semicolons; maybe the delimiter is \";\"")
        .hasMessageContaining("tables.shipments.columns.handed_over_at: no column 'gone'")
        .hasMessageContaining(
            "tables.order_lines.columns.ordered_at: 'orders.at': nothing is called")
        .hasMessageContaining("'Germany' is no ISO 3166-1 alpha-2 country")
        .hasMessageContaining(
            "tables.shipments.columns.published_days.steps: must have exactly one")
        .hasMessageEndingWith("\nMaybe compare with docs/import.md.");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void yamlThatIsNoneSaysWhere() throws IOException {
    write("mapping.yaml", "sources:\n  a: {file: x\n");

    assertThatThrownBy(() -> run(0))
        .isInstanceOf(WrongMappingException.class)
        .hasMessageContaining("is no YAML");
  }

  private ImportReport run(long shiftDays) throws IOException {
    return run(new Importer.Limits(shiftDays, 1, false));
  }

  private ImportReport run(Importer.Limits limits) throws IOException {
    return Importer.run(
        folder.resolve("mapping.yaml"), folder, folder.resolve("out"), limits, bytes -> {});
  }

  private <T> List<T> read(HistoryTable<T> table) {
    try (var rows = table.read(folder.resolve("out"))) {
      return rows.toList();
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
