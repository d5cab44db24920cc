package dev.whence.pipeline.drafts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.whence.domain.attributes.Attributes;
import dev.whence.pipeline.Main;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ShipmentRow;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A draft is a mapping: it is imported as it stands, without a correction.
class MappingDraftTest {
  @TempDir private Path folder;

  private String draft(String csv) throws IOException {
    Path file = Files.writeString(folder.resolve("file.csv"), csv);
    return MappingDraft.of(file).yaml();
  }

  private void imported(String yaml) throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.yaml"), yaml);
    assertThat(
            Main.run(
                "import",
                "--mapping=" + mapping,
                "--source=" + folder,
                "--out=" + folder.resolve("history")))
        .as(yaml)
        .isZero();
  }

  private <T> List<T> rows(HistoryTable<T> table) {
    try (Stream<T> rows = table.read(folder.resolve("history"))) {
      return rows.toList();
    }
  }

  @Test
  void deliveriesBecomeShipments_andWhatIsGuessedIsSaid() throws IOException {
    String yaml =
        draft(
            """
            Order ID;Seller Code;Carrier;Purchase Timestamp;Shipped At;Delivered Date;Estimated Delivery;Freight Cost;Colour
            a-1;S1;fast;2026-05-04 10:00:00;2026-05-05 08:00:00;2026-05-07 13:00:00;2026-05-09;4.50;red
            a-2;S2;slow;2026-05-05 11:00:00;2026-05-06 09:00:00;2026-05-12 16:00:00;2026-05-10;see invoice;blue
            a-3;S2;slow;2026-05-06 12:00:00;2026-05-07 09:00:00;;2026-05-11;3.95;blue
            """);

    assertThat(yaml)
        .contains(
            "delimiter: \";\"", "# DOUBT: these found no place", "#   colour: \"rows.Colour\"")
        .contains("distance_km: {constant: 0} # DOUBT")
        .contains("time zone: UTC # DOUBT");
    imported(yaml);
    List<ShipmentRow> shipments = rows(HistoryTable.SHIPMENTS);
    assertThat(shipments).hasSize(2);
    ShipmentRow first = shipments.getFirst();
    assertThat(first.shipNode().value()).isEqualTo("S1");
    assertThat(first.carrierService().value()).isEqualTo("fast");
    assertThat(first.orderedAt()).isEqualTo(Instant.parse("2026-05-04T10:00:00Z"));
    assertThat(first.freightMinor()).isEqualTo(450);
    assertThat(shipments.getLast().freightMinor()).isZero(); // nobody wrote it down
    assertThat(first.promise().toString()).contains(LocalDate.of(2026, 5, 9).toString());
    assertThat(first.journey())
        .isEqualTo(
            new Journey.Delivered(
                Instant.parse("2026-05-05T08:00:00Z"),
                Instant.parse("2026-05-07T13:00:00Z"),
                Instant.parse("2026-05-07T13:00:00Z")));
  }

  @Test
  void salesBecomeOrderLines_alsoWithDaysThatCanBeReadTwoWays() throws IOException {
    String yaml =
        draft(
            """
            InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID
            536365,85123A,6,1/12/2010 8:26,2.55,17850
            536366,71053,6,2/12/2010 8:28,3.39,17850
            C536379,84406B,-1,3/12/2010 9:41,4.65,14527
            """);

    assertThat(yaml)
        .contains("DOUBT: M/d/yyyy H:mm fits as well", "DOUBT: negative quantities may be returns");
    imported(yaml);
    List<OrderLineRow> lines = rows(HistoryTable.ORDER_LINES);
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst().sku().value()).isEqualTo("85123A");
    assertThat(lines.getFirst().unitPriceMinor()).isEqualTo(255);
    assertThat(lines.getFirst().customerId()).isEqualTo("17850");
  }

  @Test
  void whateverTheFileIsLike_theDraftIsAMapping() throws IOException {
    Path odd = folder.resolve("file.csv");
    Files.write(
        odd,
        "Bestell-Nr.\tArtikel (x)\tMenge\tOrder Date\tGr\u00f6\u00dfe\n1\tA\t2\t2026-05-04T10:00:00+02:00\tL\n"
            .getBytes(Charset.forName("windows-1252")));

    String yaml = MappingDraft.of(odd).yaml();

    assertThat(yaml)
        .contains("encoding: windows-1252", "delimiter: \"\\t\"")
        .doesNotContain("time zone: UTC");
    imported(yaml);
    assertThatIOException()
        .isThrownBy(() -> draft("just a title\n"))
        .withMessageContaining("has no line of column names");
    assertThat(Main.run("suggest", folder.resolve("nothing.csv").toString())).isEqualTo(2);
  }

  @Test
  void columnsWithoutAPlaceAreOfferedAsAttributes_andCanBeTakenInAsTheyStand() throws IOException {
    String yaml =
        draft(
            """
            Order ID,Seller,Carrier,Order Date,Delivered Date,Fragile?,Wind (kn),2nd Note,Booked On,Trace
            a-1,S1,fast,2026-05-04,2026-05-07,yes,12.5,%s,2026-05-01,x1
            a-2,S2,slow,2026-05-05,2026-05-12,no,calm,%s,2026-05-02,x2
            a-3,S2,slow,2026-05-06,2026-05-12,no,7,%s,2026-05-03,x3
            """
                .formatted("x".repeat(300), "y", "y"));

    assertThat(yaml)
        .contains("    #   fragile: \"rows.Fragile?\"\n")
        .contains("    #   wind_kn: {number: \"rows.Wind (kn)\", otherwise: missing}\n")
        .contains("    #   a_2nd_note: {found: \"rows.2nd Note\", pattern: \"(.{1,200}).*\"}\n")
        .contains(
            "# Not used:\n",
            "#   Booked On: a time, and no column of the tables is called like it\n",
            "#   Trace: has another word in every row\n");
    imported(yaml);
    assertThat(rows(HistoryTable.SHIPMENTS).getFirst().attributes()).isEqualTo(Attributes.NONE);

    imported(yaml.replace("    # attributes:", "    attributes:").replace("    #   ", "      "));

    Attributes first = rows(HistoryTable.SHIPMENTS).getFirst().attributes();
    assertThat(first.word("fragile")).contains("yes");
    assertThat(first.number("wind_kn")).hasValue(12.5);
    assertThat(first.word("a_2nd_note")).contains("x".repeat(200));
    assertThat(rows(HistoryTable.SHIPMENTS).get(1).attributes().values())
        .doesNotContainKey("wind_kn");
  }

  @Test
  void furtherFilesAreJoinedByTheColumnsCalledAlike() throws IOException {
    Path main =
        Files.writeString(
            folder.resolve("file.csv"),
            """
            Order ID,Seller,Carrier,Order Date,Delivered Date,Hour
            a-1,S1,fast,2026-05-04,2026-05-07,9
            a-2,S2,slow,2026-05-04,2026-05-12,9
            """);
    Path weather =
        Files.writeString(
            folder.resolve("Weather 26.csv"), "seller;hour;temp\nS1;9;12.5\nS1;10;13\nS2;10;14\n");
    Path sellers =
        Files.writeString(folder.resolve("sellers.csv"), "Seller,Size\nS1,big\nS1,small\nS3,big\n");
    Path other = Files.writeString(folder.resolve("other.csv"), "x,y\n1,2\n");

    String yaml = MappingDraft.of(main, List.of(weather, sellers, other)).yaml();

    assertThat(yaml)
        .contains("    key: [\"seller\", \"hour\"] # DOUBT: called alike in both files\n  sellers:")
        .contains("- {source: weather_26, on: [\"rows.Seller\", \"rows.Hour\"], optional: true}")
        .contains("    duplicates: first # DOUBT: several rows have the same key\n  other:")
        .contains("    # DOUBT: no column is called like one of the first file")
        .contains("    #   temp: {number: \"weather_26.temp\"}\n")
        .contains("    #   size: \"sellers.Size\"\n");
    imported(yaml.replace("    # attributes:", "    attributes:").replace("    #   ", "      "));
    List<ShipmentRow> shipments = rows(HistoryTable.SHIPMENTS);
    assertThat(shipments.getFirst().attributes().number("temp")).hasValue(12.5);
    assertThat(shipments.getFirst().attributes().word("size")).contains("big");
    assertThat(shipments.getLast().attributes().number("temp")).isEmpty();
    assertThat(Main.run("suggest", main.toString(), folder.resolve("no.csv").toString()))
        .isEqualTo(2);
  }

  @Test
  void namesAreReadAsWords() {
    assertThat(DraftText.plain("Delivered to Client Date")).isEqualTo("delivered_to_client_date");
    assertThat(DraftText.plain("unitPrice")).isEqualTo("unit_price");
    assertThat(DraftText.plain(" Freight Cost (USD) ")).isEqualTo("freight_cost_usd");
  }
}
