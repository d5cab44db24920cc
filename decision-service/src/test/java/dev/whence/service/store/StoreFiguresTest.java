package dev.whence.service.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.store.StoreFigures.Figures;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreFiguresTest {
  private final Database database = TestDatabase.emptied();
  private final StoreFigures figures = new StoreFigures(database);

  @Test
  void emptyStoreHoldsNothing() {
    assertThat(figures.read()).isEqualTo(new Figures(0, Duration.ZERO, 0));
  }

  @Test
  void eventsAreCounted_withTheAgeOfTheOldest_andUnitsThatWait() {
    execute(
        """
        INSERT INTO outbox (type, subject, payload, created_at)
        VALUES ('a', '1', '{}', now() - interval '90 seconds'), ('a', '2', '{}', now());
        INSERT INTO orders (id, channel, customer_class, customer_id, service_level,
          destination_country, destination_region, currency, ordered_at, last_decision)
        VALUES ('o', 'web', 'regular', '', 'STANDARD', 'US', '', 'USD', now(), gen_random_uuid());
        INSERT INTO order_lines (order_id, line_id, position, sku, quantity, unit_price_minor, waiting)
        VALUES ('o', '1', 0, 'A', 5, 100, 3), ('o', '2', 1, 'B', 5, 100, 4), ('o', '3', 2, 'C', 5, 100, 0)
        """);

    Figures now = figures.read();

    assertThat(now.events()).isEqualTo(2);
    assertThat(now.oldestEvent()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100));
    assertThat(now.waitingUnits()).isEqualTo(7);
  }

  private void execute(String sql) {
    database.transact(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }
}
