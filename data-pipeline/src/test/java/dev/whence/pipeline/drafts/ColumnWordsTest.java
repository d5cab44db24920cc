package dev.whence.pipeline.drafts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ShipmentRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names of columns in other languages and short ones, and names that only look like them.
class ColumnWordsTest {
  @TempDir private Path folder;

  private String draft(String csv) throws IOException {
    return DraftedImport.draft(folder, csv);
  }

  private <T> List<T> rows(String yaml, HistoryTable<T> table) throws IOException {
    return DraftedImport.rows(folder, yaml, table);
  }

  @Test
  void namesOfOtherLanguagesAreReadAsEnglishOnes() {
    String[][] names = {
      {"dt_pedido", "order_date"},
      {"data_entrega", "delivery_date"},
      {"Data da compra", "purchase_date"},
      {"data_prevista_entrega", "delivery_estimated_date"},
      {"valor_frete", "freight_value"},
      {"prazo_entrega_dias", "days_delivery_deadline"},
      {"cod_postal", "postal_code"},
      {"código postal destino", "destination_postal_code"},
      {"fecha_envio", "ship_date"},
      {"Fecha de entrega estimada", "estimated_delivery_date"},
      {"Número de pedido", "order_number"},
      {"pedido_id", "order_id"},
      {"id_cliente", "customer_id"},
      {"cantidad", "quantity"},
      {"precio unitario", "unit_price"},
      {"peso_kg", "weight_kg"},
      {"estado_pedido", "order_status"},
      {"estado_cliente", "customer_state"},
      {"Bestelldatum", "order_date"},
      {"Auftragsnr.", "order_number"},
      {"Lieferdatum", "delivery_date"},
      {"Versanddatum", "ship_date"},
      {"Versandart", "ship_method"},
      {"Warenausgangsdatum", "dispatch_date"},
      {"voraussichtliches Lieferdatum", "estimated_delivery_date"},
      {"PLZ", "postal_code"},
      {"Menge", "quantity"},
      {"Stückzahl", "quantity"},
      {"Retourendatum", "return_date"},
      {"Land", "country"},
      {"Orderdatum", "order_date"},
      {"Beställningsdatum", "order_date"},
      {"Leveransdatum", "delivery_date"},
      {"Avsändningsdatum", "ship_date"},
      {"Utlovad leverans", "promised_delivery"},
      {"Avstånd (km)", "distance_km"},
      {"Vikt (kg)", "weight_kg"},
      {"Fraktkostnad", "freight_cost"},
      {"Mottagarland", "destination_country"},
      {"Transportør", "carrier"},
      {"Forventet levering", "expected_delivery"},
      {"Sipariş Tarihi", "order_date"},
      {"Teslimat Tarihi", "delivery_date"},
      {"Kargo Firması", "shipping_company"},
      {"Müşteri No", "customer_number"},
      {"Birim Fiyat", "unit_price"},
      {"İade Tarihi", "return_date"},
      {"Ağırlık (kg)", "weight_kg"},
      {"date_livraison", "delivery_date"},
      {"Date d'expédition", "ship_date"},
      {"N° commande", "order_nr"},
      {"numero_commande", "order_number"},
      {"Quantité", "quantity"},
      {"Data ordine", "order_date"},
      {"data_consegna_prevista", "estimated_delivery_date"},
      {"quantità", "quantity"},
      {"Bestelnummer", "order_number"},
      {"leverdatum", "delivery_date"},
      {"aantal", "quantity"},
      {"data zamówienia", "order_date"},
      {"Data dostawy", "delivery_date"},
      {"Ilość", "quantity"},
      {"numer_zamowienia", "order_number"},
      {"下单时间", "order_time"},
      {"预计送达时间", "estimated_delivered_time"},
      {"订单编号", "order_number"},
    };
    for (String[] name : names) {
      assertThat(ColumnWords.english(name[0], false)).as(name[0]).isEqualTo(name[1]);
    }
  }

