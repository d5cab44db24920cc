package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.against;
import static dev.whence.rules.sourcing.Scenario.cost;
import static dev.whence.rules.sourcing.Scenario.render;
import static dev.whence.rules.sourcing.Scenario.shipments;
import static dev.whence.rules.sourcing.Scenario.shortages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.Money;
import dev.whence.domain.carriers.Surcharge;
import dev.whence.domain.carriers.Validity;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.Sku;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Amounts of different currencies never meet unconverted, and no amount is an exception.
class CurrenciesTest {
  private static Policy calm() {
    return new Policy().late(0, 0).returns(0);
  }

  private static final String YEN_AND_CENTS =
      """
      node   km   A  parcels flags
      CENTS  100  9  5       handling=USD/300/0
      YEN    100  9  5       handling=JPY/310/0
      """;

  @Test
  void threeHundredTenYenAreLessThanThreeHundredCents() {
    // 310 yen at 0.0067 dollars are 207.7 cents.
    var decision =
        Scenario.of("A 1", YEN_AND_CENTS).rate("JPY", "USD", "0.0067").policy(calm()).decide();

    assertThat(shipments(decision)).containsExactly("YEN GROUND 11-02 L1*1");
    assertThat(cost(decision.cost())).isEqualTo("freight 450, handling 207.7");
  }

  @Test
  void nodeWithPricesThatNoRateConvertsIsRuledOutByName() {
    var decision = Scenario.of("A 1", YEN_AND_CENTS).policy(calm()).decide();

    assertThat(render(decision))
        .isEqualTo(
            """
            CENTS  chosen
            YEN  out  engine-no-exchange-rate NoExchangeRate[from=JPY, to=USD] L1
            """);
  }

  @Test
  void orderInACurrencyWithoutCarriersSaysSo() {
    var decision =
        Scenario.of("A 1", "node km A parcels flags\nONE 100 9 5 handling=EUR/50/10")
            .currency("EUR")
            .policy(calm())
            .decide();

    assertThat(decision.outcome()).isInstanceOf(Outcome.Unfillable.class);
    assertThat(against(decision, "ONE", "GROUND"))
        .isEqualTo(
            "engine-no-exchange-rate: has prices in USD, and no exchange rate from USD to EUR is"
                + " loaded for the day of the order");
    assertThat(shortages(decision)).containsExactly("L1*1 NoEligibleNode[]");
  }

  @Test
  void cardInAnotherCurrencyIsConvertedOnce() {
    // 450 cents at 0.8 euros.
    var decision =
        Scenario.of("A 1", "node km A parcels flags\nONE 100 9 5 handling=EUR/50/10")
            .currency("EUR")
            .rate("USD", "EUR", "0.8")
            .policy(calm())
            .decide();

    assertThat(cost(decision.cost())).isEqualTo("freight 360, handling 60");
  }

  @Test
  void rateOfTheOtherDirectionWillDo() {
    var decision =
        Scenario.of("A 1", "node km A parcels flags\nONE 100 9 5 handling=EUR/50/10")
            .currency("EUR")
            .rate("EUR", "USD", "1.25")
            .policy(calm())
            .decide();

    assertThat(cost(decision.cost())).isEqualTo("freight 360, handling 60");
  }

  @Test
  void valueSurchargeOfAForeignCardSeesTheValueInItsOwnCurrency() {
    // 100 euros are 12 500 US cents, 1 per cent of them 125 cents are 100 euro cents again.
    var scenario =
        Scenario.of("A 1 @10000", "node km A parcels flags\nONE 100 9 5 handling=EUR/50/10")
            .currency("EUR")
            .rate("USD", "EUR", "0.8")
            .policy(calm());

    assertThat(cost(scenario.surcharge("GROUND", value(12_499)).decide().cost()))
        .isEqualTo("freight 460, handling 60");
    assertThat(
            cost(
                Scenario.of("A 1 @10000", "node km A parcels flags\nONE 100 9 5 handling=EUR/50/10")
                    .currency("EUR")
                    .rate("USD", "EUR", "0.8")
                    .policy(calm())
                    .surcharge("GROUND", value(12_500))
                    .decide()
                    .cost()))
        .isEqualTo("freight 360, handling 60");
  }

  private static Surcharge value(long over) {
    return new Surcharge(
        "value",
        Money.of(0, "USD"),
        BigDecimal.ZERO,
        BigDecimal.ONE,
        0,
        0,
        0,
        over,
        List.of(),
        List.of(),
        Validity.ALWAYS);
  }

