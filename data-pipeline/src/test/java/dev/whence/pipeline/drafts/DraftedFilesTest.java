package dev.whence.pipeline.drafts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.whence.pipeline.Main;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.imports.ImportReport;
import dev.whence.pipeline.imports.Importer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What files look like that people have: each becomes a draft that can be imported, or is refused
/// with what is wrong with it.
class DraftedFilesTest {
  private static final String DELIVERIES = "Order ID,Carrier,Order Date,Ship Date,Delivery Date\n";

  @TempDir private Path folder;

  private String draft(String csv) throws IOException {
    return DraftedImport.draft(folder, csv);
  }

  private List<ShipmentRow> shipments(String yaml) throws IOException {
    return rows(yaml, HistoryTable.SHIPMENTS);
  }

  private <T> List<T> rows(String yaml, HistoryTable<T> table) throws IOException {
    return DraftedImport.rows(folder, yaml, table);
  }

  private void refused(String csv, String... parts) {
    assertThatIOException()
        .isThrownBy(() -> draft(csv))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).contains(".\nMaybe "));
  }

  @Test
  void aFileWithoutDeliveriesBecomesShipmentsAsFarAsItCan_andNoColumnIsLost() throws IOException {
    String yaml =
        draft(
            """
            order_id,order_date,shipping_date,shipping_mode,customer_country,price,note
            1,2026-05-04 10:00,2026-05-05 09:00,First Class,Germany,3.50,
            2,2026-05-04 11:00,2026-05-06 09:00,Second Class,France,3.50,
            3,2026-05-05 11:00,2026-05-06 10:00,Second Class,Atlantis,4.50,
            """);

    assertThat(yaml)
        .contains("#   price: {number: \"rows.price\"}")
        .contains("# Not used:\n#   note: has no value in the rows looked at\n")
        .contains("DOUBT: the file has no time of delivery")
        .contains("DOUBT: no country is known for Atlantis: ZZ")
        .doesNotContain("order_lines");
    ShipmentRow first = shipments(yaml).getFirst();
    assertThat(first.carrierService().value()).isEqualTo("First Class");
    assertThat(first.destinationCountry()).isEqualTo("DE");
    assertThat(first.journey())
        .isEqualTo(new Journey.Underway(Instant.parse("2026-05-05T09:00:00Z"), false));
  }

  @Test
  void everyColumnIsUsedOfferedOrNamed() throws IOException {
    List<String> names =
        List.of(
            "id",
            "order_date",
            "delivered_at",
            "sku",
            "qty",
            "price",
            "customer_id",
            "category",
            "late",
            "return_flag",
            "city",
            "lat",
            "notes",
            "blank",
            "booked",
            "order status");
    String row = "2026-05-%02d";
    var csv = new StringBuilder(String.join(",", names) + "\n");
    for (int day = 1; day < 20; day++) {
      csv.append(
          "%d,%s,%s,S%d,1,2.50,C1,toys,0,0,Rome,41.9,n%d,,%s,done\n"
              .formatted(
                  day,
                  row.formatted(day),
                  row.formatted(day + 2),
                  day % 3,
                  day,
                  row.formatted(day)));
    }

    String yaml = draft(csv.toString());

    for (String name : names) {
      assertThat(yaml).as(name).containsPattern("\"rows\\." + name + "\"|#   " + name + ": [a-z]");
    }
    assertThat(yaml)
        .contains("#   late: looks like the outcome", "#   return_flag: tells of returns")
        .contains("#   order status: looks like the outcome")
        .doesNotContain("rows.late", "rows.return_flag", "rows.order status");
  }

  @Test
  void whatIsKnownAfterwardsIsNoAttribute() {
    for (String name :
        List.of(
            "return",
            "returned",
            "Late_delivery_risk",
            "Delivery Status",
            "Actual Weight",
            "Days for shipping (real)",
            "Reached.on.Time_Y.N",
            "Time_taken(min)",
            "is_delayed",
            "review_score",
            "Refund Amount",
            "delivery_time",
            "cancelled",
            "Customer Rating")) {
      assertThat(KnownAfterwards.reason(DraftText.plain(name))).as(name).isPresent();
    }
    for (String name :
        List.of(
            "plate",
            "template",
            "Days for shipment (scheduled)",
            "return_policy",
            "price",
            "seller_rating",
            "shipping_mode",
            "delivery_country",
            "realm",
            "labels_count",
            "statusquo",
            "expected_delay",
            "weather",
            "time_of_day")) {
      assertThat(KnownAfterwards.reason(DraftText.plain(name))).as(name).isEmpty();
    }
  }

  @Test
  void timesAreReadInTheFormatsThatFilesHave() throws IOException {
    String[][] formats = {
      {"03-25-26", "2026-03-25T00:00:00Z"},
      {"03-25-2026", "2026-03-25T00:00:00Z"},
      {"25-03-2026", "2026-03-25T00:00:00Z"},
      {"25-03-2026 14:05", "2026-03-25T14:05:00Z"},
      {"3/25/2026 9:05", "2026-03-25T09:05:00Z"},
      {"3/25/2026 9:05 PM", "2026-03-25T21:05:00Z"},
      {"2026-03-25 09:05:00 UTC", "2026-03-25T09:05:00Z"},
      {"2026-03-25 09:05:00 CET", "2026-03-25T08:05:00Z"},
      {"2026-03-25 09:05:00 +0200", "2026-03-25T07:05:00Z"},
      {"Mar 25, 2026", "2026-03-25T00:00:00Z"},
      {"25-dic-25", "2025-12-25T00:00:00Z"},
      {"25 de agosto de 2025", "2025-08-25T00:00:00Z"},
      {"3. März 2026", "2026-03-03T00:00:00Z"},
      {"1 févr. 2026 14:05", "2026-02-01T14:05:00Z"},
      {"25/03/2026 à 14h05", "2026-03-25T14:05:00Z"},
      {"1774429500", "2026-03-25T09:05:00Z"},
      {"1774429500000", "2026-03-25T09:05:00Z"},
    };
    for (String[] format : formats) {
      String yaml =
          draft(
              "order_id,created_at,sku,price\n1,\"%s\",A,2.50\n2,\"%s\",B,3.50\n"
                  .formatted(format[0], format[0]));

      assertThat(rows(yaml, HistoryTable.ORDER_LINES).getFirst().orderedAt())
          .as(yaml)
          .isEqualTo(Instant.parse(format[1]));
    }
  }

  @Test
  void aDateAndATimeOfDayInTwoColumnsAreOneTime() throws IOException {
    String[][] files = {
      {"Order Date,Order Time,sku,n", "\"13/05/2026\",14:05,A,1", "2026-05-13T14:05:00Z"},
      {"Date,Time,sku,n", "5/13/26,2:05:30 PM,A,1", "2026-05-13T14:05:30Z"},
      {"fecha_pedido,hora_pedido,sku,n", "2026-05-13,9:05,A,1", "2026-05-13T09:05:00Z"},
      {"Order_Date,Time_Orderd,sku,n", "13-05-2026,11:30:00,A,1", "2026-05-13T11:30:00Z"},
      {"Year,Month,Day,OrderTime,sku", "2026,5,13,830,A", "2026-05-13T08:30:00Z"},
      {"order_year,order_month,order_day,sku,n", "2026,May,3,A,1", "2026-05-03T00:00:00Z"},
    };
    for (String[] file : files) {
      String yaml = draft("order_id,%s\n1,%s\n2,%s\n".formatted(file[0], file[1], file[1]));

      assertThat(yaml).contains("2 of 2 rows can be used for order_lines");
      assertThat(rows(yaml, HistoryTable.ORDER_LINES).getFirst().orderedAt())
          .as(yaml)
          .isEqualTo(Instant.parse(file[2]));
    }
    assertThat(
            draft("order_id,order_date,delivery_time,sku\n1,2026-05-04,25,A\n2,2026-05-04,40,B\n"))
        .doesNotContain("computed");
  }

  @Test
  void timesOfDayWithoutADateFollowTheOneTheirRowHas() throws IOException {
    String yaml =
        draft(
            """
            Year,Month,DayofMonth,CRSDepTime,DepTime,CRSArrTime,ArrTime,Carrier,Origin,FlightNumber
            2026,1,3,2255,2250,15,5,WN,IAD,a1
            2026,1,3,5,1905,2225,2125,WN,IAD,a2
            2026,1,4,730,NA,830,NA,WN,IAD,a3
            """);

    List<ShipmentRow> shipments = shipments(yaml);
    assertThat(yaml).contains("taken for the next time that clocks there show it");
    assertThat(shipments).hasSize(2);
    assertThat(shipments.getLast().plannedHandover())
        .contains(Instant.parse("2026-01-03T22:55:00Z"));
    assertThat(shipments.getLast().journey())
        .isEqualTo(
            new Journey.Delivered(
                Instant.parse("2026-01-03T22:50:00Z"),
                Instant.parse("2026-01-04T00:05:00Z"),
                Instant.parse("2026-01-04T00:05:00Z")));
    assertThat(shipments.getFirst().journey())
        .isInstanceOfSatisfying(
            Journey.Delivered.class,
            delivered ->
                assertThat(delivered.handedOverAt())
                    .isEqualTo(Instant.parse("2026-01-03T19:05:00Z")));
  }

  @Test
  void timesOfDayBehindADayThatMeansNothingBelongToADate() throws IOException {
    String yaml =
        draft(
            """
            order_id,Order Date,Order Time,Delivered Date,Delivered Hour
            1,13/05/2026 00:00:00,30/12/1899 09:15:00,14/05/2026 00:00:00,14:05:00.0000000
            2,14/05/2026 00:00:00,30/12/1899 17:40:00,15/05/2026 00:00:00,08:20:00.0000000
            """);

    ShipmentRow first = shipments(yaml).getFirst();
    assertThat(first.orderedAt()).isEqualTo(Instant.parse("2026-05-13T09:15:00Z"));
    assertThat(((Journey.Delivered) first.journey()).deliveredAt())
        .isEqualTo(Instant.parse("2026-05-14T14:05:00Z"));
  }

  /// The day is that of the plan; what comes late comes on the next one.
  @Test
  void aClockOfWhatHappenedIsReadNearThePlannedTime_alsoAcrossMidnight() throws IOException {
    String yaml =
        draft(
            """
            order_id,order_date,scheduled_delivery_date,scheduled_delivery_time,actual_delivery_time
            1,2026-05-03,2026-05-04,23:30,00:20
            2,2026-05-03,2026-05-04,00:30,23:50
            3,2026-05-03,2026-05-04,14:00,09:30
            """);

    assertThat(yaml)
        .contains("taken for the time nearest to the planned one, also across midnight");
    assertThat(shipments(yaml))
        .extracting(row -> ((Journey.Delivered) row.journey()).deliveredAt())
        .containsExactlyInAnyOrder(
            Instant.parse("2026-05-05T00:20:00Z"),
            Instant.parse("2026-05-03T23:50:00Z"),
            Instant.parse("2026-05-04T09:30:00Z"));
    assertThat(
            draft(
                """
                order_id,order_date,scheduled_delivery_date,actual_delivery_time
                1,2026-05-03,2026-05-04,15:20
                2,2026-05-03,2026-05-04,16:20
                """))
        .contains(
            "scheduled_delivery_date is taken for the date of actual_delivery_time",
            "what happens past midnight a day off");
  }

  @Test
  void ordersWhoseFurtherLinesLackWhatIsSaidOnTheFirstAreDrafted() throws IOException {
    String yaml =
        draft(
            """
            Name,Email,Financial Status,Created at,Discount Amount,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Id
            #1001,a@b.example,refunded,2026-05-04 10:00:00 +0200,0.00,1,Shirt,49.00,SH-1,,5001
            #1001,a@b.example,,2026-05-04 10:00:00 +0200,,2,Socks,9.00,SO-1,,
            #1001,a@b.example,,2026-05-04 10:00:00 +0200,,1,Bag,19.00,BA-1,,
            #1002,c@d.example,paid,2026-05-05 10:00:00 +0200,5.00,1,Coat,189.00,CO-1,2026-05-05 12:00:00 +0200,5002
            """);

    List<OrderLineRow> lines = rows(yaml, HistoryTable.ORDER_LINES);
    assertThat(yaml)
        .contains("4 of 4 rows can be used for order_lines")
        .contains("DOUBT: personal data: a pseudonym in its place would do")
        .contains("#   Id: names a row: it is another number in each");
    assertThat(lines).extracting(line -> line.order().value()).contains("#1001", "#1002");
    assertThat(lines).extracting(OrderLineRow::unitPriceMinor).contains(4900L, 900L, 18900L);
    assertThat(lines).extracting(line -> line.sku().value()).contains("SH-1", "SO-1");
    assertThat(lines)
        .filteredOn(OrderLineRow::canceled)
        .extracting(line -> line.order().value())
        .containsExactly("#1002");
  }

  @Test
  void filesInNordicLanguagesAndTurkishAreDraftedWithoutACorrection() throws IOException {
    String parcels =
        draft(
            """
            Kollinummer;Orderdatum;Avsändningsdatum;Utlovad leverans;Leveransdatum;Transportör;Mottagarland;Avstånd (km);Vikt (kg)
            K1;2026-05-04 10:00;2026-05-04;2026-05-08;2026-05-06 09:00;Bring;Sverige;481;14,3
            K2;2026-05-04 11:00;2026-05-05;2026-05-08;2026-05-09 09:00;Bring;Norge;680;1,2
            """);
    ShipmentRow first = shipments(parcels).getFirst();
    assertThat(first.carrierService().value()).isEqualTo("Bring");
    assertThat(first.destinationCountry()).isEqualTo("SE");
    assertThat(first.weightGrams()).isEqualTo(14_300);
    assertThat(first.journey()).isInstanceOf(Journey.Delivered.class);

    String orders =
        draft(
            """
            Sipariş No;Sipariş Tarihi;Müşteri No;Ürün Kodu;Kategori;Adet;Birim Fiyat;Sipariş Durumu;İade Tarihi
            TR1;05.01.2026 09:32;M1;U3;Giyim;1;1.728,80 TL;İade Edildi;12.01.2026
            TR2;05.01.2026 10:01;M2;U4;Ev;2;704,18 TL;Teslim Edildi;
            TR3;13.01.2026 10:01;M2;U4;Ev;1;704,18 TL;İptal Edildi;
            """);
    assertThat(rows(orders, HistoryTable.RETURNS)).hasSize(1);
    assertThat(rows(orders, HistoryTable.ORDER_LINES))
        .extracting(line ->
            "%s %d %s %s"
                .formatted(
                    line.order().value(), line.unitPriceMinor(), line.currency(), line.canceled()))
        .containsExactlyInAnyOrder(
            "TR1 172880 TRY false", "TR2 70418 TRY false", "TR3 70418 TRY true");
  }

  @Test
  void timesThatNoNameTellsAreDoubted() throws IOException {
    assertThat(
            draft(
                "order_id,order_date,xyzzy,plugh\n1,2026-05-04,2026-05-05,2026-05-09\n2,2026-05-04,2026-05-06,2026-05-10\n"))
        .contains(
            "# DOUBT: no name says what these times are of: xyzzy, plugh. If something was sent or arrived then, the file is one of shipments: handed_over_at, promised_date, delivered_at.");
  }

  @Test
  void theOnlyTimeOfSalesIsThatOfTheOrder_withADoubt() throws IOException {
    String sales =
        draft(
            """
            bon|klant|article|qty|net_price|posted|last_update
            B1|K1|U1|2|9.95|2026-03-01T10:00:00+05:00|2026-06-01T10:00:00+05:00
            B2|K2|U2|1|7.50|2026-03-02T11:30:00-03:00|2026-06-01T10:00:00+05:00
            B3|K2|U1|1|9.95|2026-03-05T09:00:00Z|2026-06-01T10:00:00+05:00
            """);

    assertThat(sales)
        .contains("# DOUBT: no name says so: the only time that nothing else says anything of");
    assertThat(rows(sales, HistoryTable.ORDER_LINES))
        .extracting(line -> line.orderedAt().toString())
        .containsExactlyInAnyOrder(
            "2026-03-01T05:00:00Z", "2026-03-02T14:30:00Z", "2026-03-05T09:00:00Z");
  }

  @Test
  void ofTwoTimesThatNoNameTellsNoneIsTakenForTheOrder() throws IOException {
    assertThat(
            draft(
                "bon,article,qty,xyzzy,plugh\n1,U1,1,2026-05-04,2026-05-05\n2,U2,1,2026-05-04,2026-05-06\n"))
        .contains("# DOUBT: no time of the order");
  }

  @Test
  void timesWithoutAYearAreDoubtedInWords() throws IOException {
    String[][] files = {
      {"05-04 10:00", "05-17 09:30", "M-d H:mm yyyy"},
      {"4 May", "17 Dec", "d MMM yyyy"},
      {"17/5", "4/6", "d/M yyyy"},
    };
    for (String[] file : files) {
      String yaml = draft("order_id,order_date,km\n1,%s,3\n2,%s,4\n".formatted(file[0], file[1]));

      assertThat(yaml)
          .contains(
              "#   order_date: DOUBT: its times say no year; where all are of one, they are {time: {join: [\"rows.order_date\", {constant: \"2026\"}], with: \" \"}, format: \"%s\"}"
                  .formatted(file[2]));
    }
    assertThat(draft("order_id,order_date,size\n1,2026-05-04,38-40\n2,2026-05-05,10-12\n"))
        .as("no name of a time")
        .doesNotContain("say no year");
  }

  @Test
  void howLongADeliveryTookWithoutAUnitIsAGuessThatSaysSo() throws IOException {
    String yaml = draft("order_id,order_date,Delivery_Time\n1,2026-05-04,3\n2,2026-05-04,9\n");

    assertThat(yaml)
        .contains(
            "Delivery_Time does not say its unit: days is a guess, by values from 3 to 9; minutes, hours and days are possible");
    assertThat(((Journey.Delivered) shipments(yaml).getFirst().journey()).deliveredAt())
        .isBetween(Instant.parse("2026-05-07T00:00:00Z"), Instant.parse("2026-05-13T23:59:59Z"));
    assertThat(draft("order_id,order_date,Delivery_Time\n1,2026-05-04,-3\n2,2026-05-04,9\n"))
        .as("nothing takes less than no time")
        .doesNotContain("does not say its unit");
  }

  @Test
  void aColumnOfZonesSaysByWhichClocksTimesAreRead() throws IOException {
    String both =
        draft(
            """
            order_id,ordered_at,delivered_at,origin_timezone,destination_tz
            1,2026-05-04 10:00,2026-05-05 09:00,America/New_York,America/Denver
            2,2026-05-04 10:00,2026-05-05 09:00,America/Chicago,America/Denver
            """);

    assertThat(both).contains("DOUBT: read by the clocks of destination_tz");
    assertThat(shipments(both))
        .extracting(ShipmentRow::orderedAt)
        .containsExactlyInAnyOrder(
            Instant.parse("2026-05-04T14:00:00Z"), Instant.parse("2026-05-04T15:00:00Z"));
    assertThat(shipments(both))
        .extracting(row -> ((Journey.Delivered) row.journey()).deliveredAt())
        .containsOnly(Instant.parse("2026-05-05T15:00:00Z"));

    String one =
        draft(
            "order_id,ordered_at,delivered_at,timezone\n1,2026-05-04 10:00,2026-05-05 09:00,America/New_York\n");
    ShipmentRow row = shipments(one).getFirst();
    assertThat(row.orderedAt()).isEqualTo(Instant.parse("2026-05-04T14:00:00Z"));
    assertThat(row.destinationTimeZone().getId()).isEqualTo("America/New_York");
    assertThat(one).contains("taken for those of either end");
    assertThat(
            draft(
                "order_id,ordered_at,delivered_at,timezone\n1,2026-05-04T10:00:00Z,2026-05-05T09:00:00Z,America/New_York\n"))
        .as("times that say their zone")
        .doesNotContain("zone from");
  }

  @Test
  void aPromiseWithATimeOfDayIsFinerThanADay() throws IOException {
    String names = "order_id,ordered_at,promised_at,delivered_at\n";
    String yaml =
        draft(
            names
                + """
                1,2026-05-04 10:00,2026-05-04 10:40,2026-05-04 10:35
                2,2026-05-04 11:00,2026-05-04 11:45,2026-05-04 11:50
                3,2026-05-04 12:00,2026-05-04 12:30,2026-05-04 12:35
                """);

    assertThat(shipments(yaml).getFirst().promisedUntil())
        .contains(Instant.parse("2026-05-04T10:40:00Z"));
    assertThat(
            draft(
                names
                    + """
                    1,2026-05-04 10:00,2026-05-05 00:00,2026-05-04 10:35
                    2,2026-05-04 11:00,2026-05-05 00:00,2026-05-04 11:50
                    3,2026-05-04 12:00,2026-05-05 00:00,2026-05-04 12:35
                    """))
        .contains("promised_date")
        .doesNotContain("promised_until");
    assertThat(
            draft(
                "order_id,ordered_at,delivery_time_minutes,estimated_minutes\n1,2026-05-04 10:00,35,40\n"))
        .contains(
            "promised_until: {later: {time: \"rows.ordered_at\", format: \"yyyy-MM-dd HH:mm\"}, by: {number: \"rows.estimated_minutes\"}, unit: minutes}");
  }

  @Test
  void whatAFileTellsOfReturnsIsDrafted() throws IOException {
    String[][] files = {
      {
        "Status,x", "Shipped - Delivered to Buyer,1", "Shipped - Returned to Seller,1", "2026-05-04"
      },
      {"estado_pedido,x", "Entregado,1", "Devuelto,1", "2026-05-04"},
      {"return_flag,x", "N,1", "Y,1", "2026-05-04"},
      {"Return Date,Reason for Return", ",", "2026-05-20,too small", "2026-05-20"},
      {"Returned Quantity,x", "0,1", "2,1", "2026-05-04"},
      {"refund_amount,x", "0,1", "5.50,1", "2026-05-04"},
      {"retourniert,Retourendatum", "nein,", "ja,09.05.2026", "2026-05-09"},
    };
    for (String[] each : files) {
      String sale = ",2026-05-04,A,2,";
      String yaml =
          draft(
              "order_id,order_date,sku,qty,%s\n1%s%s\n2%s%s\n3%s%s\n"
                  .formatted(each[0], sale, each[1], sale, each[2], sale, each[1]));

      assertThat(yaml).as(yaml).contains("1 of 3 rows can be used for returns");
      List<ReturnRow> returns = rows(yaml, HistoryTable.RETURNS);
      assertThat(returns)
          .singleElement()
          .satisfies(row -> {
            assertThat(row.order().value()).isEqualTo("2");
            assertThat(row.units()).isEqualTo(2);
            assertThat(row.returnedAt().toString()).startsWith(each[3]);
          });
    }
    for (String names : List.of("return_policy", "return_window_days", "return_rate", "Reason")) {
      assertThat(
              draft(
                  "order_id,order_date,sku,%s\n1,2026-05-04,A,30\n2,2026-05-04,B,1\n"
                      .formatted(names)))
          .doesNotContain("  returns:\n");
    }
  }

  @Test
  void creditNotesAreMatchedToTheirSales() throws IOException {
    String yaml =
        draft(
            """
            InvoiceNo;StockCode;Quantity;InvoiceDate;UnitPrice;CustomerID
            1;A;6;1/12/2010 8:26;2,55;c1
            2;B;6;13/12/2010 8:28;3,39;
            C3;A;-2;14/12/2010 9:41;2,55;c1
            C4;B;-1;14/12/2010 9:41;3,39;
            C5;Z;-1;14/12/2010 9:41;3,39;c1
            """);

    assertThat(yaml).contains("DOUBT: quantities below 0 are taken for returns of that customer");
    assertThat(rows(yaml, HistoryTable.RETURNS))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.order().value()).isEqualTo("1");
          assertThat(row.units()).isEqualTo(2);
        });
    assertThat(rows(yaml, HistoryTable.ORDER_LINES)).hasSize(2);
  }

  @Test
  void canceledLinesAreDrafted() throws IOException {
    String yaml =
        draft(
            """
            pedido,fecha_pedido,sku,estado_pedido
            1,2026-05-04,A,Entregado
            2,2026-05-04,A,Cancelado
            3,2026-05-04,A,
            """);

    assertThat(rows(yaml, HistoryTable.ORDER_LINES))
        .extracting(OrderLineRow::canceled)
        .containsExactly(false, true, false);
  }

  @Test
  void standInsForAMissingValueAreNoValues() throws IOException {
    String yaml =
        draft(
            DELIVERIES.replace("\n", ",Weight (kg),Note\n")
                + """
                1,fast,03/01/2026,03/02/2026,03/05/2026,1.5,a
                2,fast,03/13/2026,03/14/2026,NULL,?,a
                3,fast,03/02/2026,03/03/2026,03/06/2026,-,b
                4,fast,03/02/2026,03/03/2026,0000-00-00,2.5,NULL
                5,fast,03/02/2026,03/03/2026,1990-12-31,2.5,-
                6,fast,03/02/2026,03/03/2026,03/07/2026,2.5,-
                7,fast,03/02/2026,03/03/2026,01/01/1900,2.5,-
                8,fast,03/02/2026,03/03/2026,03/09/2026,2.5,-
                """);

    assertThat(yaml)
        .contains(
            "missing: [\"NULL\", \"0000-00-00\", \"1990-12-31\", \"01/01/1900\", \"?\", \"-\"]")
        .contains("01/01/1900: years away from all others");
    List<ShipmentRow> shipments = shipments(yaml);
    assertThat(shipments).hasSize(4);
    assertThat(shipments.getFirst().weightGrams()).isEqualTo(1500);
  }

  @Test
  void aColumnOfManyTimesIsOne_howeverManyRowsHaveNone() throws IOException {
    String rows =
        String.join(
            "",
            IntStream.range(1, 100)
                .mapToObj(i ->
                    "%d,A,%s\n"
                        .formatted(i, i <= 25 ? "2026-05-%02d".formatted(i) : "not captured"))
                .toList());

    assertThat(draft("order_id,sku,created_at\n" + rows))
        .contains("missing: [\"not captured\"]", "ordered_at: {time: \"rows.created_at\"");
  }

  @Test
  void coordinatesOfEitherEndTellTheDistance() throws IOException {
    String yaml =
        draft(
            """
            Order_ID,Store_Latitude,Store_Longitude,Drop_Latitude,Drop_Longitude,Order_Date,Ship Date,Delivered_At
            1,52.52,13.40,48.14,11.58,2026-05-04,2026-05-05,2026-05-06
            2,52.52,13.40,53.55,9.99,2026-05-05,2026-05-06,2026-05-07
            3,0.0,0.0,53.55,9.99,2026-05-05,2026-05-06,2026-05-08
            """);

    assertThat(yaml)
        .contains(
            "DOUBT: as the crow flies, from Store_Latitude to Drop_Latitude; 1 of the rows looked at lie at 0, 0, where nothing is: filter them out")
        .doesNotContain("#   store_latitude", "#   drop_longitude");
    assertThat(shipments(yaml).getFirst().distanceKm()).isBetween(503.0, 506.0);
  }

  @Test
  void whatWasPlannedIsKnownWhenSomethingIsOrdered_whatHappenedIsNot() throws IOException {
    String yaml =
        draft(
            """
            Year,Month,DayofMonth,Actual_Shipment_Time,Planned_Shipment_Time,Planned_Delivery_Time,Carrier_Name,Shipment_Delay
            2026,5,4,2003.0,1955,2225,WN,8.0
            2026,5,4,754.0,735,1000,WN,19.0
            2026,5,5,,620,750,WN,
            2026,5,6,2400.0,2350,450,XE,10.0
            """);

    assertThat(yaml)
        .contains("ordered_at: {time: \"rows.Year Month DayofMonth and Planned_Shipment_Time\"")
        .contains(
            "#   Shipment_Delay: looks like the outcome, or like something known only afterwards; if it is how late it arrived: delivered_at: {later: (what was promised), by: {number: \"rows.Shipment_Delay\"}, unit: …}");
    assertThat(shipments(yaml))
        .extracting(ShipmentRow::journey)
        .containsExactlyInAnyOrder(
            new Journey.Underway(Instant.parse("2026-05-04T20:03:00Z"), false),
            new Journey.Underway(Instant.parse("2026-05-04T07:54:00Z"), false),
            new Journey.Underway(Instant.parse("2026-05-07T00:00:00Z"), false));
  }

  @Test
  void journeysThatStartAndEndAreShipments() throws IOException {
    String yaml =
        draft(
            """
            BookingID,BookingID_Date,Origin_Location,trip_start_date,trip_end_date,DISTANCE_IN_KM,Minimum_kms_to_be_covered_in_a_day
            MV1/08,2026-05-03,PUZHAL,2026-05-04 10:00:00,2026-05-05 18:00:00,530,250
            MV2/08,2026-05-04,PUZHAL,2026-05-05 10:00:00,2026-05-06 18:00:00,410,250
            MV3/08,2026-05-05,HOSUR,2026-05-06 10:00:00,2026-05-09 18:00:00,890,275
            """);

    assertThat(yaml)
        .contains(
            "DOUBT: the file has no promise, and no model is trained without: say what would have been one, for instance five days\n      # promised_date: {local: {later: {time: \"rows.BookingID_Date\", format: \"yyyy-MM-dd\"}, by: {constant: 5}, unit: days}, format: yyyy-MM-dd}")
        .contains("a_day: {number: \"rows.Minimum_kms_to_be_covered_in_a_day\"}")
        .doesNotContain("unit: days}\n    #", "unit: days} #");
    ShipmentRow first = shipments(yaml).getFirst();
    assertThat(first.distanceKm()).isEqualTo(530);
    assertThat(first.orderedAt()).isEqualTo(Instant.parse("2026-05-03T00:00:00Z"));
    assertThat(first.journey())
        .isInstanceOfSatisfying(
            Journey.Delivered.class,
            journey ->
                assertThat(journey.handedOverAt())
                    .isEqualTo(Instant.parse("2026-05-04T10:00:00Z")));
    assertThat(shipments(yaml.replace("# promised_date", "promised_date")).getFirst().promise())
        .asString()
        .contains("2026-05-08");
  }

  @Test
  void whatNamesSomethingIsAWord_andWhatNumbersRowsOrNamesPeopleIsNotOffered() throws IOException {
    var csv =
        new StringBuilder(
            "index,id,order_id,created_at,product_id,price,region_id,Customer Fname,phone_number,Customer Email\n");
    for (int row = 0; row < 30; row++) {
      csv.append(
          "%d,%d,%d,2026-05-%02d,P%d,2.50,%d,Ann,555%d,a%d@b.example\n"
              .formatted(row, 500 - row, row / 2, 1 + row / 2, row % 3, row % 4, row % 5, row % 6));
    }

    String yaml = draft(csv.toString());

    assertThat(yaml)
        .contains("line_id: \"rows.id\"", "#   region_id: \"rows.region_id\"")
        .contains("#   index: numbers the rows: it grows from each to the next, as time does")
        .contains(
            "#   Customer Fname: personal data: it says who somebody is, or how to reach them",
            "#   phone_number: personal data");
    assertThat(rows(yaml, HistoryTable.ORDER_LINES))
        .extracting(row -> row.line().value())
        .contains("500", "471");
  }

  @Test
  void whatIsGivenNearlyOnlyWhereSomethingHasArrivedIsNotOffered() throws IOException {
    var csv = new StringBuilder("id,order_date,ship_date,delivered_at,gate,note\n");
    for (int row = 0; row < 200; row++) {
      boolean arrived = row % 4 != 0;
      csv.append(
          "%d,2026-05-%02d,2026-05-%02d,%s,%s,%s\n"
              .formatted(
                  row,
                  1 + row % 20,
                  2 + row % 20,
                  arrived ? "2026-05-%02d".formatted(4 + row % 20) : "",
                  arrived || row % 40 == 0 ? "G" + row % 3 : "",
                  row % 2 == 0 ? "N" + row % 3 : ""));
    }

    assertThat(draft(csv.toString()))
        .contains("#   gate: has a value only where something has arrived")
        .contains("#   note: \"rows.note\"");
  }

  @Test
  void unitsInNamesScale() throws IOException {
    String yaml =
        draft(
            """
            order_id,ordered_at,delivered_at,Weight (lbs),Distance (miles)
            1,2026-05-04 10:00,2026-05-05 09:00,2,100
            2,2026-05-04 10:00,2026-05-05 09:00,3,200
            """);

    assertThat(yaml).doesNotContain("DOUBT: the unit");
    ShipmentRow first = shipments(yaml).getFirst();
    assertThat(first.weightGrams()).isEqualTo(907);
    assertThat(first.distanceKm()).isEqualTo(160.9344);
  }

  @Test
  void numbersAreReadHoweverTheyAreWritten() throws IOException {
    String[][] prices = {
      {"3,50", "350"},
      {"3.50", "350"},
      {"$3.50", "350"},
      {"1,234.50", "123450"},
      {"1.234,50 €", "123450"},
      {"1.234.567,5", "123456750"},
      {"1 234,50 €", "123450"},
      {"1\u00A0234,50", "123450"},
      {"CHF 1'234.50", "123450"},
      {"12,5", "1250"},
    };
    for (String[] price : prices) {
      String yaml =
          draft(
              "order_id;created_at;sku;price;n\n1;2026-05-04;A;%s;1\n2;2026-05-04;B;%s;1\n"
                  .formatted(price[0], price[0]));

      OrderLineRow last = rows(yaml, HistoryTable.ORDER_LINES).getLast();
      assertThat(last.unitPriceMinor()).as(yaml).isEqualTo(Long.parseLong(price[1]));
    }
  }

  @Test
  void anAmountBesideAQuantityMayBeATotal() throws IOException {
    assertThat(draft("order_id,created_at,sku,qty,amount\n1,2026-05-04,A,2,5.00\n"))
        .contains("amount may be the total of the line; then {number: {divide: [");
    assertThat(draft("order_id,created_at,sku,qty,unit_price\n1,2026-05-04,A,2,5.00\n"))
        .doesNotContain("may be the total of the line");
  }

  @Test
  void theColumnThatCanBeReadInOneWayDecidesForAll() throws IOException {
    String yaml =
        draft(
            DELIVERIES
                + "1,fast,5/4/2026,5/6/2026,5/13/2026\n2,fast,5/5/2026,5/7/2026,5/14/2026\n");

    assertThat(yaml)
        .doesNotContain("d/M/yyyy", "fits as well")
        .contains("DOUBT: day and month in the order of Delivery Date");
    assertThat(shipments(yaml).getFirst().orderedAt())
        .isEqualTo(Instant.parse("2026-05-04T00:00:00Z"));
  }

  @Test
  void deliveriesOfTheSameDayStay_whereThereAreDatesOnly() throws IOException {
    String yaml =
        draft(
            DELIVERIES
                + "1,fast,2026-05-04,2026-05-04,2026-05-04\n2,fast,2026-05-04,2026-05-05,2026-05-06\n");

    assertThat(yaml)
        .contains("DOUBT: the file has no time of day: 09:00 is a guess")
        .contains("DOUBT: the file has no time of day: 18:00 is a guess")
        .contains("# Tried on the rows looked at: 2 of 2 rows can be used for shipments.\n");
    assertThat(shipments(yaml)).hasSize(2);

    String exact =
        draft(
            DELIVERIES
                + "1,fast,2026-05-04 14:00,2026-05-04,2026-05-04\n2,fast,2026-05-04 23:30,2026-05-05,2026-05-05\n");
    assertThat(shipments(exact)).hasSize(2);
  }

  @Test
  void midnightInEveryRowIsNoTimeOfDay() throws IOException {
    for (String midnight : List.of(" 00:00:00", " 12:00:00 AM", "T00:00:00")) {
      String yaml =
          draft(
              DELIVERIES
                  + "1,fast,5/4/2026#,5/4/2026#,5/4/2026#\n2,fast,5/14/2026#,5/15/2026#,5/16/2026#\n"
                      .replace("#", midnight)
                      .replaceAll("(\\d)/(\\d+)/2026T", "2026-0$1-$2T")
                      .replace("-4T", "-04T"));

      assertThat(yaml)
          .contains("DOUBT: the file has no time of day: 18:00 is a guess")
          .contains("2 of 2 rows can be used for shipments");
      assertThat(shipments(yaml)).hasSize(2);
    }
    String joined =
        draft(
            "id,FL_DATE,CRS_DEP_TIME,DEP_TIME,ARR_TIME\n1,1/14/2026 12:00:00 AM,830,825,1130\n2,1/14/2026 12:00:00 AM,900,905,1200\n");
    assertThat(shipments(joined).getFirst().plannedHandover())
        .contains(Instant.parse("2026-01-14T08:30:00Z"));
  }

  @Test
  void aTimeOfDayBesideADateBelongsToIt() throws IOException {
    String yaml =
        draft(
            "pedido,fecha_pedido,hora,fecha_entrega,fecha_entrega,sku\n1,2026-05-04,10:15,2026-05-06,17:40,A\n2,2026-05-04,11:15,2026-05-07,18:40,A\n");

    assertThat(shipments(yaml).getFirst().orderedAt())
        .isEqualTo(Instant.parse("2026-05-04T10:15:00Z"));
    assertThat(yaml)
        .contains("DOUBT: fecha_pedido is taken for the date of hora, and is not called like it")
        .doesNotContain("DOUBT: fecha_entrega is taken");
    assertThat(yaml)
        .contains(
            "delivered_at: {time: \"rows.fecha_entrega and fecha_entrega (2)\", format: \"yyyy-MM-dd H:mm\"}");
  }

  @Test
  void unitsBesideNumbersScale() throws IOException {
    String yaml =
        draft(
            """
            order_id;ordered_at;peso;distancia;czas dostawy;sla_hours;size
            1;2026-05-04 10:00;1,2 kg;12 km;(min) 45;1;5 kg
            2;2026-05-04 10:30;0,5 kg;7 km;(min) 30;1;500 g
            3;2026-05-04 11:00;0,5 kg;7 km;(min) 30;1;500 g
            """);

    ShipmentRow first = shipments(yaml).getFirst();
    assertThat(first.weightGrams()).isEqualTo(1200);
    assertThat(first.distanceKm()).isEqualTo(12);
    assertThat(first.journey())
        .isInstanceOfSatisfying(
            Journey.Delivered.class,
            delivered ->
                assertThat(delivered.deliveredAt())
                    .isEqualTo(Instant.parse("2026-05-04T10:45:00Z")));
    assertThat(yaml)
        .doesNotContain("DOUBT: the unit")
        .contains("#   size: {number: \"rows.size as a number\", unit: g}");
  }

  @Test
  void daysOfSpreadsheetsAreTimes() throws IOException {
    String yaml =
        draft(
            """
            order_id;order_date;ship_date;delivery_date;stock
            1;46146,25;46147;46149;40000
            2;46146,5;46147;46149;41000
            """);

    ShipmentRow first = shipments(yaml).getFirst();
    assertThat(yaml).contains("DOUBT: taken for the days of a spreadsheet");
    assertThat(first.orderedAt()).isEqualTo(Instant.parse("2026-05-04T06:00:00Z"));
    assertThat(first.journey())
        .isInstanceOfSatisfying(
            Journey.Delivered.class,
            delivered ->
                assertThat(delivered.deliveredAt())
                    .isEqualTo(Instant.parse("2026-05-07T23:59:00Z")));
    assertThat(yaml).contains("#   stock: {number: \"rows.stock\"}");
  }

  @Test
  void currenciesAndCountriesAreKnownByTheirSignsAndNames() throws IOException {
    String file =
        "pedido;fecha;sku;precio;país\n1;2026-05-04;A;#;Alemania\n2;2026-05-04;A;#;México\n";
    for (String[] price :
        new String[][] {{"3,50 €", "EUR"}, {"£3.50", "GBP"}, {"R$ 3,50", "BRL"}}) {
      assertThat(draft(file.replace("#", price[0])))
          .contains("{constant: %s} # DOUBT: the currency is a guess, by".formatted(price[1]));
    }
    assertThat(draft(file.replace("#", "$3.50"))).contains("{constant: USD} # DOUBT: the currency");
    assertThat(
            draft(
                "order_id,ordered_at,delivered_at,country\n1,2026-05-04,2026-05-05,Alemania\n2,2026-05-04,2026-05-05,États-Unis\n"))
        .contains("map: {\"Alemania\": DE, \"États-Unis\": US}");
    String lines =
        draft("order_id,created_at,sku,price,currency\n1,2026-05-04,A,3,INR\n2,2026-05-04,A,3,\n");
    assertThat(rows(lines, HistoryTable.ORDER_LINES).getLast().currency().getCurrencyCode())
        .isEqualTo("INR");
  }

  @Test
  void whatIsRequestedAndScheduledIsNotWhatHappened() throws IOException {
    String yaml =
        draft(
            """
            Load #,Tender Date,Carrier SCAC,Miles,Requested Pickup,Actual Pickup,Requested Delivery,Actual Delivery
            1,5/1/2026 8:00 AM,ABFS,1,5/2/2026 8:00 AM,5/2/2026 9:00 AM,5/4/2026 8:00 AM,5/4/2026 7:00 AM
            2,5/14/2026 8:00 AM,SWFT,5,5/15/2026 8:00 AM,5/15/2026 9:00 AM,5/18/2026 9:00 AM,5/18/2026 7:00 AM
            """);

    assertThat(yaml)
        .contains(
            "shipment_id: \"rows.Load #\"",
            "carrier_service: \"rows.Carrier SCAC\"",
            "ordered_at: {time: \"rows.Tender Date\"",
            "planned_handover: {time: \"rows.Requested Pickup\"",
            "handed_over_at: {time: \"rows.Actual Pickup\"",
            "promised_date: {date: \"rows.Requested Delivery\"",
            "delivered_at: {time: \"rows.Actual Delivery\"",
            "distance_km: {number: \"rows.Miles\", times: 1.609344}");
    assertThat(shipments(yaml)).hasSize(2);
  }

  @Test
  void aHandOverAndHowLongItTookAreAShipment() throws IOException {
    String yaml =
        draft(
            """
            numer zlecenia;data nadania;czas dostawy;termin dostawy;na czas
            Z1;2026-05-04;2 dni;2026-05-06;TAK
            Z2;2026-05-04;3 dni;2026-05-06;NIE
            """);

    assertThat(shipments(yaml).getLast().journey())
        .isInstanceOfSatisfying(
            Journey.Delivered.class,
            delivered ->
                assertThat(delivered.deliveredAt())
                    .isEqualTo(Instant.parse("2026-05-07T18:00:00Z")));
    assertThat(yaml)
        .contains("promised_date: {date: \"rows.termin dostawy\"")
        .contains("#   na czas: looks like the outcome");
  }

  @Test
  void whatAllEventsOfAParcelSayIsSaidOfIt() throws IOException {
    String yaml =
        draft(
            """
            tracking_number,event_code,event,event_timestamp,facility,service,promised_delivery,weight_lbs
            1Z1,PU,Picked up,2026-05-04T10:00:00-05:00,MEM,Ground,2026-05-08,2
            1Z2,PU,Picked up,2026-05-04T11:00:00-05:00,MEM,2Day,2026-05-06,3
            1Z1,AR,Arrived at facility,2026-05-05T02:00:00-06:00,MCI,Ground,2026-05-08,2
            1Z1,DL,"Delivered, front porch",2026-05-07T15:00:00-07:00,DEN,Ground,2026-05-08,2
            1Z2,DL,"Delivered, front porch",2026-05-05T15:00:00-07:00,DEN,2Day,2026-05-06,3
            """);

    assertThat(shipments(yaml))
        .extracting(each ->
            "%s %s %s %s"
                .formatted(
                    each.carrierService().value(),
                    each.weightGrams(),
                    each.promise(),
                    each.journey()))
        .containsExactly(
            "Ground 907 On[date=2026-05-08] Delivered[handedOverAt=2026-05-04T15:00:00Z, deliveredAt=2026-05-07T22:00:00Z, knownAt=2026-05-07T22:00:00Z]",
            "2Day 1361 On[date=2026-05-06] Delivered[handedOverAt=2026-05-04T16:00:00Z, deliveredAt=2026-05-05T22:00:00Z, knownAt=2026-05-05T22:00:00Z]");
    assertThat(yaml)
        .contains("#   event_code: differs between the events of a parcel")
        .contains("#   facility: differs between the events of a parcel")
        .doesNotContain("attributes");
  }

  @Test
  void unitsMayDifferFromRowToRow() throws IOException {
    String yaml =
        draft(
            DELIVERIES.replace("\n", ",Distance,Gross Weight\n")
                + """
                1,DHL,2026-05-04,2026-05-05,2026-05-07,100 km,1.5 kg
                2,DHL,2026-05-14,2026-05-15,2026-05-17,100 mi,900 g
                3,DHL,2026-05-14,2026-05-15,2026-05-18,50 miles,2 lb
                """);

    assertThat(shipments(yaml))
        .extracting(each -> "%s %s".formatted(each.distanceKm(), each.weightGrams()))
        .containsExactly("100.0 1500", "160.9344 900", "80.4672 907");
  }

  @Test
  void unitsMayStandInAColumnOfTheirOwn() throws IOException {
    String yaml =
        draft(
            DELIVERIES.replace("\n", ",Distance,Distance UOM,Gross Weight,Wt Unit\n")
                + """
                1,DHL,2026-05-04,2026-05-05,2026-05-07,100,km,1.5,KG
                2,DHL,2026-05-14,2026-05-15,2026-05-17,100,mi,2,KG
                3,DHL,2026-05-14,2026-05-15,2026-05-18,50,mi,2,LB
                """);

    assertThat(shipments(yaml))
        .extracting(each -> "%s %s".formatted(each.distanceKm(), each.weightGrams()))
        .containsExactly("100.0 1500", "160.9344 2000", "80.4672 907");
    assertThat(yaml).doesNotContain("the unit;", "attributes");
  }

  @Test
  void rowsThatAreWrittenTwiceCountOnce() throws IOException {
    String yaml =
        draft(
            """
            order_id,order_date,sku,price
            1,2026-05-04,A,3.50
            1,2026-05-04,B,3.50
            1,2026-05-04,A,3.50
            """);

    assertThat(yaml).contains("equal rows: first # DOUBT: 1 of the rows looked at");
    assertThat(rows(yaml, HistoryTable.ORDER_LINES)).hasSize(2);
  }

  @Test
  void aDistanceThatNothingGoesIsRejectedWithTheRemedy() throws IOException {
    String yaml =
        draft(
            DELIVERIES.replace("\n", ",Distance (km),Volume\n")
                + """
                1,DHL,2026-05-04,2026-05-05,2026-05-07,100,1
                2,DHL,2026-05-14,2026-05-15,2026-05-17,1e30,2
                3,DHL,2026-05-14,2026-05-15,2026-05-18,50,1e99
                """);

    assertThat(yaml)
        .contains(
            "shipments distance_km rejects 1 row, for instance \"1e30\": is not from 0 to 100000 km; maybe the unit is another");
    Path mapping =
        Files.writeString(
            folder.resolve("mapping.yaml"),
            yaml.replace("    # attributes:\n    #   v", "    attributes:\n      v"));
    Main.run(
        "import",
        "--mapping=" + mapping,
        "--source=" + folder,
        "--out=" + folder.resolve("history"),
        "--max-rejects-percent=100");
    assertThat(Files.readString(folder.resolve("history/rejects.csv")))
        .contains("file.csv,4,", "00,is no number to go by");
  }

  @Test
  void aPackedFileThatWasCutIsOneSentence() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write("order_id,order_date\n1,2026-05-04\n".getBytes(StandardCharsets.UTF_8));
    }
    Path file = folder.resolve("cut.csv.gz");
    Files.write(file, Arrays.copyOf(packed.toByteArray(), packed.size() - 12));

    assertThatIOException()
        .isThrownBy(() -> MappingDraft.of(file))
        .withMessageContaining("ends in the middle of what was packed.\nMaybe copy");
  }

  @Test
  void anImportOfAPackedFileThatWasCutNamesIt_andKeepsTheOldTables() throws IOException {
    String csv =
        "order_id,ordered_at,delivered_at\n"
            + IntStream.range(0, 40_000)
                .mapToObj(i ->
                    "%d,2026-05-%02d %02d:%02d,2026-06-%02d %02d:%02d\n"
                        .formatted(
                            i,
                            1 + i % 28,
                            i % 24,
                            i * 7919L % 60,
                            1 + i * 31 % 28,
                            i * 13 % 24,
                            i * 104729L % 60))
                .collect(Collectors.joining());
    Path mapping = folder.resolve("mapping.yaml");
    Files.writeString(mapping, draft(csv.substring(0, 4_000)));
    Path plain = folder.resolve("file.csv");
    Path file = folder.resolve("file.csv.gz");
    String[] run = {
      "import", "--mapping=" + mapping, "--source=" + folder, "--out=" + folder.resolve("history")
    };
    assertThat(Main.run(run)).isZero();
    Path table = folder.resolve("history/shipments.parquet");
    byte[] before = Files.readAllBytes(table);
    Files.delete(plain);
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(csv.getBytes(StandardCharsets.UTF_8));
    }

    for (int length : new int[] {packed.size() * 2 / 3, 100, 0}) {
      Files.write(file, Arrays.copyOf(packed.toByteArray(), length));

      assertThat(errors(run))
          .as("cut to %d bytes", length)
          .contains(
              file + " ends in the middle of what was packed.", "Maybe copy or load it once more.");
      assertThat(Files.readAllBytes(table)).isEqualTo(before);
    }
    Files.writeString(file, csv);
    assertThat(errors(run)).contains(file + " is called .gz and cannot be unpacked");
  }

  @Test
  void whatIsGivenOnlyWhereSomethingHasArrivedIsNotOffered() throws IOException {
    var csv = new StringBuilder(DELIVERIES.replace("\n", ",Gate,Ramp,Coupon\n"));
    for (int i = 0; i < 60; i++) {
      boolean arrived = i % 3 > 0;
      csv.append(
          "%d,DHL,2026-05-04,2026-05-05,%s,%s,%s,%s\n"
              .formatted(
                  i,
                  arrived ? "2026-05-0" + (7 + i % 2) : "",
                  arrived ? "A" + i % 4 : "",
                  arrived && i % 5 > 0 ? i % 7 : "",
                  i % 4 == 0 ? "X" + i % 8 : ""));
    }

    assertThat(draft(csv.toString()))
        .contains("#   Gate: has a value only where something has arrived")
        .contains("#   Ramp: has a value only where something has arrived")
        .contains("#   coupon: \"rows.Coupon\"");
  }

  @Test
  void rowsOfEventsBecomeOneShipmentAParcel() throws IOException {
    String yaml =
        draft(
            """
            tracking_number|event_desc|event_ts|facility
            A1|Delivered|1777885200000|X
            A1|Out for delivery|1777860000000|X
            A1|Picked up|1777800000000|Y
            A2|Picked up|1777800000000|Y
            A2|Arrived at hub|1777810000000|Y
            A3|Label created|1777800000000|Y
            A3|Picked up|1777803600000|Y
            A3|Delivered|1777890000000|Y
            """);

    assertThat(yaml).contains("group by: [\"rows.tracking_number\"]", "#   facility: ");
    List<ShipmentRow> shipments = shipments(yaml);
    assertThat(shipments).hasSize(3);
    assertThat(shipments)
        .filteredOn(each -> each.shipmentId().equals("A3"))
        .singleElement()
        .satisfies(each -> {
          assertThat(each.orderedAt()).isEqualTo(Instant.ofEpochMilli(1777800000000L));
          assertThat(each.journey())
              .isEqualTo(
                  new Journey.Delivered(
                      Instant.ofEpochMilli(1777803600000L),
                      Instant.ofEpochMilli(1777890000000L),
                      Instant.ofEpochMilli(1777890000000L)));
        });
    assertThat(shipments)
        .filteredOn(each -> each.shipmentId().equals("A2"))
        .singleElement()
        .satisfies(each -> assertThat(each.journey()).isInstanceOf(Journey.Underway.class));
    assertThat(
            draft(
                "order_id,order_date,sku,status\n1,2026-05-04,A,Delivered\n1,2026-05-04,B,Delivered\n2,2026-05-04,B,Returned\n2,2026-05-04,C,Returned\n"))
        .doesNotContain("group by");
  }

  @Test
  void anAttributeThatEndsIsTold() throws IOException {
    var rows = new StringBuilder("order_id,created_at,sku,price,mode,note\n");
    for (int i = 0; i < 40; i++) {
      rows.append(
          "%d,2026-0%d-10,A,2.50,%s,%s\n"
              .formatted(
                  i, 1 + i / 10, i < 20 ? "air" : "", i % 2 == 0 ? "\"\"\"mode\"\":\"" : ""));
    }
    String yaml = draft(rows.toString());
    assertThat(yaml).contains("#   mode: \"rows.mode\" # missing in 50 % of the rows\n");
    Path mapping =
        Files.writeString(
            folder.resolve("mapping.yaml"),
            yaml.replace("    # attributes:\n", "    attributes:\n")
                .replaceAll("    #   ([a-z]+: )", "      $1"));

    ImportReport report =
        Importer.run(
            mapping,
            folder,
            folder.resolve("history"),
            new Importer.Limits(0, 0.2, false),
            read -> {});

    assertThat(report.ended())
        .containsExactly(new ImportReport.Ended("order_lines", "mode", "2026-03"));
  }

  @Test
  void whatNamesSayOfUnitsAndPlansIsTaken() throws IOException {
    String cents =
        draft("order_id,created_unix,sku,price_cents\n1,1777885200,A,350\n2,1777885200,A,450\n");
    assertThat(rows(cents, HistoryTable.ORDER_LINES).getFirst().unitPriceMinor()).isEqualTo(350);
    assertThat(cents).contains("ordered_at: {later: ");

    String sailing = "M,ETD,ETA,ATA\n1,04-May-2026,20-May-2026,21-May-2026\n";
    assertThat(shipments(draft(sailing)).getFirst().orderedAt())
        .isEqualTo(Instant.parse("2026-05-04T00:00:00Z"));
    assertThat(suggest(sailing).exit()).isZero();

    assertThat(
            draft(
                "order_id,ordered_at,picked_up_at,delivery_time\n1,2026-05-04 10:00,2026-05-04 10:10,35\n"))
        .contains(
            "delivered_at: {later: {time: \"rows.picked_up_at\"",
            "unit: minutes} # DOUBT: counted from the hand-over",
            "delivery_time does not say its unit: minutes is a guess, by values from 35 to 35; minutes, hours and days are possible");

    String returned =
        draft(
            "order_id,order_date,delivery_date,sku,return\n1,2026-05-04,2026-05-06,A,0\n2,2026-05-04,?,A,1\n");
    assertThat(rows(returned, HistoryTable.RETURNS)).hasSize(1);
  }

  @Test
  void howLongADeliveryTookDoesForItsDate() throws IOException {
    String yaml =
        draft(
            """
            order_id,ordered_at,courier,delivery_time_hours,scheduled_days
            1,2026-05-04 10:00,A,5,1
            2,2026-05-04 11:00,B,26.5,1
            """);

    ShipmentRow last = shipments(yaml).getLast();
    assertThat(last.journey())
        .isInstanceOfSatisfying(
            Journey.Delivered.class,
            delivered ->
                assertThat(delivered.deliveredAt())
                    .isEqualTo(Instant.parse("2026-05-05T13:30:00Z")));
    assertThat(last.promise().toString()).contains("2026-05-05");
    assertThat(
            draft(
                "order_id,ordered_at,delivered_at,return_window_days\n1,2026-05-04,2026-05-05,30\n"))
        .doesNotContain("\n      promised_date")
        .contains("#   return_window_days: {number: \"rows.return_window_days\", unit: days}");
  }

  @Test
  void namesAndValuesMayBeOdd() throws IOException {
    String yaml =
        draft(
            """
            "Order ID, internal";"Price, net,
            EUR";" Order Date ";"Item";;"Colour: ""x\"""
             1 ; 3,50 ; 2026-05-04 ;"=""00123\""";1;red
             2 ; 4,50 ; 2026-05-05 ;"=""00124\""";2;red
            """);

    List<OrderLineRow> lines = rows(yaml, HistoryTable.ORDER_LINES);
    assertThat(yaml).contains("#   column 5: has no name");
    assertThat(lines.getFirst().order().value()).isEqualTo("1");
    assertThat(lines.getFirst().sku().value()).isEqualTo("00123");
    assertThat(lines.getFirst().unitPriceMinor()).isEqualTo(350);
  }

  @Test
  void filesOfSeveralFoldersAreDoubted() throws IOException {
    Path main =
        Files.writeString(folder.resolve("file.csv"), "order_id,created_at,sku\n1,2026-05-04,A\n");
    Path other =
        Files.writeString(
            Files.createDirectory(folder.resolve("sub")).resolve("items.csv"),
            "sku,group\nA,x\nB,x\n");

    assertThat(MappingDraft.of(main, List.of(other)).tried().yaml())
        .contains("# DOUBT: items.csv lies in another folder: an import reads all files from one");
  }

  @Test
  void aFileOfReturnsBesideIsNotLearnedFrom_byItsNameOrByWhatItNumbers() throws IOException {
    Path main =
        Files.writeString(
            folder.resolve("file.csv"),
            "invoice_no,created_at,sku,quantity\n1,2026-05-04,A,2\n2,2026-05-05,B,1\n");

    for (String[] file :
        List.of(
            new String[] {"Gutschriften.csv", "invoice_no,taken\n1,1\n2,1\n"},
            new String[] {"other.csv", "invoice_no,taken,credit_note_no\n1,1,G1\n2,1,G2\n"})) {
      Path other = Files.writeString(folder.resolve(file[0]), file[1]);

      assertThat(MappingDraft.of(main, List.of(other)).tried().yaml())
          .contains(".taken: its file tells of returns, known only afterwards")
          .doesNotContain("taken: {");
    }
    Path weather = Files.writeString(folder.resolve("weather.csv"), "invoice_no,taken\n1,1\n2,1\n");
    assertThat(MappingDraft.of(main, List.of(weather)).tried().yaml()).contains("taken: {");
  }

  @Test
  void numbersThatACarrierCountsUpNameItsParcels() throws IOException {
    String yaml =
        draft(
            """
            PRO #,Order No,Ordered,Shipped,Delivered
            100201,B7,2026-05-04 10:00,2026-05-05 09:00,2026-05-07 11:00
            100202,B3,2026-05-04 11:00,2026-05-05 09:00,2026-05-08 11:00
            100209,B9,2026-05-05 12:00,2026-05-06 09:00,2026-05-11 11:00
            """);

    assertThat(shipments(yaml))
        .extracting(ShipmentRow::shipmentId)
        .containsExactly("100201", "100202", "100209");
  }

  @Test
  void aGermanWarehouseFileIsDrafted_withoutThePeopleInIt() throws IOException {
    String yaml =
        draft(
            """
            Lieferschein;Erfasst am;WA gebucht;Zugestellt am;Land;Kommissionierer;POD signed by;Packplatz
            L1;04.05.2026 10:00;05.05.2026 09:00;07.05.2026 11:00;D;Meier;Kunz;P1
            L2;04.05.2026 11:00;06.05.2026 09:00;08.05.2026 11:00;A;Meier;Kunz;P2
            L3;05.05.2026 12:00;06.05.2026 09:00;11.05.2026 11:00;CH;Huber;Kunz;P1
            L4;05.05.2026 13:00;06.05.2026 09:00;11.05.2026 11:00;D;Huber;Kunz;P2
            """);

    List<ShipmentRow> shipments = shipments(yaml);
    assertThat(shipments)
        .extracting(ShipmentRow::shipmentId)
        .containsExactly("L1", "L2", "L3", "L4");
    assertThat(shipments)
        .extracting(ShipmentRow::destinationCountry)
        .containsExactly("DE", "AT", "CH", "DE");
    assertThat(shipments.getFirst().journey())
        .isInstanceOfSatisfying(
            Journey.Delivered.class,
            journey ->
                assertThat(Duration.between(journey.handedOverAt(), journey.deliveredAt()))
                    .isEqualTo(Duration.ofHours(50)));
    assertThat(yaml)
        .contains(
            "Kommissionierer: personal data",
            "POD signed by: personal data",
            "packplatz: \"rows.Packplatz\"");
  }

  @Test
  void whatAnImportCannotReadIsRefused() throws IOException {
    refused("a,,\n1,2,3\n", "names 1, and a line below has 3 values", "title");
    refused("Sales 2026\n\na b c\n1 2 3\n", "\"Sales 2026\"");
    refused("1,2026-05-04,x\n2,2026-05-05,y\n", "begins with values, not with the names");
    refused("", "is empty");
    Path file = folder.resolve("other.csv");
    for (String[] other :
        new String[][] {
          {"PK\u0003\u0004..", "zip file or a workbook"}, {"a\0,b\0\0\n", "zero bytes"}
        }) {
      Files.write(file, other[0].getBytes(StandardCharsets.ISO_8859_1));
      assertThatIOException()
          .isThrownBy(() -> MappingDraft.of(file))
          .withMessageContaining(other[1]);
    }
    Files.write(file, new byte[] {0x1F, (byte) 0x8B, 8, 0, 1});
    assertThatIOException().isThrownBy(() -> MappingDraft.of(file)).withMessageContaining("gzip");
  }

  @Test
  void columnsOfOneNameOrNoneAreToldApart() throws IOException {
    String yaml =
        draft(
            """
            order_id;date;date;sku;;price;price;
            1;2026-05-04;2026-05-09;A;x;3;4;
            2;2026-05-05;2026-05-09;B;y;3;5;
            """);

    assertThat(yaml)
        .contains(
            "DOUBT: called otherwise than in the file, where the name stands twice or is none: date (2), column 5, price (2)\n")
        .contains("#   price_2: {number: \"rows.price (2)\"}", "#   column 5: has no name");
    List<OrderLineRow> lines =
        rows(yaml.replace("\"rows.sku\"", "\"rows.column 5\""), HistoryTable.ORDER_LINES);
    assertThat(lines.getLast().sku().value()).isEqualTo("y");
    assertThat(lines.getLast().unitPriceMinor()).isEqualTo(300);
  }

  @Test
  void delimitersAtTheEndOfLinesStandForNoColumn() throws IOException {
    String names = "order_id,created_at,sku";
    for (String csv :
        List.of(
            names + "\n1,2026-05-04,A,\n2,2026-05-04,B,,\n",
            names + ",,,,\n1,2026-05-04,A\n2,2026-05-04,B,,,\n")) {
      String yaml = draft(csv);
      assertThat(yaml).contains("2 of 2 rows can be used for order_lines");
      assertThat(rows(yaml, HistoryTable.ORDER_LINES)).hasSize(2);
    }
    assertThat(draft(names + "\n1,2026-05-04,A,x\n2,2026-05-04,B\n3,2026-05-04,C\n"))
        .contains("2 of 3 rows can be used for order_lines");
  }

  @Test
  void utf16IsReadAsItIs() throws IOException {
    Path file = folder.resolve("file.csv");
    // \u0A0D and \u0D0A hold the bytes of line ends.
    String csv =
        "order_id\tcreated_at\tsku\n1\t2026-05-04\tGrö\u0A0D\n2\t2026-05-04\t\u0D0A\uD83D\uDCE6\n";
    for (var encoding : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Files.write(file, ("\uFEFF" + csv).getBytes(encoding));
      String yaml = MappingDraft.of(file).tried().yaml();
      assertThat(yaml).contains("encoding: UTF-16\n", "2 of 2 rows can be used for order_lines");
      assertThat(rows(yaml, HistoryTable.ORDER_LINES))
          .extracting(line -> line.sku().value())
          .containsExactly("Grö\u0A0D", "\u0D0A\uD83D\uDCE6");
      Files.write(file, csv.getBytes(encoding));
      assertThat(
              rows(
                  yaml.replace("encoding: UTF-16", "encoding: " + encoding),
                  HistoryTable.ORDER_LINES))
          .hasSize(2);
    }
  }

  @Test
  void utf16WithoutAByteOrderMarkIsToldByItsZeros() throws IOException {
    Path file = folder.resolve("file.csv");
    String csv = "订单\tcreated_at\tsku\r\n1\t2026-05-04\tGrö\r\n2\t2026-05-04\tx\r\n";
    for (var encoding : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Files.write(file, csv.getBytes(encoding));

      String yaml = MappingDraft.of(file).tried().yaml();

      assertThat(yaml)
          .contains(
              "encoding: " + encoding + " # DOUBT: told by its zero bytes",
              "2 of 2 rows can be used for order_lines");
      assertThat(rows(yaml, HistoryTable.ORDER_LINES))
          .extracting(line -> line.sku().value())
          .containsExactly("Grö", "x");
    }
  }

  @Test
  void linesMayEndInCarriageReturnsAlone() throws IOException {
    Path file = folder.resolve("file.csv");
    String csv = "order_id,created_at,sku\r1,2026-05-04,A\r2,2026-05-04,\"B\rC\"\r";
    for (var encoding : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE)) {
      Files.write(file, csv.getBytes(encoding));

      String yaml = MappingDraft.of(file).tried().yaml();

      assertThat(yaml).contains("2 of 2 rows can be used for order_lines");
      assertThat(rows(yaml, HistoryTable.ORDER_LINES))
          .extracting(line -> line.sku().value())
          .containsExactly("A", "B\nC");
    }
  }

  @Test
  void encodingsAreToldByWhatTheNamesMean() throws IOException {
    Path file = folder.resolve("file.csv");
    String[][] files = {
      {
        "GB18030",
        "订单编号|下单时间|发货时间|签收时间|城市\n",
        "%d|2026/5/4 10:00|2026/5/4 15:00|2026/5/6 9:00|深圳市¥\n"
      },
      {
        "windows-1250",
        "Numer zamówienia;Data zamówienia;Data wysyłki;Data doręczenia;Miasto\n",
        "%d;4.05.2026;5.05.2026;6.05.2026;Łódź\n"
      },
      {
        "windows-1252",
        "Nº do pedido;Data da compra;Data de expedição;Data da entrega;Cidade\n",
        "%d;4/5/2026;5/5/2026;6/5/2026;São Paulo\n"
      },
    };
    for (String[] each : files) {
      String csv = each[1] + each[2].formatted(1) + each[2].formatted(2);
      Files.write(file, csv.getBytes(java.nio.charset.Charset.forName(each[0])));

      String yaml = MappingDraft.of(file).tried().yaml();
      assertThat(yaml)
          .contains("encoding: %s # DOUBT: not UTF-8; ".formatted(each[0]))
          .contains("2 of 2 rows can be used for shipments");
      assertThat(shipments(yaml)).hasSize(2);
    }
  }

  @Test
  void aTitleAndALineForSpreadsheetsBeforeTheNamesAreSkipped() throws IOException {
    String rows = "order_id;created_at;sku\n1;2026-05-04;A\n2;2026-05-04;B\n";
    for (String[] before :
        new String[][] {
          {"sep=;\n", "1", "sep=;"},
          {"\uFEFFsep=;\n", "1", "sep=;"},
          {"Sales 2026\n", "1", "Sales 2026"},
          {"Sales 2026;;\n\nexported on Monday\n", "3", "Sales 2026;;"}
        }) {
      assertThat(draft(before[0] + rows))
          .contains("2 of 2 rows can be used for order_lines")
          .contains(
              "skip lines: %s # DOUBT: before the names of the columns, beginning with %s"
                  .formatted(before[1], before[2]));
    }
    assertThat(draft(rows)).doesNotContain("skip lines");
  }

  @Test
  void whatRejectsRowsStandsOnTop_andADraftOfNoUseIsNoSuccess() throws IOException {
    String many =
        String.join(
            "",
            IntStream.range(0, 40)
                .mapToObj(i ->
                    "%d,fast,2026-05-04,2026-05-05,%s\n"
                        .formatted(i, i < 3 ? "2026-05-0" + (2 + i) : "2026-05-06"))
                .toList());

    assertThat(draft(DELIVERIES + many))
        .contains("37 of 40 rows can be used for shipments.\n")
        .contains(
            "#   DOUBT: shipments delivered_at rejects 2 rows, for instance \"2026-05-02T18:00:00Z\": lies before the order")
        .contains(
            "#   DOUBT: shipments rejects 1 row, for instance \"\": Delivered at 2026-05-04T18:00");
    assertThat(suggest(DELIVERIES + many)).isEqualTo(new Ran(0, ""));
    assertThat(suggest(DELIVERIES + "1,fast,2026-05-04,2026-05-05,2026-05-02\n"))
        .satisfies(ran -> {
          assertThat(ran.exit()).isEqualTo(3);
          assertThat(ran.err())
              .contains("0 of 1 rows can be used for shipments", "Maybe correct what");
        });
    assertThat(suggest("sku,price\nA,2.50\nB,3.50\n"))
        .satisfies(ran -> {
          assertThat(ran.exit()).isEqualTo(3);
          assertThat(ran.err()).startsWith("No column says when something was ordered or sent");
        });
    assertThat(suggest("order_id,created_at,sku\n=\"001\",2026-05-04,A\n").exit()).isEqualTo(3);
    assertThat(draft("order_id,created_at,sku\n=\"001\",2026-05-04,A\n2,2026-05-04,A\n"))
        .contains("# DOUBT: cells written as formulas cannot be read", "=\"001\",2026-05-04,A");
  }

  private record Ran(int exit, String err) {}

  private Ran suggest(String csv) throws IOException {
    Path file = Files.writeString(folder.resolve("file.csv"), csv);
    Path out = folder.resolve("draft.yaml");
    Files.deleteIfExists(out);
    return run("suggest", file.toString(), "--out=" + out);
  }

  private static String errors(String... command) {
    return run(command).err();
  }

  private static Ran run(String... command) {
    var err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int exit = Main.run(command);
      return new Ran(exit, err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }
}