  @Test
  void shortNamesAreReadAsLongOnes() {
    String[][] names = {
      {"ord_dt", "order_date"},
      {"ORD_NUM", "order_number"},
      {"orderdate", "order_date"},
      {"ShipDate", "ship_date"},
      {"shp_dt", "ship_date"},
      {"act_dlv_dt", "actual_delivery_date"},
      {"actDelDt", "actual_delivery_date"},
      {"pgi_date", "handed_over_date"},
      {"wt_kg", "weight_kg"},
      {"dest_ctry", "destination_country"},
      {"CRSDepTime", "scheduled_departure_time"},
      {"date_shipped", "shipped_date"},
      {"date_of_order", "order_date"},
      {"ETD", "planned_ship"},
    };
    for (String[] name : names) {
      assertThat(ColumnWords.english(name[0], true)).as(name[0]).isEqualTo(name[1]);
    }
  }

  @Test
  void theFileOfWordsHasEachWordOnceInItsLineAsNamesAreRead() {
    for (ColumnWords.WordLine line : ColumnWords.lines()) {
      assertThat(line.words()).as(line.toString()).isNotEmpty().doesNotHaveDuplicates();
      for (String word : line.words()) {
        assertThat(DraftText.words(word)).as(line.toString()).isEqualTo(word);
      }
      assertThat(line.english()).as(line.toString()).matches("[a-z_]*");
    }
    assertThat(ColumnWords.lines().stream().map(ColumnWords.WordLine::list).distinct())
        .containsExactly(
            "Spanish",
            "Portuguese",
            "French",
            "Italian",
            "Polish",
            "German",
            "Dutch",
            "Nordic",
            "Turkish",
            "Chinese",
            "short",
            "time",
            "phrase",
            "together",
            "neutral");
  }

  @Test
  void noFalseFriends() {
    for (String name :
        List.of(
            "data_source",
            "customer_data",
            "price_peso",
            "update",
            "candidate",
            "validated",
            "order_date_est",
            "artist",
            "landing_page",
            "menge_x",
            "date_utc",
            "port_of_loading",
            "origin_port",
            "order_id",
            "time_taken_min",
            "product_name_lenght",
            "real_estate",
            "plate",
            "address_line",
            "pod",
            "model_no",
            "deliverables")) {
      assertThat(ColumnWords.english(name, false)).as(name).isEqualTo(name);
    }
  }

  @Test
  void theValuesDecideWhetherANameIsWhatItLooksLike() throws IOException {
    String yaml =
        draft(
            """
            pedido;data;data pedido;fecha_envio;fecha_entrega;pays;land;peso;estado
            1;azul;01/05/2026;02/05/2026;04/05/2026;250;Germany;heavy;Entregado
            2;rojo;13/05/2026;14/05/2026;17/05/2026;300;Germany;light;Entregado
            3;rojo;13/05/2026;14/05/2026;17/05/2026;300;France;light;Devuelto
            """);

    assertThat(yaml)
        .contains("ordered_at: {time: \"rows.data pedido\"", "#   data: \"rows.data\"")
        .contains("handed_over_at: {time: \"rows.fecha_envio\"")
        .contains("delivered_at: {time: \"rows.fecha_entrega\"")
        .contains("destination_country: {words: \"rows.land\"", "#   pays: {number: \"rows.pays\"}")
        .contains("#   peso: \"rows.peso\"")
        .contains("came back: {keep if: \"rows.estado\", in: [\"Devuelto\"]}")
        .doesNotContain("_region", "#   estado");
  }

  @Test
  void aGermanFileIsDraftedWithoutACorrection() throws IOException {
    String yaml =
        draft(
            """
            Auftragsnummer;Bestelldatum;Artikelnummer;Menge;Einzelpreis;Versanddatum;Lieferdatum;Gewicht (kg);PLZ
            A1;04.05.2026;X1;2;3,50;05.05.2026;07.05.2026;1,5;01067
            A2;14.05.2026;X2;1;4,50;15.05.2026;18.05.2026;0,5;80331
            A3;14.05.2026;X2;1;4,50;15.05.2026;18.05.2026;0,5;80331
            """);

    ShipmentRow shipment = rows(yaml, HistoryTable.SHIPMENTS).getFirst();
    OrderLineRow line = rows(yaml, HistoryTable.ORDER_LINES).getFirst();
    assertThat(shipment.order().value()).isEqualTo("A1");
    assertThat(shipment.weightGrams()).isEqualTo(1500);
    assertThat(line.quantity()).isEqualTo(2);
    assertThat(line.unitPriceMinor()).isEqualTo(350);
    assertThat(line.sku().value()).isEqualTo("X1");
    assertThat(yaml).contains("#   plz: \"rows.PLZ\"");
  }
}