  @Test
  void pricesBeyondAllCountingRuleTheServiceOutAndTheOtherCarries() {
    // 1000 units of 2 t at 10^9 a kilogram are 2 * 10^15 and in ten-thousandths beyond a long.
    var decision =
        Scenario.of("STEEL 1000", "node km STEEL parcels\nONE 100 9999 5")
            .item(new Item(new Sku("STEEL"), "toys", 2_000_000, 0, 300, false))
            .services(
                """
                service  days  parcel  kg             km
                DEAR     1     400     1000000000000  4000
                GROUND   1     400     1              4000
                """)
            .policy(calm().unfilled(1_000_000, 0))
            .decide();

    assertThat(shipments(decision)).containsExactly("ONE GROUND 11-02 L1*1000");
  }

  @Test
  void orderThatOnlyPricesBeyondAllCountingCouldShipIsNoException() {
    var decision =
        Scenario.of("STEEL 1000", "node km STEEL parcels\nONE 100 9999 5")
            .item(new Item(new Sku("STEEL"), "toys", 2_000_000, 0, 300, false))
            .services(
                """
                service  days  parcel  kg             km
                DEAR     1     400     1000000000000  4000
                """)
            .policy(calm())
            .decide();

    assertThat(decision.outcome()).isInstanceOf(Outcome.Unfillable.class);
  }

  @Test
  void handlingBeyondAllCountingIsNoException() {
    var decision =
        Scenario.of(
                "A 1000000",
                """
                node   km   A        parcels flags
                DEAR   100  9999999  5       handling=USD/1/900000000000000
                OTHER  900  9999999  5
                """)
            .policy(calm().unfilled(1_000_000, 0))
            .decide();

    assertThat(decision.outcome().shipments())
        .allMatch(shipment -> shipment.shipNode().value().equals("OTHER"))
        .hasSize(1);
  }

  @Test
  void weightsBeyondAllCountingAreNoException() {
    var decision =
        Scenario.of("A 2000000000, A 2000000000", "node km A parcels\nONE 100 2000000000 5")
            .item(new Item(new Sku("A"), "toys", 9_000_000_000_000_000L, 0, 300, 0, 0, false))
            .policy(calm())
            .decide();

    assertThat(decision.outcome().shipments()).isEmpty();
    assertThat(against(decision, "ONE", "GROUND"))
        .isEqualTo(
            "engine-price-out-of-range: has a price for these goods that is too large to count");
  }

  @Test
  void rateThatMakesAPriceBeyondAllCountingIsNoException() {
    var decision =
        Scenario.of("A 1", "node km A parcels flags\nONE 100 9 5 handling=JPY/900000000000000/1")
            .rate("JPY", "USD", "1000000000")
            .policy(calm())
            .decide();

    assertThat(render(decision))
        .isEqualTo("ONE  out  engine-price-out-of-range PriceOutOfRange[] L1\n");
  }

  @Test
  void orderWorthMoreThanCanBeCountedIsRefusedInASentence() {
    var order = Scenario.of("A 2000000000 @5000000000", "node km A parcels\nONE 100 9 5");

    assertThatThrownBy(order::decide)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            The lines of order O-1 are worth more than can be counted.
            Maybe a price or a quantity has too many digits.\
            """);
  }

  @Test
  void returnsBeyondAllCountingAreNoException() {
    var decision =
        Scenario.of("A 2000000000 @4000000000", "node km A parcels\nONE 100 2000000000 5")
            .policy(calm().returns(1_000_000_000_000L).unfilled(1_000_000_000_000L, 1_000))
            .decide();

    assertThat(decision.outcome()).isNotNull();
    assertThat(decision.returns()).hasSize(1);
  }

  @Test
  void bundleHeavierThanAllCountingIsNoException() {
    for (var estimator : List.of(Scenario.trusting(), Scenario.failing())) {
      var decision =
          Scenario.of("KIT 1 == A 2000000000, A 1", "node km A parcels\nONE 100 2000000000 5")
              .item(new Item(new Sku("A"), "toys", 9_000_000_000_000L, 0, 300, 0, 0, false))
              .estimator(estimator)
              .policy(calm().unfilled(1_000_000_000, 0))
              .decide();

      // One A weighs 9000 t and goes alone.
      assertThat(shipments(decision)).containsExactly("ONE GROUND 11-02 L2*1");
    }
  }
}
