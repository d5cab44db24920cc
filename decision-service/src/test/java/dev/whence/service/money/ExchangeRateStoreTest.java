package dev.whence.service.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.ExchangeRate;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExchangeRateStoreTest {
  private final Database database = TestDatabase.emptied();
  private final ExchangeRateStore store = new ExchangeRateStore(database);

  @Test
  void ratesComeBackEqual_sortedAndTheLastOfTwo() {
    store.upsert(
        List.of(
            rate("USD", "JPY", "149.123456789012345678", "2026-11-20"),
            rate("EUR", "USD", "0.000000000001", "2026-11-21"),
            rate("EUR", "USD", "1000000000000", "2026-11-20"),
            rate("EUR", "USD", "1.1", "2026-11-20")));

    assertThat(database.run(ExchangeRateStore::readAll))
        .containsExactly(
            rate("EUR", "USD", "1.1", "2026-11-20"),
            rate("EUR", "USD", "0.000000000001", "2026-11-21"),
            rate("USD", "JPY", "149.123456789012345678", "2026-11-20"))
        .isEqualTo(store.list("", "", "", 10));
    assertThat(store.list("EUR", "USD", "2026-11-20", 1))
        .containsExactly(rate("EUR", "USD", "0.000000000001", "2026-11-21"));
  }

  @Test
  void everyLoadIsSeenBySnapshots() {
    long before = version();

    store.upsert(List.of(rate("EUR", "USD", "1.1", "2026-11-20")));

    assertThat(version()).isEqualTo(before + 1);
  }

  private long version() {
    String select = "SELECT version FROM reference_version";
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(select).send(connection)) {
        return answers.rows(select, row -> row.getLong(1)).getFirst();
      }
    });
  }

  private static ExchangeRate rate(String from, String to, String rate, String date) {
    return new ExchangeRate(
        Currency.getInstance(from),
        Currency.getInstance(to),
        new BigDecimal(rate),
        LocalDate.parse(date),
        "test");
  }
}
