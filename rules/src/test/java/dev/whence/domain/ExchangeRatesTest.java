package dev.whence.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExchangeRatesTest {
  private static final LocalDate DAY = LocalDate.parse("2026-11-27");

  @Test
  void theSameCurrencyNeedsNoRate() {
    Conversion same = ExchangeRates.NONE.find(usd(), usd(), DAY).orElseThrow();

    assertThat(same.convert(Money.of(-310, "USD"))).isEqualTo(Cost.ofMinorUnits(-310));
    assertThat(same.rates()).isEmpty();
    assertThat(same.asOf()).isEmpty();
  }

  @Test
  void threeHundredTenYenAreTwoDollarsAndSomeCentsAndComeBackAsTheSameYen() {
    ExchangeRates rates = rates("JPY USD 0.0067 2026-11-20");

    Cost dollars = convert(rates, Money.of(310, "JPY"), "USD");

    assertThat(dollars).isEqualTo(new Cost(2_077_000)); // 207.7 cents
    assertThat(rates.find(usd(), currency("JPY"), DAY).orElseThrow().convert(dollars))
        .isEqualTo(Cost.ofMinorUnits(310));
  }

  @Test
  void eachCurrencyHasItsOwnMinorUnit() {
    ExchangeRates rates = rates("KWD JPY 500 2026-11-20", "KWD USD 3.25 2026-11-20");

    assertThat(convert(rates, Money.of(1_000, "KWD"), "JPY")).isEqualTo(Cost.ofMinorUnits(500));
    assertThat(convert(rates, Money.of(1_000, "KWD"), "USD")).isEqualTo(Cost.ofMinorUnits(325));
    assertThat(convert(rates, Money.of(500, "JPY"), "KWD")).isEqualTo(Cost.ofMinorUnits(1_000));
    assertThat(convert(rates, Money.of(1, "USD"), "KWD")).isEqualTo(new Cost(30_769)); // 3.07692…
  }

  @Test
  void onlyTheResultIsRoundedHalfUpAwayFromZero() {
    ExchangeRates rates = rates("USD EUR 0.00005 2026-11-20");
    Conversion toEuro = rates.find(usd(), currency("EUR"), DAY).orElseThrow();

    assertThat(toEuro.convert(new Cost(9_999))).isEqualTo(new Cost(0)); // 0.49995
    assertThat(toEuro.convert(new Cost(10_000))).isEqualTo(new Cost(1)); // 0.5
    assertThat(toEuro.convert(new Cost(-10_000))).isEqualTo(new Cost(-1));
    assertThat(toEuro.convert(new Cost(-9_999))).isEqualTo(new Cost(0));
    assertThat(toEuro.convert(new Cost(29_999))).isEqualTo(new Cost(1)); // 1.49995
    assertThat(toEuro.convert(new Cost(30_000))).isEqualTo(new Cost(2)); // 1.5
  }

  @Test
  void theNewestRateUpToTheDayCountsAndNoneAfterIt() {
    ExchangeRates rates =
        rates("EUR USD 1.1 2026-11-20", "EUR USD 1.2 2026-11-27", "EUR USD 1.3 2026-11-28");
    Money euro = Money.of(100, "EUR");

    assertThat(convert(rates, euro, "USD")).isEqualTo(Cost.ofMinorUnits(120));
    assertThat(convert(rates, euro, "USD", "2026-11-26")).isEqualTo(Cost.ofMinorUnits(110));
    assertThat(convert(rates, euro, "USD", "2026-11-20")).isEqualTo(Cost.ofMinorUnits(110));
    assertThat(convert(rates, euro, "USD", "2030-01-01")).isEqualTo(Cost.ofMinorUnits(130));
    assertThat(rates.find(currency("EUR"), usd(), LocalDate.parse("2026-11-19"))).isEmpty();
    assertThat(rates.find(currency("EUR"), currency("GBP"), DAY)).isEmpty();
  }

  @Test
  void aNewerRateOfTheOtherDirectionComesBeforeAnOldOne_onEqualDaysTheOneAsAskedFor() {
    ExchangeRates newer = rates("EUR USD 1.1 2020-01-01", "USD EUR 0.8 2026-11-20");
    ExchangeRates equal = rates("EUR USD 1.1 2026-11-20", "USD EUR 0.8 2026-11-20");

    assertThat(convert(newer, Money.of(100, "EUR"), "USD")).isEqualTo(Cost.ofMinorUnits(125));
    assertThat(convert(equal, Money.of(100, "EUR"), "USD")).isEqualTo(Cost.ofMinorUnits(110));
    assertThat(convert(equal, Money.of(100, "USD"), "EUR")).isEqualTo(Cost.ofMinorUnits(80));
  }

  @Test
  void oneThirdCurrencyLeadsOver_whicheverWayItsRatesAreQuoted() {
    ExchangeRates rates = rates("EUR USD 1.2 2026-11-20", "EUR JPY 180 2026-11-18");

    Conversion conversion = rates.find(currency("JPY"), usd(), DAY).orElseThrow();

    // 310 / 180 * 1.2 dollars
    assertThat(conversion.convert(Money.of(310, "JPY"))).isEqualTo(new Cost(2_066_667));
    assertThat(conversion.rates())
        .extracting(ExchangeRate::to)
        .containsExactly(currency("JPY"), usd());
    assertThat(conversion.asOf()).contains(LocalDate.parse("2026-11-18"));
    assertThat(rates.find(currency("JPY"), currency("GBP"), DAY)).isEmpty();
    assertThat(
            rates("EUR USD 1.2 2026-11-20", "USD CAD 1.4 2026-11-20", "CAD JPY 110 2026-11-20")
                .find(currency("EUR"), currency("JPY"), DAY))
        .as("two currencies in between")
        .isEmpty();
  }

  @Test
  void ofSeveralThirdCurrenciesTheOneWithTheNewestPairLeadsOver_thenTheFirstByCode() {
    String viaChf = "GBP CHF 1.1 2026-11-20|CHF JPY 170 2026-11-25";
    String viaEur = "GBP EUR 1.2 2026-11-21|EUR JPY 160 2026-11-21";
    String viaUsd = "GBP USD 1.3 2026-11-20|USD JPY 150 2026-11-26";
    String viaAud = "GBP AUD 2 2026-11-20|AUD JPY 100 2026-11-25";

    assertThat(third(viaChf, viaEur, viaUsd, viaAud)).isEqualTo("EUR"); // older one is newest
    assertThat(third(viaChf, viaUsd, viaAud)).isEqualTo("USD"); // then the newer one
    assertThat(third(viaChf, viaAud)).isEqualTo("AUD"); // then the code
    assertThat(third(viaEur, "GBP JPY 190 2001-01-01")).as("a rate of their own").isEqualTo("JPY");
  }

  @Test
  void theOrderOfRatesNeverMatters() {
    List<ExchangeRate> all = new ArrayList<>();
    var random = new Random(7);
    List<String> codes = List.of("USD", "EUR", "JPY", "KWD", "GBP", "CHF");
    for (int i = 0; i < 60; i++) {
      String from = codes.get(random.nextInt(codes.size()));
      String to = codes.get(random.nextInt(codes.size()));
      LocalDate date = DAY.minusDays(i % 9);
      if (!from.equals(to)
          && all.stream()
              .noneMatch(r ->
                  r.from().getCurrencyCode().equals(from)
                      && r.to().getCurrencyCode().equals(to)
                      && r.date().equals(date))) {
        all.add(rate(from + " " + to + " 1." + (1 + random.nextInt(900)) + " " + date));
      }
    }
    var rates = new ExchangeRates(all);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(all, random);
      var shuffled = new ExchangeRates(all);
      for (String from : codes) {
        for (String to : codes) {
          assertThat(shuffled.find(currency(from), currency(to), DAY))
              .isEqualTo(rates.find(currency(from), currency(to), DAY));
        }
      }
    }
  }

  @Test
  void longArithmeticAndExactArithmeticGiveTheSame() {
    var random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      long amount = random.nextLong() >> random.nextInt(64);
      BigDecimal rate =
          BigDecimal.valueOf(
              1 + (random.nextLong() >>> (1 + random.nextInt(63))), random.nextInt(18));
      Conversion conversion =
          new ExchangeRates(List.of(new ExchangeRate(usd(), currency("KWD"), rate, DAY, "test")))
              .find(usd(), currency("KWD"), DAY)
              .orElseThrow();
      BigDecimal exact =
          BigDecimal.valueOf(amount)
              .multiply(rate)
              .movePointRight(1)
              .setScale(0, java.math.RoundingMode.HALF_UP);

      if (exact.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        assertThat(conversion.convert(new Cost(amount)).tenThousandths())
            .as("%s at %s", amount, rate)
            .isEqualTo(exact.longValueExact());
      } else {
        assertThatThrownBy(() -> conversion.convert(new Cost(amount)))
            .isInstanceOf(ArithmeticException.class);
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefusedWithItsValues() {
    Conversion conversion =
        rates("USD IDR 16000 2026-11-20").find(usd(), currency("IDR"), DAY).orElseThrow();

    assertThatThrownBy(() -> conversion.convert(Money.of(Long.MAX_VALUE, "USD")))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            """
            9223372036854775807 minor units of USD are too many in IDR: 147573952589676412912000.
            Maybe the amount or the rate is wrong.\
            """);
    assertThatThrownBy(() -> conversion.convert(Money.of(1, "EUR")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot take 0.01 EUR");
    Conversion small =
        rates("IDR USD 0.00001 2026-11-20").find(currency("IDR"), usd(), DAY).orElseThrow();
    assertThat(small.convert(Money.of(1_000_000_000_000_000L, "IDR")))
        .isEqualTo(Cost.ofMinorUnits(10_000_000_000L));
  }

  @Test
  void ratesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> rate("USD USD 1 2026-11-20"))
        .hasMessageContaining("from USD to itself");
    assertThatThrownBy(() -> rate("USD EUR 0 2026-11-20")).hasMessageContaining("worth 0 EUR");
    assertThatThrownBy(() -> rate("USD EUR -1.5 2026-11-20"))
        .hasMessageContaining("worth -1.5 EUR");
    assertThatThrownBy(() -> rates("USD EUR 0.9 2026-11-20", "USD EUR 0.90 2026-11-20"))
        .hasMessageContaining("2026-11-20 is given twice");
    assertThat(rate("USD EUR 0.90 2026-11-20")).isEqualTo(rate("USD EUR 0.9 2026-11-20"));
    assertThat(rate("USD JPY 110.00 2026-11-20").rate()).hasToString("110");
  }

  /// The currency a conversion from GBP to JPY goes over; JPY if it goes over none.
  private static String third(String... routes) {
    ExchangeRates rates = rates(String.join("|", routes).split("\\|"));
    return rates
        .find(currency("GBP"), currency("JPY"), DAY)
        .orElseThrow()
        .rates()
        .getFirst()
        .to()
        .getCurrencyCode();
  }

  private static Cost convert(ExchangeRates rates, Money money, String to) {
    return convert(rates, money, to, DAY.toString());
  }

  private static Cost convert(ExchangeRates rates, Money money, String to, String on) {
    return rates
        .find(money.currency(), currency(to), LocalDate.parse(on))
        .orElseThrow()
        .convert(money);
  }

  private static ExchangeRates rates(String... lines) {
    return new ExchangeRates(List.of(lines).stream().map(ExchangeRatesTest::rate).toList());
  }

  private static ExchangeRate rate(String line) {
    String[] words = line.split(" ");
    return new ExchangeRate(
        currency(words[0]),
        currency(words[1]),
        new BigDecimal(words[2]),
        LocalDate.parse(words[3]),
        "test");
  }

  private static Currency usd() {
    return currency("USD");
  }

  private static Currency currency(String code) {
    return Currency.getInstance(code);
  }
}
