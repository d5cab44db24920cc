package dev.whence.service.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.http.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReplayFigureTest {
  private static ReplayFigure figure(String unit, String before, String after) {
    String json =
        "{\"name\": \"x\", \"unit\": \"%s\", \"before\": %s, \"after\": %s}"
            .formatted(unit, before, after);
    return new ReplayFigure(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void amountsAreInUnitsOfTheirCurrencyWithItsDecimals() {
    ReplayFigure dollars = figure("USD minor units an order", "2050712.4", "2050819.9");
    ReplayFigure yen = figure("JPY minor units an order", "969.44", "970.6");

    assertThat(dollars.unit()).isEqualTo("an order");
    assertThat(dollars.before()).isEqualTo("20,507.12 USD");
    assertThat(dollars.signed(-107.87)).isEqualTo("−1.08 USD");
    assertThat(dollars.signed(0)).isEqualTo("0.00");
    assertThat(yen.after()).isEqualTo("971 JPY");
    assertThat(yen.signed(1.4)).isEqualTo("+1 JPY");
  }

  @Test
  void otherFiguresAreAsTheyAre() {
    ReplayFigure parcels = figure("parcels an order", "1.07", "1.062");

    assertThat(parcels.unit()).isEqualTo("parcels an order");
    assertThat(parcels.before()).isEqualTo("1.07");
    assertThat(parcels.signed(-0.005)).isEqualTo("−0.005");
  }
}
