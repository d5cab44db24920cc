package dev.whence.pipeline.drafts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ReturnRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that write a return as a row of its own, and files that only look like it.
class ReturnRowsTest {
  @TempDir private Path folder;

  private List<String> lines(String yaml) throws IOException {
    return DraftedImport.rows(folder, yaml, HistoryTable.ORDER_LINES).stream()
        .map(OrderLineRow::order)
        .map(order -> order.value())
        .toList();
  }

  private List<String> returns(String yaml) throws IOException {
    return DraftedImport.rows(folder, yaml, HistoryTable.RETURNS).stream()
        .map(ReturnRowsTest::shown)
        .toList();
  }

  private static String shown(ReturnRow row) {
    return "%s %d %s %s"
        .formatted(row.order().value(), row.units(), row.returnedAt(), row.reason());
  }

  @Test
  void aRowOfATypeOfItsOwnTakesBackTheOrderThatItNames() throws IOException {
    String yaml =
        DraftedImport.draft(
            folder,
            """
            Transaction ID,Type,Original Transaction,Date,SKU,Qty,Price,Return Reason
            T0001,SALE,,2026-05-04 10:00,A,2,3.50,
            T0002,SALE,,2026-05-04 11:00,A,1,3.50,
            T0003,SALE,,2026-05-05 11:00,B,1,4.50,
            T9001,RETURN,T0001,2026-05-09 09:00,A,1,3.50,too small
            """);

    assertThat(lines(yaml)).containsExactly("T0001", "T0002", "T0003");
    assertThat(returns(yaml)).containsExactly("T0001 1 2026-05-09T09:00:00Z too small");
    assertThat(yaml).doesNotContain("# attributes");
  }

  @Test
  void aRowOfATypeOfItsOwnTakesBackTheSaleOfTheSameOrderNumber() throws IOException {
    String yaml =
        DraftedImport.draft(
            folder,
            """
            Bestellnummer;Belegart;Datum;Artikelnummer;Menge;Preis
            7;Rechnung;04.05.2026;A;2;3,50
            7;Rechnung;04.05.2026;B;1;3,50
            8;Rechnung;05.05.2026;B;1;4,50
            7;Retoure;19.05.2026;B;1;3,50
            """);

    assertThat(lines(yaml)).containsExactly("7", "7", "8");
    assertThat(returns(yaml)).hasSize(1).first().asString().startsWith("7 1 2026-05-19");
    assertThat(yaml).contains("on: [\"credits.Bestellnummer\", \"credits.Artikelnummer\"]");
  }

  @Test
  void aRowThatNamesNoOrderTakesBackTheLatestSaleToTheCustomer() throws IOException {
    String yaml =
        DraftedImport.draft(
            folder,
            """
            receipt_no,movement_type,date,customer_id,sku,quantity,price
            R1,Sale,2026-05-04 10:00,C1,A,1,3.50
            R2,Sale,2026-05-06 11:00,C1,A,1,3.50
            R3,Sale,2026-05-07 11:00,C2,A,1,3.50
            R4,Customer return,2026-05-09 09:00,C1,A,1,3.50
            """);

    assertThat(lines(yaml)).containsExactly("R1", "R2", "R3");
    assertThat(returns(yaml)).hasSize(1).first().asString().startsWith("R2 1 2026-05-09T09:00");
  }

  @Test
  void quantitiesBelowZeroGoToTheOrderThatTheyName() throws IOException {
    String yaml =
        DraftedImport.draft(
            folder,
            """
            invoice_no,credit_of,date,sku,quantity,price
            1,,2026-05-04 10:00,A,2,3.50
            2,,2026-05-04 11:00,A,2,3.50
            3,1,2026-05-09 09:00,A,-1,3.50
            """);

    assertThat(lines(yaml)).containsExactly("1", "2");
    assertThat(returns(yaml)).hasSize(1).first().asString().startsWith("1 1 2026-05-09T09:00");
  }

  @Test
  void aStatusOfTheRowOfTheSaleIsNoRowOfItsOwn() throws IOException {
    String yaml =
        DraftedImport.draft(
            folder,
            """
            order_id,order_date,customer_id,sku,quantity,price,status
            1,2026-05-04 10:00,C1,A,1,3.50,Delivered
            1,2026-05-04 10:00,C1,B,1,3.50,Returned
            2,2026-05-06 11:00,C1,B,1,3.50,Delivered
            3,2026-05-07 11:00,C2,A,1,3.50,Delivered
            """);

    assertThat(lines(yaml)).containsExactly("1", "1", "2", "3");
    assertThat(returns(yaml)).hasSize(1).first().asString().startsWith("1 1 2026-05-04");
  }
}
