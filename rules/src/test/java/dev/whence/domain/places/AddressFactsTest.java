package dev.whence.domain.places;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddressFactsTest {
  private static final String BOXES =
      """
      PO Box 12
      P.O. Box 12
      P.O.Box 12
      P. O. Box 12
      P O BOX 12
      po box 12
      p.o. box no. 4711
      POBox 12
      PO-Box 12
      P0 B0X 12
      PO Box
      P.O.B. 12
      POB 12
      GPO Box 2890
      Post Office Box 12
      Post Box 12
      Postbox 12
      Postal Box 12
      P.O. Drawer 5
      Locked Bag 3
      Private Bag X12
      12 Main St, PO Box 7
      c/o Smith, P.O. Box 7
      Postfach
      Postfach 12 34 56
      Postf. 1234
      PF 1234
      Musterstr. 5, Postfach 99
      Boîte postale 12
      BOITE POSTALE 12
      Bte postale 12
      Case postale 123
      BP 1234
      B.P. 1234
      BP1234
      12 rue de la Paix BP 345
      Apartado 123
      Apartado de Correos 123
      Apartado Postal 123
      Apdo. 123
      Apdo. Postal 123
      Apartado Aéreo 4711
      Calle Mayor 5, Apartado 12
      Casilla 123
      Casilla de Correo 12
      Casilla Postal 12
      Caixa Postal 123
      CAIXA POSTAL Nº 12
      Postbus 1234
      postbus 12
      Posbus 12
      Casella postale 12
      Casella Postale n. 12
      Postboks 123
      Postilokero 12
      Pb. 123
      Skrytka pocztowa 12
      Box 123
      Box 1234
      box 12 34
      Box 123, 114 11 Stockholm
      """;

  @Test
  void boxesAtPostOfficesAreSeen() {
    BOXES.lines().forEach(line -> assertThat(AddressFacts.poBox(List.of(line))).as(line).isTrue());
  }

  private static final String STREETS =
      """
      12 Box Hill Road
      Box Hill Road 12
      Box Hill
      Boxer Str. 5
      Boxwood Lane 3
      3 PO Boxwood Court
      Boxhagener Straße 12
      Box Street 7
      12 Mailbox Road
      Unit 4, Box Works
      Horse Box 5 Cottages
      Po River Road 12
      Via Po 12
      12 Post Office Lane
      Old Post Office, High Street 3
      Postfachweg 3
      Postbusweg 12
      Poststraße 12
      Postplein 7
      Carrera 100 # 98-12, Apartadó
      Apartamento 12
      Apto. 12, Rua das Flores 5
      Calle Casillas 12
      Calle Casilla 12
      Via Casella 12
      Casella 12
      Caixa d'Água 12
      Rua da Caixa 12
      Bpost straat
      12 rue B. Pascal
      CP 28001
      C.P. 06600
      Pfarrgasse 12
      RR 2 Box 15
      Rural Route 2, Box 15
      HC 1 Box 20
      PSC 1234 Box 5678
      Unit 2050 Box 4190
      Kasten 12
      1 Infinite Loop
      221B Baker Street
      #12-34 Orchard Road
      """;

  @Test
  void streetsThatSoundLikeBoxesAreStreets() {
    STREETS
        .lines()
        .forEach(line -> assertThat(AddressFacts.poBox(List.of(line))).as(line).isFalse());
    assertThat(AddressFacts.poBox(List.of())).isFalse();
    assertThat(AddressFacts.poBox(List.of("", " "))).isFalse();
  }

  @Test
  void everyLineIsRead() {
    assertThat(AddressFacts.poBox(List.of("Smith Ltd", "", "PO Box 3"))).isTrue();
    assertThat(AddressFacts.poBox(List.of("Svensson AB", "Box 3"))).isTrue();
    assertThat(AddressFacts.poBox(List.of("RR 2", "Box 3"))).as("a rural route").isFalse();
    assertThat(AddressFacts.poBox(List.of("PSC 12", "Box 3"))).as("a unit of forces").isFalse();
    assertThat(AddressFacts.poBox(List.of("Smith Ltd", "Box Hill Road 3"))).isFalse();
  }

  @Test
  void linesOfAnyLengthAreReadInTime() {
    String hostile = "P O ".repeat(50_000) + "B".repeat(50_000);

    assertThat(AddressFacts.poBox(List.of(hostile))).isFalse();
    assertThat(AddressFacts.poBox(List.of(hostile + " PO Box 1"))).isTrue();
  }

  @Test
  void militaryPostOfficesAreSeen() {
    for (String region : List.of("AA", "AE", "AP", "ae", "Armed Forces Pacific")) {
      assertThat(AddressFacts.military("US", region, "")).as(region).isTrue();
    }
    for (String code :
        List.of("09012", "09812", "090121234", "09012-1234", "34002", "96201", "96601", "96377")) {
      assertThat(AddressFacts.military("US", "", code)).as(code).isTrue();
    }
    for (String code : List.of("BF1 4AA", "bf14aa", "BFPO 57", "BFPO57", "BFPO")) {
      assertThat(AddressFacts.military("GB", "", code)).as(code).isTrue();
    }
  }

  @Test
  void otherPlacesAreNotMilitary() {
    for (String code :
        List.of("", "08912", "09912", "33901", "34101", "96101", "96701", "0901", "090", "90210")) {
      assertThat(AddressFacts.military("US", "CA", code)).as(code).isFalse();
    }
    assertThat(AddressFacts.military("DE", "AE", "09111")).as("Chemnitz").isFalse();
    assertThat(AddressFacts.military("IT", "AP", "09100")).as("Cagliari; Ascoli Piceno").isFalse();
    assertThat(AddressFacts.military("BR", "AP", "68900")).as("Amapá").isFalse();
    assertThat(AddressFacts.military("GB", "", "B1 1AA")).isFalse();
    assertThat(AddressFacts.military("GB", "", "BR1 1AA")).isFalse();
    assertThat(AddressFacts.military("US", "", "BF1 4AA")).isFalse();
  }
}
